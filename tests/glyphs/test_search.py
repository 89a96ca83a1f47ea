"""Which of the readings of a source is taken: from which side, and under an expectation by what fits it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from scrawl.glyphs.expectation import Expectation, parsed
from scrawl.glyphs.judge import FEATURES, Judge
from scrawl.glyphs.search import Search
from scrawl.glyphs.signs import Told
from scrawl.recognizer import Recognizer

# Takes what is larger in the first feature, and is sure of nothing.
JUDGE = Judge(np.eye(len(FEATURES))[0], np.zeros(len(FEATURES)), -9.0, np.zeros(3))


def reading(score: float, *, good: int = 5, turned: int = 0) -> Any:
    """One with that score by the judge, with so many good digits, from a side."""
    return SimpleNamespace(
        good=good,
        found=SimpleNamespace(glyphs=(1,), looked_at=0),
        canvas=SimpleNamespace(turned=turned, view=None),
        features=score * np.eye(len(FEATURES))[0],
        side=np.zeros(3),
        frames=(),
        told=(),
    )


def search(*attempts: Any, expect: tuple[Expectation, ...] = ()) -> Search:
    return Search(cast(Recognizer, None), JUDGE, iter(()), [], expect=expect, attempts=list(attempts))


@pytest.mark.parametrize(("good", "turned"), [(1, 0), (2, 0), (3, 90), (4, 90)])
def test_a_picture_is_turned_for_three_digits_and_not_for_two_signs_that_look_like_some(
    good: int, turned: int
) -> None:
    best = search(reading(0.0, good=1), reading(1.0, good=good, turned=90)).found()
    assert best.canvas.turned == turned


def test_a_picture_that_was_read_from_one_side_alone_is_read_from_that_one() -> None:
    assert search(reading(0.0, good=1, turned=90)).found().canvas.turned == 90


def test_a_table_in_a_frame_is_read_although_one_on_its_side_has_none() -> None:
    """Two signs that look like digits there do not count, so that nothing would be left."""
    framed = reading(0.0)
    framed.frames = (0,)
    asked = search(framed, reading(1.0, good=2, turned=90))
    asked.layout = "table"
    assert asked.found() is framed


@pytest.mark.parametrize(("worse", "is_taken"), [(0.1, True), (0.36, True), (0.55, False), (0.9, False)])
def test_an_ink_whose_numbers_fit_what_is_expected_may_be_read_a_little_worse(
    worse: float, is_taken: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred times likelier numbers are worth a tenth of that in the judge's log-odds."""
    monkeypatch.setattr("scrawl.glyphs.expected.expected", lambda attempt, *_: attempt)
    monkeypatch.setattr("scrawl.glyphs.search.numbers_of", lambda _: [])
    unsure, fitting = reading(1.0), reading(1.0 - worse)
    unsure.told = [Told((), confidence=0.01, unsure=True)]
    fitting.told = [Told((), confidence=1.0)]
    asked = search(unsure, fitting, expect=(parsed("##"),))
    asked.layout = "digit"
    assert (asked.best() is fitting) == is_taken
