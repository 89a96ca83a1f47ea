"""The paper as a photograph shows it: looked for around every place, under the strokes too."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

# Where the paper is looked for around each place.
REACH = 0.1  # of the longer side; so strokes may be twice as wide
SOFTENED = 5  # px of the copy, so that no stair is left where the paper changes


def surroundings(small: NDArray[np.uint8], reach: int) -> NDArray[np.uint8]:
    """The picture without what is dark and has what is lighter on both sides: the paper under the strokes.

    A shadow's edge is lighter on one side only, and stays. The closing alone would take for ink what a gradient leads
    down to such an edge; the light on both sides alone, a shadow that leaves a narrow strip of light.
    """
    height, width = small.shape[:2]
    element = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    # A shadow that runs out of the picture goes on outside.
    padded = _padded(small, 2 * reach)
    closed = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, element)
    inside = closed[2 * reach : 2 * reach + height, 2 * reach : 2 * reach + width]
    # Twice, because about a crossing of strokes none of four directions may lead out.
    paper = cv2.min(inside, _between(_between(small, reach), reach))
    # Beside an edge it is the darker paper: softened, and magnified, nothing there is ink.
    paper = cv2.erode(paper, np.ones((SOFTENED + 2, SOFTENED + 2), np.uint8))
    return np.asarray(cv2.blur(paper, (SOFTENED, SOFTENED)), np.uint8)


def continued(paper: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """The paper continued over the picture's edge: what lies along it as narrow as a stroke is none."""
    height, length = paper.shape[:2]
    width = min(width, height // 4, length // 4)
    inside = paper[width : height - width, width : length - width]
    return _padded(inside, width)


def _padded(picture: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """With its outermost pixels repeated on all sides."""
    padded = cv2.copyMakeBorder(picture, width, width, width, width, cv2.BORDER_REPLICATE)
    return np.asarray(padded, np.uint8)


def _between(small: NDArray[np.uint8], reach: int) -> NDArray[np.uint8]:
    """What is on both sides of each place, within reach, at least as light; in the lightest of four directions."""
    level, diagonal = np.ones((1, reach + 1), np.uint8), np.eye(reach + 1, dtype=np.uint8)
    ways = (
        (level, (0, 0), (reach, 0)),
        (level.T, (0, 0), (0, reach)),
        (diagonal, (0, 0), (reach, reach)),
        (diagonal[::-1], (reach, 0), (0, reach)),
    )
    lightest = small
    for way, start, end in ways:
        sides = (
            cv2.dilate(small, way, anchor=anchor, borderType=cv2.BORDER_REPLICATE) for anchor in (start, end)
        )
        lightest = np.asarray(cv2.max(lightest, cv2.min(*sides)), np.uint8)
    return lightest
