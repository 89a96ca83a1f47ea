"""Digits as lines without thickness, so that they can be written again with any pen.

A digit is enlarged to 112×112, thinned once (Zhang & Suen 1984, as scikit-image has it) and kept as points half a
pixel apart: its skeleton pixels and the midpoints between neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.morphology import skeletonize

SIDE = 112  # px, side of the canvas that digits are written on again: 4 × 28
CHUNK = 1_000  # pictures a worker thins at a time


@dataclass(frozen=True, eq=False)
class Skeletons:
    """Many point sets in two arrays: points (P, 2) uint8, x and y in half pixels; ends (N,) int64."""

    points: NDArray[np.uint8]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, index: int) -> NDArray[np.float32]:
        """The points (n, 2) float32 of one picture: x, y in pixels of the 112×112 canvas."""
        start = self.ends[index - 1] if index else 0
        return np.asarray(self.points[start : self.ends[index]], np.float32) / np.float32(2)

    @classmethod
    def of(cls, each: Sequence[NDArray[np.uint8]]) -> Skeletons:
        """Gather point sets."""
        return cls(np.concatenate(each), np.cumsum([len(points) for points in each]))


def thin(mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Mask (112, 112) → points (n, 2) uint8 in half pixels; at least one where the mask has ink."""
    lines = skeletonize(mask)
    y, x = np.nonzero(lines)
    points = [np.column_stack([x, y]) * 2]
    padded = np.pad(lines, 1)
    for dx, dy in ((1, 0), (0, 1), (1, 1), (-1, 1)):
        both = padded[y + 1 + dy, x + 1 + dx]
        points.append(np.column_stack([x[both] * 2 + dx, y[both] * 2 + dy]))
    return np.concatenate(points).astype(np.uint8)


def thin_pictures(images: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Images (N, 28, 28) uint8, white on black → the points of each."""
    return [thin(cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC) > 127) for image in images]


def of_pictures(images: NDArray[np.uint8], cache: Path | None = None) -> Skeletons:
    """The skeletons of all pictures; with `cache`, a file that keeps them from run to run."""
    if cache is not None and cache.exists():
        with np.load(cache) as kept:
            if kept["ends"].shape == (len(images),) and np.array_equal(kept["sums"], _sums(images)):
                return Skeletons(kept["points"], kept["ends"])
    chunks = [images[i : i + CHUNK] for i in range(0, len(images), CHUNK)]
    if len(chunks) > 1:
        with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
            thinned = list(pool.map(thin_pictures, chunks))
    else:
        thinned = [thin_pictures(images)]
    skeletons = Skeletons.of([points for chunk in thinned for points in chunk])
    if cache is not None:
        cache.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(cache, points=skeletons.points, ends=skeletons.ends, sums=_sums(images))
    return skeletons


def _sums(images: NDArray[np.uint8]) -> NDArray[np.int64]:
    return images.sum((1, 2), dtype=np.int64)
