"""Printed rules are told from strokes by their length and by what they meet; what is written over them stays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl.binarize.rules import Rules

SIZE = 300, 400
LENGTH = 100  # px, of the sides that are asked for

Points = tuple[tuple[int, int], ...]

BOX: Points = ((80, 60), (320, 60), (320, 240), (80, 240), (80, 60))
TEETH: tuple[Points, ...] = (
    ((60, 200), (340, 200)),
    *(((x, 160), (x, 200)) for x in (60, 130, 200, 270, 340)),
)
SEVEN: Points = ((150, 100), (210, 100), (170, 190))
ONE: Points = ((180, 90), (180, 190))
FOUR: Points = ((170, 90), (150, 150), (210, 150))
STEM: Points = ((190, 110), (190, 200))


def page(*strokes: Points, width: int = 4, degrees: float = 0) -> NDArray[np.uint8]:
    """Dark strokes on a page, 0 or 255."""
    dark = np.zeros(SIZE, np.uint8)
    for stroke in strokes:
        cv2.polylines(dark, [np.array(stroke)], False, 255, width)
    turn = cv2.getRotationMatrix2D((200, 150), degrees, 1)
    return np.asarray(cv2.warpAffine(dark, turn, SIZE[::-1], flags=cv2.INTER_NEAREST), np.uint8)


def left(dark: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return Rules.of((dark > 0).view(np.uint8), LENGTH).erased(dark)


@pytest.mark.parametrize("degrees", [-3, -1.5, 0, 0.5, 3])
@pytest.mark.parametrize("strokes", [(BOX,), TEETH], ids=["box", "teeth"])
def test_of_a_form_nothing_is_left(strokes: tuple[Points, ...], degrees: float) -> None:
    dark = page(*strokes, degrees=degrees)
    assert left(dark).sum() < 0.01 * dark.sum()


@pytest.mark.parametrize("strokes", [(SEVEN,), (ONE,), (FOUR, STEM)], ids=["7", "1", "4"])
def test_digits_stay_alone_and_in_a_box(strokes: tuple[Points, ...]) -> None:
    """Though the strokes of a 1 and a 4 are straight, level and upright."""
    digit = page(*strokes)
    assert (left(digit) == digit).all()
    assert (left(page(BOX, *strokes)) == digit).all()


def test_a_stroke_across_a_rule_stays_whole() -> None:
    """A 7 that goes down through the side of its box."""
    seven = ((150, 180), (210, 180), (170, 280))
    found = left(page(BOX, seven))
    count = cv2.connectedComponents((found > 0).view(np.uint8), connectivity=8)[0] - 1
    assert count == 1
    assert (found > 0)[page(seven) > 0].mean() > 0.9


def test_a_long_line_is_a_rule_whatever_it_meets() -> None:
    """Three times as long as is asked for; a shorter one by itself may be a 1."""
    line = ((40, 150), (360, 150))
    assert not left(page(line)).any()
    shorter = page(((40, 150), (300, 150)))
    assert (left(shorter) == shorter).all()


@pytest.mark.parametrize("width", [2, 7])
def test_a_tilted_box_of_fine_or_bold_lines_goes(width: int) -> None:
    dark = page(BOX, width=width, degrees=3)
    assert left(dark).sum() < 0.03 * dark.sum()


def test_lines_that_rise_by_more_than_a_sheet_lies_askew_are_strokes() -> None:
    dark = page(BOX, width=2, degrees=8)
    assert left(dark).sum() > 0.5 * dark.sum()


def test_the_soft_edges_of_rules_go_with_them() -> None:
    dark = np.asarray(cv2.GaussianBlur(page(BOX), (0, 0), 1.5), np.uint8)
    rules = Rules.of((dark > 127).view(np.uint8), LENGTH)
    assert rules.erased(dark).sum() < 0.02 * dark.sum()


def test_what_is_broad_is_a_thing_and_no_rule() -> None:
    """The edge of a table, or a shadow: its sides are straight, too."""
    dark = page(BOX, width=40)
    assert left(dark).sum() > 0.9 * dark.sum()


@pytest.mark.parametrize("size", [(1, 1), (3, 500), (40, 30)])
def test_pages_of_any_size_have_no_rules_if_nothing_is_dark(size: tuple[int, int]) -> None:
    dark = np.zeros(size, np.uint8)
    assert not Rules.of(dark, 0.25 * max(size)).erased(dark).any()
