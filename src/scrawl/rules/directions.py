"""Lines of one direction: which of them are rules, by the company they keep, and what goes with them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.rules.courses import Courses
from scrawl.rules.ends import Mask
from scrawl.rules.following import LEAST_INK, STANDING_OUT
from scrawl.rules.writing import Writing

WIDEST = 1 / 48  # of the picture's longer side: a rule that is not at its edge is nowhere thicker
COMPANY = 5  # lines that a grid's line crosses
FREE = 6  # px: a line that reaches farther beyond those it crosses is a stroke,
MANY = 10  # unless they are so many
SEVERAL = 3  # rules that end on the page
LONGER = 2.5  # times the height of what is written, if they end on the page
HUGGING = 0.16  # of the picture's side: a frame is nowhere farther from its edge
BEYOND = 1.12  # times the width of what is written: the least of a frame

THICKER = 3.5  # times as thick as those it crosses: a stroke
STRONGER = 1.5  # times what a rule takes: ink that was written over it
THROUGH = 1.8  # times as long as a rule is thick: a run across it that belongs to a stroke
BLUR = 1.5  # px that a rule's edge is soft,
RAGGED = 0.05  # and of its thickness
BESIDE = 3.0  # px beside a rule that still may be of it


@dataclass(frozen=True, eq=False)
class Direction:
    """The lines that lie about level.

    inked   (H, W) uint8, 0 or 255
    taken   (H, W) float32
    levels  (n,) what each line takes where it was seen
    known   what goes with a line, by its place and whether it is paler than the writing
    """

    inked: NDArray[np.uint8]
    taken: NDArray[np.float32]
    lines: Courses
    levels: NDArray[np.float64]
    known: dict[tuple[int, bool], tuple[NDArray[np.int64], NDArray[np.int64]]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, inked: NDArray[np.uint8], taken: NDArray[np.float32], standing_out: NDArray[np.uint8] | None
    ) -> Direction:
        """Those in a mask of all ink; or those that stand out and are nearly ink at least."""
        lines = Courses.of(inked, standing_out)
        if standing_out is not None:
            lines = lines.take(_usual(standing_out, lines) >= STANDING_OUT * LEAST_INK)
        return cls(inked, taken, lines, _usual(taken, lines))

    @property
    def is_out(self) -> Mask:
        """Which run out of the picture on both sides, (n,)."""
        return np.asarray(self.lines.are_out.all(axis=1) & self.lines.is_long)

    @property
    def is_narrow(self) -> Mask:
        """Which are no bars, (n,)."""
        return np.asarray(self.lines.thick <= WIDEST * max(self.lines.size))

    def in_company(self, others: Direction) -> Mask:
        """Which run out of the picture beside another, or cross many others, from the first to the last, (n,)."""
        count, free = self._crossing(others, np.ones(len(others.lines), np.bool_))
        crossed = (count >= COMPANY) & ((free <= 0) | (count >= MANY)) & self.lines.is_long
        return np.asarray((crossed | (self.is_out & (self.is_out.sum() >= 2))) & self.is_narrow)

    def through(self, others: Direction, rules: Mask) -> Mask:
        """Which run out of the picture on both sides across two of those rules or more, as a margin's line, (n,)."""
        met = self.lines.crossings(others.lines)[2] & rules
        thick = np.where(met, others.lines.thick, 0).max(axis=1, initial=0)
        return np.asarray(
            self.is_out & (met.sum(axis=1) >= 2) & (self.lines.thick <= THICKER * thick) & self.is_narrow
        )

    def pieces(self, others: Direction, rules: Mask) -> Mask:
        """Which run out of the picture and end at one of those rules across, several or across several, (n,)."""
        count, free = self._crossing(others, rules)
        ended = (count > 0) & (free <= 0) & self.lines.are_out.any(axis=1)
        return np.asarray(ended & ((ended.sum() >= SEVERAL) | (count >= SEVERAL)))

    def _crossing(self, others: Direction, chosen: Mask) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """How many of the chosen others each line crosses, and how far too far it reaches beyond those, (n,).

        A stroke over them is thicker or takes more than they do, or ends between two of them.
        """
        lines = self.lines
        x, _, met = lines.crossings(others.lines)
        met &= chosen
        first = np.where(met, x, np.inf).min(axis=1, initial=np.inf)
        last = np.where(met, x, -np.inf).max(axis=1, initial=-np.inf)
        free = np.stack([first - lines.seen[:, 0], lines.seen[:, 1] - last], axis=1)
        free = np.where(lines.are_out, 0, free).max(axis=1, initial=0)
        thick = np.where(met, others.lines.thick, 0).max(axis=1, initial=0)
        level = np.where(met, others.levels, 0).max(axis=1, initial=0)
        alike = (lines.thick <= THICKER * thick) & (self.levels <= STRONGER * level)
        return np.where(alike, met.sum(axis=1), 0), free - (FREE + (lines.thick + thick) / 2)

    def hugging(self) -> Mask:
        """Which lie beside the picture's edge all along and run out of it, as a form's frame does, (n,)."""
        (height, width), lines = self.lines.size, self.lines
        at = np.array([lines.middle[k, lines.starts[k] : lines.stops[k]].mean() for k in range(len(lines))])
        beside = (at < HUGGING * height) | (at > (1 - HUGGING) * height)
        left, right = lines.starts, width - lines.stops
        reaching = (np.minimum(left, right) <= 1) & (np.maximum(left, right) <= HUGGING * width)
        return np.asarray(beside & reaching & lines.is_long)

    def frame(self, hugging: Mask, writing: Writing) -> Mask:
        """Which of those reach farther than the writing, (n,)."""
        return np.asarray(hugging & (self.lines.lengths >= BEYOND * writing.width))

    def longer(self, writing: Writing, written: float) -> Mask:
        """Which are several and longer than anything written, or run out of a picture with margins, (n,).

        Of those that run out of the picture on one side, as at the sheet's edge, two are several, and they may also
        be paler than what is `written`.
        """
        long = self.lines.is_long & self.is_narrow
        longer = long & (self.lines.lengths >= LONGER * writing.height)
        leaving = long & self.lines.are_out.any(axis=1) & (longer | (STRONGER * self.levels <= written))
        several = (longer & (longer.sum() >= SEVERAL)) | (leaving & (leaving.sum() >= 2))
        return np.asarray(several | (self.is_out & writing.has_margins & self.is_narrow))

    def is_apart(self, chosen: Mask, writing: Writing) -> bool:
        """Whether one of those lines is not touched by the writing."""
        every = np.arange(len(chosen))
        return any(
            not writing.touches(self.lines.lying(every == k, BESIDE, np.ones(len(every))) > 0)
            for k in np.flatnonzero(chosen)
        )

    def gone(self, chosen: Mask, written: float) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Rows and columns of what goes with each of those lines: all but strokes across it, which take `written`."""
        for k in np.flatnonzero(chosen).tolist():
            is_paler = bool(STRONGER * self.levels[k] < written)
            if (k, is_paler) not in self.known:
                self.known[k, is_paler] = self._gone(k, is_paler=is_paler)
            yield self.known[k, is_paler]

    def _gone(self, k: int, *, is_paler: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """What goes with a line that is paler than the strokes across it, or else is known by its course alone."""
        (height, width), thick = self.lines.size, float(self.lines.thick[k])
        reach = math.ceil(THROUGH * thick) + 3
        around = (0.5 + RAGGED) * thick + BLUR
        rows, columns = self.lines.along(k, math.ceil(around) if is_paler else reach + math.ceil(thick / 2))
        inside = (rows >= 0) & (rows < height)
        rows = np.clip(rows, 0, height - 1)
        places = rows * width + columns
        if is_paler:
            over = self.taken.take(places) > STRONGER * self.levels[k]
        else:
            over = _runs_across(np.where(inside, self.inked.take(places), np.uint8(0)), reach)
        near = inside & (np.abs(rows - self.lines.middle[k, columns]) <= around)
        y, x = np.nonzero(near & ~over)
        return rows[y, x], columns[x]


def _usual(picture: NDArray[np.uint8] | NDArray[np.float32], lines: Courses) -> NDArray[np.float64]:
    """What the picture has along each line where it was seen, (n,)."""
    usual = []
    for k in range(len(lines)):
        rows, columns = lines.along(k, math.ceil(lines.thick[k] / 2))
        alone = (columns >= lines.seen[k, 0]) & (columns <= lines.seen[k, 1])
        rows, columns = rows[:, alone], columns[alone]
        places = np.clip(rows, 0, len(picture) - 1) * picture.shape[1] + columns
        usual.append(float(np.median(picture.take(places).max(axis=0))))
    return np.array(usual)


def _runs_across(inked: NDArray[np.uint8], reach: int) -> Mask:
    """What lies in runs of ink at least so high."""
    column = np.ones((reach, 1), np.uint8)
    return cv2.morphologyEx(inked, cv2.MORPH_OPEN, column, borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0
