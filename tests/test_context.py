"""Neighbours tell numbers from words."""

from __future__ import annotations

import numpy as np
import pytest

from scrawl.context import in_words
from scrawl.recognizer import Recognizer

REFUSED = Recognizer().card["thresholds"]["t_digit"]


def judged(*looks: float) -> list[float]:
    """Of one word whose glyphs look like digits so much."""
    return [float(each) for each in in_words(np.array(looks, np.float32), [list(range(len(looks)))])]


def test_what_stands_alone_is_judged_by_its_looks() -> None:
    assert judged(0.3) == pytest.approx([0.3])


def test_the_two_rings_of_room_are_letters() -> None:
    assert max(judged(0.02, 0.99, 0.99, 0.02)) < REFUSED


def test_a_doubtful_digit_among_digits_gains() -> None:
    assert judged(0.99, 0.6, 0.99, 0.99)[1] > 0.8


def test_a_digit_beside_one_scribble_stays() -> None:
    assert judged(0.99, 0.02)[0] > 0.85


def test_words_do_not_speak_for_each_other() -> None:
    looks = np.array([0.02, 0.99, 0.02, 0.02, 0.99, 0.99], np.float32)
    apart = in_words(looks, [[0, 1, 2, 3], [4, 5]])
    assert apart[1] < REFUSED
    assert min(apart[4:]) > 0.98


def test_certainties_stay_finite() -> None:
    assert np.isfinite(judged(1.0, 0.0, 1.0, 0.0)).all()
