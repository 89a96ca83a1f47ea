"""What people draw that is no digit and no letter: shapes and scribbles, as strokes."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scrawl.scenes.writing import GAPS, Symbol, Writing, one_below_another, side_by_side

Points = NDArray[np.float64]

TREMOR = 0.02  # standard deviation of a corner, in the drawing's size


def shapes(height: float, pen: float, rng: np.random.Generator) -> Writing:
    """Triangles, squares, arrows and stars in one or two rows; no circles or bars, which look like digits."""
    return _rows(SHAPES, height, pen, rng)


def scribbles(height: float, pen: float, rng: np.random.Generator) -> Writing:
    """Scribbles, as words crossed out and pens tried, in one or two rows."""
    return _rows(SCRIBBLES, height, pen, rng)


def triangle(rng: np.random.Generator) -> Symbol:
    """Standing on its base or its tip."""
    up = rng.random() < 0.7
    corners = np.array([[0.5, 0], [1, 1], [0, 1]]) if up else np.array([[0, 0], [1, 0], [0.5, 1]])
    return [_shaky(_closed(corners), rng)]


def box(rng: np.random.Generator) -> Symbol:
    """A square or oblong, sometimes with its diagonals."""
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * [rng.uniform(0.9, 1.8), 1]
    strokes = [_shaky(_closed(corners), rng)]
    if rng.random() < 0.3:
        strokes += [_shaky(corners[[0, 2]], rng), _shaky(corners[[1, 3]], rng)]
    return strokes


def arrow(rng: np.random.Generator) -> Symbol:
    """To the right or the left: an upright one could be a 1."""
    shaft = np.array([[0, 0.5], [1.4, 0.5]])
    barb = rng.uniform(0.25, 0.45)
    head = np.array([[1.4 - barb, 0.5 - barb], [1.4, 0.5], [1.4 - barb, 0.5 + barb]])
    across = [-1, 1] if rng.random() < 0.5 else [1, 1]
    return [_shaky(shaft * across, rng), _shaky(head * across, rng)]


def star(rng: np.random.Generator) -> Symbol:
    """Five points in one stroke, or three or four bars that cross."""
    if rng.random() < 0.5:
        return [_shaky(_closed(_ring(5)[[0, 2, 4, 1, 3]]), rng)]
    bars = int(rng.integers(3, 5))
    ring = _ring(2 * bars)
    return [_shaky(ring[[k, k + bars]], rng) for k in range(bars)]


def zigzag(rng: np.random.Generator) -> Symbol:
    """To and fro at least eight times, as one crosses out."""
    turns = int(rng.integers(9, 18))
    x = np.linspace(0, rng.uniform(0.8, 2.5), turns) + rng.normal(0, 0.06, turns)
    y = 0.5 + np.where(np.arange(turns) % 2, 0.5, -0.5) * rng.uniform(0.5, 1, turns)
    return [np.column_stack([x, y])]


def tangle(rng: np.random.Generator) -> Symbol:
    """A line that wanders about without leaving its place."""
    return [_smooth(rng.uniform(0, 1, (int(rng.integers(12, 22)), 2)) * [1.3, 1])]


def coil(rng: np.random.Generator) -> Symbol:
    """Loops along a line, four or more, as one tries a pen."""
    loops = int(rng.integers(4, 8))
    angle = np.linspace(0, 2 * np.pi * loops, 24 * loops)
    advance = rng.uniform(0.12, 0.3) * angle / (2 * np.pi)
    x = 0.5 * np.cos(angle) * rng.uniform(0.5, 1) + advance
    return [np.column_stack([x, 0.5 + 0.5 * np.sin(angle)]) + rng.normal(0, 0.01, (len(angle), 2))]


Kind = Callable[[np.random.Generator], Symbol]
SHAPES: tuple[Kind, ...] = (triangle, box, arrow, star)
SCRIBBLES: tuple[Kind, ...] = (zigzag, tangle, coil)


def _rows(kinds: tuple[Kind, ...], height: float, pen: float, rng: np.random.Generator) -> Writing:
    rows = []
    for _ in range(rng.integers(1, 3)):
        drawings = [kinds[rng.integers(len(kinds))](rng) for _ in range(rng.integers(1, 4))]
        sizes = height * rng.uniform(0.8, 1.6, len(drawings))
        scaled = [[s * size for s in drawing] for drawing, size in zip(drawings, sizes, strict=True)]
        rows.append(side_by_side(scaled, pen, rng.uniform(*GAPS, len(scaled)) * height))
    return Writing(one_below_another(rows, height, rng), (), height, pen)


def _closed(corners: Points) -> Points:
    return np.concatenate([corners, corners[:1]])


def _ring(count: int) -> Points:
    """Points on a circle in the box from 0 to 1, the first on top."""
    angle = 2 * np.pi * np.arange(count) / count
    return 0.5 + 0.5 * np.column_stack([np.sin(angle), -np.cos(angle)])


def _shaky(corners: Points, rng: np.random.Generator) -> Points:
    """The line through the corners as a hand draws it: corners a little off, sides a little bent."""
    moved = corners + rng.normal(0, TREMOR, corners.shape)
    middles = (moved[1:] + moved[:-1]) / 2 + rng.normal(0, TREMOR, (len(moved) - 1, 2))
    path = np.empty((2 * len(moved) - 1, 2))
    path[::2], path[1::2] = moved, middles
    return path


def _smooth(corners: Points) -> Points:
    """A curve along the corners: they are cut off four times (Chaikin 1974)."""
    for _ in range(4):
        near, far = 0.75 * corners[:-1] + 0.25 * corners[1:], 0.25 * corners[:-1] + 0.75 * corners[1:]
        corners = np.stack([near, far], axis=1).reshape(-1, 2)
    return corners
