"""Fits the parting, which tells numbers whose digits touch from letters, scribbles and figures (`glyphs.parting`).

Ink on a made-up page is to be parted if more of its pieces are digits that were written there than look like digits and
are none: the page knows where its digits are.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scrawl.binarize import Picture
from scrawl.glyphs.fitted import named
from scrawl.glyphs.judge import GOOD
from scrawl.glyphs.parting import FEATURES
from scrawl.glyphs.segmentation import Cutting, cuttings, quality, uncut
from scrawl.measure.processes import Mapper, reader_with
from scrawl.scenes.compose import Page
from scrawl.training import logistic
from scrawl.training.acceptance import FOUND, shared
from scrawl.training.logistic import Asked

RIDGE = 3e-4  # penalty on the squared weights, for features of variance 1: few cuttings move them little

Numbers = NDArray[np.float64]


def gather(
    sets: dict[str, list[Callable[[], Page]]], weights: Path, mapper: Mapper = map
) -> dict[str, list[Asked]]:
    """What may be parted on each page, with its truth, set by set."""
    return {name: list(mapper(partial(_asked, weights), made)) for name, made in sets.items()}


def _asked(weights: Path, make: Callable[[], Page]) -> Asked:
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
    return Asked(np.reshape(features, (-1, len(FEATURES))), np.array(parted, np.bool_))


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


def fit(sets: dict[str, list[Asked]]) -> dict[str, float]:
    """What a model card says of the parting (see `Parting.of`): logistic regression.

    DataError if all that may be parted is to be, or nothing.
    """
    known = {
        name: [
            Asked(np.column_stack([each.features, np.ones(len(each.right))]), each.right) for each in pages
        ]
        for name, pages in sets.items()
    }
    return named((*FEATURES, "bias"), logistic.fit_to_pages(known, RIDGE, "touching digits"))
