"""Which pieces are marks follows from where marks are known to be."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np

from scrawl.glyphs.marking import FEATURES
from scrawl.measure.photographs import Photograph
from scrawl.picture import encode_png
from scrawl.recognizer import WEIGHTS
from scrawl.scenes import compose, numerals, writing
from scrawl.scenes.compose import Page
from scrawl.training import marking, pictures


def page(data: Path, line: str) -> Page:
    """A line by one writer on plain paper."""
    rng = np.random.default_rng(5)
    hand = writing.digit_hands(data, development=True)[0]
    return compose.photograph(numerals.written(hand, (line,), 90, 7, rng), (), rng)


def photograph(data: Path, written: tuple[str, ...]) -> Photograph:
    return Photograph("12,5.png", encode_png(page(data, "12,5").pixels), ("125",), written=written)


def test_marks_are_where_they_were_written(data: Path) -> None:
    (asked,) = marking.asked(WEIGHTS, partial(page, data, "12,5"))
    assert asked.right.sum() == 1
    assert asked.features.shape == (len(asked.right), len(FEATURES))


def test_of_photographs_those_without_marks_tell_that_there_are_none(data: Path) -> None:
    (without,) = marking.asked(WEIGHTS, partial(photograph, data, ()))
    assert len(without.right) > 0
    assert not without.right.any()
    assert marking.asked(WEIGHTS, partial(photograph, data, ("12,5",))) == []


def test_pages_and_drawings_of_every_kind_are_made(data: Path) -> None:
    sets = pictures.marked(pictures.Recipe(pages=1, empty=1, step=50), data)
    assert {"dates, drawn", "times, everything", "numbers in combs", "answer-boxes"} <= set(sets)
    drawing, composed = sets["decimals, drawn"][0](), sets["decimals, plain"][0]()
    assert isinstance(drawing, pictures.Drawing)
    assert isinstance(composed, Page)
    assert len(drawing.boxes) == len("".join(drawing.lines).replace(" ", ""))
    (asked,) = marking.asked(WEIGHTS, lambda: drawing)
    assert asked.right.any()
