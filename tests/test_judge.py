"""Of several readings of one picture the judge takes the one that explains its ink by good digits."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl.errors import EngineError
from scrawl.judge import FEATURES, Judge, features
from scrawl.page import Glyph
from scrawl.reader import CLEAR
from scrawl.recognizer import Recognizer

SIZE = (100, 200)


def glyph(x: int, side: int = 40) -> Glyph:
    return Glyph(np.ones((side, side), np.float32), (x, 20, side, side))


def page(*glyphs: Glyph) -> NDArray[np.float32]:
    ink = np.zeros(SIZE, np.float32)
    for each in glyphs:
        x, y, width, height = each.box
        ink[y : y + height, x : x + width] = each.ink
    return ink


def asked(
    glyphs: tuple[Glyph, ...],
    qualities: list[float],
    *,
    digits: tuple[int, ...] = (4, 4),
    seen: NDArray[np.float32] | None = None,
    pieces: NDArray[np.int32] | None = None,
) -> dict[str, float]:
    named, upright = np.array(digits[: len(glyphs)]), np.array([1.0, 3.0])[: len(glyphs)]
    found = features(page(*glyphs), glyphs, np.array(qualities), named, upright, seen, pieces)
    return dict(zip(FEATURES, found.tolist(), strict=True))


def test_the_features_of_two_marks_of_which_one_is_a_digit() -> None:
    told = asked((glyph(0), glyph(100)), [0.9, 0.01])
    assert told["share"] == pytest.approx(0.5)
    assert told["quality"] == pytest.approx((np.log(0.9) + np.log(0.01)) / 2)
    assert told["worst"] == pytest.approx(np.log(0.9))
    assert told["count"] == pytest.approx(np.log(2))
    assert told["empty"] == told["left"] == told["bars"] == told["torn"] == 0
    assert told["seen"] == 1
    assert told["upright"] == 1  # of the one that is


def test_only_ones_are_told_from_other_digits() -> None:
    assert asked((glyph(0), glyph(100)), [0.9, 0.9], digits=(1, 1))["bars"] == 1
    assert asked((glyph(0), glyph(100)), [0.9, 0.9], digits=(1, 7))["bars"] == 0


def test_ink_that_is_not_read_differs_from_a_blank_page() -> None:
    told, blank = asked((glyph(0),), [0.1]), asked((), [])
    assert told["empty"] == blank["empty"] == 1
    assert (told["left"], blank["left"]) == (1, 0)


def test_what_the_network_sees_is_that_of_the_least_seen_digit_at_any_scale() -> None:
    seen = np.zeros((SIZE[0] // 2, SIZE[1] // 2), np.float32)
    seen[10:30, 0:20] = 1  # all of the first
    seen[10:30, 50:60] = 0.5  # half of the second by half
    told = asked((glyph(0), glyph(100)), [0.9, 0.9], seen=seen)
    assert told["seen"] == pytest.approx(0.5, abs=0.02)  # the root of a quarter


def test_a_digit_is_torn_out_of_what_is_dark_beyond_it() -> None:
    """As the corner of a box is, at any scale; one that is all of its piece is whole."""
    pieces = np.zeros((SIZE[0] // 2, SIZE[1] // 2), np.int32)
    pieces[10:30, 0:20] = 1  # just the first
    pieces[10:30, 50:90] = 2  # of which the second is one half
    assert asked((glyph(0),), [0.9], pieces=pieces)["torn"] == 0
    assert asked((glyph(100),), [0.9], pieces=pieces)["torn"] == pytest.approx(0.5)
    assert asked((glyph(0), glyph(100)), [0.9, 0.9], pieces=pieces)["torn"] == pytest.approx(0.25)
    assert asked((glyph(140),), [0.9], pieces=np.zeros_like(pieces))["torn"] == 0  # nothing is dark there


def test_the_shipped_judge_prefers_what_one_would(recognizer_card: dict[str, object]) -> None:
    judge = Judge.of(recognizer_card)

    def score(**told: float) -> float:
        clear = {"share": 1.0, "seen": 0.9, "count": float(np.log(3))}
        return judge.score(np.array([(clear | told).get(name, 0.0) for name in FEATURES]))

    blank = judge.score(np.array([float(name == "empty") for name in FEATURES]))
    unread = judge.score(np.array([float(name in ("empty", "left")) for name in FEATURES]))
    assert score() > score(share=0.6)
    assert score() > score(worst=float(np.log(0.6)))
    assert score() > score(seen=0.2)
    assert score() > score(torn=0.8)
    assert score() == score(upright=3.0)  # what is upright is asked of sides, not of inks
    assert score() > unread
    assert blank > score(seen=0.0, bars=1.0, count=float(np.log(2)))
    clear = {"share": 1.0, "seen": 0.9, "count": float(np.log(2))}
    assert judge.exact(np.array([(clear | {"upright": 2.0}).get(name, 0.0) for name in FEATURES])) > CLEAR


def test_a_card_without_a_judge_is_refused() -> None:
    with pytest.raises(EngineError, match="scrawl train --network judge"):
        Judge.of({})
    with pytest.raises(EngineError, match="judge"):
        Judge.of({"judge": {"choice": {"share": 1.0}, "chance": {"bias": 1.0}}})


@pytest.fixture
def recognizer_card() -> dict[str, object]:
    return Recognizer("onnx").card
