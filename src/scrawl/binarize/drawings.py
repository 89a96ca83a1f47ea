"""The ink of drawings made by a program: on paper of exactly one colour all that is not paper is ink, or print."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.components import Components, components
from scrawl.binarize.contrast import LEAST, WIDE
from scrawl.binarize.pieces import confirmed, strokes_of

Ink = NDArray[np.float32]

SEEN = 4  # px, of a component: in half the resolution, where the network looks again, a smaller one is a pixel or two


class Drawn(NamedTuple):
    """The ink of a drawing.

    ink     (H, W) float32, 0…1
    pieces  (H, W) int32, the label of each pixel's connected component, 0 on paper; None where none can be print
    """

    ink: Ink
    pieces: NDArray[np.int32] | None


def ink_of_drawing(pixels: NDArray[np.uint8], seen: Callable[[], Ink]) -> Drawn | None:
    """What is drawn on exactly white or black paper that is seen all around it; None for any other picture.

    Each connected component is scaled to full ink: pale drawings are as good as dark ones. `seen` gives the network's
    ink, and is called only where there may be printed lines.
    """
    paper = int(pixels.flat[0])
    if paper not in (0, 255):
        return None
    grey = pixels if pixels.ndim == 2 else reduce(cv2.min if paper else cv2.max, cv2.split(pixels))
    grey = np.asarray(grey if paper else cv2.bitwise_not(grey), np.uint8)
    border = min(grey[0].min(), grey[-1].min(), grey[:, 0].min(), grey[:, -1].min())
    if border < 255 or np.count_nonzero(grey == 255) < grey.size / 2:
        return None
    x, y, width, height = cv2.boundingRect(cv2.bitwise_not(grey))
    drawn = np.s_[max(y - 1, 0) : y + height + 1, max(x - 1, 0) : x + width + 1]  # and paper all around
    found = _drawn(grey[drawn], lambda: seen()[drawn], grey.shape)
    ink = np.zeros(grey.shape, np.float32)
    ink[drawn] = found.ink
    if found.pieces is None:
        return Drawn(ink, None)
    pieces = np.zeros(grey.shape, np.int32)
    pieces[drawn] = found.pieces
    return Drawn(ink, pieces)


def _drawn(grey: NDArray[np.uint8], seen: Callable[[], Ink], size: tuple[int, ...]) -> Drawn:
    """The drawn part (h, w) of a picture with height and width `size`; 255 is paper."""
    dark = 1 - grey.astype(np.float32) / np.float32(255)
    inked = dark > LEAST
    if not _may_be_print(inked, size):
        return Drawn(strokes_of(dark, LEAST, LEAST), None)
    network = seen()
    found = components(inked.view(np.uint8))
    # Else print may cross it, and the network parts them.
    is_whole = confirmed(dark * inked, network) | _dabs(found, dark)
    whole = strokes_of(dark * is_whole, LEAST, LEAST)
    return Drawn(np.where(is_whole, whole, network * inked), found.labels)


def _dabs(found: Components, dark: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Where components are that the network cannot make out, (h, w); JPEG leaves paler ones beside strokes."""
    sides = (found.boxes[:, 2:] - found.boxes[:, :2]).max(axis=1)
    is_dark = np.bincount(found.labels[dark > dark.max() / 2], minlength=len(sides)) > 0
    return np.asarray(((sides < SEEN) & (found.areas > 0) & is_dark)[found.labels])


def _may_be_print(inked: NDArray[np.bool_], size: tuple[int, ...]) -> bool:
    """Whether a mask (h, w) has more holes than an 8, or more long components than a 4, in a picture of that size."""
    contours, parents = cv2.findContours(inked.view(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    is_hole = parents[0, :, 3] >= 0 if len(contours) else np.zeros(0, np.bool_)
    sizes = np.array([cv2.boundingRect(contour)[2:] for contour in contours]).reshape(-1, 2)
    # WIDE is of a digit that fills its picture: a component of that share of a side is a long stroke, or print.
    is_long = ~is_hole & (sizes >= WIDE * np.array(size[::-1])).any(axis=1)
    return bool(max(is_long.sum(), is_hole.sum()) > 2)
