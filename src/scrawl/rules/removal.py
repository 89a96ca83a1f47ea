"""Which lines of both directions are rules, and the picture without them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.rules.directions import BESIDE, COMPANY, STRONGER, Direction
from scrawl.rules.ends import Mask
from scrawl.rules.following import LEAST_INK
from scrawl.rules.slopes import some_ink
from scrawl.rules.writing import Writing

LEVELS = (0.35, 0.13)  # of a full stroke: first the rules as dark as what is written on them, then pale ones
SOFT = 5  # px: about a pixel so many square is its stroke's soft edge
LEAST_SIDE = 32  # px: a smaller picture shows no rules
MOST_SIDE = 1400  # px: in a larger one they are looked for in a copy with that longer side
LONG = 0.7  # of the picture's side: no part of what is written, while its height is judged

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
class _Lines:
    """The lines of both directions; of the upright ones x and y are exchanged."""

    level: Direction
    upright: Direction

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
            Direction.of(inked, taken, standing_out), Direction.of(_turned(inked), _turned(taken), upright)
        )

    def rules(self) -> Mask | None:
        """Where rules lie, (H, W); None if there are none."""
        level, upright = self.level, self.upright
        if not len(level.lines) and not len(upright.lines):
            return None
        flat, steep = level.in_company(upright), upright.in_company(level)
        hugging, standing = level.hugging() & ~flat, upright.hugging() & ~steep
        if hugging.any() or standing.any():
            left = self._left(flat | hugging, steep | standing)
            if left:
                writing, _ = left
                hugging, standing = level.frame(hugging, writing), upright.frame(standing, writing.turned)
                if level.is_apart(hugging, writing) or upright.is_apart(standing, writing.turned):
                    flat, steep = flat | hugging, steep | standing
        if not (flat[level.lines.is_long].all() and steep[upright.lines.is_long].all()):
            long = level.lines.lengths >= LONG * level.lines.size[1]
            tall = upright.lines.lengths >= LONG * upright.lines.size[1]
            left = self._left(flat | long, steep | tall)
            if left:
                writing, written = left
                flat, steep = (
                    flat | level.longer(writing, written),
                    steep | upright.longer(writing.turned, written),
                )
        flat, steep = flat | level.through(upright, steep), steep | upright.through(level, flat)
        if not flat.any() and steep.sum() < COMPANY and (not steep.any() or self._left(flat, steep) is None):
            return None  # ones, and nothing else
        return self._erased(flat | level.pieces(upright, steep), steep | upright.pieces(level, flat))[0]

    def _left(self, flat: Mask, steep: Mask) -> tuple[Writing, float] | None:
        """The writing and what it takes, if those lines are rules."""
        erased, written = self._erased(flat, steep)
        writing = Writing.of(np.where(erased, np.uint8(0), self.level.inked))
        return (writing, written) if writing else None

    def _erased(self, flat: Mask, steep: Mask) -> tuple[Mask, float]:
        """What goes with the chosen lines of both directions, (H, W), where they cross too; what the writing takes."""
        level, upright = self.level, self.upright
        across, down = self._lying(flat, steep)
        written = self._written(across, down)
        erased = np.zeros(level.inked.shape, np.bool_)
        for rows, columns in level.gone(flat, written):
            erased[rows, columns] = True
        for columns, rows in upright.gone(steep, written):
            erased[rows, columns] = True
        corners = np.flatnonzero((across > 0) & (down > 0))
        most = STRONGER * np.maximum(across.take(corners), down.take(corners))
        erased.reshape(-1)[corners] |= (level.taken.take(corners) <= most) | (most >= written)
        return erased, written

    def _lying(self, flat: Mask, steep: Mask) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """What the chosen lines of each direction take where they lie and beside them, else 0, both (H, W)."""
        down = self.upright.lines.lying(steep, BESIDE, self.upright.levels)
        return self.level.lines.lying(flat, BESIDE, self.level.levels), _turned(down)

    def _written(self, across: NDArray[np.float32], down: NDArray[np.float32]) -> float:
        """What takes three quarters of the ink beside the lines, about; 0 if there is none."""
        inked = some_ink(self.level.inked)
        beside = inked[across.reshape(-1)[inked] + down.reshape(-1)[inked] == 0]
        return float(np.quantile(self.level.taken.reshape(-1)[beside], 0.75)) if len(beside) else 0.0


def _turned(picture: Picture) -> Picture:
    """With x and y exchanged."""
    turned: Picture = cv2.transpose(picture)  # type: ignore[assignment]
    return turned
