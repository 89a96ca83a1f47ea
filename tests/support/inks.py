"""The ink that one way of finding it finds in a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scrawl.binarize import Picture
from scrawl.binarize.photographs import Binarize

CERTAIN = ("empty", "thumbnail", "drawing")  # where a picture has such an ink, it is the first


def ink_of(pixels: NDArray[np.uint8], binarize: Binarize, name: str = "network") -> NDArray[np.float32]:
    """By that name (see `scrawl.binarize.hypotheses`), or of a thumbnail or drawing the one that nobody doubts."""
    for group in Picture(pixels, binarize).hypotheses():
        for each in group():
            if each.name in (name, *CERTAIN):
                return each.ink
    raise LookupError(name)
