"""An ink that is read, and where it lies in what was sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.page import Part
from scrawl.reading import Box

Ink = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Canvas:
    """What is read from, whatever it was sent as.

    ink     (h, w) float32
    unit    turns a box in its pixels into the source's own units
    part    knows where the pen was lifted; of a picture nobody does
    seen    (h', w') float32, 0…1, how likely a network takes each place for ink; None where nobody doubts the ink
    pieces  (h'', w'') int32, the connected piece of what is dark that each place is in, 0 on paper; or None
    turned  by how many degrees, clockwise, what was sent was turned to get it: 0, 90, 180 or 270
    """

    ink: Ink
    unit: Callable[[Box], Box]
    part: Part | None = None
    seen: Ink | None = None
    pieces: NDArray[np.int32] | None = None
    turned: int = 0

    @cached_property
    def share_seen(self) -> float:
        """The share of its ink that the network takes for ink, 0…1; all of it where nobody doubts it."""
        if self.seen is None or not self.ink.any():
            return 1.0
        seen = cv2.resize(self.seen, self.ink.shape[::-1], interpolation=cv2.INTER_LINEAR)
        return float((self.ink * seen).sum() / self.ink.sum())

    def turn(self) -> Canvas:
        """The same, turned clockwise by a quarter; boxes still lie where they lie in what was sent."""
        height = self.ink.shape[0]

        def unit(box: Box) -> Box:
            x, y, across, down = box
            return self.unit((y, height - x - across, down, across))

        return replace(
            self,
            ink=_turned(self.ink),
            unit=unit,
            seen=None if self.seen is None else _turned(self.seen),
            pieces=None if self.pieces is None else _turned(self.pieces),
            turned=(self.turned + 90) % 360,
        )


def _turned(page: NDArray[Any]) -> NDArray[Any]:
    return np.ascontiguousarray(np.rot90(page, -1))
