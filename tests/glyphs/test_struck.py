"""What was struck out, by the shipped weights."""

from __future__ import annotations

from functools import partial

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl.glyphs.chains import Glyph
from scrawl.glyphs.struck import FEATURES, STRUCK, Written
from scrawl.glyphs.struck import is_struck as is_struck_by
from scrawl.recognizer import Recognizer

is_struck = partial(is_struck_by, STRUCK.weights(Recognizer().card))
TALL = 40  # px of the digits below

Points = list[list[float]]

SEVEN: Points = [[42, 11], [68, 10], [52, 50]]
NUMBER: list[Points] = [  # 070
    [[23 + 13 * np.sin(k / 4), 30 - 20 * np.cos(k / 4)] for k in range(27)],
    SEVEN,
    [[87 + 13 * np.sin(k / 4), 30 - 20 * np.cos(k / 4)] for k in range(27)],
]


def drawn(strokes: list[Points], pen: int = 4, signs: int = 0) -> Written:
    page = np.zeros((60, 120), np.uint8)
    for stroke in strokes:
        cv2.polylines(page, [np.rint(np.array(stroke)).astype(np.int32)], False, 255, pen, cv2.LINE_AA)
    glyph = Glyph.of((page / 255).astype(np.float32))
    assert glyph
    return Written(glyph, TALL, signs)


def full(ink: NDArray[np.float32]) -> Written:
    return Written(Glyph(ink, (0, 0, ink.shape[1], ink.shape[0])), TALL)


def told(written: Written) -> dict[str, float]:
    return dict(zip(FEATURES, written.features.tolist(), strict=True))


@pytest.mark.parametrize("signs", [0, 3])
@pytest.mark.parametrize("pen", [2, 4, 6])
def test_a_line_through_a_number_strikes_it_out(pen: int, signs: int) -> None:
    assert not is_struck(drawn(NUMBER, pen, signs))
    lines: list[Points] = [[[4, 34], [112, 26]], [[2, 25], [114, 34]]]
    for line in lines:
        assert is_struck(drawn([*NUMBER, line], pen, signs))
    assert not is_struck(drawn([*NUMBER, [[4, 34], [58, 30]]], pen, signs))  # not from side to side


def test_bars_dashes_and_digits_with_a_bar_are_not_struck_out() -> None:
    for end in (22, 26, 30):
        assert not is_struck(drawn([[[20, 50], [end, 10]]], signs=1))
        assert not is_struck(drawn([[[10, 30], [60, end]]]))
    assert not is_struck(drawn([SEVEN, [[48, 30], [64, 30]]], signs=1))
    assert not is_struck(drawn([[[30, 10], [20, 34], [44, 34]], [[38, 22], [36, 50]]], signs=1))


@pytest.mark.parametrize("size", [(1, 1), (6, 60), (10, 90), (90, 10)])
def test_paper_or_a_bar_is_not_struck_out(size: tuple[int, int]) -> None:
    for level in (0, 1):
        assert not is_struck(full(np.full(size, level, np.float32)))


def test_the_best_line_has_ink_on_it_and_on_both_sides() -> None:
    ink = np.zeros((64, 320), np.float32)
    ink[32:34] = 1  # a level line, of which nothing is missing
    ink[[4, 5, 60, 61], :160] = ink[:, :10] = 1
    known = told(full(ink))
    assert known["gaps"] == pytest.approx(np.log(1 / 32))
    assert known["steep"] == 0
    above, below = 12 + 15, 11 + 15  # of a copy with 32 rows and columns, beyond four rows from the line
    assert known["beside"] == pytest.approx(min(above, below) / (32 + 32 - 1 + 30), abs=0.01)
    ink[32:34, 240:] = 0
    assert told(full(ink))["gaps"] > np.log(1 / 4)


@pytest.mark.parametrize(
    ("pen", "low", "high", "is_beside"),
    [(1, 13, 19, False), (1, 12, 20, True), (5, 11, 21, False), (5, 10, 22, True)],
)
def test_ink_within_the_pen_of_a_line_may_be_the_line_itself(
    pen: int, low: int, high: int, is_beside: bool
) -> None:
    """Half of the pen's width and two rows of the copy away, as a hand strays."""
    ink = np.zeros((32, 32), np.float32)
    ink[[0, 31]] = 1  # a line between two others, as between the rows of a box
    ink[[0, 31], 1:-1] = 0
    ink[16 - pen // 2 : 17 + pen // 2] = 1
    ink[[low, high], 8:24] = 1
    assert (told(full(ink))["beside"] > 0.05) == is_beside


def test_ink_beside_the_signs_of_a_number_belongs_to_it() -> None:
    ink = np.zeros((300, 400), np.float32)
    ink[100:200, 150:205] = ink[140:150, 100:300] = 1
    boxes = np.array([[150, 100, 25, 100], [180, 100, 25, 100]], np.float64)
    about = Written.about(ink, boxes, 100, 30)
    assert about
    assert (about.box, about.signs) == ((120, 100, 115, 100), 2)
    assert Written.about(np.zeros_like(ink), boxes, 100, 30) is None
