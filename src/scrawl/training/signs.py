"""The marks of numbers as strokes, in digit heights: beside digits that stand on y = 0 and reach up to y = -1."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Generator = np.random.Generator


def bent(start: NDArray[np.floating], end: NDArray[np.floating], sag: float) -> NDArray[np.float64]:
    """Corners of an arc from start to end; `sag` bends it by that share of its length."""
    t = np.linspace(0, 1, 9)[:, None]
    way = np.asarray(end, np.float64) - start
    return start + t * way + 4 * t * (1 - t) * sag * np.array([-way[1], way[0]])


def spot(rng: Generator, x: float, y: float, most: float = 0.05) -> NDArray[np.float64]:
    """A dab of the pen: a point, a short stroke or a small ring."""
    kind = rng.random()
    if kind < 0.4:
        return np.array([[x, y], [x, y]]) + rng.normal(0, 0.006, (2, 2))
    if kind < 0.75:
        return np.array([x, y]) + rng.uniform(-most, most, (int(rng.integers(2, 4)), 2))
    angles = np.linspace(0, rng.uniform(3, 7), 9)
    return np.array([x, y]) + rng.uniform(0.3, 1) * most * np.column_stack([np.cos(angles), np.sin(angles)])


def point(rng: Generator) -> list[NDArray[np.float64]]:
    """A dab of the pen on the line."""
    return [spot(rng, 0, rng.normal(-0.02, 0.05))]


def comma(rng: Generator) -> list[NDArray[np.float64]]:
    """A short stroke down to the left, now and then with a dab where it begins."""
    top = rng.normal(-0.08, 0.06)
    end = np.array([-rng.uniform(-0.03, 0.2), top + rng.uniform(0.14, 0.42)])
    stroke = bent(np.array([0, top]), end, rng.normal(-0.1, 0.12))
    if rng.random() < 0.3:  # begins with a dab, as print has it
        return [spot(rng, 0, top), stroke]
    return [stroke]


def minus(rng: Generator) -> list[NDArray[np.float64]]:
    """A level bar about the middle of the digits."""
    y, length = rng.uniform(-0.66, -0.28), rng.uniform(0.2, 0.8)
    return [bent(np.array([0, y]), np.array([length, y + rng.normal(0, 0.08) * length]), rng.normal(0, 0.05))]


def slash(rng: Generator) -> list[NDArray[np.float64]]:
    """A bar from above on the right to below on the left."""
    top, low = rng.uniform(-1.35, -0.92), rng.uniform(-0.06, 0.3)
    wide = (low - top) * np.tan(np.radians(rng.uniform(12, 45)))
    return [bent(np.array([wide, top]), np.array([0, low]), rng.normal(0, 0.03))]


def colon(rng: Generator) -> list[NDArray[np.float64]]:
    """Two dabs, one above the other."""
    low = rng.uniform(-0.3, 0.03)
    high, lean = low - rng.uniform(0.22, 0.65), rng.normal(0, 0.04)
    return [spot(rng, lean, high), spot(rng, 0, low)]


def plus(rng: Generator) -> list[NDArray[np.float64]]:
    """Two bars that cross."""
    middle = np.array([0, rng.uniform(-0.62, -0.32)])
    wide, tall = rng.uniform(0.35, 0.85) * np.exp(rng.normal(0, 0.1, 2))
    tilt, lean = rng.normal(0, 0.07, 2)
    off = rng.normal(0, 0.06, 2)
    across = middle + np.array([[-wide / 2, tilt * wide], [wide / 2, -tilt * wide]])
    down = middle + np.array([[lean * tall, -tall / 2], [-lean * tall, tall / 2]]) + off * tall
    return [across, down]


MARKS: dict[str, Callable[[Generator], list[NDArray[np.float64]]]] = {
    ".": point,
    ",": comma,
    "-": minus,
    "/": slash,
    ":": colon,
    "+": plus,
}
