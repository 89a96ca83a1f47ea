"""The ink of photographs: light and paper change from place to place, and are divided out."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.paper.grain import taken_and_least
from scrawl.paper.light import FAINTEST, reduced, remission_of
from scrawl.paper.pieces import strokes_of
from scrawl.paper.polarity import flipped, lighter_channels
from scrawl.paper.sheet import Sheet
from scrawl.paper.surroundings import REACH, SOFTENED, continued, surroundings
from scrawl.rules import remove_rules

PAPER_SIDE = 256  # px: the paper is estimated on a copy with at most this longer side
POLARITY_SIDE = 128  # px: whether ink is lighter than paper, on a still smaller one
STROKES = 3.0  # so many of them wide is the reach, once their width is known,
LEAST_REACH = 5  # px of the copy


def part_photograph(pixels: NDArray[np.uint8], small: NDArray[np.uint8]) -> Sheet:
    """The ink of a photograph or a scan, dark on light or light on dark.

    small  the same with a longer side of at most PAPER_SIDE
    """
    lighter = lighter_channels(reduced(small, POLARITY_SIDE))
    sheet = _dark_on_light(flipped(pixels, lighter), flipped(small, lighter))
    return Sheet(sheet.ink, flipped(sheet.paper, lighter), sheet.ruled)


def _dark_on_light(pixels: NDArray[np.uint8], small: NDArray[np.uint8]) -> Sheet:
    small = np.asarray(cv2.medianBlur(small, 3), np.uint8)
    reach = max(round(REACH * max(small.shape[:2])), LEAST_REACH)
    around = surroundings(small, reach)
    stroke = _stroke_width(remission_of(small, around))
    if stroke:
        reach = min(reach, max(round(STROKES * stroke), LEAST_REACH))
        around = continued(surroundings(small, reach), round(stroke) + SOFTENED)
    size = pixels.shape[1], pixels.shape[0]
    paper = np.asarray(cv2.resize(around, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    remission = remission_of(pixels, paper)
    taken, least = taken_and_least(remission, remission_of(small, around), around, stroke)
    ruled = strokes_of(taken, least)
    cleaned = remove_rules(ruled, taken, least)
    return Sheet(ruled if cleaned is taken else strokes_of(cleaned, least), paper, ruled)


def _stroke_width(remission: NDArray[np.uint8]) -> float:
    """The usual width of strokes in pixels, 0 if there are none."""
    level, darkest = float(np.quantile(remission, 0.75)), float(remission.min())
    inked = (remission < level - max(0.3 * (level - darkest), FAINTEST * level)).astype(np.uint8)
    if not inked.any() or inked.all():
        return 0.0
    depth = cv2.distanceTransform(cv2.copyMakeBorder(inked, 1, 1, 1, 1, cv2.BORDER_REPLICATE), cv2.DIST_L2, 3)
    depths = depth[1:-1, 1:-1][inked > 0]
    # In a bar of width w the mean distance to its edge is w / 4.
    return 4 * float(depths.mean())
