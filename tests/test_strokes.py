"""Strokes are taken in every form they come in, and refused at the very place where they are none."""

import math
from typing import Any

import numpy as np
import pytest

from scrawl.errors import StrokesError
from scrawl.strokes import MOST_POINTS, MOST_STROKES, Strokes

FOUR = [[[90, 40], [60, 140], [150, 140]], [[130, 90], [125, 220]]]


def test_points_with_time_and_pressure() -> None:
    strokes = Strokes.of(
        [[[1, 2], [3.5, 4]], [[1, 2, None, 0.5], [3, 4, 17.0, 1]], [[5, 6, 7]]], 280, 200, 18
    )
    assert [points.tolist() for points in strokes.points] == [[[1, 2], [3.5, 4]], [[1, 2], [3, 4]], [[5, 6]]]
    assert [None if each is None else each.tolist() for each in strokes.pressures] == [None, [0.5, 1], None]
    assert (strokes.width, strokes.height, strokes.brush) == (280, 200, 18)


@pytest.mark.parametrize(
    "strokes",
    [
        [np.array(stroke) for stroke in FOUR],
        [[tuple(point) for point in stroke] for stroke in FOUR],
        [[[np.float32(x), np.int64(y)] for x, y in stroke] for stroke in FOUR],
        [[FOUR[0][0], [*FOUR[0][1], 5], [*FOUR[0][2], None]], FOUR[1]],
    ],
)
def test_lists_tuples_and_arrays_are_the_same_drawing(strokes: Any) -> None:
    expected, found = Strokes.of(FOUR), Strokes.of(strokes)
    assert all((a == b).all() for a, b in zip(expected.points, found.points, strict=True))


def test_without_sizes_the_canvas_is_the_box_of_the_points_and_the_pen() -> None:
    strokes = Strokes.of([[[10, 20], [110, 70]]])
    assert strokes.width == pytest.approx(100 + strokes.brush)
    assert strokes.height == pytest.approx(50 + strokes.brush)
    assert strokes.brush == pytest.approx(0.065 * strokes.width)


@pytest.mark.parametrize(
    ("sizes", "brush"),
    [
        ({"width": 280, "height": 200}, 18.2),
        ({"width": 280}, 18.2),
        ({"height": 280}, 18.2),
        ({"brush": 3}, 3),
    ],
)
def test_a_missing_brush_follows_the_longer_side(sizes: dict[str, Any], brush: float) -> None:
    assert Strokes.of([[[10, 20], [110, 70]]], **sizes).brush == pytest.approx(brush)


def test_a_single_point_has_a_pen() -> None:
    strokes = Strokes.of([[[7, 7]]])
    assert strokes.width == strokes.height == strokes.brush > 0


@pytest.mark.parametrize(
    ("strokes", "field"),
    [
        ("no strokes", "strokes"),
        (7, "strokes"),
        (None, "strokes"),
        ({"0": FOUR[0]}, "strokes"),
        ([[{1, 2}]], "strokes[0][0]"),
        ([[[1, 2]], []], "strokes[1]"),
        ([[[1, 2]], "ab"], "strokes[1]"),
        ([[[1, 2]], 5], "strokes[1]"),
        ([[1, 2], [3, 4]], "strokes[0][0]"),
        ([[[1, 2], [1]]], "strokes[0][1]"),
        ([[[1, 2], []]], "strokes[0][1]"),
        ([[[1, 2, 3, 1, 5]]], "strokes[0][0]"),
        ([FOUR[0], FOUR[1], [[1, "2"]]], "strokes[2][0][1]"),
        ([[[1, True]]], "strokes[0][0][1]"),
        ([[[None, 1]]], "strokes[0][0][0]"),
        ([[[1, 2], [math.nan, 1]]], "strokes[0][1][0]"),
        ([[[1, math.inf]]], "strokes[0][0][1]"),
        ([[[1, 1e300]]], "strokes[0][0][1]"),
        ([[[1, 10**400]]], "strokes[0][0][1]"),
        ([[[1, 2 + 1j]]], "strokes[0][0][1]"),
        ([[[1, [2]]]], "strokes[0][0][1]"),
        ([[[1, 2, math.nan]]], "strokes[0][0][2]"),
        ([[[1, 2, "3"]]], "strokes[0][0][2]"),
        ([[[1, 2, None], [1, 2, math.nan]]], "strokes[0][1][2]"),
        ([[[1, 2, 3, 1.5]]], "strokes[0][0][3]"),
        ([[[1, 2, 3, -0.1]]], "strokes[0][0][3]"),
        ([[[1, 2, 3, None]]], "strokes[0][0][3]"),
        ([np.array([[1.0, np.nan]])], "strokes[0][0][1]"),
        ([np.array([[True, False]])], "strokes[0][0][0]"),
        ([np.array(5)], "strokes[0]"),
        ([np.zeros((3, 5))], "strokes[0][0]"),
        ([[[0, 0]]] * (MOST_STROKES + 1), "strokes"),
        ([[[0, 0]] * (MOST_POINTS + 1)], "strokes"),
        ([[[0, 0]] * 1_000] * 51, "strokes"),
    ],
)
def test_what_is_no_stroke_is_refused_at_its_place(strokes: Any, field: str) -> None:
    with pytest.raises(StrokesError) as caught:
        Strokes.of(strokes)
    assert caught.value.field == field


@pytest.mark.parametrize("name", ["width", "height", "brush"])
@pytest.mark.parametrize("value", [0, -1, math.nan, math.inf, 1e300, 1e-300, True, "280"])
def test_a_size_must_be_a_positive_number(name: str, value: Any) -> None:
    with pytest.raises(StrokesError) as caught:
        Strokes.of(FOUR, **{name: value})
    assert caught.value.field == name


def test_as_many_as_allowed() -> None:
    assert len(Strokes.of([[[0, 0]]] * MOST_STROKES).points) == MOST_STROKES
    assert len(Strokes.of([[[0, 0, None]] * MOST_POINTS]).points[0]) == MOST_POINTS


def test_strokes_are_the_same_together_and_each_by_itself() -> None:
    """Those of points of one length are checked all at once; one of another length takes that from none of them."""
    strokes: list[Any] = [[[1, 2, None, 0.5]], [[3, 4, 5, 1], [6, 7, 8, 1]], [[9, 8, 7, 0]]]
    alone = [Strokes.of([stroke]) for stroke in strokes]
    for extra in ([], [[[0, 0]]], [np.zeros((2, 2))]):
        together = Strokes.of([*strokes, *extra])
        for i, each in enumerate(alone):
            np.testing.assert_array_equal(together.points[i], each.points[0])
            np.testing.assert_array_equal(together.pressures[i], each.pressures[0])
    assert together.pressures[1] is None
    with pytest.raises(StrokesError) as told:
        Strokes.of([*strokes, [[1, 2, 3, 4]]])
    assert told.value.field == "strokes[3][0][3]"
