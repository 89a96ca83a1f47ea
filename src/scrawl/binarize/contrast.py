"""Ink by its contrast to the paper: the paper is the median over a window, and ink is far darker than the paper.

No network and no knowledge of strokes: contrast sees long straight strokes as well as others, and print, shadows and
the edges of things too. The recognizer has to tell the writing from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from scrawl.binarize.pieces import strokes_of
from scrawl.binarize.rules import Rules
from scrawl.picture import reduced

AFAR = 320  # px, longer side of the copy in which the paper's colour and the width of strokes are found
# Of the longer side: the window of the paper's median for a digit that fills its picture, and the one for a page: it
# follows shadows three times finer.
WIDE = 0.36
NARROW = WIDE / 3
CERTAIN = 4.0  # standard deviations of the paper's noise: hardly one pixel of paper in 30,000 differs more
LEAST = 0.035  # of the paper's light: fainter ink drowns in the steps of 8 bits and of JPEG


class Contrast:
    """How far each pixel of a picture differs from its paper.

    dark         (H, W) uint8: the share of the paper's light that is missing, 255 for black ink; of the three colours
                 the one in which it differs most counts
    is_negative  whether writing is lighter than its paper; `dark` is then of the negative
    """

    def __init__(self, pixels: NDArray[np.uint8], window: float) -> None:
        """Compare pixels (H, W, 3) RGB with the median over a square of `window`, a share of the longer side."""
        paper = _paper(pixels, window)
        darker, lighter = cv2.subtract(paper, pixels), cv2.subtract(pixels, paper)
        self.is_negative = cv2.norm(lighter) > cv2.norm(darker)
        if self.is_negative:
            pixels, paper = ~pixels, ~paper
        light = np.maximum(paper, 1)
        left = cv2.divide(pixels, light, scale=255)
        self._noise = _deviation(cv2.split(cv2.divide(cv2.subtract(pixels, paper), light, scale=255)))
        self.dark = np.asarray(cv2.bitwise_not(reduce(cv2.min, cv2.split(left))), np.uint8)

    def ink(self, *, faint: bool = False, without: Rules | None = None) -> NDArray[np.float32]:
        """The ink (H, W): pixels darker than Otsu's threshold, which lies between the paper and most of the ink.

        What is nearer to the threshold than to the paper is the soft edge of ink, if it touches some.

        With `faint` only the paper's noise sets the threshold: it finds pencil beside print. Rules given as `without`
        are erased first.
        """
        dark = without.erased(self.dark) if without else self.dark
        threshold = self._threshold(dark, faint=faint)
        return strokes_of(dark.astype(np.float32) / np.float32(255), threshold / 2, threshold)

    def rules(self, length: float) -> Rules:
        """The printed rules, where sides of boxes are at least about `length` of the picture's longer side."""
        return Rules.of(self._mask(), length * max(self.dark.shape))

    def boxes(self) -> Rules:
        """The sides of closed boxes."""
        return Rules.boxes(self._mask())

    def _mask(self) -> NDArray[np.uint8]:
        """The dark pixels (H, W), 0 or 1."""
        return (self.dark > 255 * self._threshold(self.dark, faint=False)).view(np.uint8)

    def _threshold(self, dark: NDArray[np.uint8], *, faint: bool) -> float:
        """The threshold of ink's darkness, 0…1."""
        noise = max(CERTAIN * self._noise, LEAST)
        return noise if faint else max(noise, cv2.threshold(dark, 0, 255, cv2.THRESH_OTSU)[0] / 255)


def _deviation(lighter: Sequence[MatLike]) -> float:
    """The standard deviation of a paper's noise, 0…1, by how much lighter its pixels are, (H, W) for each colour.

    Ink is never lighter than its paper. Half of the noise is, by less than one deviation in 68 of 100 pixels.
    """
    counts = np.bincount(reduce(cv2.max, lighter).ravel(), minlength=256)[1:].cumsum()
    return float(np.searchsorted(counts, 0.68 * counts[-1]) + 1) / 255 if counts[-1] else 0.0


def _paper(pixels: NDArray[np.uint8], window: float) -> NDArray[np.uint8]:
    small = reduced(pixels, AFAR)
    across = 2 * round(window * max(small.shape) / 2) + 1
    paper = cv2.merge([cv2.medianBlur(channel, across) for channel in cv2.split(small)])
    return np.asarray(cv2.resize(paper, pixels.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.uint8)
