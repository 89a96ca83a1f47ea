"""What the network of marks is shown of a piece of ink: the piece in its place, with the ink around it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.glyphs.chains import Glyph
from scrawl.recognizer import MARKS_SIDE

Ink = NDArray[np.float32]


def window(ink: Ink, piece: Glyph, middle: float, height: float) -> Ink:
    """A piece of a page's `ink` (H, W) in its place, (MARKS_SIDE, MARKS_SIDE, 2): the piece alone, and all other ink.

    `height` is that of the line's digits, px, and `middle` where the middle of those beside the piece lies, px from the
    top. The window is centred on the piece from left to right, and on the line from top to bottom. The darkest pixel
    becomes 1, for a hair in a large hand is pale where it is made small.
    """
    side = max(round(2 * height), 1)
    x, y, width, _ = piece.box
    left, top = round(x + width / 2 - side / 2), round(middle - side / 2)
    page = _cropped(ink, left, top, side)
    alone = _cropped(piece.ink, left - x, top - y, side)
    both = np.stack([alone, np.maximum(page - alone, 0)], axis=-1)
    how = cv2.INTER_AREA if side > MARKS_SIDE else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(both, (MARKS_SIDE, MARKS_SIDE), interpolation=how), np.float32)
    return small / (float(small.max()) or 1)


def _cropped(ink: Ink, left: int, top: int, side: int) -> Ink:
    """The square of that side with its corner there, paper where it reaches outside the ink."""
    height, width = ink.shape
    square = np.zeros((side, side), np.float32)
    rows = slice(max(top, 0), min(top + side, height))
    columns = slice(max(left, 0), min(left + side, width))
    if rows.start < rows.stop and columns.start < columns.stop:
        inside = np.s_[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
        square[inside] = ink[rows, columns]
    return square
