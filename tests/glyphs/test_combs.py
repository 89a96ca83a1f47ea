"""The digits of a comb are one number, whatever their gaps; tables and separate boxes join nothing."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl import Reader
from scrawl.binarize.rules import Lines
from scrawl.glyphs.combs import joined
from scrawl.glyphs.signs import Sign

HEIGHT = 60.0
BASE = 130  # y of the line that the digits stand on, about


def digits(*lefts: int) -> list[Sign]:
    return [Sign((left, BASE - 60, 30, 60), k) for k, left in enumerate(lefts)]


def teeth(*places: float, top: float = BASE - 15, bottom: float = BASE + 5) -> Lines:
    return np.array([[top, bottom, x, x, x, 3] for x in places], float).reshape(-1, 6)


@pytest.mark.parametrize(
    ("lefts", "places", "wanted"),
    [
        ((10, 160, 210), (0, 100, 200, 300), {1, 2}),
        ((10, 160, 210), (300, 0, 200, 100), {1, 2}),  # in any order
        ((10, 160, 210), (0, 100, 100.9, 200, 300), {1, 2}),  # both edges of one
        ((10, 210), (0, 100, 200, 300), set()),  # a box between them is empty
        ((10, 50, 160), (0, 100, 200), set()),  # two digits in one box
        ((10, 160), (100,), set()),  # a lone rule is no box
        ((10, 160), (0, 70, 130, 200), set()),  # boxes that stand apart
        ((10, 160), (), set()),
    ],
)
def test_a_digit_in_the_next_box_is_joined(
    lefts: tuple[int, ...], places: tuple[float, ...], wanted: set[int]
) -> None:
    assert joined(digits(*lefts), HEIGHT, teeth(*places)) == wanted


def test_rules_that_are_longer_than_one_row_are_a_tables() -> None:
    boxes = teeth(0, 100, 200, top=BASE - 110, bottom=BASE + 40)
    columns = teeth(0, 100, 200, top=BASE - 160, bottom=BASE + 50)
    assert joined(digits(10, 160), HEIGHT, boxes) == {1}
    assert joined(digits(10, 160), HEIGHT, columns) == set()


def test_rules_of_another_row_count_only_where_they_reach_the_line() -> None:
    for away, wanted in ((13, {1}), (18, set())):
        below = teeth(0, 100, 200, top=BASE + away, bottom=BASE + away + 20)
        assert joined(digits(10, 160), HEIGHT, below) == wanted


def test_a_digits_own_stem_is_no_tooth() -> None:
    ones = [Sign((48, BASE - 60, 6, 60), 0), Sign((110, BASE - 60, 30, 60), 1)]
    stem = np.array([[BASE - 60, BASE, 51, 51, 51, 5]], float)
    assert joined(ones, HEIGHT, np.concatenate([teeth(0, 100, 200), stem])) == {1}


def comb(lefts: list[int], *, ruled: bool) -> NDArray[np.uint8]:
    """7s on paper, in a comb with short teeth or without."""
    page = np.full((220, 560), 235, np.uint8)
    for left in lefts:
        seven = np.array([[left, 80], [left + 36, 80], [left + 14, 140]])
        cv2.polylines(page, [seven], False, 40, 5, cv2.LINE_AA)
    if ruled:
        cv2.line(page, (30, 160), (530, 160), 60, 3)
        for x in range(30, 531, 100):
            cv2.line(page, (x, 135), (x, 160), 60, 3)
    return page


@pytest.mark.parametrize(("ruled", "text"), [(False, "77 7 77"), (True, "77777")])
def test_the_number_in_a_comb_is_read_whole(reader: Reader, ruled: bool, text: str) -> None:
    assert reader.read(comb([60, 140, 270, 390, 440], ruled=ruled)).text == text
