"""How strokes are put together is fitted to numbers whose strokes are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scrawl.errors import DataError
from scrawl.glyphs.drawing import FEATURES
from scrawl.recognizer import WEIGHTS
from scrawl.training import drawing
from scrawl.training.drawing import Asked
from scrawl.training.pictures import Recipe

PAIR = np.array([[0, 1], [0, 2], [1, 2]])  # runs of two strokes: each alone, or both as one


def chains(count: int, feature: str) -> list[Asked]:
    """Pairs of strokes that are one symbol where that feature of both together is larger, but for one in ten."""
    rng = np.random.default_rng(0)
    made = []
    for _ in range(count):
        features = np.zeros((3, len(FEATURES)))
        features[:, FEATURES.index("symbol")] = 1
        value = rng.normal()
        features[1, FEATURES.index(feature)] = value
        is_one = (value > 0) != (rng.random() < 0.1)
        made.append(Asked(PAIR, features, (1,) if is_one else (0, 2)))
    return made


@pytest.mark.parametrize("feature", ["odds", "gap"])
def test_what_tells_has_weight(feature: str) -> None:
    told = drawing.fit({"made up": [chains(300, feature)]})
    assert told[feature] > 1
    assert abs(told["shared"]) < 0.1


def test_what_always_tells_makes_odds_of_2000_to_one() -> None:
    """The ridge keeps it from being certain."""
    features = np.zeros((2, 3, len(FEATURES)))
    features[:, 1, FEATURES.index("odds")] = 1, -1
    pairs = [Asked(PAIR, features[0], (1,)), Asked(PAIR, features[1], (0, 2))]
    told = drawing.fit({"made up": [pairs] * 50})
    assert np.exp(told["odds"]) == pytest.approx(2000, rel=0.1)


def test_numbers_without_a_choice_are_refused() -> None:
    with pytest.raises(DataError, match="beside another"):
        drawing.fit({"made up": [[Asked(np.array([[0, 1]]), np.ones((1, len(FEATURES))), (0,))]]})


def test_the_shares_of_all_ways_are_those_of_their_sum() -> None:
    """Two ways, of score 1 and 3."""
    mass, share = drawing._shares(PAIR, np.array([0.5, 3.0, 0.5]))
    assert mass == pytest.approx(np.log(np.exp(1) + np.exp(3)))
    assert share == pytest.approx(np.array([np.exp(1), np.exp(3), np.exp(1)]) / (np.exp(1) + np.exp(3)))


def test_the_right_way_takes_every_stroke_once(data: Path) -> None:
    made = drawing.sets(Recipe(), data)["numbers"]
    assert len(made) == drawing.COUNT
    asked = [chain for each in made[:20] for chain in drawing.asked(WEIGHTS, each)]
    assert len(asked) >= 12
    for each in asked:
        right = each.spans[list(each.right)].tolist()
        assert [start for start, _ in right] == [0, *(stop for _, stop in right[:-1])]
        assert right[-1][1] == each.spans.max()
