"""The connected components of ink: each is scaled to a full stroke, as a pale stroke is as good as a dark one."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

# Of a full stroke: paler ink is the soft edge of one, and connects nothing. The probability, too, of a component by the
# network: with less it is no ink, with more all of it is.
INK_LEVEL = 0.25
EDGE = INK_LEVEL / 2  # a pixel that is nearer to paper than to that is paper
MOST_SHADES = 64  # of a component, among which its full stroke is found: bounds the memory


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


def confirmed(ink: NDArray[np.float32], likely: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Where a component of `ink`, (H, W), is that a network confirms, by its probability (H, W): it may miss a part."""
    count, labels = cv2.connectedComponents((ink > 0).view(np.uint8), connectivity=8)
    mass, seen = (np.bincount(labels.ravel(), each.ravel(), count) for each in (ink, ink * likely))
    return np.asarray((seen > INK_LEVEL * mass)[labels])


def _full(shares: NDArray[np.float32], names: NDArray[np.int64], count: int) -> NDArray[np.float32]:
    """How dark each of `count` components is in a full stroke: nine tenths of its pixels are paler."""
    places = names * MOST_SHADES + np.minimum((shares * MOST_SHADES).astype(np.int64), MOST_SHADES - 1)
    counts = np.bincount(places, minlength=count * MOST_SHADES).reshape(count, MOST_SHADES).cumsum(axis=1)
    return np.asarray(((counts < 0.9 * counts[:, -1:]).sum(axis=1) + 0.5) / MOST_SHADES, np.float32)
