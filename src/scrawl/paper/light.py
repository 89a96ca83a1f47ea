"""The light that comes back from a picture, as a share of what its paper gives back."""

from __future__ import annotations

from functools import reduce

import cv2
import numpy as np
from numpy.typing import NDArray

WHITE = 200  # what the paper becomes when it is divided by itself, in a byte
DARKEST = 24  # of 255: what is darker is black, whatever the camera says
FAINTEST = 0.05  # ink takes at least this share of the light


def reduced(pixels: NDArray[np.uint8], most: int) -> NDArray[np.uint8]:
    """A copy with a longer side of at most that many pixels."""
    height, width = pixels.shape[:2]
    shrink = min(1.0, most / max(height, width))
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    return pixels if shrink == 1 else np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))


def remission_of(pixels: NDArray[np.uint8], paper: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The share of the light that comes back, (H, W), paper being WHITE; of the channel that ink takes most from."""
    darkest = np.full_like(pixels, DARKEST)
    share = cv2.divide(cv2.max(pixels, darkest), cv2.max(paper, darkest), scale=WHITE)
    return np.asarray(share if share.ndim == 2 else reduce(cv2.min, cv2.split(share)), np.uint8)
