"""What lies about the writing is told from it, and a picture cut to its writing keeps all of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from scrawl.litter import litter
from scrawl.page import Glyph

SIZE = (300, 400)  # of the pictures, px


def bar(x: int, y: int, length: int, stroke: int) -> Glyph:
    return Glyph(np.ones((length, stroke), np.float32), (x, y, stroke, length))


def zero(x: int, y: int, side: int, stroke: int) -> Glyph:
    ink = np.ones((side, side), np.float32)
    ink[stroke:-stroke, stroke:-stroke] = 0
    return Glyph(ink, (x, y, side, side))


def kept(*glyphs: Glyph, size: tuple[int, int] = SIZE, qualities: Sequence[float] | None = None) -> list[int]:
    """The places of those that are writing, where each is as good a digit as any, and every bar a 1."""
    ones = np.array([glyph.box[2] < glyph.box[3] for glyph in glyphs])
    left_out = litter(glyphs, np.ones(len(glyphs)) if qualities is None else np.array(qualities), ones, size)
    return [k for k in range(len(glyphs)) if k not in left_out]


def test_digits_of_a_row_that_is_cut_tight_are_no_binding() -> None:
    """They touch its edges in a row and are alike, as rings are; but they fill it."""
    row = [zero(20, 0, 96, 12), zero(140, 2, 96, 12), zero(260, 4, 96, 12)]
    assert kept(*row, size=(100, 380)) == [0, 1, 2]
    rings = [zero(20, 0, 20, 3), zero(140, 0, 20, 3), zero(260, 0, 20, 3)]
    assert kept(*rings, zero(150, 100, 40, 4), size=(300, 380)) == [3]


def test_a_clear_digit_along_the_edge_stays_and_a_bar_there_does_not() -> None:
    """A digit of the others' size is no finger; a bar may be the sheet's edge."""
    five = Glyph(np.ones((56, 60), np.float32), (150, 244, 60, 56))
    page = [zero(100, 100, 60, 6), zero(200, 100, 60, 6), five]
    assert kept(*page) == [0, 1, 2]
    assert kept(*page, qualities=[1, 1, 0.6]) == [0, 1]
    assert kept(*page[:2], bar(394, 100, 60, 6)) == [0, 1]


def test_a_speck_beside_a_digit_that_fills_its_picture_is_too_small() -> None:
    assert litter(
        [zero(0, 0, 28, 4), bar(20, 4, 4, 3)], np.array([1.0, 0.95]), np.array([False, True]), (28, 28)
    ) == {1: "too_small"}


def test_a_one_of_the_same_pen_stays() -> None:
    assert kept(zero(100, 100, 60, 6), bar(200, 95, 65, 6)) == [0, 1]


def test_a_bar_much_shorter_than_the_digits_is_none() -> None:
    assert kept(zero(100, 100, 60, 6), bar(200, 100, 20, 6)) == [0]


@pytest.mark.parametrize("one", [bar(200, 60, 130, 6), bar(200, 100, 60, 2)], ids=["longer", "finer"])
def test_a_one_in_pencil_beside_small_bold_print_stays(one: Glyph) -> None:
    """As in an answer box with its number: what is print, and what a line, the networks of ink know."""
    assert kept(zero(100, 100, 60, 12), one) == [0, 1]


def test_without_other_digits_ones_are_of_any_size() -> None:
    assert kept(bar(100, 100, 60, 6), bar(200, 100, 40, 3)) == [0, 1]


def test_what_is_hardly_a_digit_does_not_judge_a_one() -> None:
    piece_of_a_ring = zero(100, 20, 20, 6)
    assert kept(piece_of_a_ring, bar(150, 100, 60, 6), qualities=[0.6, 1]) == [0, 1]


@pytest.mark.parametrize(("length", "left"), [(20, [0]), (60, [0, 1])], ids=["a piece of it", "a one"])
def test_a_short_bar_beside_a_drawing_is_a_piece_of_it(length: int, left: list[int]) -> None:
    drawing = zero(100, 100, 80, 6)
    assert kept(drawing, bar(200, 100, length, 6), qualities=[0.01, 1]) == left


def test_two_rings_at_the_edge_are_a_binding() -> None:
    rings = [zero(x, 280, 20, 3) for x in (50, 150)]
    assert kept(zero(100, 100, 20, 3), *rings) == [0]


def test_a_one_inside_tells_that_the_bar_at_the_edge_is_none() -> None:
    assert kept(bar(100, 100, 60, 6), bar(399, 50, 100, 1)) == [0]


def test_a_picture_cut_to_its_number_keeps_what_touches_its_edge() -> None:
    assert kept(zero(0, 5, 60, 6), bar(80, 0, 60, 6), zero(100, 2, 60, 6), size=(66, 160)) == [0, 1, 2]


def test_a_bar_of_a_few_pixels_tells_nothing() -> None:
    assert kept(bar(100, 100, 5, 1)) == []
