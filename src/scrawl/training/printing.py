"""The print in a made-up scene: rules, squares, tables, dots and frames, which are no ink, and text, which is.

Sizes are in heights of the writing, since that is how forms are made; paper and print are `scenes.paper`'s.
"""

import string
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.scenes import paper
from scrawl.scenes.paper import Colour, Medium, smooth_noise
from scrawl.scenes.plane import Field, Picture, log_uniform, parallel, pixels, shaded, turned, within

ASKEW = np.radians(4)  # standard deviation of the lines' direction
FAR_ASKEW = 0.8  # radians, at most, of a few
BENT = 4e-4  # 1/px, standard deviation of curvature
PERSPECTIVE = 4e-4  # 1/px, standard deviation of how much a px is larger than the next

DASHED, UNEVEN, WITH_MARGIN = 0.12, 0.3, 0.25  # shares of forms
THICKER, SHADED = 0.5, 0.17  # shares of squares
FAR_AWAY = 999.0  # px: where a form begins is anywhere up to here
DARK = {"squared": 0.3, "single": 0.6}  # share in the colour of black ink, of each kind
DARK_ELSE = 0.15
STRENGTH = (0.25, 1.3)  # exponent of a print's colour
PALER = 0.6  # share of the others that is hardly darker than the ink
CHALKED = 0.35  # of 1: how much lines on a board cover at strength 1

# Of a cell's frame:
SEEN = 0.8  # share of its four lines that are in the picture
INWARD = (-0.02, 0.07)  # of the side: how far from the border they lie
ASTRAY = 0.04  # of the side: standard deviation of each from there
HEAVIEST = 9  # heights of the digit to a line's width, at least
UNLIKE = (0.4, 1.6)  # widths of its lines, of their mean
FRAME_UNEVEN, FRAME_DARK, FRAME_STRENGTH = 0.4, 0.8, (0.4, 1.3)
FRAME_CHALKED = 0.7

FONTS = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
)
CAPITAL = 22.0  # px, height of their capitals at scale 1
TYPES = [*(3 * string.digits), *string.ascii_letters, ".", ","]


# How much of each pixel (side, side) a printed form covers, and how much of its light shaded fields take.
Form = tuple[Field, Field | float]


def form(
    page: Picture,
    medium: Medium,
    height: float,
    rng: np.random.Generator,
    through: tuple[int, int] | None = None,
) -> Picture:
    """The page (side, side, 3) with a form for writing `height` px high, printed on it in any colour.

    through  row and column of a pixel that rules, squares and tables have a line through, px, or anywhere
    """
    side = len(page)
    across, down = (
        place + (rng.uniform(0, FAR_AWAY) if through is None else -place[through])
        for place in _page(side, rng)
    )
    kind = str(rng.choice(list(KINDS), p=[share for _, share in KINDS.values()]))
    covered, shadows = KINDS[kind][0](across, down, height, rng)
    if rng.random() < DASHED:
        covered = covered * (across % rng.uniform(6, 14) < rng.uniform(2, 6))
    if rng.random() < UNEVEN:
        covered = uneven(covered, 0.25, (4, 60), rng)
    page = _printed(page, covered, medium, rng, is_dark=rng.random() < DARK.get(kind, DARK_ELSE))
    if rng.random() < WITH_MARGIN:
        line = _anywhere(down if rng.random() < 0.2 else across, _width(height, rng), rng)
        page = paper.through(page, line, np.array(paper.MARGIN_LINE), medium)
    return shaded(page, shadows)


def frame(page: Picture, medium: Medium, height: float, rng: np.random.Generator) -> Picture:
    """The page (side, side, 3) as a table's cell for a digit `height` px high: pieces of its frame about the border."""
    side = len(page)
    width = rng.uniform(1, max(2, height / HEAVIEST))
    covered: Field = np.zeros((side, side))
    for place in _page(side, rng):
        inward = place - place.mean() + side / 2
        for from_border in (inward, side - inward):
            if rng.random() < SEEN:
                line = rng.uniform(*INWARD) * side + rng.normal(0, ASTRAY) * side
                reach = width * rng.uniform(*UNLIKE) / 2
                covered = np.maximum(covered, within(np.abs(from_border - line), reach))
    if rng.random() < FRAME_UNEVEN:
        covered = uneven(covered, 0.2, (3, 20), rng)
    colour = a_colour(medium, rng, is_dark=rng.random() < FRAME_DARK)
    strength = rng.uniform(*FRAME_STRENGTH)
    return paper.lay(page, covered, colour, medium, strength=strength, chalked=FRAME_CHALKED)


