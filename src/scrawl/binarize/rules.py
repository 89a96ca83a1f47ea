"""Printed rules: straight level and upright lines that are long, or that make a frame, a comb or a table together.

A handwritten stroke may be as straight. So the lines that it meets tell a printed one: a side of a box ends at another,
a tooth of a comb stands on a long line. Whether the guess was right, the reading of the remaining ink tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.components import components

Mask = NDArray[np.bool_]
Lines = NDArray[np.float64]

BOX = 0.25  # of a picture's longer side: about the side of a box around a number
# A line is so many times as broad as its soft edge reaches beyond it, a comb's tooth is as many times longer than it is
# broad, a box's side than a tooth, and a line that is a rule whatever it meets than a box's side.
TIMES = 3
MOST = 300  # lines each way, the longest: a page with more is texture


@dataclass(frozen=True, eq=False)
class Rules:
    """Where level and where upright rules are on a page, (H, W) each, with their soft edges.

    across  px, odd: side of the closing that mends strokes where a usual rule crossed them
    lines   the level ones and the upright ones, see `_lines`; of the latter x and y are exchanged
    """

    level: Mask
    upright: Mask
    across: int
    lines: tuple[Lines, Lines]

    @classmethod
    def of(cls, dark: NDArray[np.uint8], length: float) -> Rules:
        """The rules of a page by its mask of dark pixels (H, W), 0 or 1; `length` is about a box's side, px."""
        piece = 2 * round(length / TIMES / 2) + 1
        broad = 2 * round(piece / TIMES / 2) + 1
        thin = dark & ~opened(dark, (broad, broad))
        level, upright = (_lines(each, piece, broad) for each in (thin, np.ascontiguousarray(thin.T)))
        meet = _meet(level, upright)
        sides = [
            (_length(lines) >= TIMES**2 * piece) | ((_length(lines) >= TIMES * piece) & meet.any(axis=other))
            for lines, other in ((level, 1), (upright, 0))
        ]
        level = level[sides[0] | (meet & sides[1]).any(axis=1)]
        upright = upright[sides[1] | (meet & sides[0][:, None]).any(axis=0)]
        widths = _drawn_width(np.concatenate([level, upright])[:, 5])
        across = 2 * round(float(np.median(widths)) / 2) + 3 if len(widths) else 1
        return cls(_drawn(level, dark.shape), _drawn(upright, dark.shape[::-1]).T, across, (level, upright))

    def lines_on(self, size: tuple[int, ...]) -> tuple[Lines, Lines]:
        """The lines, in px of a copy of the page of that height and width."""
        down, across = (other / own for other, own in zip(size, self.level.shape, strict=True))
        level, upright = self.lines
        return level * _scales(across, down), upright * _scales(down, across)

    def erased(self, dark: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Darkness (H, W), 0 to 255, without the rules, except where strokes cross them."""
        rest = np.where(self.level | self.upright, 0, dark).astype(np.uint8)
        down, along = (
            cv2.morphologyEx(rest, cv2.MORPH_CLOSE, np.ones(size, np.uint8))
            for size in ((self.across, 1), (1, self.across))
        )
        crossed = np.where(self.level, down, along)
        return np.where(self.level ^ self.upright, np.minimum(crossed, dark), rest).astype(np.uint8)


def _lines(dark: NDArray[np.uint8], piece: int, broad: int) -> Lines:
    """Level lines (n, 6): where they begin and end, x; their height at both ends and in the middle, y; width. In px.

    A remnant of a broken line that is shorter than `broad` has no direction.
    """
    wide = np.asarray(cv2.dilate(dark, np.ones((3, 1), np.uint8)), np.uint8)  # it may rise or fall by a pixel
    found = opened(wide, (piece, 1)) & dark
    labels, boxes, _ = components(found)
    widths = boxes[1:, 2] - boxes[1:, 0]
    order = np.argsort(-widths, kind="stable")[: min(MOST, np.count_nonzero(widths >= broad))]
    lines = []
    for k in (1 + order).tolist():
        left, top, right, bottom = boxes[k].tolist()
        own = labels[top:bottom, left:right] == k
        counts = own.sum(axis=0)
        columns = np.flatnonzero(counts)
        middles = (np.arange(bottom - top) @ own)[columns] / counts[columns]
        bend = np.polyfit(columns, middles, 2 if len(columns) > piece else 1)
        last = right - left - 1
        ends = np.polyval(bend, [0, last, last / 2])
        lines.append([left, right - 1, *(top + ends), float(np.median(counts[columns]))])
    return np.reshape(lines, (-1, 6)).astype(np.float64)


def _scales(along: float, aside: float) -> NDArray[np.float64]:
    return np.array([along, along, aside, aside, aside, aside])


def _length(lines: Lines) -> NDArray[np.float64]:
    return np.asarray(lines[:, 1] - lines[:, 0] + 1)


def _meet(level: Lines, upright: Lines) -> Mask:
    """Which level lines meet which upright ones, (n, m)."""
    start, end = level[:, 0, None], level[:, 1, None]
    top, bottom = level[:, 2:5].min(axis=1)[:, None], level[:, 2:5].max(axis=1)[:, None]
    near = level[:, 5, None] + upright[:, 5]
    left, right = upright[:, 2:5].min(axis=1), upright[:, 2:5].max(axis=1)
    return np.asarray(
        (right >= start - near)
        & (left <= end + near)
        & (bottom >= upright[:, 0] - near)
        & (top <= upright[:, 1] + near)
    )


def _drawn(lines: Lines, size: tuple[int, ...]) -> Mask:
    """Level lines on a page of that height and width, with their soft edges."""
    page = np.zeros(size, np.uint8)
    for start, end, first, last, middle, width in lines:
        half = (start + end) / 2
        points = np.rint([[start, first], [half, middle], [end, last]]).astype(np.int32)
        cv2.polylines(page, [points], isClosed=False, color=1, thickness=round(_drawn_width(width)))
    return page > 0


def _drawn_width(width: Any) -> Any:
    return width * (1 + 2 / TIMES) + 2  # and a pixel on either side


def opened(dark: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """The opening of a mask by a rectangle of that width and height, both odd: as quick for a large one."""
    add = partial(
        cv2.boxFilter, ddepth=cv2.CV_32S, ksize=size, normalize=False, borderType=cv2.BORDER_CONSTANT
    )
    fits = add(dark) == size[0] * size[1]
    return (add(fits.view(np.uint8)) > 0).view(np.uint8)
