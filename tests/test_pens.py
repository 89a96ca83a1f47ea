"""Digits of a drawing that touch part where the pen was lifted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scrawl import Reader, Strokes
from scrawl.evaluation import writing
from scrawl.ink import rasterize
from scrawl.page import Glyph, part

READER = Reader()
ELEVEN = [[[10, 10], [10, 90]], [[13, 12], [13, 88]]]


def test_a_glyph_of_one_stroke_has_no_parts() -> None:
    raster = rasterize(Strokes.of(ELEVEN[:1], brush=6))
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
