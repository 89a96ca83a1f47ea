"""Of several readings of one picture the judge takes the one that explains its ink by good digits."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl.errors import EngineError
from scrawl.glyphs.judge import CLEAR, FEATURES, SIDE, Judge, decided, features
from scrawl.recognizer import Recognizer


def asked(
    qualities: list[float],
    accepted: list[float] | None = None,
    *,
    missed: float = 0.0,
    undecided: float = 0.0,
    framed: float = 0.0,
) -> dict[str, float]:
    upright = np.array([1.0, 3.0, 5.0])[: len(qualities)]
    told = features(np.array(qualities), np.array(accepted or qualities), upright, missed, undecided, framed)
    return dict(zip(FEATURES, told.tolist(), strict=True))


def of(**told: float) -> np.ndarray:
    return np.array([told.get(name, 0.0) for name in FEATURES])


def test_the_features_of_two_marks_of_which_one_is_a_digit() -> None:
    told = asked([0.9, 0.01], missed=0.3, undecided=0.2, framed=0.1)
    assert told["missed"] == 0.3
    assert told["open"] == 0.2
    assert told["framed"] == 0.1
    assert told["mean"] == told["worst"] == pytest.approx(np.log(0.9))
    assert told["count"] == pytest.approx(np.log(2))
    assert told["empty"] == 0
    assert told["upright"] == 1  # of the one that is


def test_the_worst_of_good_digits_is_told_from_the_mean() -> None:
    told = asked([0.9, 0.6])
    assert told["mean"] == pytest.approx((np.log(0.9) + np.log(0.6)) / 2)
    assert told["worst"] == pytest.approx(np.log(0.6))
    assert told["upright"] == 2


def test_a_glyph_is_decided_that_is_a_good_digit_or_none_by_nine_to_one() -> None:
    accepted = np.array([0.9, 0.6, 0.12, 0.08])
    assert decided(np.array([0.6, 0.4, 0.1, 0.05]), accepted).tolist() == [True, False, False, True]


def test_the_least_sure_decision_is_told_of_digits_and_of_what_is_none() -> None:
    assert asked([0.9, 0.6])["least"] == pytest.approx(np.log(0.6))
    assert asked([0.9, 0.3])["least"] == pytest.approx(np.log(0.7))
    assert asked([0.9, 0.01])["least"] == pytest.approx(np.log(0.9))
    assert asked([0.3], [0.8])["least"] == pytest.approx(np.log(0.3))  # a digit, but nobody knows which


def test_a_reading_without_a_good_digit_is_empty_and_tells_how_surely() -> None:
    assert asked([], undecided=0.4) == {name: {"empty": 1, "open": 0.4}.get(name, 0) for name in FEATURES}
    doubtful = asked([0.1], missed=0.9, undecided=0.4)
    assert doubtful.pop("least") == pytest.approx(np.log(0.9))
    assert doubtful == {name: {"empty": 1, "open": 0.4}.get(name, 0) for name in FEATURES if name != "least"}


def test_the_shipped_judge_prefers_what_one_would(recognizer_card: dict[str, object]) -> None:
    judge = Judge.of(recognizer_card)
    clear = {"open": 0.1, "count": float(np.log(3))}
    assert judge.score(of(**clear)) > judge.score(of(**clear | {"open": 0.4}))
    assert judge.score(of(**clear)) == judge.score(of(**clear | {"missed": 0.4}))  # letters are left unread
    assert judge.score(of(**clear)) > judge.score(of(**clear | {"mean": float(np.log(0.8))}))
    assert judge.score(of(**clear)) > judge.score(of(**clear | {"count": float(np.log(2))}))
    assert judge.score(of(**clear)) == judge.score(
        of(**clear | {"upright": 3.0})
    )  # asked of sides, not of inks
    assert judge.score(of(**clear)) == judge.score(of(**clear | {"worst": float(np.log(0.6))}))
    assert judge.score(of(**clear)) > judge.score(of(empty=1.0))
    assert judge.score(of(empty=1.0)) > judge.score(
        of(open=0.5, mean=float(np.log(0.6)), count=float(np.log(2)))
    )


def side(**told: float) -> NDArray[np.float64]:
    """What tells of a side; 0 where it is not said."""
    return np.array([told.get(name, 0.0) for name in SIDE.features])


def test_what_is_clear_needs_no_other_ink(recognizer_card: dict[str, object]) -> None:
    judge = Judge.of(recognizer_card)
    clear = {"missed": 0.1, "count": float(np.log(2)), "upright": 2.0}
    assert judge.exact(of(**clear)) > CLEAR
    assert judge.exact(of(**clear | {"worst": float(np.log(0.6))})) < CLEAR
    assert judge.exact(of(**clear | {"least": float(np.log(0.6))})) < CLEAR
    # Digits that touch a box are hidden in it.
    assert judge.exact(of(**clear | {"framed": 0.9})) < judge.exact(of(**clear))
    # One good digit in a large shadow, while the network sees more writing.
    assert judge.exact(of(**clear | {"missed": 0.8})) < CLEAR


def test_a_turned_picture_must_be_read_better_than_an_upright_one(recognizer_card: dict[str, object]) -> None:
    judge = Judge.of(recognizer_card)
    nothing = judge.of_side(judge.score(of(empty=1.0)), side())
    number = judge.score(of(open=0.2, mean=float(np.log(0.9)), count=float(np.log(6))))
    standing = judge.of_side(number, side(stands=10.0, digits=0.9, turned=1.0))
    assert nothing < standing < judge.of_side(number, side(stands=10.0, digits=0.9))
    assert judge.of_side(number, side(stands=-5.0, digits=0.9, turned=1.0)) < standing
    # Letters that look like digits from the side are among others that do not, though they stand well.
    letters = judge.score(of(open=0.6, mean=float(np.log(0.65)), count=float(np.log(4))))
    assert judge.of_side(letters, side(stands=8.0, digits=0.25, turned=1.0)) < nothing


def test_a_card_without_a_judge_is_refused() -> None:
    with pytest.raises(EngineError, match="scrawl train --network judge"):
        Judge.of({})
    with pytest.raises(EngineError, match="judge"):
        Judge.of({"judge": {"choice": {"missed": 1.0}, "chance": {"bias": 1.0}}})


@pytest.fixture
def recognizer_card() -> dict[str, object]:
    return Recognizer("onnx").card
