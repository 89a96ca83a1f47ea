"""Letters and symbols of many alphabets as lines without thickness, from the fonts of pinned packages.

Matplotlib brings DejaVu Sans, which has Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic, Lao, Tifinagh, N'Ko,
Lisu and Canadian syllabics; Hershey-Fonts brings A. V. Hershey's vector letters of 1967, in strokes as a pen writes.
Letters as people write them come from fonts of handwriting, where a folder of them is named (see `fonts/package.json`).
Their digits are not looked at.
"""

import string
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

import matplotlib as mpl
import numpy as np
from fontTools.ttLib import TTFont
from HersheyFonts import HersheyFonts
from PIL import Image, ImageDraw, ImageFont

from scrawl.errors import DataError
from scrawl.measure.symbols import LOOK_ALIKES
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
HANDWRITING = "*-latin-400-normal.woff"  # the one file of each of Fontsource's packages that is read
SIZE = 80  # px of the canvas
OTHERS = 3_000  # letters and signs of other alphabets that are written by themselves, beside the Latin ones
EM = 1000  # px, where the sizes of letters are compared


@dataclass(frozen=True, eq=False)
class Letter:
    """A letter of a font.

    text       which
    font       of that name
    points     (n, 2) on the canvas
    low, high  how far its ends are above the line that it stands on, in heights of the font's H
    left       how far right of the pen's place it begins, in the same
    advance    how far the pen moves on for the next letter of a word
    """

    text: str
    font: str
    points: Points
    low: float
    high: float
    left: float
    advance: float

    def written(self, capital: float, rng: np.random.Generator) -> Points:
        """Its points in some hand, on y = 0 or reaching below, as high as beside a capital of `capital` px."""
        points = augment.warp(self.points, rng)
        scale = capital * (self.high - self.low) / max(float(np.ptp(points[:, 1])), 1.0)
        return points * scale - [0, points[:, 1].max() * scale + self.low * capital]


def latin(handwriting: Path | None = None) -> Iterator[Points]:
    """The fair Latin letters, as points (n, 2) on the canvas each."""
    return (letter.points for letter in alphabet(handwriting) if letter.text not in LOOK_ALIKES)


def alphabet(handwriting: Path | None = None) -> Iterator[Letter]:
    """The Latin letters of each font, and of those of handwriting in a folder.

    Raises DataError if the folder has none.
    """
    for path in (*map(_path, ("DejaVuSans", *LATIN_FONTS)), *in_folder(handwriting)):
        yield from _letters(path)
    for name in LATIN_HERSHEY:
        known = {text: (strokes, width) for text, strokes, width in _strokes([name], string.ascii_letters)}
        ends = {text: np.concatenate(strokes) for text, (strokes, _) in known.items()}
        line, capital = ends["H"][:, 1].max(), np.ptp(ends["H"][:, 1])
        for text, (strokes, width) in known.items():
            left, high = ends[text].min(axis=0)
            sizes = line - ends[text][:, 1].max(), line - high, left, width
            yield Letter(text, name, _placed(strokes), *(float(size / capital) for size in sizes))


@cache
def lettering(handwriting: Path | None) -> tuple[tuple[Points, ...], tuple[Letter, ...]]:
    """All letters and signs that are written by themselves, as points (n, 2) each, and the letters of words."""
    letters = tuple(alphabet(handwriting))
    fair = (letter.points for letter in letters if letter.text not in LOOK_ALIKES)
    return (*fair, *islice(others(), OTHERS)), letters


def names(handwriting: Path | None) -> list[str]:
    """The names of the fonts in a folder, or none, to describe a run."""
    return [path.name.split("-latin-")[0] for path in in_folder(handwriting)]


def in_folder(handwriting: Path | None) -> list[Path]:
    """The fonts of handwriting that are installed there, or none; DataError with what to do if there are none."""
    if handwriting is None:
        return []
    found = sorted(handwriting.rglob(HANDWRITING))
    if not found:
        raise DataError(
            f"{handwriting} has no fonts of handwriting ({HANDWRITING}). "
            "Install ours with: npm ci --prefix fonts; they are in fonts/node_modules then."
        )
    return found


def _letters(path: Path) -> Iterator[Letter]:
    """The Latin letters of a TrueType or OpenType font, each as large as the canvas allows."""
    font, tables = ImageFont.truetype(path, EM), TTFont(path)
    names, moves, em = tables.getBestCmap(), tables["hmtx"], tables["head"].unitsPerEm / EM
    capital = -font.getbbox("H", anchor="ls")[1]
    for text in string.ascii_letters:
        left, top, right, bottom = font.getbbox(text, anchor="ls")
        large = ImageFont.truetype(path, EM * SIZE / max(right - left, bottom - top))
        advance, bearing = moves[names[ord(text)]]
        sizes = [size / capital for size in (-bottom, -top, bearing / em, advance / em)]
        for _, points in _outlines(large, text):
            yield Letter(text, path.stem, points, *sizes)


def others() -> Iterator[Points]:
    """The letters and symbols of other alphabets; some look like digits, but Latin look-alikes are left out."""
    path = _path("DejaVuSans")
    for _, points in _outlines(ImageFont.truetype(path, SIZE), _texts(path)):
        yield points
    for _, strokes, _ in _strokes(
        HersheyFonts().default_font_names, set(map(chr, range(256))) - set(string.digits) - LOOK_ALIKES
    ):
        yield _placed(strokes)


def _texts(path: Path) -> Iterator[str]:
    """The characters of a font that people write, Latin letters and digits apart."""
    for code in sorted(TTFont(path).getBestCmap()):
        text = chr(code)
        written = unicodedata.category(text) in WRITTEN or code in SYMBOLS
        if (
            written
            and code not in PRESENTATION
            and not unicodedata.decomposition(text)
            and text not in string.ascii_letters
        ):
            yield text


def _outlines(font: ImageFont.FreeTypeFont, texts: Iterable[str]) -> Iterator[tuple[str, Points]]:
    """Each text with its skeleton as the font draws it."""
    for text in texts:
        picture = Image.new("L", (SIDE, SIDE))
        ImageDraw.Draw(picture).text((SIDE / 2, SIDE / 2), text, 255, font, anchor="mm")
        mask = np.asarray(picture) > 127
        if mask.any():
            yield text, thin(mask)


def _strokes(names: Iterable[str], texts: Collection[str]) -> Iterator[tuple[str, list[Points], float]]:
    """Those characters of Hershey fonts, as strokes (n, 2) from the pen's place, and how far it moves on for the next.

    What stands in a letter's place in some is no letter.
    """
    fonts = HersheyFonts()
    for name in names:
        fonts.load_default_font(name)
        for text, glyph in fonts.all_glyphs.items():
            strokes = [
                np.array(stroke, np.float64) - [glyph.left_offset, 0]
                for stroke in glyph.strokes
                if len(stroke) > 1
            ]
            if strokes and text in texts:
                yield text, strokes, glyph.char_width


def _placed(strokes: list[Points]) -> Points:
    """The strokes as points (n, 2) in the middle of the canvas."""
    size = max(float(np.ptp(np.concatenate(strokes), axis=0).max()), 1.0)
    return augment.place(np.concatenate([augment.polyline(stroke * (SIZE / size)) for stroke in strokes]))


def _path(name: str) -> Path:
    return Path(mpl.get_data_path()) / "fonts" / "ttf" / f"{name}.ttf"
