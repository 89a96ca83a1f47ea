"""Tables: rows and columns by printed rules or by alignment, empty cells, words and what is struck out."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl import BadInput, OptionError, Reader, Strokes
from scrawl.glyphs.acceptance import FEATURES

Points = list[list[float]]
WIDE, TALL = 130, 90  # px of a cell

CELLS = [["1", "07", ""], ["", "10", "7"], ["70", "1", "17"], ["7", "", "0"]]


def digit(name: str, x: float, y: float) -> list[Points]:
    """A plain 0, 1 or 7, 40 px high, whose upper left corner is there."""
    if name == "0":
        return [[[x + 13 + 13 * np.sin(k / 4), y + 20 - 20 * np.cos(k / 4)] for k in range(27)]]
    if name == "1":
        return [[[x + 3, y + 10], [x + 14, y], [x + 14, y + 40]]]
    return [[[x, y + 1], [x + 26, y], [x + 10, y + 40]]]


def strokes_of(cells: list[list[str]]) -> list[Points]:
    return [
        stroke
        for row, line in enumerate(cells)
        for column, text in enumerate(line)
        for k, name in enumerate(text)
        for stroke in digit(name, 45 + column * WIDE + 36 * k, 45 + row * TALL)
    ]


def turned(strokes: list[Points], degrees: float) -> list[Points]:
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return [(np.array(stroke) @ turn).tolist() for stroke in strokes]


def picture(strokes: list[Points], *, ruled: bool, degrees: float = 0) -> NDArray[np.uint8]:
    page = np.full((430, 470), 235, np.uint8)
    for stroke in strokes:
        cv2.polylines(page, [np.rint(np.array(stroke)).astype(np.int32)], False, 30, 4, cv2.LINE_AA)
    if ruled:
        for k in range(5):
            cv2.line(page, (20, 20 + k * TALL), (20 + 3 * WIDE, 20 + k * TALL), 110, 2)
        for k in range(4):
            cv2.line(page, (20 + k * WIDE, 20), (20 + k * WIDE, 20 + 4 * TALL), 110, 2)
    turn = cv2.getRotationMatrix2D((235, 215), degrees, 1)
    return np.asarray(cv2.warpAffine(page, turn, page.shape[::-1], borderValue=235), np.uint8)


@pytest.mark.parametrize("degrees", [-7, 0, 4, 14])
def test_a_drawn_table_stands_as_its_numbers_do(degrees: float, reader: Reader) -> None:
    drawing = Strokes.of(turned(strokes_of(CELLS), degrees), brush=5)
    table = reader.read(drawing, layout="table").table
    assert table is not None
    assert table.texts() == CELLS


def test_0s_of_a_drawn_table_are_no_rings(reader: Reader) -> None:
    drawing = Strokes.of(strokes_of([["0", "0"]] * 4), brush=5)
    rings = list(FEATURES).index("rings")
    assert (reader.attempt(drawing).asked.features[:, rings] > 1).all()
    assert not reader.attempt(drawing, layout="table").asked.features[:, rings].any()


def test_twelve_degrees_are_the_most_that_a_table_is_looked_for_askew(reader: Reader) -> None:
    table = reader.read(Strokes.of(turned(strokes_of(CELLS), 18), brush=5), layout="table").table
    assert table is not None
    assert table.texts() != CELLS


@pytest.mark.parametrize(("apart", "rows"), [(0.38, 1), (0.45, 1), (0.56, 2), (0.62, 2)])
def test_middles_half_a_digit_apart_are_of_two_rows(apart: float, rows: int, reader: Reader) -> None:
    """Every other number stands lower, so that no slope puts all in one row."""
    strokes = [
        stroke for k, name in enumerate("17017") for stroke in digit(name, k * WIDE, (k % 2) * apart * 45)
    ]
    table = reader.read(Strokes.of(strokes, brush=5), layout="table").table
    assert table is not None
    assert table.rows == rows


@pytest.mark.parametrize(("gap", "columns"), [(0.45, 1), (0.55, 1), (0.7, 2), (0.78, 2)])
def test_between_columns_there_is_more_room_than_between_digits(
    gap: float, columns: int, reader: Reader
) -> None:
    strokes = [
        stroke for row in range(3) for k in range(2) for stroke in digit("7", k * (31 + gap * 45), row * TALL)
    ]
    table = reader.read(Strokes.of(strokes, brush=5), layout="table").table
    assert table is not None
    assert (table.rows, table.columns) == (3, columns)


@pytest.mark.slow
@pytest.mark.parametrize(("ruled", "degrees"), [(True, 0), (True, 2), (False, 0), (False, -3)])
def test_a_pictured_table(ruled: bool, degrees: float, reader: Reader) -> None:
    reading = reader.read(picture(strokes_of(CELLS), ruled=ruled, degrees=degrees), layout="table")
    assert reading.table is not None
    assert reading.table.texts() == CELLS
    for cell in reading.table.cells:
        assert cell.content == ("number" if cell.text else "empty")
        assert (cell.number is None) == (cell.text == "")
        if cell.number is not None:
            assert reading.numbers[cell.number].text == cell.text


@pytest.mark.slow
def test_columns_of_0s_are_no_binding(reader: Reader) -> None:
    cells = [["0", "0", "17"[row % 2]] for row in range(8)]
    page = np.full((60 + 8 * TALL, 480), 235, np.uint8)
    for stroke in strokes_of(cells):
        cv2.polylines(page, [np.rint(np.array(stroke)).astype(np.int32)], False, 140, 4, cv2.LINE_AA)
    grain = np.random.default_rng(1).normal(0, 6, page.shape)
    table = reader.read(np.clip(page + grain, 0, 255).astype(np.uint8), layout="table").table
    assert table is not None
    assert table.texts() == cells


def test_rules_tell_columns_without_a_number(reader: Reader) -> None:
    cells = [[text if column != 1 else "" for column, text in enumerate(row)] for row in CELLS]
    table = reader.read(picture(strokes_of(cells), ruled=True), layout="table").table
    assert table is not None
    assert table.texts() == cells


def test_what_is_expected_in_each_column(reader: Reader) -> None:
    drawing = Strokes.of(strokes_of(CELLS), brush=5)
    table = reader.read(drawing, layout="table", expect="#{1,2};##;").table
    assert table is not None
    assert [row[1] for row in table.texts()] == ["07", "10", "?", ""]
    assert [row[::2] for row in table.texts()] == [row[::2] for row in CELLS]
    for expect in ("##;x", "9..1;"):
        with pytest.raises(OptionError, match="of the table"):
            reader.read(drawing, layout="table", expect=expect)
    with pytest.raises(OptionError, match="`;` cannot be expected"):
        reader.read(drawing, expect="##;#")


def test_nothing_is_a_table_without_cells(reader: Reader) -> None:
    for source in (Strokes.of([]), np.full((300, 400), 240, np.uint8), np.zeros((0, 0), np.uint8)):
        table = reader.read(source, layout="table").table
        assert table is not None
        assert (table.rows, table.columns, table.cells) == (0, 0, ())
    assert reader.read(Strokes.of([])).table is None
    with pytest.raises(BadInput, match="'table'"):
        reader.read(Strokes.of([]), layout="tables")  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize("sent", ["strokes", "picture", "ruled"])
@pytest.mark.parametrize("content", ["struck_out", "other"])
def test_what_is_no_number_is_told(content: str, sent: str, reader: Reader) -> None:
    x, y = 45, 45 + 2 * TALL
    over: Points = [[x - 12, y + 24], [x + 80, y + 16]]
    if content == "other":
        over = [[x - 5 + 9 * k, y + (5 if k % 2 else 36)] for k in range(10)]
    strokes = [*strokes_of(CELLS), over]
    source = Strokes.of(strokes, brush=5) if sent == "strokes" else picture(strokes, ruled=sent == "ruled")
    table = reader.read(source, layout="table").table
    assert table is not None
    told = {(cell.row, cell.column): cell for cell in table.cells}[2, 0]
    assert (told.text, told.number, told.content) == ("", None, content)
    left, top, width, height = told.box
    if sent == "strokes":
        assert left < x + 40
        assert left + width > x + 60
        assert y - 10 < top < top + height < y + 55
