"""Fits the parting, which tells numbers whose digits touch from letters, scribbles and figures (`glyphs.parting`).

Ink on a made-up page is to be parted if more of its pieces are digits that were written there than look like digits and
are none: the page knows where its digits are.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scrawl.binarize import Picture
from scrawl.glyphs.judge import GOOD
from scrawl.glyphs.parting import FEATURES
from scrawl.glyphs.segmentation import Cutting, cuttings, quality, uncut
from scrawl.measure.processes import reader_with
from scrawl.scenes.compose import Page
from scrawl.training.acceptance import FOUND, shared
from scrawl.training.logistic import Asked

Numbers = NDArray[np.float64]


def asked(weights: Path, make: Callable[[], Page]) -> list[Asked]:
    """What is to be parted of all that may be, in all inks of a page together."""
    page = make()
    recognizer = reader_with(weights).recognizer
    features, parted = [], []
    for group in Picture(page.pixels, recognizer.binarize).hypotheses():
        for ink in (hypothesis.ink for hypothesis in group()):
            scale = np.tile(np.divide(page.pixels.shape[1::-1], ink.shape[::-1]), 2)
            (found,) = uncut([ink], recognizer)
            for each in cuttings(found, recognizer, ink.shape):
                features.append(each.features)
                parted.append(_is_better(each, page, scale))
    return [Asked(np.reshape(features, (-1, len(FEATURES))), np.array(parted, np.bool_))]


def _is_better(cutting: Cutting, page: Page, scale: Numbers) -> bool:
    """Whether more of the pieces are right than wrong; a box times `scale` is one on the page."""
    digits = "".join(page.lines)
    balance = 0
    for k in np.flatnonzero(quality(cutting.pieces.scores) >= GOOD):
        box = (scale * cutting.pieces.glyphs[k].box).tolist()
        read = str(cutting.pieces.scores.probabilities[k].argmax())
        is_right = any(
            shared(box, other) >= FOUND and read == digit
            for digit, other in zip(digits, page.boxes.tolist(), strict=True)
        )
        balance += 1 if is_right else -1
    return balance > 0
