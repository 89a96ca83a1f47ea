"""Ruled, squared and framed paper: its straight lines are found and taken away, and what crosses them is left whole.

A rule is long, thin and straight; so is a 1. What tells them apart is company: rules run out of the picture, cross
many others, or frame what is written. Where a rule is paler than what is written over it, only the pale is taken;
where it is as dark, what runs on across it stays, as staff lines are taken from printed music.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

LEVELS = (0.35, 0.13)  # of a full stroke: first the rules as dark as what is written on them, then pale ones
STEEPEST = math.tan(math.radians(12))  # of a page that was not held straight
SLOPES = 97  # tried between both
SAMPLE = 20_000  # inked pixels that the slope is judged by

SEGMENT = 1 / 28  # of the picture's longer side: a straight piece at least so long may be of a rule
LEAST_SEGMENT = 16  # px
THINNEST = 1 / 7  # a rule is at most this share as thick as long
SHORTEST = 0.35  # of the picture's side

OUT = 0.02  # of the picture's side: a line that ends so near to its edge runs out of it
COMPANY = 5  # lines that a grid's line crosses
FREE = 6  # px: a line that reaches farther beyond those it crosses is a stroke
SEVERAL = 3  # rules that end on the page
LONGER = 2.5  # times the height of what is written, if they end on the page
LONG = 0.7  # of the picture's side: no part of what is written, while its height is judged
MARGIN = 1.25  # a picture so much wider than its writing was not cut to it
HUGGING = 0.16  # of the picture's side: a frame is nowhere farther from its edge
BEYOND = 1.12  # times the width of what is written: the least of a frame

THICKER = 3.5  # times as thick as those it crosses: a stroke
STRONGER = 1.5  # times what a rule takes: ink that was written over it
THROUGH = 1.8  # times as long as a rule is thick: a run across it that belongs to a stroke
BLUR = 1.5  # px that a rule's edge is soft

Mask = NDArray[np.bool_]
_NEAR = np.ones((5, 5), np.uint8)


def remove_rules(ink: NDArray[np.float32], taken: NDArray[np.float32]) -> NDArray[np.float32]:
    """`taken`, the share of light that ink takes, (H, W) float32, without ruled lines, grids and frames.

    `ink` (H, W) float32 is the same, each piece as a share of its own full stroke.
    """
    if min(taken.shape) < 2 * LEAST_SEGMENT:
        return taken
    for level in LEVELS:
        inked = (ink > level) & (taken > 0)
        if _reaches_far(inked):
            rules = _rules(inked, taken)
            taken = np.where(rules, np.float32(0), taken) if rules.any() else taken
    return taken


def _reaches_far(inked: Mask) -> bool:
    """Whether any piece of ink is as long as a rule must be."""
    stats = cv2.connectedComponentsWithStats(inked.astype(np.uint8), connectivity=8)[2][1:]
    height, width = inked.shape
    return bool((stats[:, 2] >= SHORTEST * width).any() or (stats[:, 3] >= SHORTEST * height).any())


@dataclass(frozen=True, eq=False)
class _Writing:
    """What is left beside the lines.

    mask    (H, W) bool: its larger parts
    height  the usual size of its parts in pixels
    box     left, top, right, bottom of the larger parts
    """

    mask: Mask
    height: float
    box: tuple[int, int, int, int]

    @classmethod
    def of(cls, mask: Mask) -> _Writing | None:
        """The writing in a mask of ink; None if there is none."""
        count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
        if count == 1:
            return None
        sides, areas = stats[1:, 2:4].max(axis=1), stats[1:, cv2.CC_STAT_AREA]
        usual = float(np.quantile(sides, 0.5, weights=areas.astype(np.float64), method="inverted_cdf"))
        larger = np.flatnonzero(sides > usual / 2) + 1
        left, top = stats[larger, :2].min(axis=0).tolist()
        right, bottom = (stats[larger, :2] + stats[larger, 2:4]).max(axis=0).tolist()
        return cls(np.isin(labels, larger), usual, (left, top, right, bottom))

    @property
    def turned(self) -> _Writing:
        """The same with x and y exchanged."""
        left, top, right, bottom = self.box
        return _Writing(self.mask.T, self.height, (top, left, bottom, right))

    @property
    def width(self) -> int:
        """Of the box."""
        return self.box[2] - self.box[0]

    @property
    def has_margins(self) -> bool:
        """Whether the picture is wider than the writing, which keeps away from its edges."""
        (left, top, right, bottom), (height, width) = self.box, self.mask.shape
        x, y = OUT * width, OUT * height
        clear = left > x and top > y and right < width - x and bottom < height - y
        return bool(clear and width > MARGIN * self.width)


@dataclass(frozen=True, eq=False)
class _Lines:
    """The straight lines that lie about level, in a mask sheared so that they do.

    taken    (H', W) float32, sheared
    mask     (H', W) uint8, sheared
    shifts   (W,) how far each column is moved up
    labels   (H', W) int32, sheared: 1 + the place of the line
    boxes    (n, 4) left, top, right, bottom, sheared
    thick    (n,) px
    levels   (n,) what each takes
    centres  for each line the row of its middle in each of its columns
    """

    taken: NDArray[np.float32]
    mask: NDArray[np.uint8]
    shifts: NDArray[np.int64]
    labels: NDArray[np.int32]
    boxes: NDArray[np.int64]
    thick: NDArray[np.float64]
    levels: NDArray[np.float64]
    centres: list[NDArray[np.float64]]

    @classmethod
    def of(cls, inked: Mask, taken: NDArray[np.float32]) -> _Lines:
        """The lines in a mask (H, W) of all ink."""
        shifts = np.rint(_slope(inked) * np.arange(inked.shape[1])).astype(np.int64)
        shifts -= shifts.min()
        mask = _shear(inked.astype(np.uint8), shifts)
        labels, stats = _straight(mask, max(inked.shape))
        whole = cv2.dilate(mask, np.ones((3, 1), np.uint8))
        sheared = _shear(taken, shifts)
        boxes, thick, levels, centres = [], [], [], []
        names = np.zeros(len(stats), np.int32)
        for name in range(1, len(stats)):
            x, y, width, height, _ = stats[name].tolist()
            own = labels[y : y + height, x : x + width] == name
            # At the picture's edge the closing has let it grow.
            inked_columns = np.flatnonzero((own & (whole[y : y + height, x : x + width] > 0)).any(axis=0))
            if not len(inked_columns):
                continue
            x, own = x + int(inked_columns[0]), own[:, inked_columns[0] : inked_columns[-1] + 1]
            width = own.shape[1]
            counts = own.sum(axis=0)
            usual = float(np.median(counts))
            if width < SHORTEST * inked.shape[1] or usual - 2 > THINNEST * width:
                continue
            # Where a stroke runs along the rule, the rule's middle is that of the places beside.
            alone = np.flatnonzero((counts > 0) & (counts <= usual + 1))
            middle = (own * np.arange(y, y + height)[:, None]).sum(axis=0)[alone] / counts[alone]
            boxes.append((x, y, x + width, y + height))
            thick.append(max(usual - 2, 1.0))
            levels.append(
                float(np.median(np.where(own, sheared[y : y + height, x : x + width], 0).max(axis=0)))
            )
            centres.append(np.interp(np.arange(width), alone, middle))
            names[name] = len(boxes)
        return cls(
            taken=sheared,
            mask=mask,
            shifts=shifts,
            labels=names[labels],
            boxes=np.array(boxes, np.int64).reshape(-1, 4),
            thick=np.array(thick),
            levels=np.array(levels),
            centres=centres,
        )

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the picture."""
        return self.mask.shape[0] - int(self.shifts.max()), self.mask.shape[1]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """In pixels, (n,)."""
        return self.boxes[:, 2] - self.boxes[:, 0]

    @property
    def ends(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where the lines begin and end in the picture, each (n, 2): x, y."""
        most = int(self.shifts.max())
        found = []
        for side, place in ((0, 0), (2, -1)):
            x = self.boxes[:, side] - (side == 2)
            y = [centre[place] for centre in self.centres] - (most - self.shifts[x])
            found.append(np.stack([x, y], axis=1).astype(np.float64))
        return found[0], found[1]

    @property
    def is_out(self) -> Mask:
        """Which run out of the picture on both sides, (n,)."""
        last = np.array(self.size[::-1]) - 1.0
        begins, stops = (((at <= OUT * last) | (at >= (1 - OUT) * last)).any(axis=1) for at in self.ends)
        return np.asarray(begins & stops)

    def lying(self, chosen: Mask) -> Mask:
        """Where the chosen lines lie, and what is beside them, (H, W)."""
        lines = np.concatenate([[False], chosen])[self.labels]
        return _unshear(cv2.dilate(lines.astype(np.uint8), _NEAR) > 0, self.shifts, self.size[0])

    def in_company(self, crossings: Mask, others: _Lines) -> Mask:
        """Which run out of the picture beside another, or cross many others, from the first to the last, (n,)."""
        crossed = np.zeros(len(self.boxes), np.bool_)
        spots = _shear(crossings.astype(np.uint8), self.shifts)
        for k, (left, top, right, bottom) in enumerate(self.boxes.tolist()):
            near = spots[max(top - 2, 0) : bottom + 2, left:right].any(axis=0)
            at = np.flatnonzero(near)
            if np.count_nonzero(np.diff(near, prepend=False) & near) >= COMPANY:
                free = max(at[0], right - left - 1 - at[-1])
                crossed[k] = free <= FREE + self.thick[k]
        if crossed.any():
            crossed &= self.thick <= THICKER * np.median(others.thick)
            crossed &= self.levels <= STRONGER * np.median(others.levels)
        return np.asarray(crossed | (self.is_out & (self.is_out.sum() >= 2)))

    def hugging(self) -> Mask:
        """Which lie beside the picture's edge all along and run out of it, as a form's frame does, (n,)."""
        height, width = self.size
        at = self.boxes[:, [1, 3]].mean(axis=1) - float(self.shifts.max()) / 2
        beside = (at < HUGGING * height) | (at > (1 - HUGGING) * height)
        left, right = self.boxes[:, 0], width - self.boxes[:, 2]
        return np.asarray(
            beside & (np.minimum(left, right) <= 1) & (np.maximum(left, right) <= HUGGING * width)
        )

    def frame(self, hugging: Mask, writing: _Writing) -> Mask:
        """Which of those reach farther than the writing, (n,)."""
        return np.asarray(hugging & (self.lengths >= BEYOND * writing.width))

    def longer(self, writing: _Writing) -> Mask:
        """Which are several and longer than anything written, or run out of a picture with margins, (n,)."""
        longer = self.lengths >= LONGER * writing.height
        return np.asarray((longer & (longer.sum() >= SEVERAL)) | (self.is_out & writing.has_margins))

    def is_apart(self, chosen: Mask, writing: _Writing) -> bool:
        """Whether one of those lines is not touched by the writing."""
        near = writing.mask
        return any(not (self.lying(np.arange(len(chosen)) == k) & near).any() for k in np.flatnonzero(chosen))

    def erased(self, chosen: Mask, written: float) -> Mask:
        """What goes with those lines, (H, W): all but strokes across them; `written` is what such a stroke takes."""
        erased = np.zeros(self.mask.shape, np.bool_)
        for k in np.flatnonzero(chosen).tolist():
            left, top, right, bottom = self.boxes[k].tolist()
            reach = math.ceil(THROUGH * self.thick[k]) + 3
            rows = slice(max(top - reach, 0), bottom + reach)
            mask, taken = self.mask[rows, left:right], self.taken[rows, left:right]
            away = np.abs(np.arange(rows.start, rows.start + len(mask))[:, None] - self.centres[k])
            around = away <= self.thick[k] / 2 + BLUR
            level = STRONGER * float(self.levels[k])
            over = taken > level if level < written else _runs_across(mask, reach)
            erased[rows, left:right] |= around & ~over
        return _unshear(erased, self.shifts, self.size[0])


def _rules(inked: Mask, taken: NDArray[np.float32]) -> Mask:
    """Where rules lie, (H, W)."""
    level, upright = _Lines.of(inked, taken), _Lines.of(_turned(inked), _turned(taken))
    if not len(level.boxes) and not len(upright.boxes):
        return np.zeros(inked.shape, np.bool_)
    everything = [np.ones(len(lines.boxes), np.bool_) for lines in (level, upright)]
    crossings = level.lying(everything[0]) & upright.lying(everything[1]).T

    def left(flat: Mask, steep: Mask) -> _Writing | None:
        return _Writing.of(inked & ~_erased(inked, taken, (level, upright), (flat, steep)))

    flat, steep = level.in_company(crossings, upright), upright.in_company(_turned(crossings), level)
    hugging, standing = level.hugging(), upright.hugging()
    writing = left(flat | hugging, steep | standing)
    if writing is not None:
        hugging, standing = level.frame(hugging, writing), upright.frame(standing, writing.turned)
        if level.is_apart(hugging, writing) or upright.is_apart(standing, writing.turned):
            flat, steep = flat | hugging, steep | standing
    long, tall = level.lengths >= LONG * level.size[1], upright.lengths >= LONG * upright.size[1]
    writing = left(flat | long, steep | tall)
    if writing is not None:
        flat, steep = flat | level.longer(writing), steep | upright.longer(writing.turned)
    if not flat.any() and steep.sum() < COMPANY and left(flat, steep) is None:
        return np.zeros(inked.shape, np.bool_)  # ones, and nothing else
    return _erased(inked, taken, (level, upright), (flat, steep))


def _erased(
    inked: Mask, taken: NDArray[np.float32], lines: tuple[_Lines, _Lines], chosen: tuple[Mask, Mask]
) -> Mask:
    """What goes with the chosen lines of both directions, (H, W), the places where they cross included."""
    level, upright = lines
    flat, steep = level.lying(chosen[0]), upright.lying(chosen[1]).T
    beside = taken[inked & ~flat & ~steep]
    written = float(np.quantile(beside, 0.75)) if len(beside) else 0.0
    across, down = level.erased(chosen[0], written), upright.erased(chosen[1], written).T
    corners = flat & steep
    if corners.any() and (most := STRONGER * float(np.median(taken[corners]))) < written:
        corners &= taken <= most
    return across | down | corners


def _runs_across(mask: NDArray[np.uint8], reach: int) -> Mask:
    """What lies in runs of ink at least so high."""
    column = np.ones((reach, 1), np.uint8)
    return cv2.morphologyEx(mask, cv2.MORPH_OPEN, column, borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0


def _straight(mask: NDArray[np.uint8], side: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Labels and statistics of what is level and long; lines come out 2 px thicker than they are."""
    segment = max(LEAST_SEGMENT, round(SEGMENT * side))
    whole = cv2.morphologyEx(
        cv2.dilate(mask, np.ones((3, 1), np.uint8)), cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8)
    )
    pieces = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((1, segment), np.uint8))
    lines = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, np.ones((1, segment // 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    return np.asarray(labels, np.int32), np.asarray(stats, np.int32)


def _slope(inked: Mask) -> float:
    """The slope dy/dx along which the ink lies in the sharpest rows."""
    y, x = np.nonzero(inked)
    if not len(x):
        return 0.0
    step = max(1, len(x) // SAMPLE)
    x, y = x[::step].astype(np.float32), y[::step].astype(np.float32)
    lowest = np.float32(STEEPEST * inked.shape[1] + 1)
    slopes = np.linspace(-STEEPEST, STEEPEST, SLOPES)
    sharp = [
        float(
            np.square(
                np.bincount((y - np.float32(slope) * x + lowest).astype(np.int64)).astype(np.float64)
            ).sum()
        )
        * (1 - 0.05 * abs(slope) / STEEPEST)
        for slope in slopes
    ]
    return float(slopes[int(np.argmax(sharp))])


def _shear(picture: NDArray[Any], shifts: NDArray[np.int64]) -> NDArray[Any]:
    """Each column moved up by its shift; taller by the greatest."""
    height, width = picture.shape
    most = int(shifts.max())
    sheared = np.zeros((height + most, width), picture.dtype)
    sheared[np.arange(height)[:, None] + (most - shifts), np.arange(width)] = picture
    return sheared


def _unshear(sheared: NDArray[Any], shifts: NDArray[np.int64], height: int) -> NDArray[Any]:
    rows = np.arange(height)[:, None] + (int(shifts.max()) - shifts)
    return np.asarray(sheared[rows, np.arange(sheared.shape[1])])


def _turned(picture: NDArray[Any]) -> NDArray[Any]:
    return np.ascontiguousarray(picture.T)
