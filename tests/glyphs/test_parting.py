"""When ink in pieces is a number, by the shipped weights."""

from __future__ import annotations

import numpy as np

from scrawl.glyphs.parting import PARTING, features
from scrawl.recognizer import Recognizer

SHIPPED = PARTING.weights(Recognizer().card)


def is_number(
    pieces: dict[int, float], *, strange: float = 0.3, touching: bool = False, company: float | None = None
) -> bool:
    """Of ink in pieces: which digit each looks like, and how much."""
    known = features(
        np.array(list(pieces)), np.array(list(pieces.values())), strange, touching=touching, company=company
    )
    return bool(known @ SHIPPED > 0)


def test_pieces_tell_a_number_by_which_digits_they_are() -> None:
    assert is_number({3: 1, 5: 1})
    assert not is_number({1: 1, 3: 0.1})  # everything falls into bars
    assert is_number({2: 1, 8: 1}, strange=0.6) > is_number({0: 1, 1: 1}, strange=0.6)


def test_pixels_that_are_of_no_digit_tell_more_than_the_looks_of_pieces() -> None:
    assert not is_number({3: 1, 5: 1}, strange=0.99)
    assert not is_number({2: 1, 7: 0.9}, strange=0.9)
    assert is_number({2: 1, 7: 0.9}, strange=0.1)


def test_among_digits_it_is_sooner_one() -> None:
    told = features(np.array([4, 7]), np.array([0.9, 0.9]), 0.5, touching=False, company=1.0)
    alone = features(np.array([4, 7]), np.array([0.9, 0.9]), 0.5, touching=False, company=0.0)
    edge = features(np.array([4, 7]), np.array([0.9, 0.9]), 0.5, touching=True, company=0.0)
    assert told @ SHIPPED > alone @ SHIPPED > edge @ SHIPPED


def test_certain_pixels_do_not_decide_alone() -> None:
    sure = features(np.array([3]), np.array([1.0]), 1.0, touching=False, company=None)
    assert np.isfinite(sure).all()
