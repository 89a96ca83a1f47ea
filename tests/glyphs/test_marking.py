"""What speaks for a mark and against it, by the shipped weights."""

from __future__ import annotations

import numpy as np
import pytest

from scrawl.glyphs.fitted import probability
from scrawl.glyphs.marking import FEATURES, MARKING, Pieces, features
from scrawl.recognizer import Recognizer

SHIPPED = MARKING.weights(Recognizer().card)


ALONE = {"aspect": 0.5, "seen": 1.0, "torn": 0.0, "stroke": 1.0, "litter": 0.0, "within": 0.0}


def likely(
    name: str = ",",
    by_looks: float = 0.95,
    *,
    whole: bool = False,
    drawn: bool = False,
    part: bool = False,
    **known: float,
) -> float:
    """How likely such a piece is a mark."""
    numbers = {what: np.array([value]) for what, value in (ALONE | known).items()}
    pieces = Pieces(
        [name],
        likely=np.array([by_looks]),
        whole=np.array([whole]),
        drawn=drawn,
        part=np.array([part]),
        **numbers,
    )
    return float(probability(features(pieces) @ SHIPPED)[0])


def test_looks_count_most() -> None:
    assert likely(by_looks=0.99) > 0.95 > likely(by_looks=0.5) > likely(by_looks=0.1)


def test_what_is_no_writing_counts_against_a_mark() -> None:
    assert likely(litter=0.9) < 0.8 < likely(litter=0)  # small print all around, nine pieces to each digit
    assert likely(by_looks=0.9, torn=1.0) < 0.8 < likely(by_looks=0.9)  # a bit of a wall
    assert likely(seen=0.02) < likely()
    assert likely(stroke=0.3) < likely()
    assert likely("-", stroke=6.0) < 0.8 < likely("-", stroke=1.25)  # a finger, and a bold minus


def test_a_sign_is_not_under_the_arm_of_its_7() -> None:
    assert likely("-", part=True, within=1) < 0.8 < likely("-", part=True)
    assert likely("-", part=True, within=1) < likely("-", part=True, within=0.5)
    assert likely(",", part=True, within=1) == likely(",", part=True)  # as a comma may be


@pytest.mark.parametrize(("name", "counts"), [(".", False), (":", False), (",", True), ("-", True)])
def test_a_dab_may_be_a_blot(name: str, counts: bool) -> None:
    assert (likely(name, stroke=1.6) < likely(name)) == counts


def test_ink_that_nobody_sees_counts_as_one_in_a_thousand() -> None:
    one, none = np.ones(1), np.zeros(1)
    faint = Pieces([","], one * 0.5, one < 0, one, none, none, one, none, False, one < 0, none)
    told = dict(zip(FEATURES, features(faint)[0].tolist(), strict=True))
    assert told["seen"] == pytest.approx(np.log(0.001))


def test_a_1_is_a_slash_where_it_leans() -> None:
    assert likely("/", 0.6, whole=True, aspect=0.5) > 0.8 > likely("/", 0.6, whole=True, aspect=0.2)
    assert likely("/", 0.3, whole=True, aspect=0.2) < 0.2
    assert likely("/", 0.9, aspect=0.2) == likely("/", 0.9, aspect=0.5)  # what is no digit
