"""What takes light parted into pieces: strokes, each as a share of its own full stroke, and noise."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.medians import weighted_median

NOISE_REACH = 3.5  # in standard deviations of the paper
CORE_REACH = 7.0  # what is nowhere this far from the paper is no stroke, but noise
EDGE = 0.25  # of a full stroke: a paler pixel is the paper beside it
WEAKEST = 0.25  # of the usual stroke: what is paler all over shines through from the other side


def strokes_of(taken: NDArray[np.float32], least: NDArray[np.float32]) -> NDArray[np.float32]:
    """Ink (H, W) float32: each connected piece as a share of its own full stroke, and none that is noise."""
    present = taken > least
    count, labels = cv2.connectedComponents(present.view(np.uint8), connectivity=8)
    ink = np.zeros_like(taken)
    if count == 1:
        return ink
    inked = np.flatnonzero(present)
    names, shares = labels.take(inked).astype(np.int64) - 1, taken.take(inked)
    full = _full(shares, names, count - 1)
    noise = np.bincount(names, weights=least.take(inked)) / np.bincount(names)
    mass = np.bincount(names, weights=shares)
    usual = weighted_median(full, mass)
    full[full < np.maximum(WEAKEST * usual, CORE_REACH / NOISE_REACH * noise)] = np.inf
    strength = np.minimum(shares / full[names], np.float32(1))
    strength[strength < EDGE / 2] = 0
    ink.ravel()[inked] = strength
    return ink


def _full(shares: NDArray[np.float32], names: NDArray[np.int64], count: int) -> NDArray[np.float32]:
    """What each of so many pieces takes in a full stroke: nine tenths of its pixels take less."""
    bins = 64
    places = names * bins + np.minimum((shares * bins).astype(np.int64), bins - 1)
    counts = np.bincount(places, minlength=count * bins).reshape(count, bins).cumsum(axis=1)
    return np.asarray(((counts < 0.9 * counts[:, -1:]).sum(axis=1) + 0.5) / bins, np.float32)
