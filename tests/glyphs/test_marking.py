"""What speaks for a mark and against it, by the shipped weights."""

from __future__ import annotations

import numpy as np
import pytest

from scrawl.glyphs.fitted import probability
from scrawl.glyphs.marking import FEATURES, MARKING, Pieces, features
from scrawl.recognizer import Recognizer

SHIPPED = MARKING.weights(Recognizer().card)


def likely(
    name: str = ",",
    by_looks: float = 0.95,
    *,
    whole: bool = False,
    aspect: float = 0.5,
    seen: float = 1.0,
    torn: float = 0.0,
    stroke: float = 1.0,
    litter: float = 0.0,
    drawn: bool = False,
    part: bool = False,
) -> float:
    """How likely such a piece is a mark."""
    numbers = (np.array([value]) for value in (by_looks, aspect, seen, torn, stroke, litter))
    sure, wide, inked, loose, broad, about = numbers
    pieces = Pieces(
        [name], sure, np.array([whole]), wide, inked, loose, broad, about, drawn, np.array([part])
    )
    return float(probability(features(pieces) @ SHIPPED)[0])


def test_looks_count_most() -> None:
    assert likely(by_looks=0.99) > 0.95 > likely(by_looks=0.5) > likely(by_looks=0.1)


def test_what_is_no_writing_counts_against_a_mark() -> None:
    assert likely(litter=10) < 0.8 < likely(litter=0)  # small print all around, ten pieces to each digit
    assert likely(part=True) < likely() < likely(drawn=True)  # a digit may be broken; a drawing has no specks
    assert likely(torn=1.0) < 0.8 < likely()  # a bit of a wall
    assert likely(seen=0.02) < likely()
    assert likely(stroke=0.3) < likely()
    assert likely("-", stroke=6.0) < 0.8 < likely("-", stroke=1.5)  # a finger, and a bold minus


@pytest.mark.parametrize(("name", "counts"), [(".", False), (":", False), (",", True), ("-", True)])
def test_a_dab_may_be_a_blot(name: str, counts: bool) -> None:
    assert (likely(name, stroke=1.6) < likely(name)) == counts


def test_litter_counts_by_numbers_of_five_digits_and_ink_that_nobody_sees_as_one_in_a_thousand() -> None:
    one, none = np.ones(1), np.zeros(1)
    faint = Pieces([","], one * 0.5, one < 0, one, none, none, one, one / 5, False, one < 0)
    told = dict(zip(FEATURES, features(faint)[0].tolist(), strict=True))
    assert told["litter"] == pytest.approx(np.log(2))
    assert told["seen"] == pytest.approx(np.log(0.001))


def test_a_1_is_a_slash_where_it_leans() -> None:
    assert likely("/", 0.75, whole=True, aspect=0.5) > 0.8 > likely("/", 0.75, whole=True, aspect=0.2)
    assert likely("/", 0.4, whole=True, aspect=0.2) < 0.2
    assert likely("/", 0.9, aspect=0.2) == likely("/", 0.9, aspect=0.5)  # what is no digit
