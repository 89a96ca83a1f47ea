"""Removes leftovers of printed lines: where a network took a piece of one for a stroke, the line goes on beyond it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.components import components
from scrawl.binarize.rules import ASKEW, opened

LONGER = 1.75  # of a piece's longer side: a line at least this long goes on beyond the piece
AROUND = 1.5  # of its longer side: the margin around it in which the line is looked for
PAPER = 60  # percentile of the light there that is taken for paper
DARK = 0.45  # of the way from the piece's light to the paper's: darker pixels may be a line
BROAD = 0.5  # of its longer side: a broader dark area is a shadow, not a line
ALONG = 0.5  # share of its pixels: with more of them on lines it is no stroke
SMALLEST = 7  # px, longer side: a smaller piece tells nothing
LARGEST = 0.25  # of the picture's longer side: even a larger stroke lies on many lines of squared paper


def without_remains(ink: NDArray[np.float32], colours: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Ink (H, W) of a picture (H, W, 3) without pieces, as corners, of longer dark lines that are level or upright."""
    labels, boxes, _ = components((ink > 0).view(np.uint8))
    sides = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    asked = np.flatnonzero((sides >= SMALLEST) & (sides <= LARGEST * max(ink.shape)))
    kept = ink.copy()
    for k in asked[asked > 0].tolist():
        left, top, right, bottom = boxes[k].tolist()
        reach = round(AROUND * sides[k])
        window = np.s_[max(top - reach, 0) : bottom + reach, max(left - reach, 0) : right + reach]
        own = labels[window] == k
        grey = np.asarray(cv2.cvtColor(colours[window], cv2.COLOR_RGB2GRAY), np.uint8)
        if _is_of_a_line(own & (ink[window] > 0.5), grey, int(sides[k])):
            kept[window][own] = 0
    return kept


def _is_of_a_line(piece: NDArray[np.bool_], grey: NDArray[np.uint8], side: int) -> bool:
    """Whether most of a piece, a mask, lies on level or upright lines much longer than it is."""
    if not piece.any():
        return False
    level, paper = float(np.median(grey[piece])), float(np.percentile(grey, PAPER))
    if level >= paper:
        return False
    dark = (grey < level + DARK * (paper - level)).astype(np.uint8)
    length, broad = 2 * round(LONGER * side / 2) + 1, 2 * round(BROAD * side / 2) + 1
    drift = 2 * round(ASKEW * length / 2) + 1
    across, down = (
        opened(np.asarray(cv2.dilate(dark, np.ones(size, np.uint8)), np.uint8), long)
        for size, long in (((drift, 1), (length, 1)), ((1, drift), (1, length)))
    )
    lines = (across | down) & (opened(dark, (broad, broad)) == 0)
    return bool(lines[piece].mean() > ALONG)
