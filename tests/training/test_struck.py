"""Which cells are struck out follows from which ones were."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scrawl.glyphs.struck import FEATURES
from scrawl.recognizer import WEIGHTS
from scrawl.training import struck
from scrawl.training.entries import ENTRIES
from scrawl.training.logistic import Asked
from scrawl.training.pictures import Recipe


@pytest.mark.slow
def test_what_is_struck_out_is_known_of_made_up_tables(data: Path) -> None:
    sets = struck.sets(Recipe(), data)
    assert {way: len(made) for way, made in sets.items()} == struck.WAYS
    for way, made in sets.items():
        (page,) = struck.asked(WEIGHTS, made[0])
        assert page.features.shape == (len(page.right), len(FEATURES))
        assert page.right.any() == (way != "tables")
        assert not page.right.all()


def test_a_plain_number_that_is_lost_costs_three_lines_that_are_missed() -> None:
    """Where nothing tells them apart, three of four must be struck out for all to be taken so."""
    features = np.eye(len(FEATURES))[[FEATURES.index("bias")] * 1000]
    for share, is_taken in ((0.7, False), (0.72, False), (0.78, True), (0.8, True)):
        told = ENTRIES["struck"].fit({"made up": [[Asked(features, np.arange(1000) < 1000 * share)]]})
        assert (told["bias"] > 0) == is_taken
