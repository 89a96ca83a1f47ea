"""Printed rules: straight level and upright lines that are long, or that make a frame, a comb or a table together.

A handwritten stroke may be as straight. So the lines that it meets tell a printed one: a side of a box ends at another,
a tooth of a comb stands on a long line. Whether the guess was right, the reading of the remaining ink tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.components import components

Mask = NDArray[np.bool_]
Line = tuple[float, float, float, float, float, float]
Lines = NDArray[np.float64]  # (n, 6)

BOX = 0.25  # of a picture's longer side: about the side of a box around a number
# A line is so many times as broad as its soft edge reaches beyond it, a comb's tooth is as many times longer than it is
# broad, a box's side than a tooth, and a line that is a rule whatever it meets than a box's side.
TIMES = 3
MOST = 300  # lines each way, the longest: a page with more is texture; and boxes
FILLED = 0.87  # of the rectangle around a box, at least: digits reach beyond it; an ellipse fills .79


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
        return cls.along(level, upright, dark.shape)

    @classmethod
    def boxes(cls, dark: NDArray[np.uint8]) -> Rules:
        """The sides of closed boxes of any size, by a page's mask of dark pixels (H, W), 0 or 1."""
        level: list[Line] = []
        upright: list[Line] = []
        for hull, width in _boxes(dark):
            level += _sides(hull, width)
            upright += _sides(hull[:, ::-1], width)
        return cls.along(np.reshape(level, (-1, 6)), np.reshape(upright, (-1, 6)), dark.shape)

    @classmethod
    def along(cls, level: Lines, upright: Lines, size: tuple[int, ...]) -> Rules:
        """The rules along those lines on a page of that height and width."""
        widths = _drawn_width(np.concatenate([level, upright])[:, 5])
        across = 2 * round(float(np.median(widths)) / 2) + 3 if len(widths) else 1
        return cls(_drawn(level, size), _drawn(upright, size[::-1]).T, across, (level, upright))

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


def _boxes(dark: NDArray[np.uint8]) -> Iterator[tuple[NDArray[np.float64], float]]:
    """Of each connected component that is hollow and fills a rectangle, the hull (n, 2) and its line's width, px."""
    labels, boxes, areas = components(dark)
    for k in np.argsort(-areas, kind="stable")[: min(MOST, np.count_nonzero(areas))].tolist():
        left, top, right, bottom = boxes[k].tolist()
        own = np.pad((labels[top:bottom, left:right] == k).astype(np.uint8), 1)
        (outline,), _ = cv2.findContours(own, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        area = cv2.contourArea(outline)
        if 2 * areas[k] <= area and area >= FILLED * np.prod(cv2.minAreaRect(outline)[1]):
            away = cv2.distanceTransform(own, cv2.DIST_L2, 5)[own > 0]
            width = 2 * float(np.percentile(away, 90)) - 1  # digits may be broader, but are less of it
            corners = cv2.approxPolyDP(cv2.convexHull(outline), 1, closed=True)  # to the pixel
            yield corners[:, 0].astype(np.float64) + (left - 1, top - 1), width


def _sides(hull: NDArray[np.float64], width: float) -> list[Line]:
    """The level sides of a box with that hull (n, 2), see `_lines`: in parts where a digit reaches beyond one."""
    low, high = hull.min(axis=0), hull.max(axis=0)
    narrow = width / (1 + 2 / TIMES)  # digits in a tight box touch its lines: a pixel beside these must do
    lines: list[Line] = []
    for (x, y), (u, v) in zip(hull, np.roll(hull, -1, axis=0), strict=True):
        if abs(u - x) > abs(v - y) and TIMES * abs(u - x) >= high[0] - low[0]:
            inside = np.sign((low[1] + high[1]) / 2 - (y + v) / 2) * (width - 1) / 2
            (start, first), (end, last) = sorted([(x, y + inside), (u, v + inside)])
            lines.append((start, end, first, last, (first + last) / 2, narrow))
    return lines


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
