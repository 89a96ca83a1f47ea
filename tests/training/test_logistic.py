"""Logistic regression finds what yes-or-no answers on pages have in common."""

from __future__ import annotations

import numpy as np
import pytest

from scrawl.errors import DataError
from scrawl.glyphs.acceptance import logit
from scrawl.glyphs.fitted import Linear
from scrawl.training.logistic import Asked, fit_to_pages

MODEL = Linear("made up", ("tells", "else", "bias"))


def answers(count: int, noise: float, seed: int = 0) -> Asked:
    """Of which those are right that the first feature tells, but for noise."""
    rng = np.random.default_rng(seed)
    features = np.column_stack([rng.normal(size=(count, 2)), np.ones(count)])
    return Asked(features, features[:, 0] + noise * rng.normal(size=count) > 0)


def weight(*pages: Asked) -> float:
    return fit_to_pages(MODEL, "answers", {"made up": [[page] for page in pages]})["tells"]


def test_what_the_offset_tells_already_need_not_be_told() -> None:
    """Where looks are right, features that go with them get no weight."""
    asked = answers(2000, 0.0)
    looks = logit(np.where(asked.right, 0.99, 0.01))
    assert weight(Asked(asked.features, asked.right, looks)) < weight(asked) / 2


def test_a_set_counts_by_the_root_of_its_size() -> None:
    """Four times as many pages that say the contrary count twice."""
    one = answers(300, 0.3)
    contrary = Asked(one.features, ~one.right)
    told = fit_to_pages(MODEL, "answers", {"few": [[one]], "many": [[contrary]] * 4})["tells"]
    twice = fit_to_pages(MODEL, "answers", {"few": [[one]], "more": [[contrary]], "again": [[contrary]]})[
        "tells"
    ]
    assert told == pytest.approx(twice, abs=0.001)
    assert -weight(one) < told < 0


def test_a_page_counts_by_the_mean_over_its_readings() -> None:
    one = answers(300, 0.3)
    contrary = Asked(one.features, ~one.right)
    told = fit_to_pages(MODEL, "answers", {"made up": [[one], [contrary, contrary, contrary]]})["tells"]
    assert told == pytest.approx(0, abs=0.001)


def test_a_wrong_yes_may_cost_more_than_a_wrong_no() -> None:
    pages = {"made up": [[answers(300, 0.3)]]}
    equal, dear = (fit_to_pages(MODEL, "answers", pages, cost=cost) for cost in (1, 3))
    assert dear == equal | {"bias": pytest.approx(equal["bias"] - np.log(3), abs=1e-4)}


def test_a_feature_that_tells_all_makes_odds_of_300_to_one() -> None:
    """The ridge keeps it from telling for certain."""
    right = np.arange(1000) % 2 == 0
    features = np.column_stack([np.where(right, 1, -1), np.zeros(1000), np.ones(1000)])
    told = weight(Asked(features, right))
    assert np.exp(told) == pytest.approx(300, rel=0.1)


@pytest.mark.parametrize("right", [np.zeros(30, bool), np.ones(30, bool), np.zeros(0, bool)])
def test_answers_that_are_alike_are_refused(right: np.ndarray) -> None:
    asked = Asked(np.ones((len(right), 3)), right)
    with pytest.raises(DataError, match="have no answers, or nothing else"):
        fit_to_pages(MODEL, "answers", {"made up": [[asked]]})
    with pytest.raises(DataError, match="nothing else"):
        fit_to_pages(MODEL, "answers", {})
