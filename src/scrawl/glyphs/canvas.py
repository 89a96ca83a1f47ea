"""An ink that is read, and where it lies in the source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.components import boxes_of
from scrawl.glyphs.chains import Glyph
from scrawl.glyphs.view import View, turned, turned_back
from scrawl.ink import Raster
from scrawl.reading import Box
from scrawl.recognizer import INK_THRESHOLD

Ink = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Canvas:
    """The ink of a picture or a drawing, ready to be read.

    ink     (h, w) float32
    unit    turns a box in its pixels into the source's own units
    drawing  its strokes; None for a picture
    seen    (h', w') float32, 0…1, probability of ink by the network of binarization; None where the ink is certain,
            as in a drawing
    pieces  (h'', w'') int32, the label of each place's dark connected component, 0 on paper; or None
    tabular  whether it is read as a table
    view    what was looked at; None for a drawing
    """

    ink: Ink
    unit: Callable[[Box], Box]
    drawing: Raster | None = None
    seen: Ink | None = None
    pieces: NDArray[np.int32] | None = None
    tabular: bool = False
    view: View | None = None

    @property
    def turned(self) -> int:
        """By how many degrees, clockwise, the source was turned to get it: 0, 90, 180 or 270."""
        return self.view.turned if self.view else 0

    @cached_property
    def share_seen(self) -> float:
        """The share of its ink that the network takes for ink, 0…1; 1 where the ink is certain."""
        if self.seen is None or not self.ink.any():
            return 1.0
        seen = cv2.resize(self.seen, self.ink.shape[::-1], interpolation=cv2.INTER_LINEAR)
        return float((self.ink * seen).sum() / self.ink.sum())

    def seen_of(self, glyphs: Sequence[Glyph]) -> NDArray[np.float64]:
        """The mean probability of ink in each glyph by the network, (n,), 0…1; 1 where the ink is certain."""
        if self.seen is None:
            return np.ones(len(glyphs))
        shares = np.zeros(len(glyphs))
        for k, glyph in enumerate(glyphs):
            place, ink = _placed(glyph, self.ink.shape, self.seen.shape)
            shares[k] = (self.seen[place] * ink).sum() / max(float(ink.sum()), 1e-6)
        return np.clip(shares, 0, 1)

    def missed_by(self, glyphs: Sequence[Glyph]) -> float:
        """The share of the network's ink that lies in no glyph; 0 where the ink is certain."""
        if self.seen is None or not self.seen.any():
            return 0.0
        missed = self.seen.copy()
        for glyph in glyphs:
            place, ink = _placed(glyph, self.ink.shape, self.seen.shape)
            missed[place][ink > 0] = 0
        return float(missed.sum() / self.seen.sum())

    def torn_of(self, glyphs: Sequence[Glyph]) -> NDArray[np.float64]:
        """The share of each glyph's dark component, the one with most of its ink, that lies outside it, (n,), 0…1.

        0 where the glyph has no dark component, or the canvas has no `pieces`.
        """
        torn = np.zeros(len(glyphs))
        for k, piece, dark in self._dark(glyphs):
            torn[k] = 1 - dark / self._areas[piece]
        return torn

    def rims_of(self, glyphs: Sequence[Glyph]) -> NDArray[np.float64]:
        """The share of each glyph's ink on the rim of its dark component, where a box has its sides, (n,), 0…1.

        The rim is the border of the convex hull. 0 as for `torn_of`, and where all of the component is the glyph's.
        """
        rims = np.zeros(len(glyphs))
        if self.pieces is None:
            return rims
        boxes = boxes_of(self.pieces, len(self._areas))
        hulls: dict[int, NDArray[np.int32]] = {}
        for k, piece, dark in self._dark(glyphs):
            if dark == self._areas[piece]:
                continue
            if piece not in hulls:
                left, top, right, bottom = boxes[piece].tolist()
                own = (self.pieces[top:bottom, left:right] == piece).view(np.uint8)
                hulls[piece] = cv2.convexHull(cv2.findNonZero(own)) + np.array([left, top], np.int32)
            place, ink = _placed(glyphs[k], self.ink.shape, self.pieces.shape)
            rims[k] = ink[_on_rim(hulls[piece], glyphs[k], place)].sum() / ink.sum()
        return rims

    @cached_property
    def _areas(self) -> NDArray[np.int64]:
        """The pixels of each dark component, by label."""
        return np.zeros(1, np.int64) if self.pieces is None else np.bincount(self.pieces.ravel())

    def _dark(self, glyphs: Sequence[Glyph]) -> Iterator[tuple[int, int, int]]:
        """Of each glyph on dark components its place, the label of the one with most of its ink, and that ink, px."""
        if self.pieces is None:
            return
        for k, glyph in enumerate(glyphs):
            place, ink = _placed(glyph, self.ink.shape, self.pieces.shape)
            own = np.bincount(self.pieces[place][ink > INK_THRESHOLD], minlength=2)[1:]
            if own.any():
                yield k, 1 + int(own.argmax()), int(own.max())

    def turn(self) -> Canvas:
        """A copy turned clockwise by a quarter; its `unit` still gives boxes in the source as it was sent."""
        return replace(
            self,
            ink=turned(self.ink),
            unit=lambda box: self.unit(turned_back(box, self.ink.shape[0])),
            seen=None if self.seen is None else turned(self.seen),
            pieces=None if self.pieces is None else turned(self.pieces),
            view=self.view and self.view.turn(),
        )


def _on_rim(hull: NDArray[np.int32], glyph: Glyph, place: tuple[slice, slice]) -> NDArray[np.bool_]:
    """Which pixels of a glyph's place lie within the width of its stroke from the border of a hull, (m, 1, 2) x, y."""
    top, left = (side.start for side in place)
    down, across = (side.stop - side.start for side in place)
    wide = glyph.stroke * down / glyph.box[3]
    band = np.zeros((down, across), np.uint8)
    thickness = 1 + 2 * round(wide)  # half of it lies outside the hull
    cv2.polylines(band, [hull - (left, top)], isClosed=True, color=1, thickness=thickness)
    return band > 0


def _placed(glyph: Glyph, size: tuple[int, ...], other: tuple[int, ...]) -> tuple[tuple[slice, slice], Ink]:
    """Where a glyph of a page is on a view of another size, and its ink there; both sizes are height and width."""
    down, across = other[0] / size[0], other[1] / size[1]
    x, y, width, height = glyph.box
    left, top = int(x * across), int(y * down)
    right = min(int(np.ceil((x + width) * across)), other[1])
    bottom = min(int(np.ceil((y + height) * down)), other[0])
    ink = cv2.resize(glyph.ink, (right - left, bottom - top), interpolation=cv2.INTER_AREA)
    return np.s_[top:bottom, left:right], np.asarray(ink, np.float32)
