"""The decimal mark of a column: where its numbers have one, and which."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from scrawl.glyphs.chains import Glyph
from scrawl.glyphs.decimals import Decimals
from scrawl.glyphs.pieces import Mark
from scrawl.glyphs.signs import Sign, Told

DOT = Glyph(np.ones((8, 8), np.float32), (0, 0, 8, 8))


def number(text: str, left: float, top: float) -> Told:
    """Digits 20 px wide and 40 px high, 30 px from one to the next, and marks at the foot between them."""
    signs, x = [], int(left)
    for k, name in enumerate(text):
        if name.isdigit():
            signs.append(Sign((x, int(top), 20, 40), k))
            x += 30
        else:
            box = x - 9, int(top) + 34, 8, 8
            signs.append(Sign(box, mark=Mark(name, 0.9, Glyph(DOT.ink, box))))
    return Told(tuple(signs))


def table(*columns: list[str]) -> Any:
    """A stand-in for an attempt with those numbers from top to bottom, 200 px from column to column."""
    cells = [(row, column) for column, texts in enumerate(columns) for row in range(len(texts))]
    told = tuple(number(columns[column][row], 200 * column, 80 * row) for row, column in cells)
    return SimpleNamespace(told=told, grid=SimpleNamespace(places=tuple(cells)))


def behind(digits: int, row: int, column: int) -> tuple[int, int, int, int]:
    """The box of a mark behind the so many-th digit there."""
    return 200 * column + 30 * digits - 9, 80 * row + 34, 8, 8


def test_a_column_tells_where_its_mark_is_and_which() -> None:
    decimals = Decimals.of(table(["1,5", "27", "3.5", "4,0"], ["11", "22", "33", "44"]))
    usual = decimals.at(behind(1, 1, 0))
    assert usual is not None
    assert usual[0] == ","
    assert usual[1] > 1
    assert decimals.at(behind(1, 1, 1)) is None  # no number of that column has a mark
    assert decimals.at(behind(2, 1, 0)) is None  # nor any behind its last digit
    assert decimals.at((150, 114, 8, 8)) is None  # beside all numbers


def test_the_place_of_a_mark_is_told_from_the_end() -> None:
    decimals = Decimals.of(table(["1234,5", "12,5", "125"]))
    assert decimals.at(behind(2, 2, 0)) is not None
    assert decimals.at(behind(1, 2, 0)) is None


def test_nothing_is_usual_where_no_number_has_a_mark() -> None:
    assert not Decimals.of(table(["1", "25"])).usual
    assert not Decimals.of(SimpleNamespace(told=(), grid=None)).usual  # type: ignore[arg-type]


@pytest.mark.parametrize(("numbers", "is_likelier"), [(8, True), (10, None), (12, False)])
def test_one_number_of_ten_has_a_mark_in_a_place(numbers: int, is_likelier: bool | None) -> None:
    """So one mark among ten numbers tells nothing."""
    usual = Decimals.of(table(["1,5", *["15"] * (numbers - 1)])).at(behind(1, 1, 0))
    assert usual is not None
    if is_likelier is None:
        assert usual[1] == pytest.approx(1)
    else:
        assert (usual[1] > 1.1) == is_likelier
        assert (usual[1] < 0.9) != is_likelier
