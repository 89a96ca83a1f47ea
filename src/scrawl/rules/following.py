"""Lines followed through a picture that is cut into narrow strips across them.

In a strip a line is a run of rows that are inked from side to side, and from strip to strip these runs are followed: so
a stroke beside the line does not join it to the next one, and where one covers the line, or print failed, it goes on
where it was heading.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

LEAST_STRIP = 4  # px
INKED = 128  # of 255: a row that is inked over half of a strip's width
LEAST_INK = 64  # of 255: the least in a picture of what is taken that is ink,
STANDING_OUT = 0.75  # and so much of it is followed where it is a strip's ridge: half of that at its edges
ASTRAY = 0.08  # of a strip's width, and SOFT: how far a run may lie from where its line was heading
TURN = 0.12  # of a strip's width: how far the second run may lie from the first
SOFT = 1.2  # px
UNEVEN = 0.35  # of a line's thickness, and SOFT: how much it varies
AHEAD = 0.6  # of the way from where it was heading to the run that was found a line moves,
BENT = 0.3  # and so much of it is taken for a bend
MISSING = 3  # strips without ink that a line goes on over


@dataclass(eq=False)
class Line:
    """A line as far as it was followed: the strips it was seen alone in, and there its middle and thickness."""

    places: list[int]
    middles: list[float]
    thicks: list[float]
    at: float
    heading: float = 0.0
    thickness: float = field(init=False)

    def __post_init__(self) -> None:
        self.thickness = self.thicks[0]

    @property
    def span(self) -> int:
        """Strips from the first to the last."""
        return self.places[-1] - self.places[0] + 1

    def sees(self, place: int, middle: float, thick: float) -> None:
        """Goes on with the run found in a strip."""
        steps = place - self.places[-1]
        if len(self.places) == 1:
            self.heading, self.at = (middle - self.at) / steps, middle
        else:
            expected = self.at + self.heading * steps
            self.at = expected + AHEAD * (middle - expected)
            self.heading += BENT * (middle - expected) / steps
        self.places.append(place)
        self.middles.append(middle)
        self.thicks.append(thick)
        self.thickness += (thick - self.thickness) / min(len(self.thicks), 8)

    def course(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Its middle at places between the strips, and straight on beyond them."""
        found = np.interp(x, self.places, self.middles)
        sides = (x < self.places[0], x > self.places[-1])
        for near, slope, beyond in zip((0, -1), self.slopes, sides, strict=True):
            found[beyond] = self.middles[near] + slope * (x[beyond] - self.places[near])
        return found

    @property
    def slopes(self) -> tuple[float, float]:
        """How much lower it lies in each strip than in the one before, at its first end and at its last."""
        last = len(self.places) - 1
        few = min(max(last // 4, 4), last)
        first, second = (
            (self.middles[right] - self.middles[left]) / (self.places[right] - self.places[left])
            for left, right in ((0, few), (last - few, last))
        )
        return first, second


@dataclass(frozen=True, eq=False)
class Runs:
    """The runs of inked rows in one strip, from the top: first row, row behind the last, middle, thickness in px."""

    tops: list[int]
    bottoms: list[int]
    middles: list[float]
    thicks: list[float]

    def near(self, row: float) -> range:
        """The two runs about that row."""
        first = bisect_left(self.middles, row)
        return range(max(first - 1, 0), min(first + 1, len(self.middles)))


def lowest(slope: float, width: int) -> float:
    """How far up the columns of a sheared picture are moved at most, less where they all are."""
    return max(slope, 0.0) * width


def strips_of(picture: NDArray[np.uint8], slope: float, count: int) -> NDArray[np.uint8]:
    """The picture, sheared so that lines of that slope are level, in strips: the mean of each row, (count, rows)."""
    height, width = picture.shape
    taller = height + math.ceil(abs(slope) * width)
    shear = np.array([[1, 0, 0], [slope, 1, -lowest(slope, width)]])
    sheared = cv2.warpAffine(picture, shear, (width, taller), flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP)
    means = cv2.resize(sheared, (count, taller), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.transpose(means), np.uint8)


def ridges(strips: NDArray[np.uint8], widest: int) -> NDArray[np.float32]:
    """What stands out from both sides in each strip, as a share of the highest that near, 255 being all of it."""
    row = np.ones((1, max(widest, LEAST_STRIP) | 1), np.uint8)
    ridges = cv2.subtract(strips, cv2.morphologyEx(strips, cv2.MORPH_OPEN, row))
    highest = np.maximum(cv2.dilate(ridges, row), STANDING_OUT * LEAST_INK)
    return np.asarray(ridges * np.float32(255) / highest, np.float32)


def runs_of(strips: NDArray[np.uint8] | NDArray[np.float32]) -> list[Runs]:
    """The runs in strips, (count, rows), 255 being ink from side to side."""
    count, taller = strips.shape
    sums = np.cumsum(strips, axis=1, dtype=np.float64)
    moments = np.cumsum(strips * np.arange(taller, dtype=np.float64), axis=1)
    edges = np.diff((strips >= INKED).astype(np.int8), axis=1, prepend=0, append=0)
    (at, tops), bottoms = np.nonzero(edges > 0), np.nonzero(edges < 0)[1]
    # The paler rows beside are the line's soft edges.
    above, below = np.maximum(tops - 2, -1), np.minimum(bottoms, taller - 1)
    mass, moment = (
        values[at, below] - np.where(above < 0, 0, values[at, above]) for values in (sums, moments)
    )
    middles, thicks = (moment / mass).tolist(), (mass / 255).tolist()
    first, behind = tops.tolist(), bottoms.tolist()
    ends = np.searchsorted(at, np.arange(count + 1)).tolist()
    return [Runs(first[a:b], behind[a:b], middles[a:b], thicks[a:b]) for a, b in pairwise(ends)]


def followed(strips: list[Runs], width: float) -> list[Line]:
    """The lines through the strips, which are so many px wide, each run in one at most."""
    done: list[Line] = []
    active: list[Line] = []
    for place, runs in enumerate(strips):
        taken: set[int] = set()
        going: list[Line] = []
        for line in sorted(active, key=lambda line: -len(line.places)):
            found = _next(line, place, runs, width, taken)
            if found is not None:
                taken.add(found)
                line.sees(place, runs.middles[found], runs.thicks[found])
                going.append(line)
            elif _goes_on(line, place, runs, taken):
                going.append(line)
            else:
                done.append(line)
        new = [
            Line([place], [runs.middles[k]], [runs.thicks[k]], runs.middles[k])
            for k in range(len(runs.tops))
            if k not in taken
        ]
        active = going + new
    return done + active


def _next(line: Line, place: int, runs: Runs, width: float, taken: set[int]) -> int | None:
    """The run in the strip that the line goes on with, seen alone there."""
    steps = place - line.places[-1]
    row = line.at + line.heading * steps
    nearest = SOFT + (TURN if len(line.places) == 1 else ASTRAY) * width * steps
    uneven = SOFT + UNEVEN * line.thickness
    found = None
    for k in runs.near(row):
        astray = abs(runs.middles[k] - row)
        if astray <= nearest and abs(runs.thicks[k] - line.thickness) <= uneven and k not in taken:
            found, nearest = k, astray
    return found


def _goes_on(line: Line, place: int, runs: Runs, taken: set[int]) -> bool:
    """Whether the line may go on unseen: covered for as long as it was seen, or for a short while missing."""
    steps = place - line.places[-1]
    if steps > len(line.places):
        return False
    if steps <= MISSING:
        return True
    row = line.at + line.heading * steps
    return any(runs.tops[k] - 1 <= row <= runs.bottoms[k] and k not in taken for k in runs.near(row))
