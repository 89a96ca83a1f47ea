"""Fits the acceptance, which tells written digits from everything that looks like one (`scrawl.glyphs.acceptance`).

A made-up page knows where its digits are. In a photograph of one digit, the largest glyph that is read as its label is
taken for that digit, and all others for non-digits. Of other photographs those readings are used that have every
written line: what is read in further lines are no digits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scrawl.glyphs.acceptance import logit
from scrawl.glyphs.attempt import Attempt
from scrawl.measure.photographs import Photograph
from scrawl.measure.processes import reader_with
from scrawl.scenes.compose import Page
from scrawl.training.logistic import Asked
from scrawl.training.pictures import Known, source

FOUND = 0.5  # intersection over union of boxes from which a glyph is that digit
STRANGE = 0.2  # intersection over union below which a glyph is none; between them it is a piece, and left out

Numbers = NDArray[np.float64]


def asked(weights: Path, make: Callable[[], Known]) -> list[Asked]:
    """Of each upright reading of a picture, which symbols are digits that were written; their looks are the offset."""
    known = make()
    attempts = reader_with(weights).attempts(source(known), turned=False)
    return [_labelled(attempt, known) for attempt in attempts]


def _labelled(attempt: Attempt, known: Known) -> Asked:
    truth = _on_page(attempt, known) if isinstance(known, Page) else _in_photograph(attempt, known)
    truth[list(attempt.found.left_out)] = np.nan  # nobody is asked of them
    told = np.flatnonzero(~np.isnan(truth))
    return Asked(attempt.asked.features[told], truth[told] == 1, logit(attempt.asked.looks[told]))


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
    both = in_both(box, other)
    return both / (box[2] * box[3] + other[2] * other[3] - both)


def in_both(box: Sequence[float], other: Sequence[float]) -> float:
    """The area that lies in two boxes, x, y, width, height."""
    wide = min(box[0] + box[2], other[0] + other[2]) - max(box[0], other[0])
    high = min(box[1] + box[3], other[1] + other[3]) - max(box[1], other[1])
    return max(wide, 0) * max(high, 0)


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
