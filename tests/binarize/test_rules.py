"""Printed rules are told from strokes by their length and by what they meet; what is written over them stays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl.binarize.rules import BOX, Rules

SIZE = 300, 400
LENGTH = BOX * 400  # px, of the sides that are asked for

Points = tuple[tuple[int, int], ...]

FORM: Points = ((80, 60), (320, 60), (320, 240), (80, 240), (80, 60))
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
@pytest.mark.parametrize("strokes", [(FORM,), TEETH], ids=["box", "teeth"])
def test_of_a_form_nothing_is_left(strokes: tuple[Points, ...], degrees: float) -> None:
    dark = page(*strokes, degrees=degrees)
    assert left(dark).sum() < 0.01 * dark.sum()


@pytest.mark.parametrize("strokes", [(SEVEN,), (ONE,), (FOUR, STEM)], ids=["7", "1", "4"])
def test_digits_stay_alone_and_in_a_box(strokes: tuple[Points, ...]) -> None:
    """Though the strokes of a 1 and a 4 are straight, level and upright."""
    digit = page(*strokes)
    assert (left(digit) == digit).all()
    assert (left(page(FORM, *strokes)) == digit).all()


def test_a_stroke_across_a_rule_stays_whole() -> None:
    """A 7 that goes down through the side of its box."""
    seven = ((150, 180), (210, 180), (170, 280))
    found = left(page(FORM, seven))
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
    dark = page(FORM, width=width, degrees=3)
    assert left(dark).sum() < 0.03 * dark.sum()


def test_lines_that_rise_by_more_than_a_sheet_lies_askew_are_strokes() -> None:
    dark = page(FORM, width=2, degrees=8)
    assert left(dark).sum() > 0.5 * dark.sum()


def test_the_soft_edges_of_rules_go_with_them() -> None:
    dark = np.asarray(cv2.GaussianBlur(page(FORM), (0, 0), 1.5), np.uint8)
    rules = Rules.of((dark > 127).view(np.uint8), LENGTH)
    assert rules.erased(dark).sum() < 0.02 * dark.sum()


@pytest.mark.parametrize(("side", "is_rule"), [(92, False), (112, True)])
def test_a_box_is_about_a_quarter_of_its_page(side: int, is_rule: bool) -> None:
    far = 80 + side
    dark = page(((80, 80), (far, 80), (far, far), (80, far), (80, 80)))
    assert left(dark).any() != is_rule


@pytest.mark.parametrize(("tooth", "is_rule"), [(29, False), (42, True)])
def test_a_tooth_is_about_a_third_of_that(tooth: int, is_rule: bool) -> None:
    dark = page(TEETH[0], *(((x, 200 - tooth), (x, 200)) for x in (60, 200, 340)))
    assert left(dark)[:190].any() != is_rule


def test_a_soft_edge_reaches_a_third_of_a_line_beyond_it_and_a_pixel() -> None:
    dark = page(((20, 150), (380, 150)), width=9)
    rules = Rules.of((dark > 0).view(np.uint8), LENGTH)
    reach = rules.level[:, 200].sum() - np.count_nonzero(dark[:, 200])
    assert reach == pytest.approx(
        2 * (9 / 3 + 1) + 2, abs=1
    )  # a line is drawn by two pixels wider than asked


def test_what_is_broad_is_a_thing_and_no_rule() -> None:
    """The edge of a table, or a shadow: its sides are straight, too."""
    dark = page(FORM, width=40)
    assert left(dark).sum() > 0.9 * dark.sum()


@pytest.mark.parametrize("size", [(1, 1), (3, 500), (40, 30)])
def test_pages_of_any_size_have_no_rules_if_nothing_is_dark(size: tuple[int, int]) -> None:
    dark = np.zeros(size, np.uint8)
    assert not Rules.of(dark, 0.25 * max(size)).erased(dark).any()


def test_a_page_of_texture_has_the_longest_lines_alone() -> None:
    dark = np.zeros((1000, 400), np.uint8)
    dark[::3, 20:350] = 1
    dark[999, 20:380] = 1
    level, _ = Rules.of(dark, 100).lines
    assert len(level) == 300
    assert level[:, 1].max() == 379


def without_boxes(dark: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return Rules.boxes((dark > 0).view(np.uint8)).erased(dark)


@pytest.mark.parametrize("degrees", [-3, 0, 2])
@pytest.mark.parametrize("width", [1, 4, 9])
@pytest.mark.parametrize("size", [20, 60, 200])
def test_of_a_closed_box_of_any_size_nothing_is_left(size: int, width: int, degrees: float) -> None:
    near, far = 150 - size // 2, 150 + size // 2
    box = ((near, near), (far, near), (far, far), (near, far), (near, near))
    dark = page(box, width=width, degrees=degrees)
    if size > 8 * width:
        assert without_boxes(dark).sum() < 0.06 * dark.sum()
    else:
        assert (without_boxes(dark) == dark).all()  # it is not hollow


def test_digits_in_a_box_stay_and_so_does_most_of_one_on_its_side() -> None:
    five = ((200, 100), (150, 100), (150, 140), (200, 140), (200, 190), (150, 190))
    beside = tuple((x + 119, y) for x, y in five)  # its belly on the side
    assert (without_boxes(page(FORM, five)) == page(five)).all()
    found = without_boxes(page(FORM, beside))
    assert (found & ~page(beside)).sum() < 0.02 * page(FORM).sum()
    assert (found & page(beside))[:, :317].sum() > 0.95 * page(beside)[:, :317].sum()


@pytest.mark.parametrize(
    "digit", [SEVEN, ONE, ((150, 100), (150, 190), (210, 190), (210, 100))], ids=["7", "1", "open"]
)
def test_what_is_not_closed_is_no_box(digit: Points) -> None:
    assert (without_boxes(page(digit)) == page(digit)).all()


def test_a_0_is_no_box_though_it_is_hollow() -> None:
    """An ellipse fills .79 of the rectangle around it."""
    zero = np.zeros(SIZE, np.uint8)
    cv2.ellipse(zero, (200, 150), (40, 60), 0, 0, 360, 255, 5)
    assert (without_boxes(zero) == zero).all()
