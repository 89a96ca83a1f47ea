"""Digits enough in lines tell how these lie; a few, or digits anywhere, do not."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from scrawl.glyphs.chains import Box
from scrawl.glyphs.slope import skew_of_writing

SIZE = 40  # px of a digit


def boxes(rows: int, columns: int, clockwise: float, dancing: float = 0.0) -> list[Box]:
    """Of digits in rows that fall by so many degrees, each off its place by that share of its size, about."""
    rng = np.random.default_rng(1)
    places = np.array([(55 * column, 90 * row) for row in range(rows) for column in range(columns)], float)
    places += rng.normal(0, dancing * SIZE, places.shape)
    cos, sin = np.cos(np.radians(clockwise)), np.sin(np.radians(clockwise))
    x, y = np.rint(places @ [[cos, sin], [-sin, cos]]).astype(int).T
    return [(int(left), int(top), SIZE, SIZE) for left, top in zip(x, y, strict=True)]


@pytest.mark.parametrize("degrees", [-40, -12, 15, 30])
@pytest.mark.parametrize(("rows", "columns"), [(1, 9), (3, 5), (6, 3), (12, 1)])
@pytest.mark.parametrize("dancing", [0, 0.05])
def test_lines_and_columns_tell_how_they_lie(rows: int, columns: int, degrees: float, dancing: float) -> None:
    assert skew_of_writing(boxes(rows, columns, degrees, dancing)) == pytest.approx(degrees, abs=3)


@pytest.mark.parametrize(("degrees", "is_askew"), [(-7, False), (8.5, False), (11.5, True), (-13, True)])
def test_lines_that_rise_a_little_are_read_as_they_are(degrees: float, is_askew: bool) -> None:
    assert (skew_of_writing(boxes(3, 6, degrees)) != 0) == is_askew


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_a_few_digits_tell_nothing(count: int) -> None:
    assert skew_of_writing(boxes(1, 3, 25)[:count]) == 0


@pytest.mark.parametrize(("agree", "is_told"), [(4, False), (5, True), (6, True)])
def test_more_must_agree_than_would_by_chance(agree: int, is_told: bool) -> None:
    """Of six pairs, each far from the others; of five or six agree by chance in fewer than one of ten pages."""
    angles = np.radians([20 + 0.5 * k if k < agree else 20 + 45 - 20 * (k - 4) for k in range(6)])
    placed: list[Box] = []
    for k, angle in enumerate(angles):
        placed += [
            (1000 * k, 0, SIZE, SIZE),
            (1000 * k + round(60 * np.cos(angle)), round(60 * np.sin(angle)), SIZE, SIZE),
        ]
    assert (skew_of_writing(placed) != 0) == is_told
    share = 2 * 10 / 90
    by_chance = [
        6 * sum(comb(5, i) * share**i * (1 - share) ** (5 - i) for i in range(least - 1, 6))
        for least in (4, 5)
    ]
    assert by_chance[0] > 0.1 > by_chance[1]


def test_digits_anywhere_have_no_lines() -> None:
    rng = np.random.default_rng(0)
    told = 0
    for _ in range(100):
        told += skew_of_writing([(int(x), int(y), SIZE, SIZE) for x, y in rng.integers(0, 600, (12, 2))]) != 0
    assert told <= 10
