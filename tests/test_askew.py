"""A form or lines of writing askew in their picture are read as if straight; all is told where it is in the picture."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl import Reader, Reading
from scrawl.ink import rasterize
from scrawl.reading import Box
from scrawl.strokes import Strokes

SIZE = 420, 640  # px, height and width of a form
TALL = 90  # px, of its digits
MIDDLES = {"3": (180, 260), "7": (260, 260), "5": (460, 260)}  # where digits stand on it

DEGREES = (-25, 14, 40)


@pytest.fixture(scope="module")
def form(uji: list[dict[str, Any]]) -> NDArray[np.uint8]:
    """Two boxes side by side, 37 in the one and 5 in the other."""
    page = np.full(SIZE, 235, np.uint8)
    for left, right in ((100, 340), (360, 560)):
        cv2.rectangle(page, (left, 140), (right, 360), 90, 3)
    for digit, (x, y) in MIDDLES.items():
        write(page, next(each for each in uji if str(each["label"]) == digit), (x, y))
    return page


def write(page: NDArray[np.uint8], sample: dict[str, Any], middle: tuple[int, int]) -> None:
    """A recorded digit on the page, about there."""
    ink = rasterize(Strokes.of(sample["strokes"])).ink
    scale = TALL / max(ink.shape)
    ink = np.asarray(cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.float32)
    top, left = middle[1] - ink.shape[0] // 2, middle[0] - ink.shape[1] // 2
    place = np.s_[top : top + ink.shape[0], left : left + ink.shape[1]]
    page[place] = np.minimum(page[place], np.rint(235 - 170 * ink))


def askew(page: NDArray[np.uint8], clockwise: float) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The page in a larger picture, turned, and the matrix (2, 3) that its points lie by there."""
    side = 800
    way = np.array(cv2.getRotationMatrix2D((SIZE[1] / 2, SIZE[0] / 2), -clockwise, 1), np.float64)
    way[:, 2] += np.array([side - SIZE[1], side - SIZE[0]]) / 2
    return np.asarray(cv2.warpAffine(page, way, (side, side), borderValue=235), np.uint8), way


def boxes_of(reading: Reading) -> dict[str, Box]:
    return {str(each.digit): each.box for each in reading.digits if each.verdict == "digit"}


@pytest.mark.parametrize("degrees", DEGREES)
def test_a_form_is_read_however_it_lies(form: NDArray[np.uint8], reader: Reader, degrees: float) -> None:
    assert reader.read(form).text == "37 5"
    pixels, way = askew(form, degrees)
    reading = reader.read(pixels)
    assert reading.text == "37 5"
    assert reading.turned == 0
    boxes = boxes_of(reading)
    assert list(boxes) == list(MIDDLES)
    for digit, middle in MIDDLES.items():
        x, y, width, height = boxes[digit]
        assert (x + width / 2, y + height / 2) == pytest.approx(tuple(way @ [*middle, 1]), abs=8)
        assert max(width, height) < 1.2 * TALL


def test_its_stages_are_shown_as_it_lies(form: NDArray[np.uint8], reader: Reader) -> None:
    pixels, way = askew(form, 20)
    stages = reader.read(pixels, stages=True).stages
    assert len({stage.shape[:2] for stage in stages.values()}) == 1
    ink = cv2.resize(stages["ink"], pixels.shape[::-1])
    for x, y in MIDDLES.values():
        left, top = np.rint(way @ [x, y, 1]).astype(int) - 60
        assert ink[top : top + 120, left : left + 120].max() > 200
    assert ink[:100].max() == 0
    assert stages["glyphs"][0, 0].tolist() == [255, 255, 255]


@pytest.mark.parametrize("region", [(0.1, 0.1, 0.8, 0.8), (80, 80, 640, 640)])
def test_a_region_of_it_lies_where_it_was(
    form: NDArray[np.uint8], reader: Reader, region: tuple[float, float, float, float]
) -> None:
    pixels, way = askew(form, -12)
    reading = reader.read(pixels, region=region)
    assert reading.text == "37 5"
    x, y, width, height = boxes_of(reading)["5"]
    assert (x + width / 2, y + height / 2) == pytest.approx(tuple(way @ [*MIDDLES["5"], 1]), abs=8)


@pytest.mark.parametrize("degrees", [-30, -18, 24])
def test_lines_on_blank_paper_are_read_however_they_lie(
    uji: list[dict[str, Any]], reader: Reader, degrees: float
) -> None:
    page = np.full(SIZE, 235, np.uint8)
    rows = "2735", "4609", "5812"
    for row, text in enumerate(rows):
        for column, digit in enumerate(text):
            write(
                page,
                next(each for each in uji if str(each["label"]) == digit),
                (150 + 90 * column, 90 + 120 * row),
            )
    pixels, way = askew(page, degrees)
    reading = reader.read(pixels)
    assert reading.lines == rows
    assert reader.read(pixels, expect="####").lines == rows
    first = next(each for each in reading.digits if each.verdict == "digit").box
    assert (first[0] + first[2] / 2, first[1] + first[3] / 2) == pytest.approx(
        tuple(way @ [150, 90, 1]), abs=10
    )
