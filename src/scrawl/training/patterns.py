"""Lines that are no digit, made once, and sifted for those that look like one by chance."""

from collections.abc import Callable, Collection
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scrawl.training import augment, fonts
from scrawl.training.augment import Points, line, polyline
from scrawl.training.hands import curve
from scrawl.training.lookalike import alike
from scrawl.training.skeleton import SIDE, Skeletons

Digit = Callable[[Collection[int]], Points]  # the skeleton of a random digit of those labels

BANK = 6_000  # patterns, at most, of each family before sifting

# These digits look like none when they lie on their side; in a mirror; with their halves exchanged, across and down.
TURNABLE, MIRRORABLE, CUTTABLE = (2, 3, 4, 5), (3, 4, 9), ((0, 2, 4, 5, 6, 9), (2, 5))


def banks(
    labels: NDArray[np.uint8], skeletons: Skeletons, most: int, handwriting: Path | None = None
) -> dict[str, list[Points]]:
    """Patterns that do not look like one of the digits, for the families that draw on them.

    Latin letters are of the fonts of handwriting in a folder, too, and may look as they like.
    """
    rng = np.random.default_rng(0)
    by_label = {int(label): np.flatnonzero(labels == label) for label in np.unique(labels)}

    def digit(of: Collection[int]) -> Points:
        known = [label for label in of if label in by_label]
        return skeletons[int(rng.choice(by_label[int(rng.choice(known))]))]

    made = {
        "letter": list(islice(fonts.others(), most)),
        "brushed": [brushed(rng) for _ in range(most)],
        "sign": [sign(rng) for _ in range(most)],
        "flourish": [flourish(rng) for _ in range(most)],
        "turned": [turned(rng, digit) for _ in range(most)],
        "exchanged": [exchanged(rng, digit) for _ in range(most)],
    }
    sifted = {
        name: [each for each, like in zip(patterns, alike(patterns, skeletons), strict=True) if not like]
        for name, patterns in made.items()
    }
    return {"latin": list(islice(fonts.latin(handwriting), most)), **sifted}


def sign(rng: np.random.Generator) -> Points:
    """A sign of no alphabet: three to six lines, arcs and loops, often begun where another ended."""
    strokes: list[Points] = []
    for _ in range(rng.integers(3, 7)):
        start = rng.uniform(16, 96, 2)
        if strokes and rng.random() < 0.6:
            other = strokes[int(rng.integers(len(strokes)))]
            start = other[int(rng.choice([0, len(other) // 2, -1]))].astype(np.float64)
        kind = rng.random()
        if kind < 0.5:
            strokes.append(line(start, rng.uniform(16, 96, 2), sag=rng.normal(0, 0.15)))
        elif kind < 0.85:
            begin, sweep = rng.uniform(0, 2 * np.pi), rng.uniform(1.5, 5.5) * rng.choice([-1, 1])
            angles = begin + np.linspace(0, sweep, 80)
            radii = rng.uniform(8, 30, 2)
            ring = np.column_stack([np.cos(angles), np.sin(angles)]) * radii
            strokes.append((start + ring - ring[0]).astype(np.float32))
        else:
            strokes.append(line(start, start + rng.normal(0, 4, 2)))
    return np.concatenate(strokes)


def flourish(rng: np.random.Generator) -> Points:
    """A sign of curves: two to four smooth strokes through points of a coarse grid, most begun on another."""
    strokes: list[Points] = []
    for _ in range(rng.choice([2, 2, 3, 4])):
        corners = rng.integers(0, 4, (int(rng.integers(3, 6)), 2)) * 26 + rng.normal(17, 4, 2)
        if strokes and rng.random() < 0.7:
            corners[0] = strokes[-1][int(rng.integers(len(strokes[-1])))]
        strokes.append(curve(corners) if rng.random() < 0.7 else polyline(corners))
    return np.concatenate(strokes)


def brushed(rng: np.random.Generator) -> Points:
    """A sign of the strokes that East Asian and Indian letters are made of: bars, hooks, sweeps and drops."""
    strokes: list[Points] = []
    if rng.random() < 0.25:  # letters that hang from a line
        y = rng.uniform(8, 20)
        strokes.append(line(np.array([8.0, y]), np.array([104.0, y + rng.normal(0, 3)])))
    for _ in range(rng.choice([2, 3, 3, 4])):
        x, y = rng.uniform(15, 60, 2)
        wide, high = rng.uniform(25, 75, 2)
        kind = rng.random()
        if kind < 0.3:
            strokes.append(line(np.array([x, y]), np.array([x + wide, y - rng.uniform(-2, 8)])))
        elif kind < 0.5:
            strokes.append(
                line(np.array([x + 20, y - 10]), np.array([x + 20, y + high]), sag=rng.normal(0, 0.05))
            )
        elif kind < 0.7:  # across, then down or back to the left
            corner = np.array([x + wide, y])
            end = corner + [-rng.uniform(0, 0.9) * wide, high]
            strokes += [line(np.array([x, y]), corner), line(corner, end, sag=rng.uniform(-0.15, 0.05))]
        elif kind < 0.9:  # a sweep to either side
            side = rng.choice([-1, 1])
            strokes.append(
                line(np.array([x + 30, y]), np.array([x + 30 + side * wide / 1.5, y + high]), sag=side * 0.1)
            )
        else:
            strokes.append(line(np.array([x, y]), np.array([x + 10, y + 12])))
    return augment.place(np.concatenate(strokes))


def turned(rng: np.random.Generator, digit: Digit) -> Points:
    """A digit lying on its side, or seen in a mirror."""
    if rng.random() < 0.7:
        side = np.array([1, -1] if rng.random() < 0.5 else [-1, 1], np.float32)
        return augment.place(digit(TURNABLE)[:, ::-1] * side)
    return augment.place(digit(MIRRORABLE) * np.array([-1, 1], np.float32))


def exchanged(rng: np.random.Generator, digit: Digit) -> Points:
    """A digit cut in two, the halves exchanged: the parts of a digit, and no digit."""
    axis = int(rng.integers(2))
    points = augment.place(digit(CUTTABLE[axis]))
    shift = np.zeros(2, np.float32)
    shift[axis] = np.ptp(points[:, axis])
    cut = SIDE / 2 + rng.normal(0, 6)
    return augment.place(np.where(points[:, axis : axis + 1] < cut, points + shift, points))
