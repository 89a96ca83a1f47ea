"""How far the lines of writing on blank paper lie askew, where digits enough tell it. Forms tell it by their lines."""

from collections.abc import Sequence
from math import comb

import numpy as np

from scrawl.glyphs.chains import Box
from scrawl.glyphs.judge import SURE

LEVEL = (
    10.0  # degrees by which lines may rise or fall and be read as they are, and digits dance about their line
)


def skew_of_writing(boxes: Sequence[Box]) -> float:
    """By how many degrees, clockwise, -45…45, lines of digits with these boxes (x, y, width, height) lie askew.

    That is the direction, or a right angle to it, in which most digits have their nearest neighbour. 0 within LEVEL,
    and unless it is SURE that so many would not agree by chance.
    """
    if len(boxes) < 2:
        return 0.0
    x, y, width, height = np.array(boxes, np.float64).T
    middles = np.column_stack([x + width / 2, y + height / 2])
    away = np.hypot(*(middles - middles[:, None]).T)
    np.fill_diagonal(away, np.inf)
    nearest = np.column_stack([np.arange(len(middles)), away.argmin(axis=1)])
    one, other = np.unique(
        np.sort(nearest, axis=1), axis=0
    ).T  # two that are nearest to each other tell it once
    across, down = (middles[other] - middles[one]).T
    angles = np.degrees(np.arctan2(down, across))
    apart = (angles - angles[:, None] + 45) % 90 - 45
    agree = np.abs(apart) <= LEVEL
    best = int(agree.sum(axis=1).argmax())
    if _by_chance(len(angles), int(agree[best].sum())) > 1 - SURE:
        return 0.0
    skew = (angles[best] + apart[best, agree[best]].mean() + 45) % 90 - 45
    return float(skew) if abs(skew) > LEVEL else 0.0


def _by_chance(count: int, agree: int) -> float:
    """How many of `count` random directions, mod 90 degrees, are expected to have so many, themselves too, in LEVEL."""
    share = 2 * LEVEL / 90
    others = range(agree - 1, count)
    return count * sum(comb(count - 1, k) * share**k * (1 - share) ** (count - 1 - k) for k in others)
