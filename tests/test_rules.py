"""Ruled lines and frames are no ink; what is written on them is."""

import zipfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from inks import ink_of
from numpy.typing import NDArray

from scrawl import Reader
from scrawl.ink import rasterize
from scrawl.strokes import Strokes

HEIGHT, WIDTH = 280, 320  # px of a sheet


def written(sample: dict[str, Any], size: int = 150) -> NDArray[np.uint8]:
    """A recorded digit of that size, px, dark on a white sheet."""
    ink = rasterize(Strokes.of(sample["strokes"])).ink
    scale = size / max(ink.shape)
    ink = np.asarray(cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.float32)
    top, left = (HEIGHT - ink.shape[0]) // 2, (WIDTH - ink.shape[1]) // 2
    sheet = np.full((HEIGHT, WIDTH), 255, np.uint8)
    sheet[top : top + ink.shape[0], left : left + ink.shape[1]] = np.rint(255 - 235 * ink)
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


@pytest.mark.slow
@pytest.mark.parametrize("squared", [False, True])
def test_digits_on_printed_lines_are_read_as_on_blank_paper(
    uji: list[dict[str, Any]], reader: Reader, squared: bool
) -> None:
    """Pale and dark lines, level and slanted; all but one."""
    right = []
    for k, sample in enumerate(uji[8 * squared :: 16]):
        sheet = ruled(written(sample), 45, (190, 120)[k % 2], (0, 0.08)[k // 2 % 2], squared=squared)
        right.append(reader.read(sheet).text == str(sample["label"]))
    assert sum(right) >= len(right) - 1


@pytest.mark.slow
@pytest.mark.parametrize("margin", [3, 40])
def test_a_digit_alone_is_no_rule(uji: list[dict[str, Any]], reader: Reader, margin: int) -> None:
    """However tightly the picture was cut: all but one."""
    right = []
    for sample in uji[::8]:
        sheet = written(sample)
        y, x = np.nonzero(sheet < 128)
        tight = sheet[y.min() : y.max() + 1, x.min() : x.max() + 1]
        around = np.pad(np.minimum(tight, 250), margin, constant_values=250)
        answer = reader.read(around, layout="digit").digits
        right.append([digit.digit for digit in answer] == [sample["label"]])
    assert sum(right) >= len(right) - 1


def test_a_margin_line_goes_though_it_is_as_dark_as_the_digit(
    uji: list[dict[str, Any]], reader: Reader
) -> None:
    """On a page that a thumb holds."""
    seven = next(sample for sample in uji if str(sample["label"]) == "7")
    sheet = ruled(written(seven), 120, 190)
    cv2.line(sheet, (60, 0), (66, HEIGHT), 40, 3, cv2.LINE_AA)
    cv2.circle(sheet, (330, 0), 60, 60, cv2.FILLED)
    assert reader.read(sheet).text == "7"


def test_a_blank_ruled_page_is_blank(reader: Reader) -> None:
    sheet = ruled(np.full((HEIGHT, WIDTH), 255, np.uint8), 40, 150)
    assert not ink_of(sheet, reader.recognizer.binarize).any()


@pytest.mark.slow
def test_a_whole_photographed_sudoku(data: Path, reader: Reader) -> None:
    """All of its nine rows are read, of which seven in ten digits are written."""
    with zipfile.ZipFile(data / "photos/sudoku-photos.zip") as photos:
        picture = cv2.imdecode(
            np.frombuffer(photos.read("image2004.jpg"), np.uint8),
            cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION,
        )
    rows = "825341769 371569482 469728513 698154237 243876951 517932648 934687125 786215394 152493876"
    lines = reader.read(np.asarray(picture, np.uint8)).lines
    assert sum(row in lines for row in rows.split()) >= 8


@pytest.mark.slow
def test_digits_in_the_cells_of_photographed_sudokus(data: Path, reader: Reader) -> None:
    """A sixteenth of 217 cells cut from newspapers, with what is left of their frames: all but one are right."""
    with np.load(data / "photos/sudoku-cells.npz") as cells:
        images, labels = cells["images"][::16], cells["labels"][::16]
    answers = [reader.read(image, layout="digit").digits for image in images]
    right = [bool(digits) and digits[0].digit == label for digits, label in zip(answers, labels, strict=True)]
    assert sum(right) >= len(right) - 1
