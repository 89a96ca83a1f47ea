"""One large digit or a few on a piece where nothing is printed: how far a long straight stroke is ink there.

In `printing` straight lines are rules. Without these pieces the network takes the bar of a large 7 for one.
"""

import numpy as np

from scrawl.training import augment, hands, manuscript
from scrawl.training.augment import Points
from scrawl.training.manuscript import Sources

STROKED = 0.6  # share of digits that are drawn from LABELS
LABELS = (1, 1, 4, 7, 7)  # with long straight strokes, 1 and 7 more often since rules look like them
BARE = 0.4  # share of these 1s that are one straight stroke
ALONE = 0.65  # share of pieces with one digit
MOST = 3  # digits of the others
GAPS = (0.1, 0.5)  # from digit to digit, in heights
OFF = 0.16  # of the side, standard deviation: how far the writing is from the middle


def write(sources: Sources, height: float, side: int, rng: np.random.Generator) -> Points:
    """Points (n, 2) of digits `height` px high, about the middle of `side` × `side` px; some may lie outside."""
    count = 1 if rng.random() < ALONE else int(rng.integers(2, MOST + 1))
    digits = [digit(sources, height, rng) for _ in range(count)]
    row = manuscript.row(digits, height, rng.uniform(*GAPS, count).tolist(), rng)
    return row + side / 2 + rng.normal(0, OFF, 2) * side


def digit(sources: Sources, height: float, rng: np.random.Generator) -> Points:
    """Points (n, 2) of one digit `height` px high, whose middle is at (0, 0); mostly one with straight strokes."""
    if rng.random() >= STROKED:
        return manuscript.digit(sources, height, rng)
    label = int(rng.choice(LABELS))
    if label == 1 and rng.random() < BARE:
        lean = rng.normal(0, manuscript.LEANING)
        points = augment.line(np.zeros(2), height * np.array([np.sin(lean), -np.cos(lean)]))
    else:
        points = augment.place(hands.write(label, rng))
        points = points * (height / np.ptp(points[:, 1]))
    return points - (points.min(axis=0) + points.max(axis=0)) / 2
