"""Scales each connected component of ink to a full stroke: a pale stroke is as good as a dark one."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

EDGE = 0.125  # of a full stroke: a paler pixel is paper
BINS = 64  # of the histogram in which a component's full stroke is found


def strokes_of(dark: NDArray[np.float32], faintest: float, weakest: float) -> NDArray[np.float32]:
    """Ink (H, W): each connected component of `dark`, (H, W) 0…1, as a share of its own full stroke.

    Pixels up to `faintest` are paper, and so is a component whose full stroke is below `weakest`.
    """
    inked = dark > faintest
    count, labels = cv2.connectedComponents(inked.view(np.uint8), connectivity=8)
    ink = np.zeros_like(dark)
    if count == 1:
        return ink
    places = np.flatnonzero(inked)
    names, shares = labels.take(places).astype(np.int64) - 1, dark.take(places)
    full = _full(shares, names, count - 1)
    full[full < weakest] = np.inf
    strength = np.minimum(shares / full[names], np.float32(1))
    ink.ravel()[places] = np.where(strength < EDGE, np.float32(0), strength)
    return ink


def _full(shares: NDArray[np.float32], names: NDArray[np.int64], count: int) -> NDArray[np.float32]:
    """How dark each of `count` components is in a full stroke: nine tenths of its pixels are paler."""
    places = names * BINS + np.minimum((shares * BINS).astype(np.int64), BINS - 1)
    counts = np.bincount(places, minlength=count * BINS).reshape(count, BINS).cumsum(axis=1)
    return np.asarray(((counts < 0.9 * counts[:, -1:]).sum(axis=1) + 0.5) / BINS, np.float32)
