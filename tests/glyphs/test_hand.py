"""Digits that look alike, in one hand, are one digit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl import Reader, Strokes
from scrawl.glyphs.attempt import Attempt
from scrawl.glyphs.hand import in_one_hand
from scrawl.reading import Verdict
from scrawl.recognizer import Recognizer, Scores

Path = list[list[float]]


@pytest.fixture(scope="module")
def written(reader: Reader) -> Attempt:
    """Four 7s, read as drawn."""
    sevens: list[Path] = [[[x, 1], [x + 26, 0], [x + 10, 40]] for x in (0.0, 60.0, 120.0, 180.0)]
    attempt = reader.attempt(Strokes.of(sevens, brush=5))
    assert len(attempt.verdicts) == 4
    return attempt


def told(written: Attempt, likely: list[tuple[float, float]], cosine: float) -> Attempt:
    """Those glyphs as if they were a 1 and a 7 as likely as told, all others as like the first as the cosine says."""
    scores = written.found.scores
    probabilities = np.zeros((4, 10), np.float32)
    probabilities[:, [1, 7]] = likely
    embedding = np.zeros_like(scores.embedding)
    embedding[0, 0] = 3
    embedding[1:, :2] = 5 * np.array([cosine, np.sqrt(1 - cosine**2)])
    found = replace(written.found, scores=replace(scores, probabilities=probabilities, embedding=embedding))
    verdicts: list[Verdict] = ["digit" if max(each) >= written.t_unsure else "unsure" for each in likely]
    return in_one_hand(replace(written, found=found, verdicts=tuple(verdicts)))


@pytest.mark.parametrize(("cosine", "is_sure"), [(0.6, False), (0.82, False), (0.88, True), (0.99, True)])
def test_an_unsure_digit_is_what_those_like_it_are(cosine: float, is_sure: bool, written: Attempt) -> None:
    attempt = told(written, [(0.4, 0.6), *[(0.01, 0.99)] * 3], cosine)
    assert attempt.verdicts == ("digit" if is_sure else "unsure", "digit", "digit", "digit")
    assert attempt.character(0) == ("7" if is_sure else "?")


def test_others_that_are_unsure_say_little(written: Attempt) -> None:
    attempt = told(written, [(0.5, 0.5), *[(0.35, 0.65)] * 3], 0.95)
    assert attempt.verdicts[0] == "unsure"


def test_a_sure_digit_stays_what_it_is(written: Attempt) -> None:
    attempt = told(written, [(0.95, 0.05), *[(0.01, 0.99)] * 3], 0.99)
    assert attempt.found.scores.probabilities[0, 1] == pytest.approx(0.95)
    assert attempt.character(0) == "1"


class Doubting(Recognizer):
    """Takes a narrow crop for a 1 or a 7, all others surely for a 7, and all of them for one shape."""

    def score(self, crops: Sequence[NDArray[np.float32]]) -> Scores:
        scores = super().score(crops)
        is_narrow = np.array([crop.shape[1] < crop.shape[0] / 2 for crop in crops], np.bool_)
        scores.probabilities[:] = 1e-4
        scores.probabilities[:, 7], scores.probabilities[is_narrow, 1] = np.where(is_narrow, 0.6, 0.999), 0.4
        scores.digitness[:], scores.embedding[:] = 1, 1
        return scores


def test_the_digits_of_a_drawing_tell_of_an_unsure_one() -> None:
    narrow: Path = [[0, 1], [12, 0], [5, 40]]
    wide: list[Path] = [[[x, 1], [x + 26, 0], [x + 10, 40]] for x in (40.0, 100.0)]
    reader = Reader(Doubting())
    assert reader.read(Strokes.of([narrow], brush=3)).text == "?"
    assert reader.read(Strokes.of([narrow, *wide], brush=3)).text == "777"


def test_nothing_written_stays_nothing(reader: Reader) -> None:
    assert in_one_hand(reader.attempt(Strokes.of([]))).verdicts == ()
