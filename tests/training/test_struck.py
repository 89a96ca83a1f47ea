"""Which cells are struck out follows from which ones were."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scrawl.errors import DataError
from scrawl.glyphs.struck import FEATURES
from scrawl.recognizer import WEIGHTS
from scrawl.training import struck
from scrawl.training.logistic import Asked


@pytest.mark.slow
def test_what_is_struck_out_is_known_of_made_up_tables(data: Path) -> None:
    asked = struck.gather(data, WEIGHTS, seed=0, ways=dict.fromkeys(struck.WAYS, 1))
    assert set(asked) == set(struck.WAYS)
    for way, (page,) in asked.items():
        assert page.features.shape == (len(page.right), len(FEATURES))
        assert page.right.any() == (way != "tables")
        assert not page.right.all()


def test_what_cells_have_in_common_gets_the_weight() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(2000, len(FEATURES)))
    is_struck = features[:, FEATURES.index("beside")] + 0.2 * rng.normal(size=2000) > 0
    told = struck.fit({"made up": [Asked(features, is_struck)]})
    assert told["beside"] > 10 * max(
        abs(value) for name, value in told.items() if name not in ("beside", "bias")
    )


def test_a_plain_number_that_is_lost_costs_three_lines_that_are_missed() -> None:
    """Where nothing tells them apart, three of four must be struck out for all to be taken so."""
    features = np.eye(len(FEATURES))[[FEATURES.index("bias")] * 1000]
    for share, is_taken in ((0.7, False), (0.72, False), (0.78, True), (0.8, True)):
        told = struck.fit({"made up": [Asked(features, np.arange(1000) < 1000 * share)]})
        assert (told["bias"] > 0) == is_taken


def test_cells_that_tell_nothing_apart_are_refused() -> None:
    with pytest.raises(DataError, match="struck out"):
        struck.fit({"made up": [Asked(np.zeros((3, len(FEATURES))), np.zeros(3, bool))]})
