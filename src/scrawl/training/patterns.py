"""Lines that are no digit, made once, and sifted for those that look like one by chance."""

from collections.abc import Callable, Collection
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scrawl.training import augment, fonts
from scrawl.training.augment import Points, line
from scrawl.training.hands import curve
from scrawl.training.lookalike import alike
from scrawl.training.skeleton import SIDE, Skeletons

Digit = Callable[[Collection[int]], Points]  # the skeleton of a random digit of those labels

BANK = 6_000  # patterns, at most, of each family before sifting; twice as many signs
HUNG, BEGUN = 0.1, 0.6  # shares of signs that hang from a line; of strokes that begin on another

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
        "sign": [sign(rng) for _ in range(2 * most)],
        "turned": [turned(rng, digit) for _ in range(most)],
        "exchanged": [exchanged(rng, digit) for _ in range(most)],
    }
    sifted = {
        name: [each for each, like in zip(patterns, alike(patterns, skeletons), strict=True) if not like]
        for name, patterns in made.items()
    }
    return {"latin": list(islice(fonts.latin(handwriting), most)), **sifted}


def sign(rng: np.random.Generator) -> Points:
    """A sign of no alphabet: two to five strokes, most begun on another, some that hang from a line as Indian ones."""
    strokes: list[Points] = []
    if rng.random() < HUNG:
        y = rng.uniform(8, 20)
        strokes.append(line(np.array([8.0, y]), np.array([104.0, y + rng.normal(0, 3)])))
    for _ in range(rng.choice([2, 2, 3, 3, 4, 5])):
        start = rng.uniform(16, 70, 2)
        if strokes and rng.random() < BEGUN:
            other = strokes[int(rng.integers(len(strokes)))]
            start = other[int(rng.integers(len(other)))].astype(np.float64)
        strokes.append(_stroke(start, rng))
    return augment.place(np.concatenate(strokes))


def _stroke(start: NDArray[np.float64], rng: np.random.Generator) -> Points:
    """A stroke from there: any line, a level or an upright bar, a hook, an arc, a curve or a dab."""
    kind, (wide, high) = rng.random(), rng.uniform(25, 75, 2)
    if kind < 0.25:
        return line(start, rng.uniform(16, 96, 2), sag=rng.normal(0, 0.15))
    if kind < 0.45:
        end = start + ([wide, 0] if rng.random() < 0.5 else [0, high]) + rng.normal(0, 3, 2)
        return line(start, end, sag=rng.normal(0, 0.05))
    if kind < 0.6:  # across, then down or back to the left
        corner = start + [wide, 0]
        end = corner + [-rng.uniform(0, 0.9) * wide, high]
        return np.concatenate([line(start, corner), line(corner, end, sag=rng.uniform(-0.15, 0.05))])
    if kind < 0.75:
        angles = rng.uniform(0, 2 * np.pi) + np.linspace(0, rng.uniform(1.5, 5.5) * rng.choice([-1, 1]), 80)
        ring = np.column_stack([np.cos(angles), np.sin(angles)]) * rng.uniform(8, 30, 2)
        return (start + ring - ring[0]).astype(np.float32)
    if kind < 0.95:
        corners = rng.integers(0, 4, (int(rng.integers(2, 5)), 2)) * 26 + rng.normal(17, 4, 2)
        return curve(np.concatenate([start[None], corners]))
    return line(start, start + rng.normal(0, 6, 2))


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
