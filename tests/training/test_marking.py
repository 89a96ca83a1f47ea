"""Which pieces are marks follows from where marks are known to be."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from scrawl.errors import DataError
from scrawl.glyphs.marking import FEATURES
from scrawl.measure.photographs import Photograph
from scrawl.picture import encode_png
from scrawl.recognizer import WEIGHTS
from scrawl.scenes import compose, numerals, writing
from scrawl.scenes.compose import Page
from scrawl.training import marking, pictures
from scrawl.training.logistic import Asked


def page(data: Path, line: str) -> Page:
    """A line by one writer on plain paper."""
    rng = np.random.default_rng(5)
    hand = writing.digit_hands(data, development=True)[0]
    return compose.photograph(numerals.written(hand, (line,), 90, 7, rng), (), rng)


def photograph(data: Path, written: tuple[str, ...]) -> Photograph:
    return Photograph("12,5.png", encode_png(page(data, "12,5").pixels), ("125",), written=written)


def test_marks_are_where_they_were_written(data: Path) -> None:
    (asked,) = marking.gather({"page": [partial(page, data, "12,5")]}, WEIGHTS)["page"]
    assert asked.right.sum() == 1
    assert asked.features.shape == (len(asked.right), len(FEATURES))


def test_of_photographs_those_without_marks_tell_that_there_are_none(data: Path) -> None:
    made: list[Callable[[], pictures.Known | pictures.Drawing]] = [
        partial(photograph, data, written) for written in ((), ("12,5",))
    ]
    without, marked = marking.gather({"photographs": made}, WEIGHTS)["photographs"]
    assert len(without.right) > 0
    assert not without.right.any()
    assert len(marked.right) == 0


def test_pages_and_drawings_of_every_kind_are_made(data: Path) -> None:
    sets = pictures.marked(pictures.Recipe(pages=1, empty=1, step=50), data)
    assert {"dates, drawn", "times, everything", "numbers in combs", "answer-boxes"} <= set(sets)
    drawing, composed = sets["decimals, drawn"][0](), sets["decimals, plain"][0]()
    assert isinstance(drawing, pictures.Drawing)
    assert isinstance(composed, Page)
    assert len(drawing.boxes) == len("".join(drawing.lines).replace(" ", ""))
    (asked,) = marking.gather({"drawn": [lambda: drawing]}, WEIGHTS)["drawn"]
    assert asked.right.any()


def test_what_marks_have_in_common_gets_the_weight() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(2000, len(FEATURES)))
    written = features[:, FEATURES.index("torn")] + 0.2 * rng.normal(size=2000) < 0
    told = marking.fit({"made up": [Asked(features, written)]})
    assert told["torn"] < -10 * max(abs(value) for name, value in told.items() if name != "torn")


def test_pages_that_tell_nothing_apart_are_refused() -> None:
    with pytest.raises(DataError, match="nothing else"):
        marking.fit({})
    with pytest.raises(DataError, match="nothing else"):
        marking.fit({"made up": [Asked(np.zeros((3, len(FEATURES))), np.ones(3, bool))]})
