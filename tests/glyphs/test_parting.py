"""When ink in pieces is a number: by the shipped weights, and by those that a card may have."""

from __future__ import annotations

import numpy as np
import pytest

from scrawl.errors import EngineError
from scrawl.glyphs.parting import FEATURES, Parting, features
from scrawl.recognizer import Recognizer

SHIPPED = Parting.of(Recognizer().card)


def is_number(
    pieces: dict[int, float], *, strange: float = 0.3, touching: bool = False, company: float | None = None
) -> bool:
    """Of ink in pieces: which digit each looks like, and how much."""
    known = features(
        np.array(list(pieces)), np.array(list(pieces.values())), strange, touching=touching, company=company
    )
    return SHIPPED.is_number(known)


def test_pieces_tell_a_number_by_which_digits_they_are() -> None:
    assert is_number({3: 1, 5: 1})
    assert not is_number({1: 1, 3: 0.1})  # everything falls into bars
    assert is_number({2: 1, 8: 1}, strange=0.6) > is_number({0: 1, 1: 1}, strange=0.6)


def test_pixels_that_are_of_no_digit_tell_more_than_the_looks_of_pieces() -> None:
    assert not is_number({3: 1, 5: 1}, strange=0.99)
    assert not is_number({0: 1, 7: 0.9}, strange=0.9)
    assert is_number({0: 1, 7: 0.9}, strange=0.1)


def test_among_digits_it_is_sooner_one() -> None:
    told = features(np.array([4, 7]), np.array([0.9, 0.9]), 0.5, touching=False, company=1.0)
    alone = features(np.array([4, 7]), np.array([0.9, 0.9]), 0.5, touching=False, company=0.0)
    edge = features(np.array([4, 7]), np.array([0.9, 0.9]), 0.5, touching=True, company=0.0)
    weights = SHIPPED.weights[:-1]
    assert told @ weights > alone @ weights > edge @ weights


def test_certain_pixels_do_not_decide_alone() -> None:
    sure = features(np.array([3]), np.array([1.0]), 1.0, touching=False, company=None)
    assert np.isfinite(sure).all()


def test_a_card_without_it_says_how_to_fit_it() -> None:
    with pytest.raises(EngineError, match="--network judge"):
        Parting.of({})
    with pytest.raises(EngineError, match="other features"):
        Parting.of({"parting": dict.fromkeys(FEATURES, 0.0)})


def test_the_weights_stand_in_the_order_of_their_names() -> None:
    told = {name: float(place) for place, name in enumerate((*FEATURES, "bias"))}
    assert Parting.of({"parting": dict(reversed(told.items()))}).weights.tolist() == list(told.values())
