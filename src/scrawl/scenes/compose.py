"""Pages to measure on: real strokes on made-up paper, seen through a made-up camera.

The truth of a made-up page is known, their number has no limit, and each nuisance of a photograph can be had alone. The
steps follow the order of the world: paper, print, ink, where the page lies, light, lens, sensor, file.
"""

from collections.abc import Collection
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.scenes import camera, clutter, light, paper, writing
from scrawl.scenes.forms import Form
from scrawl.scenes.writing import Symbol, Writing

MARGINS = (0.3, 3.0)  # around the writing, in digit heights
FORM_MARGINS = (0.05, 1.0)  # around a form: people cut it out
BORDER = 1.2  # at least so much where something lies on the border

NUISANCES = (
    "pen",
    "ink colour",
    "faint ink",
    "paper",
    "blackboard",
    "ruled",
    "squared",
    "rotation",
    "clutter",
    "shadow",
    "blur",
    "noise",
    "JPEG",
)


@dataclass(frozen=True, eq=False)
class Page:
    """A picture of a page and the digits written there.

    pixels  (H, W, 3) uint8 RGB
    lines   the digits of each line, top to bottom
    boxes   (n, 4) int: x, y, width, height of the ink of each digit, px, in reading order
    """

    pixels: NDArray[np.uint8]
    lines: tuple[str, ...]
    boxes: NDArray[np.int64]

    @property
    def text(self) -> str:
        """The lines, joined by newlines, as in a `Reading`."""
        return "\n".join(self.lines)


@dataclass(frozen=True, eq=False)
class _View:
    """What the camera sees of a sheet.

    affine  (2, 3) from the sheet's px to the picture's
    sheet   height, width of the sheet, px
    shape   height, width of the picture, px
    ink     left, top, right, bottom of all ink and print of a form in the picture, px
    """

    affine: NDArray[np.float64]
    sheet: tuple[int, int]
    shape: tuple[int, int]
    ink: tuple[float, float, float, float]


def together(rng: np.random.Generator) -> frozenset[str]:
    """All nuisances; of paper and blackboard, ruled and squared one each."""
    without = {"paper" if rng.random() < 0.15 else "blackboard", str(rng.choice(["ruled", "squared"]))}
    return frozenset(NUISANCES) - without


def some(rng: np.random.Generator) -> frozenset[str]:
    """Each nuisance with a chance of one half, as far as they go together."""
    return frozenset(name for name in sorted(together(rng)) if rng.random() < 0.5)


def photograph(
    written: Writing, nuisances: Collection[str], rng: np.random.Generator, form: Form | None = None
) -> Page:
    """A picture of the writing on a page of its own or on a form, with the nuisances named.

    Beside NUISANCES there are `pencil`, the ink, and `scan`: made by a scanner, not by a camera. The nuisance `pen` is
    the writing's: see `writing.a_pen`. A form brings its own angle.
    """
    angle = camera.an_angle(rng) if "rotation" in nuisances else 0.0
    margins = FORM_MARGINS if form else MARGINS
    if "clutter" in nuisances:
        margins = BORDER, MARGINS[1]
    view, symbols, lines = _aim(written, form, form.tilt if form else angle, margins, rng)
    medium = _medium(nuisances, rng)
    page = paper.sheet(medium, view.sheet, rng, spotless=not {"paper", "blackboard"} & set(nuisances))
    for kind, printed in paper.PRINT.items():
        if kind in nuisances:
            page = printed(page, medium, written.height, rng)
    if form:
        page = paper.through(page, _coverage([lines], form.width, view.sheet), form.colour, medium)
    page = paper.write(page, medium, _coverage(symbols, written.pen, view.sheet), rng)
    page = _seen_from(view, page)
    if "clutter" in nuisances:
        page = clutter.lay_out(page, view.ink, written.height, rng)
    # The contrast of ink and paper where it is darkest: faint ink must not drown in blur or noise.
    seen = medium.step
    if "shadow" in nuisances:
        seen *= light.DARKEST
        page = light.shade(page, rng)
    if "blur" in nuisances:
        seen /= 2
        page = camera.blur(page, written.height, written.pen, rng)
    if "noise" in nuisances:
        page = camera.add_noise(page, seen, rng)
    if "scan" in nuisances:
        page = camera.scan(page, seen, rng)
    pixels = camera.develop(page)
    if "JPEG" in nuisances:
        pixels = camera.recompress(pixels, camera.a_quality(seen, rng))
    digits = symbols[: len(written.symbols)] if written.lines else []
    boxes = _boxes(digits, view, written.pen)
    return Page(pixels, written.lines, boxes)


