"""Whether writing in a cell of a table was struck out: a line goes through it from side to side.

A dash and a leaning bar are lines, too, and many a digit has a bar of its own. So what tells is how well the best line
is inked, how much ink lies on both of its sides, and what else is known of the writing. The weights of this logistic
regression are fitted on made-up tables (`scrawl.training.struck`), and stand in the card of the model.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.pieces import INK_LEVEL
from scrawl.glyphs.chains import Box, Glyph
from scrawl.glyphs.fitted import Linear

MOST = 32  # px of the side of the copy in which the line is looked for: bounds the work

# In the order in which `features` computes them. Of what else might tell, how far the line reaches beyond the
# writing, and in how many columns there is ink above and below it, nothing made unseen cells likelier.
FEATURES = (
    "gaps",  # logarithm of the share of the best line that is not inked
    "gaps of one",  # `gaps`, if a single digit was read, whose own stroke the line may be
    "beside",  # share of the ink above the line, or of that below it if it is less
    "beside of one",  # `beside`, if a single digit was read
    "steep",  # its angle with the level, radians
    "wide",  # logarithm of the ink's width by its height
    "tall",  # logarithm of its height by the digits' of the page
    "solid",  # share of its convex hull that is inked: all of a bar
    "digits",  # logarithm of one more than the signs that were read in it
    "unread",  # none was
    "bias",
)
STRUCK = Linear("struck", FEATURES)

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Written:
    """Writing in a cell.

    glyph   all of its ink
    height  of the digits of the page, px
    signs   how many digits and marks were read in it
    """

    glyph: Glyph
    height: float
    signs: int = 0

    @classmethod
    def about(cls, ink: NDArray[np.float32], boxes: Numbers, height: float, room: int) -> Written | None:
        """All ink of a page (H, W) where the signs of a number stand, boxes (n, 4), and `room` px on either side.

        None if there is no ink.
        """
        left, top = boxes[:, :2].min(axis=0).astype(int).tolist()
        right, bottom = (boxes[:, :2] + boxes[:, 2:]).max(axis=0).astype(int).tolist()
        start = max(left - room, 0)
        glyph = Glyph.of(ink[top:bottom, start : right + room])
        if glyph is None:
            return None
        x, y, width, tall = glyph.box
        return cls(Glyph(glyph.ink, (start + x, top + y, width, tall)), height, len(boxes))

    @property
    def box(self) -> Box:
        """Of its ink, px."""
        return self.glyph.box

    @property
    def features(self) -> Numbers:
        """FEATURES, (len(FEATURES),)."""
        small = _small(self.glyph.ink)
        reach = int(self.glyph.stroke * MOST / self.glyph.ink.shape[0] / 2) + 2
        inked, beside, rise = _best_line(small, reach)
        gaps, is_one = np.log(1 - inked + 1 / MOST), self.signs == 1
        tall, wide = self.glyph.ink.shape
        told = [gaps, gaps * is_one, beside, beside * is_one, np.arctan(abs(rise) * tall / wide)]
        told += [np.log(wide / tall), np.log(tall / self.height), _solid(small)]
        return np.array([*told, np.log1p(self.signs), self.signs == 0, 1], np.float64)


def _small(ink: NDArray[np.float32]) -> NDArray[np.bool_]:
    """A copy of ink, (MOST, MOST): single columns of it, in which no thin stroke between two rows is lost."""
    tall, wide = ink.shape
    columns = (2 * np.arange(MOST) + 1) * wide // (2 * MOST)
    return np.asarray(np.maximum.reduceat(ink[:, columns], np.arange(MOST) * tall // MOST) > INK_LEVEL)


def _solid(small: NDArray[np.bool_]) -> float:
    """The share of its convex hull that is inked, 0…1."""
    if not small.any():
        return 0.0
    hull = cv2.convexHull(np.argwhere(small)[:, ::-1].astype(np.int32))
    return float(small.sum() / cv2.fillConvexPoly(np.zeros((MOST, MOST), np.uint8), hull, 1).sum())


def _best_line(small: NDArray[np.bool_], reach: int) -> tuple[float, float, float]:
    """Of the straight line from side to side with most ink on it and on both sides of it, two shares and its rise.

    The shares: of it that is inked, where a hand's line strays by 1 px; and of all ink that lies above it, or below it
    if that is less. Ink up to `reach` px from it is its own.
    """
    columns, share = np.arange(MOST), np.linspace(0, 1, MOST)
    ends = np.indices((MOST, MOST)).reshape(2, -1, 1)
    lines = np.rint(ends[0] * (1 - share) + ends[1] * share).astype(int)
    near = cv2.dilate(small.view(np.uint8), np.ones((3, 1), np.uint8))
    counts = np.pad(np.cumsum(small, axis=0), ((1, 0), (0, 0)))  # of the ink above each row
    above = counts[np.maximum(lines - reach, 0), columns]
    below = counts[-1] - counts[np.minimum(lines + reach + 1, MOST), columns]
    inked = near[lines, columns].mean(axis=1)
    beside = np.minimum(above.sum(axis=1), below.sum(axis=1)) / max(small.sum(), 1)
    best = int((inked + beside).argmax())
    return inked[best], beside[best], (lines[best, -1] - lines[best, 0]) / MOST


def is_struck(weights: Numbers, written: Written) -> bool:
    """Whether writing is likelier struck out than not, by the weights of STRUCK."""
    return bool(written.features @ weights > 0)
