"""The ink of photographs and scans: a network tells it from paper, print, shadows and other things in the picture.

The network sees some 150 pixels around each well, and some 400 dimly; it knows pens from a hair to a few dozen pixels
(see `scrawl.training.scenes`). So every picture is looked at twice, the second time at half the resolution: where a
straight line ends tells whether it is a 1 or a rule. A small picture, and one with strokes too fine to be sure of, gets
its second look at twice the resolution instead; one with broad strokes is reduced before the first look. Of a picture
and its negative the one counts that the network is surer of.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.contrast import AFAR
from scrawl.binarize.pieces import EDGE, INK_LEVEL, strokes_of
from scrawl.picture import enlarged, reduced

MOST_SIDE = 1_400  # px, longer side of the copy in which a larger picture is looked at: bounds the time
BROAD = 12  # px: strokes more than twice as broad are looked at in a copy in which they are so

Binarize = Callable[
    [NDArray[np.uint8]], NDArray[np.float32]
]  # (H, W, 3) RGB → how likely each pixel is ink, (H, W) 0…1


def ink_of_photograph(pixels: NDArray[np.uint8], binarize: Binarize) -> NDArray[np.float32]:
    """The ink (H, W) float32 of a photograph or a scan, (H, W, 3) RGB, whichever of ink and paper is lighter."""
    colours, stroke = _turned(pixels, binarize)
    side = _side(max(colours.shape[:2]), stroke)
    likely = _seen(colours, side, binarize)
    is_near = side < AFAR or _is_unsure(likely)  # in half a small copy bright paper looks like chalk
    again = min(2 * side, MOST_SIDE) if is_near else side // 2
    if again != side:
        likely = np.float32(0.5) * (likely + _seen(colours, again, binarize))
    return strokes_of(likely, EDGE, INK_LEVEL)


def _seen(colours: NDArray[np.uint8], side: int, binarize: Binarize) -> NDArray[np.float32]:
    """The probability of ink in each pixel, (H, W), by a copy with longer side `side`, px."""
    height, width = colours.shape[:2]
    likely = binarize(reduced(enlarged(colours, side), side))
    if likely.shape == (height, width):
        return likely
    return np.asarray(cv2.resize(likely, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _is_unsure(likely: NDArray[np.float32]) -> bool:
    """Whether few of the pixels that may be ink likely are, by the probability of each: the strokes are too fine."""
    return float(likely[likely > 0.5].sum()) < float(likely[likely > EDGE].sum()) / 2


def _turned(colours: NDArray[np.uint8], binarize: Binarize) -> tuple[NDArray[np.uint8], float]:
    """The picture or its negative, and the width of its strokes as a share of its longer side, as seen from afar."""
    small = reduced(colours, AFAR)
    views = binarize(small), binarize(255 - small)
    is_negative = np.square(views[1] - 0.5).sum() > np.square(views[0] - 0.5).sum()
    stroke = _stroke_width(views[int(is_negative)]) / max(small.shape)
    return (255 - colours if is_negative else colours), stroke


def _side(longer: int, stroke: float) -> int:
    """The longer side of the copy to look at, px; `stroke` is the width of strokes as a share of it."""
    side = min(longer, MOST_SIDE)
    return round(BROAD / stroke) if stroke * side > 2 * BROAD else side


def _stroke_width(ink: NDArray[np.float32]) -> float:
    """The mean width of strokes in pixels, 0 if there are none."""
    inked = cv2.copyMakeBorder((ink > 0.5).view(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    depths = cv2.distanceTransform(inked, cv2.DIST_L2, 3)[inked > 0]
    # In a bar of width w the mean distance to its edge is w / 4.
    return 4 * float(depths.mean()) if depths.size else 0.0
