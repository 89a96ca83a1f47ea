"""What is fitted is written into the card, one entry after the other."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scrawl.errors import DataError
from scrawl.glyphs.acceptance import ACCEPTANCE
from scrawl.glyphs.fitted import Linear
from scrawl.glyphs.judge import FEATURES
from scrawl.glyphs.marking import MARKING
from scrawl.glyphs.parting import PARTING
from scrawl.glyphs.struck import STRUCK
from scrawl.recognizer import LINEAR, WEIGHTS, Recognizer
from scrawl.training import entries, export, ways
from scrawl.training.entries import ENTRIES, Entry
from scrawl.training.judge import Question
from scrawl.training.logistic import Asked
from scrawl.training.pictures import Recipe


def answers(model: Linear, feature: str, sign: int, count: int = 2000) -> list[Asked]:
    """Of which those are right where the feature is above 0 (below it with sign -1), but for a little noise."""
    rng = np.random.default_rng(0)
    features = rng.normal(size=(count, len(model.features)))
    told = sign * features[:, model.features.index(feature)] + 0.2 * rng.normal(size=count)
    return [Asked(features, told > 0)]


def question(number: int) -> Question:
    """A picture of whose three readings the one with a digit more than the others is right."""
    features = np.random.default_rng(number).random((3, len(FEATURES)))
    features[0, FEATURES.index("count")] += 1
    return Question(features, np.array([1.0, 0.0, 0.0]))


@pytest.mark.parametrize(
    ("name", "model", "feature", "sign"),
    [
        ("acceptance", ACCEPTANCE, "seen", 1),
        ("marking", MARKING, "torn", -1),
        ("parting", PARTING, "strange", -1),
        ("struck", STRUCK, "beside", 1),
    ],
)
def test_what_right_answers_have_in_common_gets_the_weight(
    name: str, model: Linear, feature: str, sign: int
) -> None:
    told = ENTRIES[name].fit({"made up": [answers(model, feature, sign)]})
    others = [abs(told[other]) for other in model.features if other not in (feature, "bias")]
    assert sign * told[feature] > 10 * max(others)


@pytest.mark.parametrize("name", ["acceptance", "drawing", "marking", "parting", "struck"])
def test_what_tells_nothing_apart_is_refused(name: str) -> None:
    with pytest.raises(DataError, match="nothing tells"):
        ENTRIES[name].fit({})


def test_every_entry_that_changes_what_is_read_is_fitted() -> None:
    assert set(LINEAR) == set(ENTRIES)


def test_a_blank_entry_asks_what_ours_does() -> None:
    def names(told: Any) -> Any:
        return {name: names(each) for name, each in told.items()} if isinstance(told, dict) else None

    card = Recognizer().card
    del card["judge"]["pictures"]
    assert names({name: entry.blank for name, entry in ENTRIES.items()}) == {
        name: names(card[name]) for name in ENTRIES
    }


def test_entries_are_written_into_the_card_of_their_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where there was none; each is asked of readings with those before it."""
    for name in ("digits.onnx", "card.json", "centres.onnx", "binarization.onnx"):
        shutil.copy(WEIGHTS / name, tmp_path)
    before = json.loads((tmp_path / "card.json").read_text("utf-8"))
    (tmp_path / "card.json").write_text(
        json.dumps({name: told for name, told in before.items() if name not in ENTRIES}), "utf-8"
    )
    export.record(tmp_path)  # into the graph, too
    assert not set(ENTRIES) & set(Recognizer("onnx", tmp_path).card)
    seen: dict[str, dict[str, Any]] = {}

    def asking(name: str, told: Callable[[int], Any]) -> Entry:
        def asked(weights: Path, make: Callable[[], int]) -> Any:
            seen.setdefault(name, json.loads((weights / "card.json").read_text("utf-8")))
            return told(make())

        made = {"made up": [partial(int, number) for number in range(40)]}
        return replace(ENTRIES[name], sets=lambda *_: made, asked=asked)

    def of(model: Linear, feature: str) -> Callable[[int], Sequence[Asked]]:
        return lambda _: answers(model, feature, 1, 50)

    for name, entry in ENTRIES.items():
        monkeypatch.setitem(entries.ENTRIES, name, replace(entry, sets=lambda *_: {}))
    monkeypatch.setitem(entries.ENTRIES, "parting", asking("parting", of(PARTING, "company")))
    monkeypatch.setitem(entries.ENTRIES, "acceptance", asking("acceptance", of(ACCEPTANCE, "seen")))
    monkeypatch.setitem(entries.ENTRIES, "judge", asking("judge", question))
    monkeypatch.setitem(entries.ENTRIES, "struck", asking("struck", of(STRUCK, "beside")))
    monkeypatch.setattr(entries, "processes", lambda: nullcontext(map))
    monkeypatch.setattr(ways, "fit", lambda *_: [[0.0] * 97] * 4)
    told: list[str] = []
    entries.train(Recipe(), data=tmp_path, weights=tmp_path, tell=told.append)
    assert told == ["made up: of 40 pictures the best reading is chosen in 40"]
    card = Recognizer("onnx", tmp_path).card
    assert {name: card[name] for name in ENTRIES} == {
        name: each
        for name, each in json.loads((tmp_path / "card.json").read_text("utf-8")).items()
        if name in ENTRIES
    }
    assert card["parting"]["company"] > 0
    assert card["acceptance"]["seen"] > 0
    assert card["judge"]["choice"]["count"] > 0
    assert card["struck"]["beside"] > 0
    assert card["marking"] == ENTRIES["marking"].blank  # nothing was there to fit it to
    assert card["upright"] == [[0.0] * 97] * 4
    assert list(seen) == ["parting", "acceptance", "judge", "struck"]
    assert seen["parting"]["parting"] == ENTRIES["parting"].blank
    assert seen["judge"]["acceptance"] == card["acceptance"]
    assert seen["judge"]["judge"] == ENTRIES["judge"].blank
    assert seen["struck"]["judge"] == card["judge"]


def test_a_folder_without_collections_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="photos and pen"):
        entries.train(Recipe(), data=tmp_path, weights=WEIGHTS)


def test_pages_that_look_most_unlike_each_other_are_fitted_to_most() -> None:
    recipe = Recipe(pages=1, empty=10)
    counts = {
        row: recipe.count(row) for row in ("plain", "numbers apart", "no digits: blank", "numbers in combs")
    }
    assert counts == {"plain": 1, "numbers apart": 2, "no digits: blank": 10, "numbers in combs": 20}
    assert recipe.count("no digits: words") == recipe.count("numbers beside words") == 20
