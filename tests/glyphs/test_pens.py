"""Digits of a drawing that touch part where the pen was lifted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scrawl import Reader, Strokes
from scrawl.glyphs import Glyph, part
from scrawl.ink import rasterize
from scrawl.scenes import writing

READER = Reader()
ELEVEN = [[[10, 10], [10, 90]], [[13, 12], [13, 88]]]


@pytest.mark.parametrize(
    "begun",
    [
        [[10, 10], [10, 90]],
        [[10, 12], [40, 8], [110, 14]],  # the bar of a 7
        [[10, 40], [30, 12], [70, 10], [110, 38]],  # the head of a 2
        [[50, 50]],
    ],
)
def test_a_stroke_that_is_one_digit_at_the_most_is_not_cut(begun: list[list[int]]) -> None:
    raster = rasterize(Strokes.of([begun], brush=8))
    whole = Glyph.of(raster.ink)
    assert whole is not None
    chain = part(whole, raster)
    assert chain is not None
    assert [run.glyph for run in chain.runs] == [whole]


def test_a_stroke_down_up_and_down_again_may_be_two_digits() -> None:
    raster = rasterize(Strokes.of([[[10, 10], [10, 90], [40, 25], [40, 90]]], brush=6))
    whole = Glyph.of(raster.ink)
    assert whole is not None
    assert part(whole, raster) is None


def test_strokes_over_each_other_are_apart_as_they_were_drawn() -> None:
    raster = rasterize(Strokes.of(ELEVEN, brush=6))
    whole = Glyph.of(raster.ink)
    assert whole is not None
    chain = part(whole, raster)
    assert chain is not None
    assert sorted((run.start, run.stop) for run in chain.runs) == [(0, 1), (0, 2), (1, 2)]
    first, second = (run.glyph.box for run in chain.runs if run.stop - run.start == 1)
    assert abs(first[2] - second[2]) <= 1
    assert first[0] < second[0] < first[0] + first[2]


@pytest.mark.parametrize(("over", "least"), [(0.02, 0.75), (0.12, 0.7)])
def test_digits_drawn_over_the_end_of_the_one_before_are_still_so_many(
    data: Path, over: float, least: float
) -> None:
    """Two to four digits of one writer, each drawn over the one before by up to that share of their height."""
    hands = writing.digit_hands(data, development=True)
    right = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        hand = hands[rng.integers(len(hands))]
        labels = [str(label) for label in rng.choice(sorted(hand.samples), rng.integers(2, 5))]
        symbols = [hand.samples[label][rng.integers(len(hand.samples[label]))] for label in labels]
        heights = [np.ptp(np.concatenate(symbol)[:, 1]) for symbol in symbols]
        upright = [
            [stroke * 100 / max(height, 1) for stroke in symbol]
            for symbol, height in zip(symbols, heights, strict=True)
        ]
        feet = [[0, np.concatenate(symbol)[:, 1].max()] for symbol in upright]
        standing = [[stroke - foot for stroke in symbol] for symbol, foot in zip(upright, feet, strict=True)]
        placed = writing.side_by_side(standing, 7, np.full(len(labels), -over * 100))
        strokes = Strokes.of([stroke for symbol in placed for stroke in symbol], brush=7)
        right.append(READER.read(strokes).text == "".join(labels))
    assert np.mean(right) >= least
