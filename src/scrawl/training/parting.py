"""Fits the parting, which tells numbers whose digits touch from letters, scribbles and figures (`glyphs.parting`).

Ink on a made-up page is to be parted if more of its pieces are digits that were written there than look like digits and
are none: the page knows where its digits are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scrawl.binarize import Picture
from scrawl.errors import DataError
from scrawl.glyphs.judge import GOOD
from scrawl.glyphs.parting import FEATURES
from scrawl.glyphs.segmentation import Cutting, cuttings, quality, uncut
from scrawl.measure.processes import Mapper
from scrawl.scenes.compose import Page
from scrawl.training import logistic
from scrawl.training.acceptance import FOUND, shared
from scrawl.training.pictures import reader_of

RIDGE = (
    3e-4  # penalty on the squared weights, for features of variance 1: few cuttings must not move them far
)

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Asked:
    """What may be parted on one page, in all its inks.

    features  (n, len(FEATURES))
    parted    (n,) bool, whether each is to be parted
    """

    features: Numbers
    parted: NDArray[np.bool_]


def neutral() -> dict[str, float]:
    """The weights of a card where nothing is parted: all 0."""
    return dict.fromkeys((*FEATURES, "bias"), 0.0)


def gather(
    sets: dict[str, list[Callable[[], Page]]], weights: Path, mapper: Mapper = map
) -> dict[str, list[Asked]]:
    """What may be parted on each page, with its truth, set by set."""
    return {name: list(mapper(partial(_asked, weights), made)) for name, made in sets.items()}


def _asked(weights: Path, make: Callable[[], Page]) -> Asked:
    page = make()
    recognizer = reader_of(weights).recognizer
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

    A set counts by the root of its size, and a page by the root of what may be parted there. DataError if all of that
    is to be parted, or nothing.
    """
    asked = [
        (each, (len(pages) * len(each.parted)) ** -0.5)
        for pages in sets.values()
        for each in pages
        if len(each.parted)
    ]
    parted = np.concatenate([each.parted for each, _ in asked]) if asked else np.zeros(0, np.bool_)
    if parted.all() or not parted.any():
        raise DataError("The pages have no touching digits, or nothing else, so nothing tells them apart.")
    features = np.concatenate([each.features for each, _ in asked])
    counts = np.concatenate([np.full(len(each.parted), weight) for each, weight in asked])
    known = np.column_stack([features, np.ones(len(features))])
    weights = logistic.fit(known, parted, counts / counts.sum(), RIDGE)
    return {name: round(float(weight), 4) for name, weight in zip((*FEATURES, "bias"), weights, strict=True)}
