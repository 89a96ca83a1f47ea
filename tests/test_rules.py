"""Ruled lines and frames go; what is written on them stays, and so does a digit that is straight itself."""

import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl import Reader
from scrawl.paper import find_ink
from scrawl.rules import remove_rules

SEVEN = [(120, 70), (200, 70), (150, 210)]
FOUR = [(150, 60), (110, 150), (210, 150)], [(185, 110), (180, 220)]
ONE = [(160, 50), (160, 230)]


def written(*strokes: list[tuple[int, int]], pen: int = 9) -> NDArray[np.uint8]:
    """Black strokes on white, (280, 320)."""
    sheet = np.full((280, 320), 255, np.uint8)
    for stroke in strokes:
        cv2.polylines(sheet, [np.array(stroke)], False, 20, pen, cv2.LINE_AA)
    return sheet


def ruled(
    sheet: NDArray[np.uint8], step: int, colour: int, slope: float = 0, *, squared: bool = False
) -> NDArray[np.uint8]:
    """The sheet with lines printed on it before it was written on, both ways if squared."""
    height, width = sheet.shape
    lines = np.full_like(sheet, 255)
    for y in range(-width, height + width, step):
        cv2.line(lines, (0, y), (width, round(y + slope * width)), colour, 2, cv2.LINE_AA)
    if squared:
        lines = np.minimum(
            lines, np.rot90(ruled(np.full((width, height), 255, np.uint8), step, colour, slope))
        )
    return np.minimum(sheet, lines)


@pytest.mark.parametrize("strokes", [[SEVEN], list(FOUR), [ONE]])
@pytest.mark.parametrize("slope", [0, 0.08])
@pytest.mark.parametrize("colour", [190, 120])
@pytest.mark.parametrize("squared", [False, True])
def test_printed_lines_go_and_the_digit_stays(
    strokes: list[list[tuple[int, int]]], slope: float, colour: int, squared: bool
) -> None:
    sheet = written(*strokes)
    expected = find_ink(sheet).ink > 0.5
    ink = find_ink(ruled(sheet, 45, colour, slope, squared=squared)).ink > 0.5
    near = cv2.dilate(expected.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    assert (ink & ~near).sum() <= 2
    assert (ink & expected).sum() > 0.95 * expected.sum()


@pytest.mark.parametrize("strokes", [[SEVEN], list(FOUR), [ONE], [ONE, [(220, 50), (220, 230)]]])
@pytest.mark.parametrize("margin", [0, 3, 40])
def test_a_digit_alone_is_no_rule(strokes: list[list[tuple[int, int]]], margin: int) -> None:
    """However tightly the picture was cut."""
    sheet = written(*strokes)
    y, x = np.nonzero(sheet < 128)
    tight = sheet[y.min() : y.max() + 1, x.min() : x.max() + 1]
    taken = np.pad(1 - tight.astype(np.float32) / np.float32(255), margin)
    least = np.full_like(taken, 0.05)
    assert (remove_rules(taken, taken, least) == taken).all()


def test_a_margin_line_goes_though_it_is_as_dark_as_the_digit() -> None:
    """On a page that a thumb holds."""
    sheet = ruled(written(SEVEN), 120, 190)
    cv2.line(sheet, (60, 0), (66, 280), 40, 3, cv2.LINE_AA)
    cv2.circle(sheet, (330, 0), 60, 60, cv2.FILLED)
    ink = find_ink(sheet).ink
    assert not ink[:, 50:76].any()
    assert ink[130:210, 145:180].any()


def test_a_blank_ruled_page_is_blank() -> None:
    assert not find_ink(ruled(np.full((280, 320), 255, np.uint8), 40, 150)).ink.any()


def test_a_grid_that_the_picture_cuts_off_goes() -> None:
    """Its uprights reach a tenth of the picture in, and stand as a 1 does."""
    sheet = written(SEVEN)
    expected = find_ink(sheet).ink > 0.5
    for x in range(40, 300, 50):
        cv2.line(sheet, (x, 250), (x, 279), 20, 2)
    cv2.line(sheet, (40, 250), (290, 250), 20, 2)
    ink = find_ink(sheet).ink > 0.5
    assert (ink[235:]).sum() == 0
    assert (ink & expected).sum() > 0.95 * expected.sum()


def test_a_whole_photographed_sudoku(data: Path) -> None:
    """All of its nine rows are read, of which seven in ten digits are written."""
    with zipfile.ZipFile(data / "photos/sudoku-photos.zip") as photos:
        picture = cv2.imdecode(
            np.frombuffer(photos.read("image2004.jpg"), np.uint8),
            cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION,
        )
    rows = "825341769 371569482 469728513 698154237 243876951 517932648 934687125 786215394 152493876"
    lines = Reader().read(np.asarray(picture, np.uint8)).lines
    assert sum(row in lines for row in rows.split()) >= 8


def test_digits_in_the_cells_of_photographed_sudokus(data: Path) -> None:
    """217 cells cut from newspapers, with what is left of their frames: more than nineteen in twenty are right."""
    reader = Reader()
    with np.load(data / "photos/sudoku-cells.npz") as cells:
        images, labels = cells["images"], cells["labels"]
    answers = [reader.read(image, layout="digit").digits for image in images]
    right = [bool(digits) and digits[0].digit == label for digits, label in zip(answers, labels, strict=True)]
    assert np.mean(right) >= 0.95
