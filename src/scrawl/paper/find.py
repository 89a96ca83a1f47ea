"""The one way in: which of the three ways to the ink a picture goes."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from scrawl.paper.drawings import ink_of_drawing
from scrawl.paper.photographs import Binarize, ink_of_photograph
from scrawl.paper.thumbnails import THUMBNAIL, ink_of_thumbnail


def find_ink(pixels: NDArray[np.uint8], binarize: Binarize) -> NDArray[np.float32]:
    """The ink (H, W) float32 of a drawing, scan or photograph, from its pixels, (H, W) grey or (H, W, 3) RGB uint8.

    It is 0 on paper, 1 in a full stroke, softly between at its edges. Dark on light or light on dark, in any colour. A
    blank page has none. `binarize` is the network's (see `Recognizer.binarize`).
    """
    if pixels.size == 0:
        return np.zeros(pixels.shape[:2], np.float32)
    if max(pixels.shape[:2]) < THUMBNAIL:
        return ink_of_thumbnail(pixels)
    seen = partial(ink_of_photograph, pixels, binarize)
    drawing = ink_of_drawing(pixels, seen)
    return seen() if drawing is None else drawing
