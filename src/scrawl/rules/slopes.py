"""How a page lies: the slope along which most of its ink lies in sharp rows."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

STEEPEST = math.tan(math.radians(12))  # of a page that was not held straight
SLOPES = 97  # tried between both
SAMPLE = 10_000  # inked pixels that slope and darkness are judged by, of
LOOKED_AT = 250_000  # pixels


def slope_of(mask: NDArray[np.uint8]) -> float:
    """The slope dy/dx along which the ink lies in the sharpest rows."""
    places = some_ink(mask)
    if not len(places):
        return 0.0
    y, x = (axis.astype(np.float32) for axis in np.divmod(places, mask.shape[1]))
    lowest = np.float32(STEEPEST * mask.shape[1] + 1)
    slopes = np.linspace(-STEEPEST, STEEPEST, SLOPES)
    moved = (y - slopes[:, None].astype(np.float32) * x + lowest).astype(np.int32)
    # Every slope has rows of its own to count in.
    rows = math.ceil(mask.shape[0] + 2 * lowest)
    moved += rows * np.arange(SLOPES, dtype=np.int32)[:, None]
    counts = np.bincount(moved.ravel(), minlength=SLOPES * rows).reshape(SLOPES, rows)
    sharp = np.square(counts).sum(axis=1) * (1 - 0.05 * np.abs(slopes) / STEEPEST)
    return float(slopes[int(np.argmax(sharp))])


def some_ink(mask: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Where some of the inked pixels lie, SAMPLE or up to twice as many, as places in the mask laid out flat."""
    every = (mask.size // LOOKED_AT) | 1
    places = np.flatnonzero(mask.reshape(-1)[::every]) * every
    return np.asarray(places[:: max(1, len(places) // SAMPLE)], np.int64)
