"""The judge's weights follow from which readings were right."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scrawl.errors import DataError
from scrawl.glyphs.judge import CHOICE, FEATURES, SIDE, Judge
from scrawl.training import judge
from scrawl.training.judge import Question


def questions(count: int, noise: float, seed: int = 0) -> list[Question]:
    """Pictures with three readings each; the right one counts most, but for noise."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        features = rng.random((3, len(FEATURES)))
        right = np.zeros(3)
        right[(features[:, FEATURES.index("count")] + noise * rng.normal(size=3)).argmax()] = 1
        made.append(Question(features, right))
    return made


def test_what_right_readings_have_in_common_gets_the_weight() -> None:
    told = judge.fit({"made up": questions(300, 0.05)})["choice"]
    assert told["count"] > 10 * max(abs(told[name]) for name in CHOICE.features if name != "count")


def test_the_chance_is_how_often_such_readings_are_right() -> None:
    """Of pictures like those it was fitted on; where no reading tells, the chance is that of all."""
    fitted = Judge.of({"judge": judge.fit({"made up": questions(400, 0.3)})})
    chances, right = [], []
    for each in questions(400, 0.3, seed=1):
        chances += [fitted.exact(features) for features in each.features]
        right += each.right.tolist()
    likely = np.array(chances) > 0.5
    assert np.mean(chances) == pytest.approx(np.mean(right), abs=0.03)
    assert np.mean(np.array(chances)[likely]) == pytest.approx(np.mean(np.array(right)[likely]), abs=0.08)


def test_readings_from_other_sides_lower_the_chance_and_are_no_choice() -> None:
    """What is upright is asked of sides; between inks of one side it says nothing."""
    upright = FEATURES.index("upright")
    asked = []
    for each in questions(200, 0.05):
        each.features[:, upright] = each.right  # were it asked, it would tell all
        turned = each.features.copy()
        turned[:, upright] = -1
        asked.append(replace(each, turned=turned))
    fitted = Judge.of({"judge": judge.fit({"made up": asked})})
    assert fitted.choice[upright] == 0
    assert fitted.chance[upright] > 0
    on_its_head = asked[0].turned[0]
    stands = on_its_head.copy()
    stands[upright] = 1
    assert fitted.exact(on_its_head) < 0.2 < fitted.exact(stands)


def test_how_digits_stand_tells_the_side_where_scores_do_not() -> None:
    rng = np.random.default_rng(3)

    def asked(up: int, stands: float) -> Question:
        features = rng.random((4, len(FEATURES)))
        sides = np.array([0, 0, 90, 180])
        told = np.where(sides == up, stands, -stands) + rng.normal(size=4)
        about = np.column_stack([told, rng.random(4), sides > 0])
        return Question(features[:2], np.array([1.0, 0.0]), features[2:], sides, about, up)

    upright, turned = [asked(0, 3) for _ in range(100)], [asked(180, 3) for _ in range(20)]
    side = judge.fit({"upright": upright, "turned": turned})["side"]
    assert side["stands"] > 0
    assert side["turned"] < 0  # for most of them are upright
    one_sided = [replace(each, turned=each.turned[:0], sides=each.sides[:2]) for each in upright]
    told_nothing = judge.fit({"upright": one_sided})
    assert told_nothing["side"] == dict.fromkeys(SIDE.features, 0)


def test_pictures_that_all_readings_get_right_tell_nothing_of_the_weights() -> None:
    easy = [Question(each.features, np.ones(3)) for each in questions(100, 0.1, seed=2)]
    hard = {"hard": questions(100, 0.1)}
    without, with_them = judge.fit(hard), judge.fit({**hard, "easy": easy})
    assert without["choice"] == with_them["choice"]


def test_pictures_that_can_only_be_read_right_are_refused() -> None:
    with pytest.raises(DataError, match="wrong"):
        judge.fit({"made up": [Question(np.zeros((2, len(FEATURES))), np.ones(2))]})


def test_a_set_counts_by_the_root_of_its_size() -> None:
    """Four times as many pictures of which the others are right count twice."""
    few = questions(50, 0.05)
    contrary = [replace(each, right=1 - each.right) for each in few]
    told = judge.fit({"few": few, "many": contrary * 4})
    twice = judge.fit({"few": few, "more": contrary, "again": contrary})
    assert told["choice"] == pytest.approx(twice["choice"], abs=0.01)


def test_pictures_on_another_side_are_not_among_those_of_which_a_reading_is_chosen() -> None:
    made = {"upright": questions(40, 0.0), "turned": [replace(each, up=90) for each in questions(10, 0.0)]}
    fitted = judge.fit(made)
    assert fitted["pictures"] == 40
    told = list(judge.chosen(made, Judge.of({"judge": fitted})))
    assert told == ["upright: of 40 pictures the best reading is chosen in 40"]


def test_what_a_hundred_pictures_say_makes_odds_of_1400_to_one() -> None:
    """The ridge keeps it from being certain."""
    features = np.zeros((2, len(FEATURES)))
    features[0, FEATURES.index("count")] = 1
    told = judge.fit({"made up": [Question(features, np.array([1.0, 0.0]))] * 100})
    assert np.exp(told["choice"]["count"]) == pytest.approx(1400, rel=0.1)
