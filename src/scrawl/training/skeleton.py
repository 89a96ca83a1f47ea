"""Digits as lines without thickness, so that they can be written again with any pen.

A digit is enlarged to 112×112, thinned once (Zhang & Suen 1984, as scikit-image has it) and kept as points half a
pixel apart: its skeleton pixels and the midpoints between neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.morphology import skeletonize

from scrawl.measure.processes import processes

SIDE = 112  # px, side of the canvas that digits are written on again: 4 × 28
CHUNK = 1_000  # pictures a worker thins at a time


# Of each picture the points (n, 2) float32: x, y in pixels of the 112×112 canvas.
Skeletons = Sequence[NDArray[np.float32]]


def thin(mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Mask (112, 112) → points (n, 2), half a pixel apart; at least one where the mask has ink."""
    lines = skeletonize(mask)
    y, x = np.nonzero(lines)
    points = [np.column_stack([x, y])]
    padded = np.pad(lines, 1)
    for dx, dy in ((1, 0), (0, 1), (1, 1), (-1, 1)):
        both = padded[y + 1 + dy, x + 1 + dx]
        points.append(np.column_stack([x[both] + dx / 2, y[both] + dy / 2]))
    return np.concatenate(points).astype(np.float32)


def thin_pictures(images: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
    """Images (N, 28, 28) uint8, white on black → the points of each."""
    return [thin(cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC) > 127) for image in images]


def of_pictures(images: NDArray[np.uint8], cache: Path | None = None) -> Skeletons:
    """The skeletons of all pictures; with `cache`, a file that keeps them from run to run."""
    sums = images.sum((1, 2), dtype=np.int64)
    if cache is not None and cache.exists():
        with np.load(cache) as kept:
            if np.array_equal(kept["sums"], sums):
                return np.split(kept["points"].astype(np.float32) / np.float32(2), kept["ends"][:-1])
    chunks = [images[i : i + CHUNK] for i in range(0, len(images), CHUNK)]
    with processes(None if len(chunks) > 1 else 0) as mapper:
        skeletons = [points for chunk in mapper(thin_pictures, chunks) for points in chunk]
    if cache is not None:
        cache.parent.mkdir(parents=True, exist_ok=True)
        points = (2 * np.concatenate(skeletons)).astype(np.uint8)
        np.savez_compressed(cache, points=points, ends=np.cumsum([*map(len, skeletons)]), sums=sums)
    return skeletons
