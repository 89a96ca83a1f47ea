"""The digits beside a piece of ink that may be a mark: of which line they are, how high, and how near."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scrawl.glyphs.chains import Box, Glyph
from scrawl.glyphs.parts import SPECK, weighted_median
from scrawl.glyphs.pieces import Piece

NEAR = 1.2  # of the line's height: how far a mark keeps from its digits, and its middle from theirs, at most


@dataclass(frozen=True, eq=False)
class Line:
    """The digits of a line of writing.

    boxes   (n, 4) left, top, right, bottom
    places  (n,)
    reach   left, top, right, bottom, px, of where its marks may be
    """

    boxes: NDArray[np.float64]
    places: NDArray[np.intp]
    reach: tuple[float, float, float, float]

    @classmethod
    def of(cls, glyphs: Sequence[Glyph], places: Sequence[int]) -> Line:
        """The line of the glyphs in those places."""
        boxes = np.array([glyphs[k].box for k in places], np.float64)
        boxes[:, 2:] += boxes[:, :2]
        room = NEAR * float((boxes[:, 3] - boxes[:, 1]).max())
        left, top = (boxes[:, :2].min(axis=0) - room).tolist()
        right, bottom = (boxes[:, 2:].max(axis=0) + room).tolist()
        return cls(boxes, np.array(places), (left, top, right, bottom))

    def reaches(self, box: Box) -> bool:
        """Whether a box (x, y, width, height) lies where its marks may be."""
        x, y, width, height = box
        left, top, right, bottom = self.reach
        return x + width >= left and x <= right and y + height >= top and y <= bottom

    def are_parted(self, box: Box, marks: Sequence[Box], no_digits: Collection[int]) -> bool:
        """Whether a digit stands between a box and each of some marks as high as it, all in px.

        At the places `no_digits` there is none.
        """
        digits = self.boxes[[place not in no_digits for place in self.places.tolist()]]
        middles = (digits[:, 0] + digits[:, 2]) / 2
        height = float(np.median(self.boxes[:, 3] - self.boxes[:, 1]))
        own, level = _stand(box, height), box[1] + box[3] / 2
        others = [_stand(each, height) for each in marks if 2 * abs(each[1] + each[3] / 2 - level) < height]
        between = [(middles > min(own, other)) & (middles < max(own, other)) for other in others]
        return all(each.any() for each in between)


@dataclass(frozen=True, eq=False)
class Beside:
    """The digits of a line beside a piece.

    line    which it is
    height  of them, px
    middle  where the middle of the two nearest lies, px from the top
    left    how far the nearest on the left is, in heights; infinite if there is none; likewise
    right
    """

    line: int
    height: float
    middle: float
    left: float
    right: float

    @classmethod
    def of(cls, piece: Piece, number: int, line: Line) -> Beside | None:
        """Those of a line of that number, without the piece itself; None if there are no others."""
        others = (line.places != piece.owner) | piece.part
        boxes = line.boxes[others]
        if not len(boxes):
            return None
        x, _, width, _ = piece.glyph.box
        tall = boxes[:, 3] - boxes[:, 1]
        # By weight neither a comma nor a slash that was taken for a digit counts for much.
        height = float(weighted_median(tall, tall))
        centres = (boxes[:, 0] + boxes[:, 2]) / 2
        nearest = np.argsort(np.abs(centres - x - width / 2), kind="stable")[:2]
        is_left = centres < _stand(piece.glyph.box, height)
        return cls(
            number,
            height,
            float(boxes[nearest][:, 1::2].mean()),
            float((x - boxes[is_left, 2]).min(initial=np.inf)) / height,
            float((boxes[~is_left, 0] - (x + width)).min(initial=np.inf)) / height,
        )


def _stand(box: Box, height: float) -> float:
    """Where ink stands among digits of that height, from left to right: a dab stands behind the digit it lies under."""
    x, _, width, _ = box
    return x + width if width <= SPECK * height else x + width / 2


def nearest(piece: Piece, rows: Sequence[Line]) -> Beside | None:
    """What stands beside a piece in the line that it is nearest to; None if that is too far."""
    _, y, _, tall = piece.glyph.box
    best: tuple[float, Beside] | None = None
    for number, row in enumerate(rows):
        beside = Beside.of(piece, number, row) if row.reaches(piece.glyph.box) else None
        if beside is None or min(beside.left, beside.right) > NEAR:
            continue
        away = abs(y + tall / 2 - beside.middle) / beside.height
        if away <= NEAR and (best is None or away < best[0]):
            best = away, beside
    return best and best[1]
