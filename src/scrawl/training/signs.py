"""The marks of numbers as `scenes.marks` writes them, in more sizes and places, as strokes in digit heights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scrawl.scenes.marks import MARKS
from scrawl.scenes.writing import Symbol

Generator = np.random.Generator

SIZES = (0.22, 0.15)  # standard deviations of the logarithms of width and height, beside a made-up page's
LEANING = (0.8, 2.0)  # widths of a slash, in those of a made-up page's: up to 45 degrees
PLACE = 0.05  # digit heights, standard deviation of how much lower it stands
PRINTED = 0.3  # share of commas that begin with a dab, as print has it


def mark(kind: str, rng: Generator) -> Symbol:
    """A mark of that kind, of more sizes, proportions and dabs than on a made-up page."""
    strokes = MARKS[kind](rng)
    if kind in ".:":
        strokes = [spot(rng, *stroke.mean(axis=0)) for stroke in strokes]
    if kind == "," and rng.random() < PRINTED:
        strokes = [spot(rng, *strokes[0][0]), *strokes]
    points = np.concatenate(strokes)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    size, lower = np.exp(rng.normal(0, SIZES)), rng.normal(0, PLACE)
    if kind == "/":
        size[0] *= rng.uniform(*LEANING)
    return [(stroke - middle) * size + middle + [0, lower] for stroke in strokes]


def spot(rng: Generator, x: float, y: float, most: float = 0.05) -> NDArray[np.float64]:
    """A dab of the pen: a point, a short stroke or a small ring."""
    kind = rng.random()
    if kind < 0.4:
        return np.array([[x, y], [x, y]]) + rng.normal(0, 0.006, (2, 2))
    if kind < 0.75:
        return np.array([x, y]) + rng.uniform(-most, most, (int(rng.integers(2, 4)), 2))
    angles = np.linspace(0, rng.uniform(3, 7), 9)
    return np.array([x, y]) + rng.uniform(0.3, 1) * most * np.column_stack([np.cos(angles), np.sin(angles)])
