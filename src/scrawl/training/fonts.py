"""Letters and symbols of many alphabets as lines without thickness, from the fonts of two pinned packages.

Matplotlib brings DejaVu Sans, which has Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic, Lao, Tifinagh, N'Ko,
Lisu and Canadian syllabics; Hershey-Fonts brings A. V. Hershey's vector letters of 1967, in strokes as a pen writes.
"""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import numpy as np
from fontTools.ttLib import TTFont
from HersheyFonts import HersheyFonts
from PIL import Image, ImageDraw, ImageFont

from scrawl.evaluation.datasets import LOOK_ALIKES
from scrawl.training import augment
from scrawl.training.augment import Points
from scrawl.training.skeleton import SIDE, thin

LATIN_FONTS = (
    "DejaVuSerif",
    "DejaVuSans-Oblique",
    "STIXGeneral",
    "STIXGeneralItalic",
    "cmr10",
    "cmmi10",
    "cmss10",
)
LATIN_HERSHEY = ("futural", "rowmans", "scripts", "scriptc", "cursive", "timesr", "timesi", "rowmand")
SYMBOLS = range(0x2190, 0x27C0)  # arrows, mathematics, shapes, dingbats; not Braille, dominoes, playing cards
WRITTEN = {"Lu", "Ll", "Lo", "Sm", "Sc", "Po"}  # Unicode categories of what people write
PRESENTATION = range(0xFB50, 0xFF00)  # the forms of Arabic letters, which stand in their own block already
SIZE = 80  # px of the canvas


@dataclass(frozen=True, eq=False)
class Letter:
    """A letter of a font.

    text       which
    points     (n, 2) on the canvas
    low, high  how far its ends are above the line that it stands on, in heights of the font's H
    """

    text: str
    points: Points
    low: float
    high: float


def latin() -> Iterator[Points]:
    """The fair Latin letters, as points (n, 2) on the canvas each."""
    return (letter.points for letter in alphabet() if letter.text not in LOOK_ALIKES)


def alphabet() -> Iterator[Letter]:
    """The Latin letters of each font."""
    for name in ("DejaVuSans", *LATIN_FONTS):
        shapes = dict(_outlines(name, string.ascii_letters))
        yield from _letters(shapes, shapes)
    for name in LATIN_HERSHEY:
        strokes = dict(_strokes([name], string.ascii_letters))
        shapes = {text: _placed(each) for text, each in strokes.items()}
        yield from _letters(shapes, {text: np.concatenate(each) for text, each in strokes.items()})


def _letters(shapes: dict[str, Points], extents: dict[str, Points]) -> Iterator[Letter]:
    """The letters of a font, of points on the canvas, and of others (n, 2) that say their sizes and places."""
    top, bottom = extents["H"][:, 1].min(), extents["H"][:, 1].max()
    for text, points in shapes.items():
        ends = extents[text][:, 1].max(), extents[text][:, 1].min()
        low, high = ((bottom - end) / (bottom - top) for end in ends)
        yield Letter(text, points, float(low), float(high))


def others() -> Iterator[Points]:
    """The letters and symbols of all else; some of them look like digits."""
    for _, points in _outlines("DejaVuSans", _texts("DejaVuSans")):
        yield points
    for _, strokes in _strokes(
        HersheyFonts().default_font_names, set(map(chr, range(256))) - set(string.digits)
    ):
        yield _placed(strokes)


def _texts(name: str) -> Iterator[str]:
    """The characters of a font that people write, Latin letters and digits apart."""
    for code in sorted(TTFont(_path(name)).getBestCmap()):
        text = chr(code)
        written = unicodedata.category(text) in WRITTEN or code in SYMBOLS
        if (
            written
            and code not in PRESENTATION
            and not unicodedata.decomposition(text)
            and text not in string.ascii_letters
        ):
            yield text


def _outlines(name: str, texts: Iterable[str]) -> Iterator[tuple[str, Points]]:
    """Each text with the skeleton of what a TrueType font draws."""
    font = ImageFont.truetype(_path(name), SIZE)
    for text in texts:
        picture = Image.new("L", (SIDE, SIDE))
        ImageDraw.Draw(picture).text((SIDE / 2, SIDE / 2), text, 255, font, anchor="mm")
        mask = np.asarray(picture) > 127
        if mask.any():
            yield text, thin(mask).astype(np.float32) / 2


def _strokes(names: Iterable[str], texts: Collection[str]) -> Iterator[tuple[str, list[Points]]]:
    """Those characters of Hershey fonts, as strokes (n, 2); what stands in a letter's place in some is no letter."""
    fonts = HersheyFonts()
    for name in names:
        fonts.load_default_font(name)
        for text, glyph in fonts.all_glyphs.items():
            strokes = [np.array(stroke, np.float64) for stroke in glyph.strokes if len(stroke) > 1]
            if strokes and text in texts:
                yield text, strokes


def _placed(strokes: list[Points]) -> Points:
    """The strokes as points (n, 2) in the middle of the canvas."""
    size = max(float(np.ptp(np.concatenate(strokes), axis=0).max()), 1.0)
    return augment.place(np.concatenate([augment.polyline(stroke * (SIZE / size)) for stroke in strokes]))


def _path(name: str) -> str:
    return str(Path(mpl.get_data_path()) / "fonts" / "ttf" / f"{name}.ttf")
