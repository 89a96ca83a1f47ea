"""Glyphs stand in lines of writing, whatever is printed among them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl.glyphs.lines import lines_of, words_of

Place = tuple[int, int, int, int]  # left, top, right, bottom


def boxes(*places: Place) -> NDArray[np.int64]:
    return np.array(places, np.int64)


RISING = [(40 * k, 200 - 15 * k, 40 * k + 30, 240 - 15 * k) for k in range(6)]
BELOW = [(40 * k, 260 - 15 * k, 40 * k + 30, 300 - 15 * k) for k in range(6)]


def test_a_line_may_rise_and_another_stands_below_it() -> None:
    assert lines_of(boxes(*RISING)) == [[*range(6)]]
    assert lines_of(boxes(*BELOW, *RISING)) == [[*range(6, 12)], [*range(6)]]
    assert lines_of(np.zeros((0, 4), np.int64)) == []


def test_teeth_of_a_comb_and_bits_of_a_box_do_not_part_a_line() -> None:
    """A tooth between two digits stands lower than the second, and a bit of a line above is thinner than anything."""
    digits: list[Place] = [(0, 0, 30, 40), (50, 2, 80, 40), (100, -14, 130, 24), (150, -14, 180, 24)]
    teeth: list[Place] = [(36, 30, 40, 60), (86, 30, 90, 60), (136, 30, 140, 60), (70, -8, 95, -6)]
    told = boxes(*digits, *teeth)
    leads = [True] * 4 + [False] * 4
    assert [k for line in lines_of(told, leads) for k in line if leads[k]] == [0, 1, 2, 3]
    assert sum(any(leads[k] for k in line) for line in lines_of(told, leads)) == 1
    assert sum(any(leads[k] for k in line) for line in lines_of(told)) > 1


@pytest.mark.parametrize(("share", "lines"), [(0.36, 2), (0.44, 1)])
def test_neighbours_of_a_line_share_two_fifths_of_their_height(share: float, lines: int) -> None:
    low = round(100 * (1 - share))
    assert len(lines_of(boxes((0, 0, 50, 100), (60, low, 110, low + 100)))) == lines


def test_what_leads_nothing_still_stands_in_a_line() -> None:
    told = boxes((0, 0, 10, 10), (20, 0, 30, 10), (0, 50, 10, 60))
    assert lines_of(told, [False] * 3) == [[0, 1], [2]]
    assert lines_of(told, [False, True, False]) == [[0, 1], [2]]


@pytest.mark.parametrize(("gap", "words"), [(27, 1), (33, 2)])
def test_glyphs_of_a_word_stand_three_tenths_of_their_height_apart(gap: int, words: int) -> None:
    told = boxes((0, 0, 50, 100), (50 + gap, 20, 100 + gap, 90))
    assert len(words_of(told, [0, 1])) == words
