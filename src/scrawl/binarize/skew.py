"""How far a printed form lies askew in its picture, by its lines. One sign or a handful of strokes tells nothing."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.contrast import AFAR
from scrawl.binarize.rules import BOX
from scrawl.binarize.thumbnails import THUMBNAIL
from scrawl.picture import resized

# Degrees: the forms that the networks learned from lie as straight as that, and their lines are as parallel.
LEVEL = 3.0


def skew_of(pixels: NDArray[np.uint8]) -> float:
    """By how many degrees, clockwise, -45…45, the sheet in pixels (H, W) or (H, W, 3) lies askew.

    That is the direction of the lines that are longest together, or of what is at right angles to them. 0 within LEVEL,
    and where they are not as long together as the picture: a stem of a digit is shorter. A line has an edge on either
    side of it; that of a shadow or a table is alone, and does not count.
    """
    if max(pixels.shape[:2]) < THUMBNAIL or not pixels.size:
        return 0.0
    lengths, angles = _edges(pixels)
    apart = (angles - angles[:, None] + 45) % 360 - 45
    sides = [lengths * (np.abs(apart - quarter) <= LEVEL) for quarter in (0, 90, 180, 270)]
    one, next_one, other, last = (each.sum(axis=1) for each in sides)
    paired = 2 * (np.minimum(one, other) + np.minimum(next_one, last))
    if paired.max(initial=0) < 2 * AFAR:
        return 0.0
    best = int(paired.argmax())
    mean = angles[best] + np.average(_askew(apart[best]), weights=sum(each[best] for each in sides))
    skew = float(_askew(mean))
    return skew if abs(skew) > LEVEL else 0.0


def _edges(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Straight edges, their dark side on one hand: lengths (n,), px of a copy of AFAR, and directions, degrees.

    They are found by LSD (Grompone von Gioi et al. 2010).
    """
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    found = cv2.createLineSegmentDetector().detect(resized(np.asarray(grey, np.uint8), AFAR))[0]
    begin, end = np.reshape([] if found is None else found, (-1, 2, 2)).transpose(1, 0, 2).astype(np.float64)
    across, down = (end - begin).T
    lengths, angles = np.hypot(across, down), np.degrees(np.arctan2(down, across))
    is_long = lengths >= BOX * AFAR / 2  # what touches a box's side may part it
    return lengths[is_long], angles[is_long]


def _askew(degrees: Any) -> Any:
    """How far directions are from level or upright, whichever is nearer, -45…45."""
    return (degrees + 45) % 90 - 45
