"""Where lines end: beyond the last place that they were seen at they go straight on, as far as there is ink."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.rules.following import SOFT, Line

OUT = 0.02  # of the picture's side: a line that ends so near to its edge runs out of it
AT_ONCE = 32  # px: in such steps ink is followed

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Ends:
    """First and last place where lines were seen, (n, 2) each, from where they go straight on.

    columns, rows  px, between pixels too
    slopes         dy/dx
    """

    columns: NDArray[np.float64]
    rows: NDArray[np.float64]
    slopes: NDArray[np.float64]

    @classmethod
    def of(cls, lines: list[Line], strip: float, slope: float, lowest: float) -> Ends:
        """Those of lines through strips so wide of a picture that was sheared."""
        places = np.array([(line.places[0], line.places[-1]) for line in lines]).reshape(-1, 2)
        middles = np.array([(line.middles[0], line.middles[-1]) for line in lines]).reshape(-1, 2)
        columns = (places + 0.5) * strip - 0.5
        slopes = np.array([line.slopes for line in lines]).reshape(-1, 2) / strip + slope
        return cls(columns, middles + slope * columns - lowest, slopes)

    def reached(
        self, mask: NDArray[np.uint8], thick: NDArray[np.float64], seen: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """First columns and those behind the last: from where it was seen a line reaches as far as ink so thick."""
        thicker = cv2.dilate(mask, np.ones((3, 1), np.uint8))
        inked = cv2.copyMakeBorder(thicker, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0) > 0
        within = np.maximum(thick / 2 - SOFT, 0)[:, None]
        reached = seen.copy()
        for end, step in ((0, -1), (1, 1)):
            going, on = np.arange(len(seen)), np.arange(AT_ONCE) * step + min(step, 0)
            while len(going):
                columns = reached[going, end, None] + on
                middle = self.rows[going, end, None] + self.slopes[going, end, None] * (
                    columns - self.columns[going, end, None]
                )
                unbroken = _at(inked, middle - within[going], columns)
                unbroken &= _at(inked, middle + within[going], columns)
                is_whole = unbroken.all(axis=1)
                reached[going, end] += step * np.where(is_whole, AT_ONCE, unbroken.argmin(axis=1))
                going = going[is_whole]
        return reached[:, 0], reached[:, 1]

    def are_out(self, tips: NDArray[np.int64], size: tuple[int, ...]) -> Mask:
        """Which lie at the edge of a picture of that height and width, (n, 2), if those are the last columns there."""
        height, width = size
        at = np.stack([tips, self.rows + self.slopes * (tips - self.columns)], axis=2)
        last = np.array([width, height]) - 1.0
        return np.asarray(((at <= OUT * last) | (at >= (1 - OUT) * last)).any(axis=2))


def _at(inked: Mask, rows: NDArray[np.float64], columns: NDArray[np.int64]) -> Mask:
    """Whether a picture that has a margin of one pixel is inked at those places, which may be outside."""
    height, width = inked.shape
    y, x = np.rint(rows).astype(np.int64) + 1, columns + 1
    return np.asarray(inked[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)])
