"""Ruled, squared and framed paper: its straight lines are found and taken away, and what crosses them is left whole.

A rule is long, thin and straight; so is a 1. What tells them apart is company: rules run out of the picture, cross
many others, or frame what is written. Where a rule is paler than what is written over it, only the pale is taken;
where it is as dark, what runs on across it stays, as staff lines are taken from printed music.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.courses import LEAST_INK, OUT, STANDING_OUT, Courses, Mask, some_ink
from scrawl.medians import weighted_median

LEVELS = (0.35, 0.13)  # of a full stroke: first the rules as dark as what is written on them, then pale ones
SOFT = 5  # px: about a pixel so many square is its stroke's soft edge
LEAST_SIDE = 32  # px: a smaller picture shows no rules
MOST_SIDE = 1400  # px: in a larger one they are looked for in a copy with that longer side

WIDEST = 1 / 48  # of the picture's longer side: a rule that is not at its edge is nowhere thicker
COMPANY = 5  # lines that a grid's line crosses
FREE = 6  # px: a line that reaches farther beyond those it crosses is a stroke,
MANY = 10  # unless they are so many
SEVERAL = 3  # rules that end on the page
LONGER = 2.5  # times the height of what is written, if they end on the page
LONG = 0.7  # of the picture's side: no part of what is written, while its height is judged
MARGIN = 1.25  # a picture so much wider than its writing was not cut to it
HUGGING = 0.16  # of the picture's side: a frame is nowhere farther from its edge
BEYOND = 1.12  # times the width of what is written: the least of a frame

THICKER = 3.5  # times as thick as those it crosses: a stroke
STRONGER = 1.5  # times what a rule takes: ink that was written over it
THROUGH = 1.8  # times as long as a rule is thick: a run across it that belongs to a stroke
BLUR = 1.5  # px that a rule's edge is soft,
RAGGED = 0.05  # and of its thickness
BESIDE = 3.0  # px beside a rule that still may be of it

Picture = TypeVar("Picture", NDArray[np.uint8], NDArray[np.float32])


def remove_rules(
    ink: NDArray[np.float32], taken: NDArray[np.float32], least: NDArray[np.float32]
) -> NDArray[np.float32]:
    """`taken`, the share of light that ink takes, (H, W) float32, without ruled lines, grids and frames.

    `ink` (H, W) float32 is the same, each piece as a share of its own full stroke; `least` (H, W) float32 is what
    must be taken by ink.
    """
    if min(taken.shape) < LEAST_SIDE:
        return taken
    height, width = taken.shape
    shrink = min(1.0, MOST_SIDE / max(height, width))
    if shrink < 1:
        size = max(1, round(width * shrink)), max(1, round(height * shrink))
        copies = (cv2.resize(each, size, interpolation=cv2.INTER_AREA) for each in (ink, taken, least))
        rules = _found(*(np.asarray(each, np.float32) for each in copies)).astype(np.uint8)
        lying = cv2.resize(rules, (width, height), interpolation=cv2.INTER_NEAREST) > 0
    else:
        lying = _found(ink, taken, least)
    return np.where(lying, np.float32(0), taken) if lying.any() else taken


def _found(ink: NDArray[np.float32], taken: NDArray[np.float32], least: NDArray[np.float32]) -> Mask:
    """Where rules lie, (H, W)."""
    masks = [np.where(ink > level, np.uint8(255), np.uint8(0)) for level in LEVELS]
    standing_out = np.minimum(taken * (LEAST_INK / least), 255).astype(np.uint8)
    found = [_Lines.of(masks[-1], taken, standing_out).rules()]
    if not cv2.subtract(masks[1], cv2.dilate(masks[0], np.ones((SOFT, SOFT), np.uint8))).any():
        del masks[1]  # all that is pale are the soft edges of what is dark
    found += [_Lines.of(mask, taken).rules() for mask in masks]
    nowhere = np.zeros(taken.shape, np.bool_)
    return np.asarray(np.logical_or.reduce([nowhere, *(each for each in found if each is not None)]))


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
    def of(cls, mask: NDArray[np.uint8]) -> _Writing | None:
        """The writing in a mask of ink; None if there is none."""
        count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
        if count == 1:
            return None
        sides, areas = stats[1:, 2:4].max(axis=1), stats[1:, cv2.CC_STAT_AREA]
        usual = weighted_median(sides, areas)
        larger = np.concatenate([[False], sides > usual / 2])
        left, top = stats[larger, :2].min(axis=0).tolist()
        right, bottom = (stats[larger, :2] + stats[larger, 2:4]).max(axis=0).tolist()
        return cls(larger[labels], usual, (left, top, right, bottom))

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
class _Direction:
    """The lines that lie about level.

    inked   (H, W) uint8, 0 or 255
    taken   (H, W) float32
    levels  (n,) what each line takes where it was seen
    """

    inked: NDArray[np.uint8]
    taken: NDArray[np.float32]
    lines: Courses
    levels: NDArray[np.float64]

    @classmethod
    def of(
        cls, inked: NDArray[np.uint8], taken: NDArray[np.float32], standing_out: NDArray[np.uint8] | None
    ) -> _Direction:
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

    def in_company(self, others: _Direction) -> Mask:
        """Which run out of the picture beside another, or cross many others, from the first to the last, (n,)."""
        count, free = self._crossing(others, np.ones(len(others.lines), np.bool_))
        crossed = (count >= COMPANY) & ((free <= 0) | (count >= MANY)) & self.lines.is_long
        return np.asarray((crossed | (self.is_out & (self.is_out.sum() >= 2))) & self.is_narrow)

    def through(self, others: _Direction, rules: Mask) -> Mask:
        """Which run out of the picture on both sides across two of those rules or more, as a margin's line, (n,)."""
        met = self.lines.crossings(others.lines)[2] & rules
        thick = np.where(met, others.lines.thick, 0).max(axis=1, initial=0)
        return np.asarray(
            self.is_out & (met.sum(axis=1) >= 2) & (self.lines.thick <= THICKER * thick) & self.is_narrow
        )

    def pieces(self, others: _Direction, rules: Mask) -> Mask:
        """Which run out of the picture and end at one of those rules across, several or across several, (n,)."""
        count, free = self._crossing(others, rules)
        ended = (count > 0) & (free <= 0) & self.lines.are_out.any(axis=1)
        return np.asarray(ended & ((ended.sum() >= SEVERAL) | (count >= SEVERAL)))

    def _crossing(self, others: _Direction, chosen: Mask) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
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

    def frame(self, hugging: Mask, writing: _Writing) -> Mask:
        """Which of those reach farther than the writing, (n,)."""
        return np.asarray(hugging & (self.lines.lengths >= BEYOND * writing.width))

    def longer(self, writing: _Writing, written: float) -> Mask:
        """Which are several and longer than anything written, or run out of a picture with margins, (n,).

        Of those that run out of the picture on one side, as at the sheet's edge, two are several, and they may also
        be paler than what is `written`.
        """
        long = self.lines.is_long & self.is_narrow
        longer = long & (self.lines.lengths >= LONGER * writing.height)
        leaving = long & self.lines.are_out.any(axis=1) & (longer | (STRONGER * self.levels <= written))
        several = (longer & (longer.sum() >= SEVERAL)) | (leaving & (leaving.sum() >= 2))
        return np.asarray(several | (self.is_out & writing.has_margins & self.is_narrow))

    def is_apart(self, chosen: Mask, writing: _Writing) -> bool:
        """Whether one of those lines is not touched by the writing."""
        every = np.arange(len(chosen))
        return any(
            not writing.mask[self.lines.lying(every == k, BESIDE, np.ones(len(every))) > 0].any()
            for k in np.flatnonzero(chosen)
        )

    def erased(self, chosen: Mask, written: float) -> NDArray[np.uint8]:
        """1 for what goes with those lines, (H, W): all but strokes across them, which take `written`."""
        height, width = self.lines.size
        erased = np.zeros((height, width), np.uint8)
        for k in np.flatnonzero(chosen).tolist():
            reach = math.ceil(THROUGH * self.lines.thick[k]) + 3
            rows, columns = self.lines.along(k, reach + math.ceil(self.lines.thick[k] / 2))
            inside = (rows >= 0) & (rows < height)
            rows = np.clip(rows, 0, height - 1)
            away = np.abs(rows - self.lines.middle[k, columns])
            around = inside & (away <= (0.5 + RAGGED) * self.lines.thick[k] + BLUR)
            level = STRONGER * float(self.levels[k])
            if level < written:
                over = self.taken[rows, columns] > level
            else:
                over = _runs_across(np.where(inside, self.inked[rows, columns], np.uint8(0)), reach)
            gone = around & ~over
            erased[rows[gone], np.broadcast_to(columns, rows.shape)[gone]] = 1
        return erased


