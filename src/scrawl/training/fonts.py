"""Letters and symbols of many alphabets as lines without thickness, from the fonts of two pinned packages.

Matplotlib brings DejaVu Sans, which has Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic, Lao, Tifinagh, N'Ko,
Lisu and Canadian syllabics; Hershey-Fonts brings A. V. Hershey's vector letters of 1967, in strokes as a pen writes.
"""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Collection, Iterable, Iterator
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

LATIN = sorted(set(string.ascii_letters) - LOOK_ALIKES)
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


def latin() -> Iterator[Points]:
    """The fair Latin letters, as points (n, 2) on the canvas each."""
    for name in ("DejaVuSans", *LATIN_FONTS):
        yield from _outlines(name, LATIN)
    yield from _strokes(LATIN_HERSHEY, LATIN)


def others() -> Iterator[Points]:
    """The letters and symbols of all else; some of them look like digits."""
    yield from _outlines("DejaVuSans", _texts("DejaVuSans"))
    yield from _strokes(HersheyFonts().default_font_names, set(map(chr, range(256))) - set(string.digits))


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


def _outlines(name: str, texts: Iterable[str]) -> Iterator[Points]:
    """The skeletons of what a TrueType font draws."""
    font = ImageFont.truetype(_path(name), SIZE)
    for text in texts:
        picture = Image.new("L", (SIDE, SIDE))
        ImageDraw.Draw(picture).text((SIDE / 2, SIDE / 2), text, 255, font, anchor="mm")
        mask = np.asarray(picture) > 127
        if mask.any():
            yield thin(mask).astype(np.float32) / 2


def _strokes(names: Iterable[str], texts: Collection[str]) -> Iterator[Points]:
    """Those characters of Hershey fonts; what stands in a letter's place in some of them is no letter."""
    fonts = HersheyFonts()
    for name in names:
        fonts.load_default_font(name)
        for text, glyph in fonts.all_glyphs.items():
            strokes = [np.array(stroke, np.float64) for stroke in glyph.strokes if len(stroke) > 1]
            if strokes and text in texts:
                size = max(float(np.ptp(np.concatenate(strokes), axis=0).max()), 1.0)
                drawn = [augment.polyline(stroke * (SIZE / size)) for stroke in strokes]
                yield augment.place(np.concatenate(drawn))


def _path(name: str) -> str:
    return str(Path(mpl.get_data_path()) / "fonts" / "ttf" / f"{name}.ttf")
