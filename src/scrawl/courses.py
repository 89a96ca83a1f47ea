"""Long lines in a mask of ink, each by its course: where its middle lies in every column, and how thick it is.

The mask is cut into narrow strips across the lines. In a strip a line is a run of rows that are inked from side to
side, and from strip to strip these runs are followed: so a stroke beside the line does not join it to the next one,
and where one covers the line, or print failed, it goes on where it was heading.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

STEEPEST = math.tan(math.radians(12))  # of a page that was not held straight
SLOPES = 97  # tried between both
SAMPLE = 10_000  # inked pixels that slope and darkness are judged by, of
LOOKED_AT = 250_000  # pixels

STRIP = 1 / 96  # of the picture's longer side
LEAST_STRIP = 4  # px
INKED = 128  # of 255: a row that is inked over half of a strip's width
LEAST_INK = 64  # of 255: the least in a picture of what is taken that is ink,
STANDING_OUT = 0.75  # and so much of it is followed where it is a strip's ridge: half of that at its edges
RIDGE = 1 / 30  # of the picture's longer side: a ridge is nowhere wider
ASTRAY = 0.08  # of a strip's width, and SOFT: how far a run may lie from where its line was heading
TURN = 0.12  # of a strip's width: how far the second run may lie from the first
SOFT = 1.2  # px
UNEVEN = 0.35  # of a line's thickness, and SOFT: how much it varies
AHEAD = 0.6  # of the way from where it was heading to the run that was found a line moves,
BENT = 0.3  # and so much of it is taken for a bend
MISSING = 3  # strips without ink that a line goes on over

OUT = 0.02  # of the picture's side: a line that ends so near to its edge runs out of it
SHORTEST = 0.35  # of the picture's side, if it does not,
PIECE = 0.02  # or else of the longer one
CLEAR = 0.4  # of its strips a line must be seen in alone
THINNEST = 1 / 7  # a line is at most this share as thick as long

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Courses:
    """Lines that lie about level.

    middle  (n, W) float32: the row of each line's middle in each column, also beyond its ends
    starts  (n,) their first columns
    stops   (n,) the columns behind their last
    seen    (n, 2) between which columns no stroke covers their ends
    thick   (n,) px
    height  of the picture
    """

    middle: NDArray[np.float32]
    starts: NDArray[np.int64]
    stops: NDArray[np.int64]
    seen: NDArray[np.int64]
    thick: NDArray[np.float64]
    height: int

    @classmethod
    def of(cls, mask: NDArray[np.uint8], taken: NDArray[np.uint8] | None = None) -> Courses:
        """The lines in a mask (H, W) of 0 and 255: long ones, and pieces that run out of the picture.

        With `taken`, (H, W) from 0 to 255, the least that is ink being LEAST_INK, those that stand out there: in a
        whole strip's mean also lines that noise breaks up in the mask.
        """
        height, width = mask.shape
        least = PIECE * max(height, width)
        strip = max(LEAST_STRIP, STRIP * max(height, width))
        count = max(1, round(width / strip))
        slope = _slope(mask)
        covered = _strips(mask if taken is None else taken, slope, count)
        strips = _runs(covered if taken is None else _ridges(covered, round(RIDGE * max(height, width))))
        followed = [
            line
            for line in _followed(strips, width / count)
            if len(line.places) >= max(CLEAR * line.span, 2) and line.span >= least / strip - 2
        ]
        x = np.arange(width)
        middle = np.zeros((len(followed), width), np.float32)
        for k, line in enumerate(followed):
            middle[k] = line.course((x + 0.5) * count / width - 0.5) + slope * x - _lowest(slope, width)
        ends = np.array([(line.places[0], line.places[-1]) for line in followed], np.float64).reshape(-1, 2)
        seen = ((ends + 0.5) * width / count).astype(np.int64)
        thick = np.array([line.thickness for line in followed])
        starts, stops = _ends(mask, middle, thick, seen)
        if taken is not None:
            within = np.rint((ends + [0, 1]) * width / count).astype(np.int64)
            starts, stops = np.minimum(starts, within[:, 0]), np.maximum(stops, within[:, 1])
        found = cls(middle, starts, stops, seen, thick, height)
        return found.take(
            (found.is_long | (found.lengths >= least) & found.are_out.any(axis=1))
            & (thick <= THINNEST * found.lengths)
        )

    def take(self, chosen: Mask) -> Courses:
        """The chosen ones, (n,)."""
        return Courses(
            self.middle[chosen],
            self.starts[chosen],
            self.stops[chosen],
            self.seen[chosen],
            self.thick[chosen],
            self.height,
        )

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the picture."""
        return self.height, self.middle.shape[1]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """In pixels, (n,)."""
        return self.stops - self.starts

    @property
    def is_long(self) -> Mask:
        """Which are more than pieces, (n,): where something else covers an end, half of that may not be the line."""
        surely = np.where(self.are_out.all(axis=1), self.lengths, self.seen[:, 1] - self.seen[:, 0])
        return np.asarray((self.lengths + surely) / 2 >= SHORTEST * self.size[1])

    @property
    def are_out(self) -> Mask:
        """Which of their two ends lie at the picture's edge, (n, 2)."""
        last = np.array(self.size[::-1]) - 1.0
        every, ends = np.arange(len(self)), (self.starts, self.stops - 1)
        at = np.stack([np.stack([x, self.middle[every, x]], axis=1) for x in ends], axis=1)
        return np.asarray(((at <= OUT * last) | (at >= (1 - OUT) * last)).any(axis=2))

    def lying(self, chosen: Mask, beside: float, values: NDArray[np.float64]) -> NDArray[np.float32]:
        """Each line's value where the chosen ones lie and so many pixels beside them, else 0, (H, W)."""
        drawn = np.zeros(self.size, np.float32)
        for k in sorted(np.flatnonzero(chosen).tolist(), key=lambda k: float(values[k])):
            x = np.arange(max(self.starts[k] - 2, 0), min(self.stops[k] + 2, self.size[1]))
            reach = self.thick[k] / 2 + beside
            middle = self.middle[k, x]
            upper, lower = np.rint(middle - reach), np.rint(middle + reach)
            outline = np.concatenate([np.stack([x, upper], 1), np.stack([x, lower], 1)[::-1]])
            cv2.fillPoly(drawn, [outline.astype(np.int32)], float(values[k]))
        return drawn

    def along(self, k: int, reach: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Row (2 reach + 1, length) and column (length,) of what lies along a line; rows may be outside."""
        beyond = math.ceil(SOFT)
        columns = np.arange(max(self.starts[k] - beyond, 0), min(self.stops[k] + beyond, self.size[1]))
        middle = np.rint(self.middle[k, columns]).astype(np.int64)
        return middle + np.arange(-reach, reach + 1)[:, None], columns

    def crossings(self, others: Courses) -> tuple[NDArray[np.int64], NDArray[np.int64], Mask]:
        """Where each line meets each of the upright `others`, (n, m): x, y, and whether.

        Of the others x and y are exchanged.
        """
        (height, width), every, each = self.size, np.arange(len(self))[:, None], np.arange(len(others))
        y = np.full((len(self), len(others)), height // 2)
        x = y
        for _ in range(3):
            x = np.clip(np.rint(others.middle[each, y]).astype(np.int64), 0, width - 1)
            y = np.clip(np.rint(self.middle[every, x]).astype(np.int64), 0, height - 1)
        own, other = 2 + others.thick / 2, 2 + self.thick[:, None] / 2
        met = (x >= self.starts[:, None] - own) & (x < self.stops[:, None] + own)
        met &= (y >= others.starts - other) & (y < others.stops + other)
        return x, y, met


@dataclass(eq=False)
class _Line:
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
        last = len(self.places) - 1
        few = min(max(last // 4, 4), last)
        for near, far, beyond in ((0, few, x < self.places[0]), (last, last - few, x > self.places[-1])):
            slope = (self.middles[far] - self.middles[near]) / (self.places[far] - self.places[near])
            found[beyond] = self.middles[near] + slope * (x[beyond] - self.places[near])
        return found


@dataclass(frozen=True, eq=False)
class _Runs:
    """The runs of inked rows in one strip, from the top: first row, row behind the last, middle, thickness in px."""

    tops: list[int]
    bottoms: list[int]
    middles: list[float]
    thicks: list[float]

    def near(self, row: float) -> range:
        """The two runs about that row."""
        first = bisect_left(self.middles, row)
        return range(max(first - 1, 0), min(first + 1, len(self.middles)))


def _lowest(slope: float, width: int) -> float:
    """How far up the columns of a sheared picture are moved at most, less where they all are."""
    return max(slope, 0.0) * width


def _strips(picture: NDArray[np.uint8], slope: float, count: int) -> NDArray[np.uint8]:
    """The picture, sheared so that lines of that slope are level, in strips: the mean of each row, (count, rows)."""
    height, width = picture.shape
    taller = height + math.ceil(abs(slope) * width)
    shear = np.array([[1, 0, 0], [slope, 1, -_lowest(slope, width)]])
    sheared = cv2.warpAffine(picture, shear, (width, taller), flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP)
    means = cv2.resize(sheared, (count, taller), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.transpose(means), np.uint8)


def _ridges(strips: NDArray[np.uint8], widest: int) -> NDArray[np.float32]:
    """What stands out from both sides in each strip, as a share of the highest that near, 255 being all of it."""
    row = np.ones((1, max(widest, LEAST_STRIP) | 1), np.uint8)
    ridges = cv2.subtract(strips, cv2.morphologyEx(strips, cv2.MORPH_OPEN, row))
    highest = np.maximum(cv2.dilate(ridges, row), STANDING_OUT * LEAST_INK)
    return np.asarray(ridges * np.float32(255) / highest, np.float32)


def _runs(strips: NDArray[np.uint8] | NDArray[np.float32]) -> list[_Runs]:
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
    return [_Runs(first[a:b], behind[a:b], middles[a:b], thicks[a:b]) for a, b in pairwise(ends)]


def _followed(strips: list[_Runs], width: float) -> list[_Line]:
    """The lines through the strips, which are so many px wide, each run in one at most."""
    done: list[_Line] = []
    active: list[_Line] = []
    for place, runs in enumerate(strips):
        taken: set[int] = set()
        going: list[_Line] = []
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
            _Line([place], [runs.middles[k]], [runs.thicks[k]], runs.middles[k])
            for k in range(len(runs.tops))
            if k not in taken
        ]
        active = going + new
    return done + active


def _next(line: _Line, place: int, runs: _Runs, width: float, taken: set[int]) -> int | None:
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


def _goes_on(line: _Line, place: int, runs: _Runs, taken: set[int]) -> bool:
    """Whether the line may go on unseen: covered for as long as it was seen, or for a short while missing."""
    steps = place - line.places[-1]
    if steps > len(line.places):
        return False
    if steps <= MISSING:
        return True
    row = line.at + line.heading * steps
    return any(runs.tops[k] - 1 <= row <= runs.bottoms[k] and k not in taken for k in runs.near(row))


def _ends(
    mask: NDArray[np.uint8],
    middle: NDArray[np.float32],
    thick: NDArray[np.float64],
    seen: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First columns and those behind the last: from where it was seen a line reaches as far as ink as thick does."""
    within = np.maximum(thick / 2 - SOFT, 0)[:, None]
    thicker = cv2.dilate(mask, np.ones((3, 1), np.uint8))
    columns, inked = np.arange(mask.shape[1]), np.ones(middle.shape, np.bool_)
    for rows in (np.rint(middle - within).astype(np.int64), np.rint(middle + within).astype(np.int64)):
        inside = (rows >= 0) & (rows < len(mask))
        inked &= inside & (thicker[np.clip(rows, 0, len(mask) - 1), columns] > 0)
    starts = [left - _unbroken(inked[k, :left][::-1]) for k, left in enumerate(seen[:, 0].tolist())]
    stops = [right + _unbroken(inked[k, right:]) for k, right in enumerate(seen[:, 1].tolist())]
    return np.array(starts, np.int64), np.array(stops, np.int64)


def _unbroken(inked: Mask) -> int:
    """How many are inked before the first that is not."""
    return len(inked) if inked.all() else int(np.argmin(inked))


def some_ink(mask: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Where some of the inked pixels lie, SAMPLE or up to twice as many, as places in the mask laid out flat."""
    every = (mask.size // LOOKED_AT) | 1
    places = np.flatnonzero(mask.reshape(-1)[::every]) * every
    return np.asarray(places[:: max(1, len(places) // SAMPLE)], np.int64)


def _slope(mask: NDArray[np.uint8]) -> float:
    """The slope dy/dx along which the ink lies in the sharpest rows."""
    places = some_ink(mask)
    if not len(places):
        return 0.0
    y, x = (axis.astype(np.float32) for axis in np.divmod(places, mask.shape[1]))
    lowest = np.float32(STEEPEST * mask.shape[1] + 1)
    slopes = np.linspace(-STEEPEST, STEEPEST, SLOPES)
    moved = (y - slopes[:, None].astype(np.float32) * x + lowest).astype(np.int32)
    # Every slope has rows of its own to count in.
    rows = math.ceil(mask.shape[0] + 2 * lowest)
    moved += rows * np.arange(SLOPES, dtype=np.int32)[:, None]
    counts = np.bincount(moved.ravel(), minlength=SLOPES * rows).reshape(SLOPES, rows)
    sharp = np.square(counts).sum(axis=1) * (1 - 0.05 * np.abs(slopes) / STEEPEST)
    return float(slopes[int(np.argmax(sharp))])
