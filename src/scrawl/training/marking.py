"""Fits the marking, which tells marks that were written from all that looks like one (`scrawl.glyphs.marking`).

A made-up page knows where its marks are. Of a photograph only its text is known: where none of its numbers has a mark,
whatever looks like one is none, and else the photograph is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scrawl.glyphs import pieces
from scrawl.glyphs.asked import ask
from scrawl.measure.photographs import Photograph
from scrawl.measure.processes import reader_with
from scrawl.reading import Box
from scrawl.training.acceptance import in_both
from scrawl.training.logistic import Asked
from scrawl.training.pictures import Drawing, Known, source

COVERED = 0.5  # share of two boxes that both cover, from which a piece is the mark written there, by the smaller one


def asked(weights: Path, make: Callable[[], Known | Drawing]) -> list[Asked]:
    """Which pieces that look like marks were written, in the reading of a page; none if nothing there tells."""
    known = make()
    if isinstance(known, Photograph) and known.written:
        return []
    reader = reader_with(weights)
    attempt = reader.attempt(source(known))
    found, digits = attempt.looked_at
    told = ask(attempt.canvas, found, digits, reader.recognizer)
    if told is None:
        return []
    truth = np.zeros(len(told.names))
    if not isinstance(known, Photograph):
        written = [character for line in known.lines for character in line if character != " "]
        boxes = [attempt.canvas.unit(piece.glyph.box) for piece in told.pieces]
        truth[:] = [
            _truth(name, box, written, known.boxes) for name, box in zip(told.names, boxes, strict=True)
        ]
    is_told = ~np.isnan(truth)
    return [Asked(told.features[is_told], truth[is_told] == 1)]


def _truth(name: str, box: Box, written: list[str], places: NDArray[np.int64]) -> float:
    """1 if the mark of that name was written there, NaN if another one was, and 0 if none was.

    written  what is written on the page, in reading order
    places   (n, 4) its boxes
    """
    covered = [
        symbol
        for symbol, place in zip(written, places.tolist(), strict=True)
        if symbol in pieces.MARKS and _covered(box, place) >= COVERED
    ]
    return 0.0 if not covered else 1.0 if name in covered else np.nan


def _covered(box: Box, other: list[int]) -> float:
    """What two boxes, x, y, width, height, both cover, by the smaller one: a thin pen's box may be a pixel wider."""
    return in_both(box, other) / min(box[2] * box[3], other[2] * other[3])
