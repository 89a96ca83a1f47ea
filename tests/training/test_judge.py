"""The judge's weights follow from which readings were right."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scrawl.errors import DataError
from scrawl.glyphs.acceptance import FEATURES as ACCEPTED
from scrawl.glyphs.judge import CHOICE, FEATURES, SIDE, Judge
from scrawl.glyphs.parting import FEATURES as PARTED
from scrawl.glyphs.struck import FEATURES as STRUCK
from scrawl.recognizer import WEIGHTS, Recognizer
from scrawl.scenes import pages
from scrawl.scenes.writing import Hand
from scrawl.training import acceptance, judge, logistic, parting, pictures, struck, ways
from scrawl.training.judge import Question
from scrawl.training.pictures import Recipe


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


def symbols(seed: int) -> acceptance.Asked:
    """Symbols that all look like digits; those that are one are seen."""
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(200, len(ACCEPTED)))
    written = features[:, list(ACCEPTED).index("seen")] > 0
    return acceptance.Asked(np.full(200, 0.9, np.float32), features, written)


def test_what_right_readings_have_in_common_gets_the_weight() -> None:
    told = judge.fit(questions(300, 0.05))["choice"]
    assert isinstance(told, dict)
    assert told["count"] > 10 * max(abs(told[name]) for name in CHOICE if name != "count")


def test_the_chance_is_how_often_such_readings_are_right() -> None:
    """Of pictures like those it was fitted on; where no reading tells, the chance is that of all."""
    fitted = Judge.of({"judge": judge.fit(questions(400, 0.3))})
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
    fitted = Judge.of({"judge": judge.fit(asked)})
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
    side = judge.fit(upright, turned)["side"]
    assert isinstance(side, dict)
    assert side["stands"] > 0
    assert side["turned"] < 0  # for most of them are upright
    told_nothing = judge.fit(
        [replace(each, turned=each.turned[:0], sides=each.sides[:2]) for each in upright]
    )
    assert told_nothing["side"] == dict.fromkeys(SIDE, 0)


def cuttings() -> logistic.Asked:
    """Of which those among digits are to be parted."""
    features = np.random.default_rng(0).normal(size=(200, len(PARTED)))
    return logistic.Asked(features, features[:, PARTED.index("company")] > 0)


def cells() -> logistic.Asked:
    """Of which those with ink on both sides of a line are struck out."""
    features = np.random.default_rng(0).normal(size=(200, len(STRUCK)))
    return logistic.Asked(features, features[:, STRUCK.index("beside")] > 0)


def test_pictures_that_all_readings_get_right_tell_nothing_of_the_weights() -> None:
    easy = [Question(each.features, np.ones(3)) for each in questions(100, 0.1, seed=2)]
    without, with_them = judge.fit(questions(100, 0.1)), judge.fit(questions(100, 0.1) + easy)
    assert without["choice"] == with_them["choice"]


def test_the_judge_is_written_into_the_card_of_its_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where there was none; `Reader` then reads with it."""
    for name in ("digits.onnx", "card.json", "centres.onnx", "binarization.onnx"):
        shutil.copy(WEIGHTS / name, tmp_path)
    card = json.loads((tmp_path / "card.json").read_text("utf-8"))
    del card["judge"], card["acceptance"], card["parting"], card["struck"]
    (tmp_path / "card.json").write_text(json.dumps(card), "utf-8")
    (tmp_path / "photos").mkdir()
    monkeypatch.setattr(ways, "fit", lambda *_: [[0.0] * 97] * 4)
    monkeypatch.setattr(pictures, "touching", lambda *_: {"made up": []})
    monkeypatch.setattr(parting, "gather", lambda *_: {"made up": [cuttings()]})
    monkeypatch.setattr(pages, "letter_hands", lambda _: [Hand({})])
    monkeypatch.setattr(struck, "gather", lambda *_: {"made up": [cells()]})
    monkeypatch.setattr(acceptance, "gather", lambda *_: {"made up": [[symbols(0)], [symbols(1)]]})
    monkeypatch.setattr(judge, "gather", lambda *_: {"made up": questions(40, 0.0)})
    told: list[str] = []
    judge.train(Recipe(), data=tmp_path, weights=tmp_path, tell=told.append)
    assert told == ["made up: of 40 pictures the best reading is chosen in 40"]
    of_the_graph = Recognizer("onnx", tmp_path).card["judge"]
    assert of_the_graph == json.loads((tmp_path / "card.json").read_text("utf-8"))["judge"]
    assert of_the_graph["choice"]["count"] > 0
    assert Recognizer("onnx", tmp_path).card["acceptance"]["seen"] > 0
    assert Recognizer("onnx", tmp_path).card["parting"]["company"] > 0
    assert Recognizer("onnx", tmp_path).card["struck"]["beside"] > 0
    assert Recognizer("onnx", tmp_path).card["upright"] == [[0.0] * 97] * 4


def test_pictures_that_can_only_be_read_right_are_refused() -> None:
    with pytest.raises(DataError, match="wrong"):
        judge.fit([Question(np.zeros((2, len(FEATURES))), np.ones(2))])


def test_a_folder_without_collections_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="photos and pen"):
        judge.train(Recipe(), data=tmp_path, weights=WEIGHTS)
