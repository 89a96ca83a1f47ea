"""The ink of drawings made by a program: on paper of exactly one colour all that is not paper is ink, or print."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.components import components
from scrawl.binarize.contrast import LEAST, WIDE
from scrawl.binarize.pieces import confirmed, strokes_of

Ink = NDArray[np.float32]

SEEN = 4  # px, of a component: in half the resolution, where the network looks again, a smaller one is a pixel or two


def ink_of_drawing(pixels: NDArray[np.uint8], seen: Callable[[], Ink]) -> Ink | None:
    """The ink (H, W) float32 of a drawing on exactly white or black paper that is seen all around it.

    None for any other picture. Each connected component is scaled to full ink: pale drawings are as good as dark ones.
    `seen` gives the network's ink, and is called only where there may be printed lines.
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
    ink = np.zeros(grey.shape, np.float32)
    ink[drawn] = _ink_of(grey[drawn], lambda: seen()[drawn], grey.shape)
    return ink


def _ink_of(grey: NDArray[np.uint8], seen: Callable[[], Ink], size: tuple[int, ...]) -> Ink:
    """The ink of the drawn part (h, w) of a picture with height and width `size`; 255 is paper."""
    dark = 1 - grey.astype(np.float32) / np.float32(255)
    inked = dark > LEAST
    if not _may_be_print(inked, size):
        return strokes_of(dark, LEAST, LEAST)
    network = seen()
    # Else print may cross it, and the network parts them.
    is_whole = confirmed(dark * inked, network) | _dabs(inked)
    whole = strokes_of(dark * is_whole, LEAST, LEAST)
    return np.where(is_whole, whole, network * inked)


def _dabs(inked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where a mask has components that the network cannot make out."""
    labels, boxes, areas = components(inked.view(np.uint8))
    sides = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    return np.asarray(((sides < SEEN) & (areas > 0))[labels])


def _may_be_print(inked: NDArray[np.bool_], size: tuple[int, ...]) -> bool:
    """Whether a mask (h, w) has more holes than an 8, or more long components than a 4, in a picture of that size."""
    contours, parents = cv2.findContours(inked.view(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    is_hole = parents[0, :, 3] >= 0 if len(contours) else np.zeros(0, np.bool_)
    sizes = np.array([cv2.boundingRect(contour)[2:] for contour in contours]).reshape(-1, 2)
    # WIDE is of a digit that fills its picture: a component of that share of a side is a long stroke, or print.
    is_long = ~is_hole & (sizes >= WIDE * np.array(size[::-1])).any(axis=1)
    return bool(max(is_long.sum(), is_hole.sum()) > 2)
