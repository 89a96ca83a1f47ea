"""The ink of drawings made by a program: on paper of exactly one colour nothing need be divided out."""

from __future__ import annotations

import math
from functools import reduce

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.paper.light import FAINTEST, WHITE, remission_of
from scrawl.paper.pieces import strokes_of
from scrawl.paper.sheet import Sheet
from scrawl.paper.surroundings import REACH
from scrawl.rules.courses import SHORTEST
from scrawl.rules.ends import OUT

PLAIN = 0.7  # of its pixels at least are exactly that colour
FEW = 2  # so few long pieces, with so few holes, are no lines that were printed


def part_drawing(pixels: NDArray[np.uint8]) -> Sheet | None:
    """The ink of a drawing on exactly white or black paper with a margin all around; None if it is no such picture.

    It is what the long way to it would find, in a tenth of the time: there is neither light nor grain to find, and
    hardly more ink than a number has, so that no printed lines need be looked for.
    """
    paper = int(pixels.flat[0])
    if paper not in (0, 255):
        return None
    height, width = pixels.shape[:2]
    grey = pixels if pixels.ndim == 2 else reduce(cv2.min if paper else cv2.max, cv2.split(pixels))
    grey = np.asarray(grey if paper else cv2.bitwise_not(grey), np.uint8)
    margin = math.ceil(OUT * max(height, width)) + 1
    inside = grey[margin:-margin, margin:-margin]
    plain = grey.size - int(np.count_nonzero(grey != 255))
    if inside.size == 0 or cv2.countNonZero(255 - inside) != grey.size - plain or plain < PLAIN * grey.size:
        return None
    inked = cv2.threshold(grey, round(255 * (1 - FAINTEST)), 255, cv2.THRESH_BINARY_INV)[1]
    contours, parents = cv2.findContours(inked, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    is_hole = parents[0, :, 3] >= 0 if len(contours) else np.zeros(0, np.bool_)
    sizes = np.array([cv2.boundingRect(contour)[2:] for contour in contours]).reshape(-1, 2)
    is_long = ~is_hole & (sizes >= SHORTEST * np.array([width, height])).any(axis=1)
    deepest = float(cv2.distanceTransform(inked, cv2.DIST_L2, 3).max())
    if is_long.sum() > FEW or is_hole.sum() > FEW or deepest > REACH / 2 * max(height, width):
        return None
    white = np.full_like(grey, 255)
    taken = 1 - remission_of(grey, white).astype(np.float32) / np.float32(WHITE)
    ink = strokes_of(taken, np.full_like(taken, FAINTEST))
    return Sheet(ink, np.full_like(pixels, paper), ink)
