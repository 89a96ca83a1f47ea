"""Copies of pictures in other sizes."""

import cv2
import numpy as np
from numpy.typing import NDArray


def reduced(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """A copy, (H, W) or (H, W, 3), with that longer side, px; the picture itself where it is no larger."""
    height, width = pixels.shape[:2]
    shrink = side / max(height, width, 1)
    if shrink >= 1:
        return pixels
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def resized(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """A copy, (H, W) or (H, W, 3), with that longer side, px; no pixel is lighter than its neighbours were."""
    enlarge = side / max(pixels.shape[:2])
    if enlarge <= 1:
        return reduced(pixels, side)
    return np.asarray(
        cv2.resize(pixels, None, fx=enlarge, fy=enlarge, interpolation=cv2.INTER_LINEAR), np.uint8
    )


def enlarged(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """A copy, (H, W) or (H, W, 3), with that longer side, px; the picture itself where it is no smaller."""
    enlarge = side / max(pixels.shape[:2])
    if enlarge <= 1:
        return pixels
    return np.asarray(
        cv2.resize(pixels, None, fx=enlarge, fy=enlarge, interpolation=cv2.INTER_CUBIC), np.uint8
    )
