"""Most digits tell which way up they stand, though not a 0, a 1 or an 8."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scrawl import Reader, ink
from scrawl.glyphs.upright import odds
from scrawl.strokes import Strokes


def test_the_odds_are_those_against_the_likeliest_other_way() -> None:
    weights = np.zeros((4, 3))
    weights[:, 0] = [3, 1, 2, -1]  # of what is seen first,
    weights[:, -1] = [0, 0, 0.5, 0]  # and the bias
    told = odds(np.array([[1, 0], [0, 1]], np.float32), {"upright": weights.tolist()})
    assert told == pytest.approx([0.5, -0.5])


def test_nobody_can_tell_with_a_card_that_says_nothing() -> None:
    assert (odds(np.ones((2, 96), np.float32), {}) == 0).all()


def test_people_s_digits_stand_upright(reader: Reader, uji: list[dict[str, Any]]) -> None:
    """Numbers of five digits of writers who taught nothing, upright and on their heads."""
    inks = [
        ink.rasterize(Strokes.of([np.array(each, float)[:, :2] for each in sample["strokes"]], brush=8)).ink
        for sample in uji
    ]
    on_their_heads = [np.ascontiguousarray(each[::-1, ::-1]) for each in inks]
    upright, turned = (
        odds(reader.recognizer.score(each).embedding, reader.card) for each in (inks, on_their_heads)
    )
    numbers = np.random.default_rng(0).integers(0, len(inks), (500, 5))
    assert (upright[numbers].sum(axis=1) > turned[numbers].sum(axis=1)).mean() > 0.95
