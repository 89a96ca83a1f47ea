"""What is left beside a picture's lines, by which it is judged which of them are rules."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.medians import weighted_median
from scrawl.rules.ends import OUT, Mask

MARGIN = 1.25  # a picture so much wider than its writing was not cut to it


@dataclass(frozen=True, eq=False)
class Writing:
    """What is left beside the lines.

    labels  (H, W) int32: which part, 0 where there is none
    larger  (n,) bool: which of them are no specks
    height  the usual size of its parts in pixels
    box     left, top, right, bottom of the larger parts
    """

    labels: NDArray[np.int32]
    larger: Mask
    height: float
    box: tuple[int, int, int, int]

    @classmethod
    def of(cls, mask: NDArray[np.uint8]) -> Writing | None:
        """The writing in a mask of ink; None if there is none."""
        count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
        if count == 1:
            return None
        sides, areas = stats[1:, 2:4].max(axis=1), stats[1:, cv2.CC_STAT_AREA]
        usual = weighted_median(sides, areas)
        larger = np.concatenate([[False], sides > usual / 2])
        left, top = stats[larger, :2].min(axis=0).tolist()
        right, bottom = (stats[larger, :2] + stats[larger, 2:4]).max(axis=0).tolist()
        return cls(np.asarray(labels, np.int32), larger, usual, (left, top, right, bottom))

    @property
    def turned(self) -> Writing:
        """The same with x and y exchanged."""
        left, top, right, bottom = self.box
        return Writing(self.labels.T, self.larger, self.height, (top, left, bottom, right))

    def touches(self, places: Mask) -> bool:
        """Whether some of its larger parts lies in those places, (H, W)."""
        return bool(self.larger[self.labels[places]].any())

    @property
    def width(self) -> int:
        """Of the box."""
        return self.box[2] - self.box[0]

    @property
    def has_margins(self) -> bool:
        """Whether the picture is wider than the writing, which keeps away from its edges."""
        (left, top, right, bottom), (height, width) = self.box, self.labels.shape
        x, y = OUT * width, OUT * height
        clear = left > x and top > y and right < width - x and bottom < height - y
        return bool(clear and width > MARGIN * self.width)
