"""The marks of numbers as people write them, as strokes: beside digits that stand on y = 0 and reach up to y = -1."""

from collections.abc import Callable

import numpy as np

from scrawl.scenes.writing import Symbol

Generator = np.random.Generator


def point(rng: Generator) -> Symbol:
    """A dab of the pen, now and then turned about."""
    return [_dab(rng, rng.normal(-0.02, 0.03))]


def comma(rng: Generator) -> Symbol:
    """A short hook or bar that goes down to the left."""
    top, low = rng.normal(-0.08, 0.03), rng.uniform(0.08, 0.26)
    reach, belly = rng.uniform(0.03, 0.15), rng.uniform(-0.02, 0.06)
    return [np.array([[0, top], [belly, (top + low) / 2], [-reach, low]])]


def minus(rng: Generator) -> Symbol:
    """A level bar about the middle of the digits."""
    y, tilt = rng.uniform(-0.58, -0.34), rng.normal(0, 0.03)
    length, sag = rng.uniform(0.28, 0.62), rng.normal(0, 0.015)
    return [np.array([[0, y - tilt], [length / 2, y + sag], [length, y + tilt]])]


def slash(rng: Generator) -> Symbol:
    """A bar from above on the right to below on the left."""
    wide = rng.uniform(0.3, 0.65)
    top, low = rng.uniform(-1.28, -0.98), rng.uniform(0.0, 0.26)
    bend = rng.normal(0, 0.02)
    return [np.array([[wide, top], [wide / 2 + bend, (top + low) / 2], [0, low]])]


def colon(rng: Generator) -> Symbol:
    """Two dabs, one above the other."""
    low, high = rng.uniform(-0.24, -0.02), rng.uniform(-0.76, -0.48)
    lean = rng.normal(0, 0.02)
    return [_dab(rng, high) + [lean, 0], _dab(rng, low)]


def plus(rng: Generator) -> Symbol:
    """Two bars that cross about the middle of the digits."""
    size = rng.uniform(0.4, 0.7)
    middle = np.array([0, rng.uniform(-0.55, -0.38)])
    tilt = rng.normal(0, 0.04, 2)
    across = np.array([[-size / 2, tilt[0] * size], [size / 2, -tilt[0] * size]])
    down = np.array([[tilt[1] * size, -size / 2], [-tilt[1] * size, size / 2]])
    return [middle + across, middle + down]


def _dab(rng: Generator, y: float) -> np.ndarray:
    turns = rng.normal(0, rng.uniform(0.003, 0.02), (int(rng.integers(1, 5)), 2))
    return turns + [0, y]


# Strokes (n, 2) of each, in digit heights, from anywhere in x; y down, 0 where the digits stand.
MARKS: dict[str, Callable[[Generator], Symbol]] = {
    ".": point,
    ",": comma,
    "-": minus,
    "/": slash,
    ":": colon,
    "+": plus,
}