def _medium(nuisances: Collection[str], rng: np.random.Generator) -> paper.Medium:
    if "blackboard" in nuisances:
        return paper.on_board(rng, faint="faint ink" in nuisances)
    contrast = rng.uniform(*paper.FAINT) if "faint ink" in nuisances else None
    coloured = [name for name in paper.INKS if name != "black"]
    ink = str(rng.choice(coloured)) if "ink colour" in nuisances else "black"
    if "pencil" in nuisances:
        ink = "pencil"
    sheet = paper.a_paper(rng) if "paper" in nuisances else paper.PLAIN.paper
    return paper.on_paper(sheet, ink, contrast)


def _aim(
    written: Writing, form: Form | None, angle: float, margins: tuple[float, float], rng: np.random.Generator
) -> tuple[_View, list[Symbol], Symbol]:
    """A view of all that is written and printed with margins around it, and its strokes in the px of the sheet: of the
    symbols, then the letters.
    """
    printed = form.lines if form else []
    symbols = [*written.symbols, *written.letters]
    strokes = [stroke for symbol in symbols for stroke in symbol] + printed
    pen = max(written.pen, form.width) if form else written.pen
    points = np.concatenate(strokes) if strokes else rng.uniform(0, [6, 4], (2, 2)) * written.height
    turn = cv2.getRotationMatrix2D((0, 0), -angle, 1)[:, :2]
    turned = points @ turn.T
    room = rng.uniform(*margins, (2, 2)) * written.height
    low = np.floor(turned.min(axis=0) - pen / 2 - room[0])
    size = np.ceil(turned.max(axis=0) + pen / 2 + room[1] - low).astype(int)
    corners = (low + size * np.array([[0, 0], [1, 0], [0, 1], [1, 1]])) @ turn
    start = np.floor(corners.min(axis=0)) - 1
    sheet = np.ceil(corners.max(axis=0) - start).astype(int) + 1
    ink = (*(turned.min(axis=0) - pen / 2 - low), *(turned.max(axis=0) + pen / 2 - low))
    # Pixels have their centres at halves; the warp counts from the centre of the first.
    shift = turn @ (start + 0.5) - low - 0.5
    view = _View(
        np.column_stack([turn, shift]),
        (int(sheet[1]), int(sheet[0])),
        (int(size[1]), int(size[0])),
        (float(ink[0]), float(ink[1]), float(ink[2]), float(ink[3])),
    )
    return (
        view,
        [[stroke - start for stroke in symbol] for symbol in symbols],
        [stroke - start for stroke in printed],
    )


def _seen_from(view: _View, sheet: NDArray[np.float32]) -> NDArray[np.float32]:
    picture = cv2.warpAffine(sheet, view.affine, view.shape[::-1], borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(picture, np.float32)


def _coverage(symbols: list[Symbol], pen: float, shape: tuple[int, int]) -> NDArray[np.float32]:
    """How much of each px of the sheet is under ink, 0…1; where digits overlap, not more."""
    page = np.zeros(shape, np.float32)
    for symbol in symbols:
        covered, (left, top) = writing.drawn(symbol, pen)
        place = page[top : top + covered.shape[0], left : left + covered.shape[1]]
        np.maximum(place, covered, out=place)
    return page


def _boxes(symbols: list[Symbol], view: _View, pen: float) -> NDArray[np.int64]:
    boxes = []
    reach = pen / 2 + 0.5  # a turned picture is interpolated, which spreads ink by half a pixel
    for symbol in symbols:
        points = (np.concatenate(symbol) - 0.5) @ view.affine[:, :2].T + view.affine[:, 2] + 0.5
        low = np.floor(points.min(axis=0) - reach)
        boxes.append([*low, *(np.ceil(points.max(axis=0) + reach) - low)])
    return np.array(boxes, np.int64).reshape(-1, 4)
