"""Grids with digits in their cells, as sudokus are: the lines are no ink, and the digits are, by hand or in type.

In `printing` lines run wherever they like under the writing. Here every digit has lines on all four sides, near and as
dark as itself, which is the hardest place to tell the two apart.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.scenes.paper import Medium, Sheet
from scrawl.training import manuscript, printing
from scrawl.training.augment import Points
from scrawl.training.manuscript import Sources
from scrawl.training.plane import Field, log_uniform, pixels, turned

NARROWEST = 34.0  # px, spacing of the lines
WIDEST, WIDEST_SHARE = 60.0, 0.55  # px, and of the side: the greater of them is the widest spacing
TALL = (0.5, 0.85)  # of the spacing, the height of digits
SIZES = (0.85, 1.1)  # of that height, of each that is written
ASIDE = 0.07  # of the spacing, standard deviation: how far from its cell's middle each is

ASKEW = np.radians(4)  # standard deviation of the lines' direction
FAR_AWAY = 999.0  # px: where lines begin is anywhere up to here
BLOCK = 3  # cells from a heavy line to the next
THINNEST, HEAVIEST = 0.7, 28  # px at least, of a line's width; spacings to a width, at least
HEAVIER = (1, 3.2)  # widths of heavy lines, of the others'
UNEVEN, DARK, SHADED = 0.4, 0.8, 0.35  # shares of grids
STRENGTH, CHALKED = (0.35, 1.2), 0.7  # exponent of a print's colour; of 1: how much lines on a board cover

FILLED = (0.3, 1)  # of the cells
TYPED = (0, 0.2, 0.5)  # of these, one as often as another
FONTS = printing.FONTS[:3]
CAPITALS = (0.7, 1)  # height of typed digits, in those of written ones


@dataclass(frozen=True, eq=False)
class Grid:
    """Where a grid lies on a piece.

    spacing  from line to line, px
    across   (side, side): how far across the grid each pixel lies from a heavy line, px
    down     (side, side): and how far down from one
    middles  (n, 2): x and y, px, of the middle of each cell that may be seen
    """

    spacing: float
    across: Field
    down: Field
    middles: NDArray[np.floating]


def a_spacing(side: int, rng: np.random.Generator) -> float:
    """How far apart the lines of a grid on `side` × `side` px are, px."""
    return log_uniform(NARROWEST, max(WIDEST, WIDEST_SHARE * side), rng)


def place(spacing: float, side: int, rng: np.random.Generator) -> Grid:
    """A grid of that spacing, px, all over `side` × `side` px, a little askew."""
    angle, start = rng.normal(0, ASKEW), rng.uniform(0, FAR_AWAY, 2)
    x, y = turned(*pixels(side), angle)
    across, down = x + start[0], y + start[1]
    columns, rows = (
        np.arange(np.floor(along.min() / spacing), np.ceil(along.max() / spacing) + 1) + 0.5
        for along in (across, down)
    )
    column, row = np.meshgrid(columns, rows)
    middles = np.stack(turned(column * spacing - start[0], row * spacing - start[1], -angle), axis=-1)
    is_near = ((middles > -spacing) & (middles < side + spacing)).all(axis=-1)
    return Grid(spacing, across, down, middles[is_near])


def rule(page: Sheet, medium: Medium, grid: Grid, rng: np.random.Generator) -> Sheet:
    """The page (side, side, 3) with the lines of the grid, every third heavier, and perhaps shaded cells."""
    width = rng.uniform(THINNEST, max(1.2, grid.spacing / HEAVIEST))
    heavy, block = width * rng.uniform(*HEAVIER), BLOCK * grid.spacing
    covered = np.maximum.reduce(
        [printing.lines(along, grid.spacing, width) for along in (grid.down, grid.across)]
        + [printing.lines(along, block, heavy) for along in (grid.down, grid.across)]
    )
    if rng.random() < UNEVEN:
        covered = printing.uneven(covered, 0.2, (3, 30), rng)
    colour = printing.a_colour(rng, is_dark=rng.random() < DARK)
    if rng.random() < SHADED:
        column, row = grid.across // grid.spacing, grid.down // grid.spacing
        pattern = int(rng.integers(1, 4)) * column + int(rng.integers(1, 4)) * row
        is_shaded = pattern % int(rng.integers(2, 6)) == 0
        page = page * (1 - np.float32(rng.uniform(0.08, 0.35)) * is_shaded[..., None])
    strength = rng.uniform(*STRENGTH)
    return printing.lay(page, covered, colour, medium, strength=strength, chalked=CHALKED)


def fill(sources: Sources, grid: Grid, height: float, rng: np.random.Generator) -> tuple[Field, Points]:
    """Digits `height` px high in its cells, some in type and some by hand.

    Of the former, how much of each pixel (side, side) they cover, 0…1; of the latter, their points (n, 2).
    """
    share, typed = rng.uniform(*FILLED), rng.choice(TYPED)
    font, scale = FONTS[rng.integers(len(FONTS))], height * rng.uniform(*CAPITALS) / printing.CAPITAL
    thick = max(1, round(height / rng.uniform(6, 14)))
    text, written = np.zeros(grid.across.shape, np.uint8), [np.empty((0, 2))]
    for middle in grid.middles[rng.random(len(grid.middles)) < share]:
        if rng.random() < typed:
            digit = str(rng.integers(10))
            (wide, tall), _ = cv2.getTextSize(digit, font, scale, thick)
            start = int(middle[0] - wide / 2), int(middle[1] + tall / 2)
            cv2.putText(text, digit, start, font, scale, 255, thick, cv2.LINE_AA)
        else:
            points = manuscript.digit(sources, height * rng.uniform(*SIZES), rng)
            written.append(points + middle + rng.normal(0, ASIDE, 2) * grid.spacing)
    return text.astype(np.float32) / np.float32(255), np.concatenate(written)