@dataclass(frozen=True, eq=False)
class _Lines:
    """The lines of both directions; of the upright ones x and y are exchanged."""

    level: _Direction
    upright: _Direction

    @classmethod
    def of(
        cls,
        inked: NDArray[np.uint8],
        taken: NDArray[np.float32],
        standing_out: NDArray[np.uint8] | None = None,
    ) -> _Lines:
        """Those in a mask of all ink; or those that stand out in a picture as of `Courses.of`."""
        upright = None if standing_out is None else _turned(standing_out)
        return cls(
            _Direction.of(inked, taken, standing_out), _Direction.of(_turned(inked), _turned(taken), upright)
        )

    def rules(self) -> Mask | None:
        """Where rules lie, (H, W); None if there are none."""
        level, upright = self.level, self.upright
        if not len(level.lines) and not len(upright.lines):
            return None
        flat, steep = level.in_company(upright), upright.in_company(level)
        hugging, standing = level.hugging() & ~flat, upright.hugging() & ~steep
        if hugging.any() or standing.any():
            writing = self._left(flat | hugging, steep | standing)
            if writing is not None:
                hugging, standing = level.frame(hugging, writing), upright.frame(standing, writing.turned)
                if level.is_apart(hugging, writing) or upright.is_apart(standing, writing.turned):
                    flat, steep = flat | hugging, steep | standing
        if not (flat[level.lines.is_long].all() and steep[upright.lines.is_long].all()):
            long = level.lines.lengths >= LONG * level.lines.size[1]
            tall = upright.lines.lengths >= LONG * upright.lines.size[1]
            writing = self._left(flat | long, steep | tall)
            if writing is not None:
                written = self._written(*self._lying(flat | long, steep | tall))
                flat, steep = (
                    flat | level.longer(writing, written),
                    steep | upright.longer(writing.turned, written),
                )
        flat, steep = flat | level.through(upright, steep), steep | upright.through(level, flat)
        if not flat.any() and steep.sum() < COMPANY and (not steep.any() or self._left(flat, steep) is None):
            return None  # ones, and nothing else
        return self._erased(flat | level.pieces(upright, steep), steep | upright.pieces(level, flat))

    def _left(self, flat: Mask, steep: Mask) -> _Writing | None:
        """The writing, if those lines are rules."""
        return _Writing.of(np.where(self._erased(flat, steep), np.uint8(0), self.level.inked))

    def _erased(self, flat: Mask, steep: Mask) -> Mask:
        """What goes with the chosen lines of both directions, (H, W), the places where they cross included."""
        level, upright = self.level, self.upright
        across, down = self._lying(flat, steep)
        written = self._written(across, down)
        erased = level.erased(flat, written) | _turned(upright.erased(steep, written))
        corners = np.nonzero((across > 0) & (down > 0))
        most = STRONGER * np.maximum(across[corners], down[corners])
        erased[corners] |= (level.taken[corners] <= most) | (most >= written)
        return erased > 0

    def _lying(self, flat: Mask, steep: Mask) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """What the chosen lines of each direction take where they lie and beside them, else 0, both (H, W)."""
        down = self.upright.lines.lying(steep, BESIDE, self.upright.levels)
        return self.level.lines.lying(flat, BESIDE, self.level.levels), _turned(down)

    def _written(self, across: NDArray[np.float32], down: NDArray[np.float32]) -> float:
        """What takes three quarters of the ink beside the lines, about; 0 if there is none."""
        inked = some_ink(self.level.inked)
        beside = inked[across.reshape(-1)[inked] + down.reshape(-1)[inked] == 0]
        return float(np.quantile(self.level.taken.reshape(-1)[beside], 0.75)) if len(beside) else 0.0


def _usual(picture: Picture, lines: Courses) -> NDArray[np.float64]:
    """What the picture has along each line where it was seen, (n,)."""
    usual = []
    for k in range(len(lines)):
        rows, columns = lines.along(k, math.ceil(lines.thick[k] / 2))
        alone = (columns >= lines.seen[k, 0]) & (columns <= lines.seen[k, 1])
        rows, columns = rows[:, alone], columns[alone]
        usual.append(float(np.median(picture[np.clip(rows, 0, len(picture) - 1), columns].max(axis=0))))
    return np.array(usual)


def _turned(picture: Picture) -> Picture:
    """With x and y exchanged."""
    turned: Picture = cv2.transpose(picture)  # type: ignore[assignment]
    return turned


def _runs_across(inked: NDArray[np.uint8], reach: int) -> Mask:
    """What lies in runs of ink at least so high."""
    column = np.ones((reach, 1), np.uint8)
    return cv2.morphologyEx(inked, cv2.MORPH_OPEN, column, borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0
