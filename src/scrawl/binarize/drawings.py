"""The ink of drawings made by a program: on paper of exactly one colour all that is not paper is ink, or print."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.pieces import strokes_of

PLAIN = 0.5  # share of pixels that have exactly the paper's colour, at least
FAINTEST = 0.05  # of the light: a pixel that takes less is paper
LONG = 0.35  # of the picture's side: a longer component may be a printed line
FEW = 2  # long components, or holes: more of them may be a printed form
DEEPEST = 0.1  # of the longer side: ink farther from its edge may be a picture's ground
LIKELY = 0.15  # mean probability of ink: below it print may cross a component, and the network parts them

Ink = NDArray[np.float32]


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
    if border < 255 or np.count_nonzero(grey == 255) < PLAIN * grey.size:
        return None
    x, y, width, height = cv2.boundingRect(cv2.bitwise_not(grey))
    drawn = np.s_[max(y - 1, 0) : y + height + 1, max(x - 1, 0) : x + width + 1]  # and paper all around
    ink = np.zeros(grey.shape, np.float32)
    ink[drawn] = _ink_of(grey[drawn], lambda: seen()[drawn], grey.shape)
    return ink


def _ink_of(grey: NDArray[np.uint8], seen: Callable[[], Ink], size: tuple[int, ...]) -> Ink:
    """The ink of the drawn part (h, w) of a picture with height and width `size`; 255 is paper."""
    dark = 1 - grey.astype(np.float32) / np.float32(255)
    inked = (dark > FAINTEST).view(np.uint8)
    if not _may_be_print(inked, size):
        return strokes_of(dark, FAINTEST, FAINTEST)
    network = seen()
    count, labels = cv2.connectedComponents(inked, connectivity=8)
    mass, likely = (np.bincount(labels.ravel(), each.ravel(), count) for each in (dark, dark * network))
    is_whole = (likely > LIKELY * mass)[labels]
    whole = strokes_of(np.where(is_whole, dark, np.float32(0)), FAINTEST, FAINTEST)
    return np.where(is_whole, whole, network * inked)


def _may_be_print(inked: NDArray[np.uint8], size: tuple[int, ...]) -> bool:
    """Whether a mask (h, w) has more than FEW long components or holes, or broad ground, in a picture of that size."""
    contours, parents = cv2.findContours(inked, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    is_hole = parents[0, :, 3] >= 0 if len(contours) else np.zeros(0, np.bool_)
    sizes = np.array([cv2.boundingRect(contour)[2:] for contour in contours]).reshape(-1, 2)
    is_long = ~is_hole & (sizes >= LONG * np.array(size[::-1])).any(axis=1)
    deepest = float(cv2.distanceTransform(inked, cv2.DIST_L2, 3).max())
    return bool(is_long.sum() > FEW or is_hole.sum() > FEW or deepest > DEEPEST * max(size))
