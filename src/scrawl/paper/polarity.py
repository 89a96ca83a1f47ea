"""Whether ink is lighter than its paper, as chalk is, or darker."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.paper.surroundings import REACH

LEAST_STEP = 8  # of 255: what stands out less tells nothing of ink and paper
SILENT = 0.1  # of the clearest channel's say
EVEN = 0.2  # of both together: grain is as often lighter as darker


def lighter_channels(small: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """In which channels (all or one of grey, 3 of RGB) what stands out from its surroundings is lighter than they are.

    A channel that tells little goes with the others; where none tells anything, what is dark is the paper's.
    """
    reach = round(REACH * max(small.shape[:2])) * 2 + 1
    element = np.ones((reach, reach), np.uint8)
    energies = []
    for channel in cv2.split(small):
        around = cv2.medianBlur(channel, reach)
        # Of a sheet on a table, or a shadow, one side stands out more where its edge bends: it is not narrow.
        opened, closed = (
            cv2.morphologyEx(channel, way, element) for way in (cv2.MORPH_OPEN, cv2.MORPH_CLOSE)
        )
        sides = (
            cv2.subtract(channel, cv2.max(around, opened)),
            cv2.subtract(cv2.min(around, closed), channel),
        )
        energies.append(
            [np.square(np.maximum(side.astype(np.float64) - LEAST_STEP, 0)).sum() for side in sides]
        )
    lighter, darker = np.array(energies).T
    told = lighter - darker
    clear = (np.abs(told) > SILENT * np.abs(told).max()) & (np.abs(told) > EVEN * (lighter + darker))
    others = told[clear].sum() > 0 if clear.any() else np.median(small) < 128
    found = np.where(clear, told > 0, others)
    return found if small.ndim == 3 else found[:1]


def flipped(pixels: NDArray[np.uint8], lighter: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """The picture with some channels as in its negative."""
    if not lighter.any():
        return pixels
    flips = np.tile(np.where(lighter, 255, 0).astype(np.uint8), pixels.shape[1])
    return (pixels.reshape(len(pixels), -1) ^ flips).reshape(pixels.shape)
