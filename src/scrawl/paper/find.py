"""The one way in: which of the three ways to the ink a picture goes."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.paper.drawings import part_drawing
from scrawl.paper.light import reduced
from scrawl.paper.photographs import PAPER_SIDE, part_photograph
from scrawl.paper.sheet import Sheet
from scrawl.paper.thumbnails import THUMBNAIL, part_thumbnail


def find_ink(pixels: NDArray[np.uint8]) -> Sheet:
    """The ink of a drawing, scan or photograph, from its pixels, (H, W) grey or (H, W, 3) RGB uint8.

    Dark on light or light on dark, in any colour. A blank page has none. Takes time linear in the pixels.
    """
    height, width = pixels.shape[:2]
    if pixels.size == 0:
        blank = np.zeros((height, width), np.float32)
        return Sheet(blank, pixels, blank)
    is_thumbnail = max(height, width) < THUMBNAIL
    drawing = None if is_thumbnail else part_drawing(pixels)
    if drawing:
        return drawing
    small = reduced(pixels, PAPER_SIDE)
    if small.ndim == 3 and (small == small[..., :1]).all():
        pixels, small = (np.asarray(cv2.extractChannel(picture, 1), np.uint8) for picture in (pixels, small))
    return part_thumbnail(pixels) if is_thumbnail else part_photograph(pixels, small)