def text(height: float, side: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """How much of each of `side` × `side` px some lines of print `height` px high cover: 0…1."""
    page = np.zeros((side, side), np.uint8)
    thin, y = rng.uniform(5, 16), rng.uniform(0, side)
    for _ in range(int(rng.integers(1, 6))):
        line = "".join(rng.choice(TYPES, int(rng.integers(1, 14))))
        put(page, line, np.array([rng.uniform(-height, 0.8 * side), y]), height, thin, rng)
        y += height * rng.uniform(1.2, 2.5)
    return page.astype(np.float32) / np.float32(255)


def put(
    page: NDArray[np.uint8],
    words: str,
    start: NDArray[np.floating],
    height: float,
    thin: float,
    rng: np.random.Generator,
) -> None:
    """Print words `height` px high, of strokes that go `thin` times into it, from the left end of their baseline."""
    font, thick = FONTS[rng.integers(len(FONTS))], max(1, round(height / thin))
    x, y = start.astype(int).tolist()
    cv2.putText(page, words, (x, y), font, height / CAPITAL, 255, thick, cv2.LINE_AA)


def set_type(page: Picture, covered: Field, medium: Medium, rng: np.random.Generator) -> Picture:
    """The page with text that covers so much of each pixel: black, or white on a board."""
    colour = np.ones(3) if medium.chalk else np.array(paper.INKS["black"])
    return paper.through(page, covered * rng.uniform(0.6, 1), colour, medium)


def _page(side: int, rng: np.random.Generator) -> tuple[Field, Field]:
    """How far to the right and how far down on the paper each pixel lies, px: askew, bent, in perspective."""
    x, y = pixels(side)
    askew = rng.normal(0, ASKEW) if rng.random() < 0.85 else rng.uniform(-FAR_ASKEW, FAR_ASKEW)
    across, down = turned(x, y, askew)
    if rng.random() < 0.4:
        bent, (left, top) = rng.normal(0, BENT, 2), rng.uniform(0, side, 2)
        across, down = across + bent[0] * (y - top) ** 2, down + bent[1] * (x - left) ** 2
    if rng.random() < 0.3:
        tilt = rng.normal(0, PERSPECTIVE, 2)
        far = 1 + tilt[0] * (x - side / 2) + tilt[1] * (y - side / 2)
        across, down = across / far, down / far
    return across, down


def _printed(
    page: Picture, covered: Field, medium: Medium, rng: np.random.Generator, *, is_dark: bool
) -> Picture:
    colour = a_colour(medium, rng, is_dark=is_dark)
    strength = rng.uniform(*STRENGTH)
    if not is_dark and rng.random() < PALER:
        strength = min(strength, 1.5 * medium.contrast)
    return paper.lay(page, covered, colour, medium, strength=strength, chalked=CHALKED * strength)


def uneven(covered: Field, depth: float, grains: tuple[float, float], rng: np.random.Generator) -> Field:
    """Less of each pixel covered where the print is worn: about `depth` of it, in `grains` of that size, px."""
    worn = 1 - depth + 2 * depth * smooth_noise(covered.shape, rng.uniform(*grains), rng)
    return covered * np.clip(worn, 0, 1)


def a_colour(medium: Medium, rng: np.random.Generator, *, is_dark: bool) -> Colour:
    """The colour of black ink, or of a pale print; paler on a board."""
    colour = np.array(paper.INKS["black"] if is_dark else paper.PRINTS[rng.integers(len(paper.PRINTS))])
    return colour * 0.5 + 0.5 if medium.chalk else colour


def _width(height: float, rng: np.random.Generator, most: float = 3.0) -> float:
    """A line's width, px, thin where all is small."""
    return rng.uniform(0.7, np.clip(height / 14 + 0.7, 1, most))


def _anywhere(place: Field, width: float, rng: np.random.Generator) -> Field:
    """How much of each pixel is covered by a line `width` px wide through a random pixel."""
    return within(np.abs(place - place.flat[rng.integers(place.size)]), width / 2)


def _ruled(_: Field, down: Field, height: float, rng: np.random.Generator) -> Form:
    return parallel(down, rng.uniform(0.7, 2.6) * height, _width(height, rng)), 0.0


def _squared(across: Field, down: Field, height: float, rng: np.random.Generator) -> Form:
    """Squares, tables and sudokus: every few lines may be thicker or the only dark ones, and fields may be shaded.

    Not all of these lie between the lines: wherever an edge of shade is, it is no ink.
    """
    spacing, width = log_uniform(0.25, 2.6, rng) * height, _width(height, rng, 4)
    wider = rng.uniform(0.9, 1.6) if spacing > height else rng.uniform(0.95, 1.05)
    covered = np.maximum(parallel(down, spacing, width), parallel(across, wider * spacing, width))
    if rng.random() < THICKER:
        every, thick = int(rng.integers(2, 6)), width * rng.uniform(1, 3)
        heavy = [parallel(place, every * spacing, thick) for place in (down, across)]
        covered = np.maximum.reduce([covered * rng.choice([0.5, 1]), *heavy])
    return covered, shade(across, down, spacing, rng) if rng.random() < SHADED else 0.0


def shade(across: Field, down: Field, spacing: float, rng: np.random.Generator) -> Field:
    """How much light shaded fields take from each pixel, by its place on a table whose lines are `spacing` px apart."""
    row, column = down // spacing, across // spacing
    pattern = int(rng.integers(1, 8)) * column + int(rng.integers(1, 5)) * row
    return rng.uniform(0.08, 0.4) * (pattern % int(rng.integers(2, 6)) == 0)


def _dotted(across: Field, down: Field, height: float, rng: np.random.Generator) -> Form:
    spacing = rng.uniform(0.25, 0.8) * height
    away = np.hypot(down % spacing - spacing / 2, across % spacing - spacing / 2)
    return within(away, rng.uniform(0.5, max(height / 25, 0.8))), 0.0


def _single(across: Field, down: Field, height: float, rng: np.random.Generator) -> Form:
    """One to three lines anywhere."""
    covered = np.zeros_like(across)
    for _ in range(int(rng.integers(1, 4))):
        line = _anywhere((across, down)[rng.integers(2)], _width(height, rng, 4), rng)
        covered = np.maximum(covered, line)
    return covered, 0.0


# Each kind of form and how often it is printed.
KINDS: dict[str, tuple[Callable[[Field, Field, float, np.random.Generator], Form], float]] = {
    "ruled": (_ruled, 0.37),
    "squared": (_squared, 0.54),
    "dots": (_dotted, 0.03),
    "single": (_single, 0.06),
}
