"""Long lines in a mask of ink, each by its course: where its middle lies in every column, and how thick it is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.rules.ends import Ends, Mask
from scrawl.rules.following import LEAST_STRIP, SOFT, followed, lowest, ridges, runs_of, strips_of
from scrawl.rules.slopes import slope_of

STRIP = 1 / 96  # of the picture's longer side
RIDGE = 1 / 30  # of the picture's longer side: a ridge is nowhere wider

SHORTEST = 0.35  # of the picture's side, if it does not run out of it,
PIECE = 0.02  # or else of the longer one
CLEAR = 0.4  # of its strips a line must be seen in alone
THINNEST = 1 / 7  # a line is at most this share as thick as long


@dataclass(frozen=True, eq=False)
class Courses:
    """Lines that lie about level.

    middle  (n, W) float32: the row of each line's middle in each column, also beyond its ends
    starts  (n,) their first columns
    stops   (n,) the columns behind their last
    seen    (n, 2) between which columns no stroke covers their ends
    are_out (n, 2) which of their two ends lie at the picture's edge
    thick   (n,) px
    height  of the picture
    """

    middle: NDArray[np.float32]
    starts: NDArray[np.int64]
    stops: NDArray[np.int64]
    seen: NDArray[np.int64]
    are_out: Mask
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
        slope = slope_of(mask)
        covered = strips_of(mask if taken is None else taken, slope, count)
        strips = runs_of(covered if taken is None else ridges(covered, round(RIDGE * max(height, width))))
        lines = [
            line
            for line in followed(strips, width / count)
            if len(line.places) >= max(CLEAR * line.span, 2) and line.span >= least / strip - 2
        ]
        places = np.array([(line.places[0], line.places[-1]) for line in lines], np.float64).reshape(-1, 2)
        seen = ((places + 0.5) * width / count).astype(np.int64)
        thick = np.array([line.thickness for line in lines])
        ends = Ends.of(lines, width / count, slope, lowest(slope, width))
        starts, stops = ends.reached(mask, thick, seen)
        if taken is not None:
            within = np.rint((places + [0, 1]) * width / count).astype(np.int64)
            starts, stops = np.minimum(starts, within[:, 0]), np.maximum(stops, within[:, 1])
        are_out = ends.are_out(np.stack([starts, stops - 1], axis=1), mask.shape)
        lengths = stops - starts
        # Most are short: following only their ends, and those only as far as there is ink, is a fraction of the work.
        is_line = _are_long(lengths, seen, are_out, width) | (lengths >= least) & are_out.any(axis=1)
        is_line &= thick <= THINNEST * lengths
        x = np.arange(width)
        courses = [lines[k].course((x + 0.5) * count / width - 0.5) for k in np.flatnonzero(is_line).tolist()]
        middle = np.array(courses).reshape(-1, width) + slope * x - lowest(slope, width)
        return cls(
            middle.astype(np.float32),
            starts[is_line],
            stops[is_line],
            seen[is_line],
            are_out[is_line],
            thick[is_line],
            height,
        )

    def take(self, chosen: Mask) -> Courses:
        """The chosen ones, (n,)."""
        return Courses(
            self.middle[chosen],
            self.starts[chosen],
            self.stops[chosen],
            self.seen[chosen],
            self.are_out[chosen],
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
        """Which are more than pieces, (n,)."""
        return _are_long(self.lengths, self.seen, self.are_out, self.size[1])

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


def _are_long(lengths: NDArray[np.int64], seen: NDArray[np.int64], are_out: Mask, width: int) -> Mask:
    """Which are more than pieces, (n,): where something else covers an end, half of that may not be the line."""
    surely = np.where(are_out.all(axis=1), lengths, seen[:, 1] - seen[:, 0])
    return np.asarray((lengths + surely) / 2 >= SHORTEST * width)
