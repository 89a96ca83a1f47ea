"""Fits the acceptance, which tells written digits from everything that looks like one (`scrawl.glyphs.acceptance`).

A made-up page knows where its digits are. In a photograph of one digit, the largest glyph that is read as its label is
taken for that digit, and all others for non-digits. Of other photographs those readings are used that have every
written line: what is read in further lines are no digits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scrawl.errors import DataError
from scrawl.glyphs.acceptance import FEATURES, logit
from scrawl.glyphs.attempt import Attempt
from scrawl.measure.photographs import Photograph
from scrawl.measure.processes import Mapper, reader_with
from scrawl.scenes.compose import Page
from scrawl.training import logistic
from scrawl.training.pictures import Known

RIDGE = 3e-4  # penalty on the squared weights, for features of variance 1: few symbols must not move them far
FOUND = 0.5  # intersection over union of boxes from which a glyph is that digit
STRANGE = 0.2  # intersection over union below which a glyph is none; between them it is a piece, and left out

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Asked:
    """Symbols of one reading, with their truth.

    looks     (n,) digitness of each by itself
    features  (n, len(FEATURES))
    written   (n,) bool, whether each is a digit that was written
    """

    looks: NDArray[np.float32]
    features: Numbers
    written: NDArray[np.bool_]


def gather(
    sets: dict[str, list[Callable[[], Known]]], weights: Path, mapper: Mapper = map
) -> dict[str, list[list[Asked]]]:
    """The symbols of each upright reading of each picture, with their truth, set by set."""
    return {name: list(mapper(partial(_asked, weights), made)) for name, made in sets.items()}


def _asked(weights: Path, make: Callable[[], Known]) -> list[Asked]:
    known = make()
    source = known.pixels if isinstance(known, Page) else known.encoded
    attempts = reader_with(weights).attempts(source)
    return [_labelled(attempt, known) for attempt in attempts if not attempt.canvas.turned]


def _labelled(attempt: Attempt, known: Known) -> Asked:
    truth = _on_page(attempt, known) if isinstance(known, Page) else _in_photograph(attempt, known)
    truth[list(attempt.found.left_out)] = np.nan  # nobody is asked of them
    told = np.flatnonzero(~np.isnan(truth))
    return Asked(attempt.asked.looks[told], attempt.asked.features[told], truth[told] == 1)


def _on_page(attempt: Attempt, page: Page) -> Numbers:
    """The truth of each glyph on a page, (n,): 1 for a digit read rightly, 0 for a non-digit, NaN to leave it out."""
    truth = np.zeros(len(attempt.reasons))
    digits = "".join(page.lines)
    if not digits:
        return truth
    for k, glyph in enumerate(attempt.found.glyphs):
        shares = [shared(attempt.canvas.unit(glyph.box), box) for box in page.boxes.tolist()]
        nearest = int(np.argmax(shares))
        if shares[nearest] >= FOUND:
            is_read = attempt.found.scores.probabilities[k].argmax() == int(digits[nearest])
            truth[k] = 1 if is_read else np.nan
        elif shares[nearest] >= STRANGE:
            truth[k] = np.nan
    return truth


def shared(box: Sequence[float], other: Sequence[float]) -> float:
    """What two boxes, x, y, width, height, share, by what they cover together."""
    wide = min(box[0] + box[2], other[0] + other[2]) - max(box[0], other[0])
    high = min(box[1] + box[3], other[1] + other[3]) - max(box[1], other[1])
    both = max(wide, 0) * max(high, 0)
    return both / (box[2] * box[3] + other[2] * other[3] - both)


def _in_photograph(attempt: Attempt, photograph: Photograph) -> Numbers:
    """The truth of each glyph in a photograph, (n,), as `_on_page`; NaN for all if a written line is misread."""
    _, lines = attempt.digits()
    truth = np.full(len(attempt.reasons), np.nan)
    if photograph.is_single:
        read = attempt.found.scores.probabilities.argmax(axis=1) == int("".join(photograph.lines))
        masses = np.array([float(glyph.ink.sum()) for glyph in attempt.found.glyphs])
        if read.any():
            truth[:] = 0
            truth[np.argmax(masses * read)] = 1
    elif (strays := photograph.strays("\n".join(lines))) is not None:
        for k, line in attempt.order:
            truth[k] = attempt.verdicts[k] != "not_a_digit" and line not in strays
    return truth


def fit(sets: dict[str, list[list[Asked]]]) -> dict[str, float]:
    """What a model card says of acceptance (see `Acceptance.of`): logistic regression.

    A set counts by the root of its size, a picture in it by the mean over its readings, and a reading by the root of
    its symbols. DataError if all symbols are digits, or none is.
    """
    told = [
        (asked, (len(pictures) * len(asked.written)) ** -0.5 / len(readings))
        for pictures in sets.values()
        for readings in pictures
        for asked in readings
        if len(asked.written)
    ]
    written = np.concatenate([asked.written for asked, _ in told]) if told else np.zeros(0, np.bool_)
    if written.all() or not written.any():
        raise DataError("The pictures have no digits, or nothing else, so nothing tells them apart.")
    looks = np.concatenate([logit(asked.looks) for asked, _ in told])
    features = np.concatenate([asked.features for asked, _ in told])
    counts = np.concatenate([np.full(len(asked.written), weight) for asked, weight in told])
    counts /= counts.sum()
    weights = logistic.fit(features, written, counts, RIDGE, offset=looks)
    return {name: round(float(weight), 4) for name, weight in zip(FEATURES, weights, strict=True)}
