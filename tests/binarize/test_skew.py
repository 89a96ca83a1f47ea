"""A form's lines tell how it lies; a shadow's edge, a digit and a line or two do not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl.binarize.skew import skew_of

SIZE = 400  # px

Points = list[tuple[int, int]]

FORM: list[Points] = [
    [(60, 90), (340, 90), (340, 310), (60, 310), (60, 90)],
    [(60, 200), (340, 200)],
    [(200, 90), (200, 310)],
]
SEVEN: list[Points] = [[(120, 90), (280, 90), (160, 320)]]


def sheet(strokes: list[Points], clockwise: float = 0, width: int = 3) -> NDArray[np.uint8]:
    """Dark strokes on grey paper that lies askew by so many degrees."""
    page = np.full((SIZE, SIZE), 220, np.uint8)
    for stroke in strokes:
        cv2.polylines(page, [np.array(stroke)], False, 60, width, cv2.LINE_AA)
    turn = cv2.getRotationMatrix2D(((SIZE - 1) / 2,) * 2, -clockwise, 1)
    return np.asarray(cv2.warpAffine(page, turn, (SIZE, SIZE), borderValue=220), np.uint8)


@pytest.mark.parametrize("degrees", [-40, -15, -4, 7, 30])
@pytest.mark.parametrize("scale", [0.4, 1, 3])
def test_how_far_a_form_lies_askew_is_told_at_any_size(degrees: float, scale: float) -> None:
    form = cv2.resize(sheet(FORM, degrees), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    for page in (form, 255 - form, np.dstack([form] * 3)):
        assert skew_of(np.asarray(page, np.uint8)) == pytest.approx(degrees, abs=0.7)


@pytest.mark.parametrize("degrees", [-2.5, 0, 2.5, 90])
def test_a_form_as_straight_as_people_lay_it_is_left_alone(degrees: float) -> None:
    assert skew_of(sheet(FORM, degrees)) == 0


def test_a_form_may_lie_on_its_side_and_askew() -> None:
    assert skew_of(sheet(FORM, 100)) == pytest.approx(10, abs=0.7)


@pytest.mark.parametrize("width", [4, 20, 40])
@pytest.mark.parametrize("degrees", [8, 20])
def test_a_digit_is_no_form(width: int, degrees: float) -> None:
    assert skew_of(sheet(SEVEN, degrees, width)) == 0


def test_an_edge_of_a_shadow_or_a_table_is_no_line() -> None:
    """Though it goes across the whole picture, and another is at right angles to it."""
    page = np.full((SIZE, SIZE), 220, np.uint8)
    cv2.fillPoly(page, [np.array([(-100, 250), (250, 100), (400, 450), (0, 600)])], 120)
    assert skew_of(page) == 0


@pytest.mark.parametrize(("apart", "is_told"), [(2.5, True), (3.5, False)])
def test_lines_of_a_form_may_converge_a_little_as_a_telephone_sees_them(
    apart: float, is_told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two lines, each half as long as the picture."""
    lengths, angles = np.full(4, 161.0), np.array([10, 190, 10 + apart, 190 + apart])
    monkeypatch.setattr("scrawl.binarize.skew._edges", lambda _: (lengths, angles))
    page = np.zeros((SIZE, SIZE), np.uint8)
    assert skew_of(page) == pytest.approx((10 + apart / 2) * is_told)


@pytest.mark.parametrize("size", [(0, 0), (0, 100), (30, 30)])
def test_nothing_and_a_thumbnail_have_no_lines(size: tuple[int, int]) -> None:
    assert skew_of(np.zeros(size, np.uint8)) == 0
