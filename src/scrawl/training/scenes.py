"""Pieces of made-up photographs of which it is known where ink is: what the network that finds ink learns from.

The order is the world's: paper, print, ink, what lies over it, light, lens, sensor, file. The physics (how ink lets
light through, what a lens, a sensor and JPEG do) and a page's border are those of `evaluation.paper` and
`evaluation.camera`, which make the pages that reading is measured on. Their strokes and arrangement are not: writing,
print, clutter and light are made anew here, and vary far more. So made-up pages measure what was learned in part;
photographs, what was not.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.evaluation import camera, paper
from scrawl.evaluation.camera import Picture
from scrawl.training import clutter, grids, lighting, manuscript, printing
from scrawl.training.augment import Points
from scrawl.training.manuscript import Sources
from scrawl.training.plane import log_uniform, within

SIDE = 256  # px of a usual piece
NEAR = 160  # px: a piece up to that side is more often a close-up
HEIGHTS = (18.0, 230.0)  # px, of the writing in it
HIGHEST = 0.95  # of its side
CELL, FULL = (0.4, 0.8), (0.7, 0.95)  # of its side, the height of a digit in a cell, and of one that fills it
PENS = (0.5, 0.09)  # radius: px at least, heights at most
GRID_PEN = 0.6  # px, radius at least of a pen in a grid
THINNEST = 0.8  # px, radius: what is thinner is looked for as if it were that thick
TYPE_HEIGHTS = (14.0, 60.0)  # px, of printed text
HIDDEN = 0.12  # of 1: a pixel changed more than that is covered, ink and all

# How often each thing is so, as a share of all pieces, or of those it can be true of.
CLOSE, ELSE_CLOSE = 0.35, 0.04  # close-ups, of pieces up to NEAR and of others
FILLED = 0.35  # of close-ups: by their digit
GRIDS = 0.22  # with digits in their cells, of what is no close-up
RESIZED = 0.4  # seen from nearer or farther, and brought to its size in the file
BOARD, FAINT = 0.15, 0.25
WHITE, ANY_COLOUR = 0.2, 0.15  # paper; the latter of what is not white
SPOTLESS, PRINTED, WRITTEN, TYPED = 0.3, 0.62, 0.85, 0.12
ON_A_LINE = 0.4  # of forms: a bar of a digit lies on one of their lines
NO_PAPER, CLUTTERED = 0.05, 0.6
SHADED, BLURRED, SHARPENED, NOISY = 0.6, 0.45, 0.15, 0.5
COMPRESSED, INVERTED, GREY, TURNED = 0.5, 0.12, 0.12, 0.3


@dataclass(frozen=True, eq=False)
class Scene:
    """A piece of a photograph.

    picture  (side, side, 3) uint8 RGB
    ink      (side, side) float32, 0…1: how much of each pixel is under ink that can be seen, by hand or printed text
    """

    picture: NDArray[np.uint8]
    ink: NDArray[np.float32]


class View(Enum):
    """What a piece shows.

    That is part of a page or of a grid with digits, or a close-up, of one digit in a cell or that fills the piece.
    """

    PAGE = auto()
    GRID = auto()
    CELL = auto()
    DIGIT = auto()


@dataclass(frozen=True)
class Plan:
    """Of a scene as it is made: what it shows; and in px its side, the height of its writing and the radius of its pen.

    `spacing` is how far apart the lines of a grid are, px; 0 for all else.
    """

    view: View
    side: int
    height: float
    pen: float
    spacing: float = 0.0


def scene(sources: Sources, rng: np.random.Generator, side: int = SIDE) -> Scene:
    """A random piece, `side` px wide and high."""
    plan = _plan(side, rng)
    medium = _medium(rng)
    page, ink = _sheet(sources, medium, plan, rng)
    if rng.random() < CLUTTERED:
        before, page = page, clutter.scatter(page, plan.height, rng)
        ink = _left(ink, before, page)
    page, seen = _seen(page, medium, plan, rng)
    if plan.side != side:
        page, ink = _resized(page, side, cv2.INTER_CUBIC), _resized(ink, side, cv2.INTER_LINEAR)
        ink = np.minimum(ink, 1)  # a mean of ones is a little more in float32
    pixels = _filed(camera.develop(page), seen, rng)
    quarters = int(rng.integers(4)) if rng.random() < TURNED else 0
    return Scene(
        np.ascontiguousarray(np.rot90(pixels, quarters)), np.ascontiguousarray(np.rot90(ink, quarters))
    )


def _plan(side: int, rng: np.random.Generator) -> Plan:
    """Of a piece that will be `side` px wide and high."""
    zoom = log_uniform(0.5, 2, rng) if rng.random() < RESIZED else 1.0
    made, view = int(np.ceil(side / zoom)), View.PAGE
    if rng.random() < (CLOSE if side <= NEAR else ELSE_CLOSE):
        view = View.DIGIT if rng.random() < FILLED else View.CELL
        height = made * rng.uniform(*(FULL if view is View.DIGIT else CELL))
    elif rng.random() < GRIDS:
        spacing = grids.a_spacing(made, rng)
        height = spacing * rng.uniform(*grids.TALL)
        return Plan(View.GRID, made, height, log_uniform(GRID_PEN, PENS[1] * height, rng), spacing)
    else:
        height = log_uniform(HEIGHTS[0], min(HEIGHTS[1], HIGHEST * side), rng) / zoom
    return Plan(view, made, height, log_uniform(PENS[0], PENS[1] * height, rng))


def _medium(rng: np.random.Generator) -> paper.Medium:
    """Chalk on a board, or any ink on paper of any colour."""
    is_board, is_faint = rng.random() < BOARD, rng.random() < FAINT
    if is_board:
        return paper.on_board(rng, faint=is_faint)
    if rng.random() < WHITE:
        colour = paper.PLAIN.paper
    else:
        colour = rng.uniform(0.1, 1, 3) if rng.random() < ANY_COLOUR else paper.a_paper(rng)
    ink = str(rng.choice(list(paper.INKS)))
    return paper.on_paper(colour, ink, rng.uniform(*paper.FAINT) if is_faint else None)


def _sheet(
    sources: Sources, medium: paper.Medium, plan: Plan, rng: np.random.Generator
) -> tuple[Picture, NDArray[np.float32]]:
    """A sheet with what is printed and written on it, or something that is no paper; and its ink."""
    side, height = plan.side, plan.height
    if rng.random() < NO_PAPER:
        return clutter.surface(height, side, rng), np.zeros((side, side), np.float32)
    page = paper.sheet(medium, (side, side), rng, spotless=rng.random() < SPOTLESS)
    ink = np.zeros((side, side), np.float32)
    points = np.empty((0, 2))
    if plan.view is not View.GRID and rng.random() < WRITTEN:
        write = manuscript.write if plan.view is View.PAGE else manuscript.alone
        points = write(sources, height, side, rng)
    if plan.view is View.CELL:
        page = printing.frame(page, medium, height, rng)
    elif plan.view is View.PAGE and rng.random() < PRINTED:
        through = manuscript.a_bar(points, side, rng) if rng.random() < ON_A_LINE else None
        page = printing.form(page, medium, height, rng, through)
    if plan.view is View.GRID:
        page, ink = _filled_grid(page, sources, medium, plan, rng)
    elif len(points):
        page, ink = _written(page, points, medium, plan, rng)
    if rng.random() < TYPED:
        text = printing.text(log_uniform(*TYPE_HEIGHTS, rng), side, rng)
        page, ink = printing.set_type(page, text, medium, rng), np.maximum(ink, text)
    return page, ink


def _filled_grid(
    page: Picture, sources: Sources, medium: paper.Medium, plan: Plan, rng: np.random.Generator
) -> tuple[Picture, NDArray[np.float32]]:
    """The page with a grid and digits in its cells, in type and over it by hand; and their ink."""
    grid = grids.place(plan.spacing, plan.side, rng)
    page = grids.rule(page, medium, grid, rng)
    text, points = grids.fill(sources, grid, plan.height, rng)
    page = printing.set_type(page, text, medium, rng)
    page, ink = _written(page, points, medium, plan, rng)
    return page, np.maximum(ink, text)


def _written(
    page: Picture, points: Points, medium: paper.Medium, plan: Plan, rng: np.random.Generator
) -> tuple[Picture, NDArray[np.float32]]:
    """The page after a pen has gone over the points (n, 2), and its ink."""
    away = manuscript.distance(points, plan.height, plan.side)
    radius = manuscript.pressed(plan.pen, plan.height, plan.side, rng)
    page = paper.write(page, medium, within(away, radius).astype(np.float32), rng)
    return page, within(away, np.maximum(radius, THINNEST)).astype(np.float32)


def _left(ink: NDArray[np.float32], before: Picture, after: Picture) -> NDArray[np.float32]:
    """The ink that can still be seen: not where the page changed much, and around it too."""
    is_changed = np.abs(after - before).max(axis=2) > HIDDEN
    is_hidden = is_changed & (cv2.blur(is_changed.astype(np.float32), (3, 3)) > 0.6)
    return np.where(is_hidden, np.float32(0), ink)


def _seen(page: Picture, medium: paper.Medium, plan: Plan, rng: np.random.Generator) -> tuple[Picture, float]:
    """The page in its light, as lens and sensor see it, and how far ink and paper are apart then, 0…1."""
    seen = medium.step
    if rng.random() < SHADED:
        page = lighting.illuminate(page, rng)
        seen *= camera.DARKEST
    if rng.random() < BLURRED:
        page = camera.blur(page, plan.height, 2 * plan.pen, rng)
        seen /= 2
    if rng.random() < SHARPENED:  # as telephones do it
        amount = np.float32(rng.uniform(0.3, 1.5))
        page = page + amount * (page - cv2.GaussianBlur(page, (0, 0), rng.uniform(0.8, 2)))
        page = np.clip(page, 0, 1)
    if rng.random() < NOISY:
        page = camera.add_noise(page, seen, rng)
    return page, seen


def _resized(page: NDArray[np.float32], side: int, larger: int) -> NDArray[np.float32]:
    """The page or its ink at `side` × `side` px: smaller by area, larger by that interpolation."""
    how = cv2.INTER_AREA if len(page) > side else larger
    return np.asarray(cv2.resize(page, (side, side), interpolation=how), np.float32)


def _filed(pixels: NDArray[np.uint8], seen: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    """The pixels as they come out of a file: compressed, as a negative, without colours."""
    if rng.random() < COMPRESSED:
        is_rough = rng.random() < 0.5
        quality = int(rng.integers(20, 90)) if is_rough else camera.a_quality(max(seen, 0.05), rng)
        pixels = camera.recompress(pixels, quality)
    if rng.random() < INVERTED:
        pixels = 255 - pixels
    if rng.random() < GREY:
        pixels = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)[..., None].repeat(3, axis=2)
    return pixels
