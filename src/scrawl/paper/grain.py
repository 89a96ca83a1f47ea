"""How uneven paper is, from pixel to pixel and all over a sheet: what takes no more light than that is no ink."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.paper.light import DARKEST, FAINTEST
from scrawl.paper.pieces import NOISE_REACH
from scrawl.paper.surroundings import SOFTENED

SAMPLED = 512  # px: the grain is judged on not many more along a side
BLOCKS = 10  # places along the longer side that the grain is judged at
WIDE = 4  # strokes: ink does not cover most of so wide a place
STEP = 1.4  # times as light: another sheet, or a shadow
CLOUDY = 0.8  # standard deviations of clouds that three quarters of them are darker by than the lightest


def taken_and_least(
    remission: NDArray[np.uint8], coarse: NDArray[np.uint8], paper: NDArray[np.uint8], stroke: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The share of light taken by what lies on the paper, and the least of it that is ink, both (H, W) float32.

    coarse, paper  (h, w) a reduced copy of the remission, and the paper there

    The paper's level is that of the lighter half of the pixels: ink may cover the others, but is never lighter.
    """
    grain = _grain(remission)
    # Where the picture was blurred or compressed, it is coarser.
    grain = np.maximum(grain, cv2.resize(_grain(coarse), grain.shape[::-1]))
    shares = np.cumsum(cv2.calcHist([remission], [0], None, [256], [0, 256])) / remission.size
    level = max(float(np.searchsorted(shares, 0.75)) - 0.674 * float(np.median(grain)), 1.0)
    table = np.maximum(1 - np.arange(256, dtype=np.float32) / np.float32(level), 0)
    height, width = remission.shape
    noise = _noise(grain, level, coarse, paper, stroke)
    whole = cv2.resize(noise, (width, height), interpolation=cv2.INTER_LINEAR)
    least = np.maximum(NOISE_REACH * whole, FAINTEST)
    return np.asarray(cv2.LUT(remission, table), np.float32), np.asarray(least, np.float32)


def _noise(
    grain: NDArray[np.float32],
    level: float,
    coarse: NDArray[np.uint8],
    paper: NDArray[np.uint8],
    stroke: float,
) -> NDArray[np.float32]:
    """The standard deviation of the paper at each place of the reduced copy, as a share of its light."""
    grey = paper if paper.ndim == 2 else np.asarray(cv2.cvtColor(paper, cv2.COLOR_RGB2GRAY), np.uint8)
    light = np.maximum(grey, DARKEST)
    clouds = _clouds(np.maximum(level - coarse.astype(np.float32), 0).astype(np.uint8), light, WIDE * stroke)
    size = light.shape[1], light.shape[0]
    # In the dark, the same grain is more of what light there is.
    usual = cv2.resize(cv2.resize(light, grain.shape[::-1], interpolation=cv2.INTER_AREA), size)
    fine = cv2.resize(grain, size, interpolation=cv2.INTER_LINEAR) * (usual.astype(np.float32) / light)
    return np.asarray(np.maximum(fine, clouds) / level, np.float32)


def _clouds(taken: NDArray[np.uint8], light: NDArray[np.uint8], least: float) -> NDArray[np.float32]:
    """The standard deviation of what is taken all over a sheet, as by a table's grain and a cloth's weave, (h, w).

    A sheet ends where its light steps. Ink covers no three quarters of one; one less wide than `least` is none.
    """
    near = np.ones((SOFTENED + 2, SOFTENED + 2), np.uint8)
    steps = cv2.dilate(light, near).astype(np.float32) > STEP * cv2.erode(light, near)
    count, sheets = cv2.connectedComponents((~steps).astype(np.uint8), connectivity=4)
    counts = np.bincount((sheets.astype(np.int64) * 256 + taken).ravel(), minlength=count * 256)
    counts = counts.reshape(count, 256).cumsum(axis=1)
    everywhere = (counts <= 0.25 * counts[:, -1:]).sum(axis=1) / CLOUDY
    everywhere[counts[:, -1] < least**2] = 0
    everywhere[0] = 0
    found = everywhere[sheets].astype(np.float32)
    around = cv2.dilate(found, np.ones((2 * len(near) + 1, 2 * len(near) + 1), np.uint8))
    return np.where(steps, np.asarray(around, np.float32), found)


def _grain(remission: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The paper's standard deviation from pixel to pixel, (rows, columns) float32: a table is grainier."""
    block = max(max(remission.shape) / BLOCKS, 8)
    counts = _histograms(np.asarray(cv2.absdiff(remission, cv2.medianBlur(remission, 5)), np.uint8), block)
    half = np.maximum(counts.sum(axis=-1, keepdims=True) // 2, 1)
    before = counts.cumsum(axis=-1) - counts
    least = np.minimum(counts, np.maximum(half - before, 0))
    # The mean of the smaller half: of a normal distribution's, .32 of the standard deviation.
    return _calm((least * np.arange(256)).sum(axis=-1) / (0.32 * half[..., 0]))


def _calm(blocks: NDArray[np.floating]) -> NDArray[np.float32]:
    """Without what stands out in a single block, or two."""
    padded = cv2.copyMakeBorder(blocks.astype(np.float32), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    return np.asarray(cv2.medianBlur(padded, 3)[1:-1, 1:-1], np.float32)


def _histograms(values: NDArray[np.uint8], block: float) -> NDArray[np.int64]:
    """How often each value occurs in each block of at least so many pixels a side, (rows, columns, 256)."""
    step = max(1, max(values.shape) // SAMPLED)
    values = values[::step, ::step]
    shape = tuple(max(1, int(side * step / block)) for side in values.shape)
    rows, columns = (np.arange(side) * count // side for side, count in zip(values.shape, shape, strict=True))
    places = (rows[:, None] * shape[1] + columns) * 256 + values
    return np.bincount(places.ravel(), minlength=shape[0] * shape[1] * 256).reshape(*shape, 256)
