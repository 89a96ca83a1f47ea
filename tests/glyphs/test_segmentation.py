"""Glyphs stand where digits were written: the right number, in reading order, each with its own ink alone."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inks import ink_of
from numpy.typing import NDArray

from scrawl import Reader
from scrawl.glyphs import Glyph, cut, lines_of, segmentation
from scrawl.glyphs.segmentation import MOST_GLYPHS, MOST_PIECES, Found, good, segment, whole, without_specks
from scrawl.ink import rasterize
from scrawl.recognizer import Recognizer, Scores
from scrawl.scenes import compose, writing
from scrawl.strokes import Strokes

RECOGNIZER = Recognizer()
Placed = tuple[int, tuple[float, float, float, float]]  # line, and left, top, right, bottom


def find_lines(ink: NDArray[np.float32]) -> list[list[Glyph]]:
    """The glyphs of each line of writing."""
    glyphs = segment(ink, RECOGNIZER).glyphs
    boxes = np.array([(x, y, x + width, y + height) for x, y, width, height in (g.box for g in glyphs)])
    return [[glyphs[k] for k in line] for line in lines_of(boxes.reshape(-1, 4))]


def find_glyphs(ink: NDArray[np.float32]) -> list[Glyph]:
    """All of them, in reading order."""
    return [glyph for line in find_lines(ink) for glyph in line]


def blank(height: int, width: int) -> NDArray[np.float32]:
    return np.zeros((height, width), np.float32)


def page_of(*lines: tuple[tuple[int, int, int, int, int, int], ...]) -> NDArray[np.float32]:
    """Ink (200, 300) of straight pen movements x, y → x, y, with a pen value and width."""
    ink = blank(200, 300)
    for strokes in lines:
        for x0, y0, x1, y1, width, percent in strokes:
            cv2.line(ink, (x0, y0), (x1, y1), percent / 100, width)
    return ink


def test_two_ones_and_their_boxes() -> None:
    ink = blank(100, 200)
    ink[20:80, 30:36] = 1
    ink[25:85, 120:128] = 0.5
    first, second = find_glyphs(ink)
    assert (first.box, second.box) == ((30, 20, 6, 60), (120, 25, 8, 60))
    assert (first.ink == 1).all()
    assert (second.ink == 0.5).all()


def test_layout_digit_takes_all_ink() -> None:
    ink = blank(100, 200)
    ink[20:80, 30:36] = 1
    ink[25:85, 120:128] = 0.5
    (glyph,) = whole(ink, RECOGNIZER).glyphs
    assert glyph.box == (30, 20, 98, 65)
    assert (glyph.ink == ink[20:85, 30:128]).all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (0, 7), (7, 0), (280, 280)])
def test_an_empty_page_has_no_glyphs(shape: tuple[int, int]) -> None:
    assert find_glyphs(blank(*shape)) == []
    assert whole(blank(*shape), RECOGNIZER).glyphs == ()


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (280, 280)])
def test_a_page_of_ink_is_one_glyph(shape: tuple[int, int]) -> None:
    for (glyph,) in (
        find_glyphs(np.ones(shape, np.float32)),
        whole(np.ones(shape, np.float32), RECOGNIZER).glyphs,
    ):
        assert glyph.box == (0, 0, shape[1], shape[0])
        assert glyph.ink.shape == shape


def test_a_neighbours_ink_is_not_in_the_crop() -> None:
    """The bar of the left 7 reaches over the box of the right 1."""
    ink = page_of(((40, 60, 150, 60, 5, 100), (150, 60, 90, 160, 5, 100)), ((170, 80, 135, 165, 5, 60),))
    seven, one = find_glyphs(ink)
    assert seven.box[0] + seven.box[2] > one.box[0]
    assert seven.ink.max() == 1
    assert set(np.unique(seven.ink)) == {0, 1}
    assert set(np.unique(one.ink)) == {0, np.float32(0.6)}


@pytest.mark.parametrize(
    ("what", "strokes"),
    [
        (
            "a 5 and its hat",
            ((100, 60, 95, 110, 6, 100), (95, 110, 130, 150, 6, 100), (106, 49, 140, 46, 6, 100)),
        ),
        (
            "a 4 in two",
            ((100, 40, 85, 110, 6, 100), (85, 110, 130, 108, 6, 100), (141, 70, 138, 170, 6, 100)),
        ),
        ("a barred 7", ((80, 40, 130, 40, 6, 100), (130, 40, 112, 86, 6, 100), (110, 94, 95, 150, 6, 100))),
        ("a broken 1", ((100, 40, 100, 70, 6, 100), (100, 82, 100, 150, 6, 100))),
        ("a pale and a dark half", ((100, 40, 90, 100, 6, 100), (90, 100, 95, 160, 6, 30))),
    ],
)
def test_parts_of_one_symbol_are_one_glyph(what: str, strokes: tuple[Any, ...]) -> None:
    glyphs = find_glyphs(page_of(strokes))
    assert len(glyphs) == 1, what
    assert np.count_nonzero(glyphs[0].ink) == np.count_nonzero(page_of(strokes))


def test_two_thin_ones_side_by_side_are_two() -> None:
    assert len(find_glyphs(page_of(((100, 40, 100, 140, 4, 100), (115, 42, 115, 142, 4, 100))))) == 2


def test_dust_is_dropped_and_a_lone_dot_is_not() -> None:
    ink = page_of(((100, 40, 90, 160, 6, 100),))
    alone = find_glyphs(ink)[0].box
    ink[10:12, 10:13] = ink[100:103, 250:252] = 1
    assert [glyph.box for glyph in find_glyphs(ink)] == [alone]
    dot = blank(280, 280)
    dot[100:104, 100:104] = 1
    assert [glyph.box for glyph in find_glyphs(dot)] == [(100, 100, 4, 4)]


def test_rising_lines_are_read_in_order() -> None:
    """Two lines of upright strokes that rise by more than half their height from left to right."""
    ink = blank(300, 700)
    for row in range(2):
        for column in range(8):
            y = 130 + 110 * row - 8 * column
            ink[y : y + 60 + 3 * (column % 3), 40 + 80 * column : 48 + 80 * column] = 1
    lines = find_lines(ink)
    assert len(lines) == 2
    for line in lines:
        assert [glyph.box[0] for glyph in line] == [40 + 80 * column for column in range(8)]


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.02, 0.1, 0.3])
def test_noise_gives_a_bounded_number_of_glyphs(share: float) -> None:
    ink = (np.random.default_rng(0).random((600, 600)) < share).astype(np.float32)
    assert len(find_glyphs(ink)) <= MOST_GLYPHS


def pen_digits(data: Path, name: str) -> list[dict[str, Any]]:
    samples: list[dict[str, Any]] = json.loads(gzip.decompress((data / f"pen/{name}.json.gz").read_bytes()))
    return samples


@settings(max_examples=20, deadline=None)
@given(left=st.integers(0, 300), top=st.integers(0, 300), right=st.integers(0, 50), bottom=st.integers(0, 9))
def test_moving_the_ink_moves_the_boxes_and_nothing_else(
    left: int, top: int, right: int, bottom: int
) -> None:
    ink = page_of(((40, 60, 150, 60, 5, 100), (150, 60, 90, 160, 5, 100)), ((200, 80, 195, 165, 5, 60),))
    moved = np.pad(ink, ((top, bottom), (left, right)))
    for before, after in zip(find_glyphs(ink), find_glyphs(moved), strict=True):
        x, y, width, height = before.box
        assert after.box == (x + left, y + top, width, height)
        assert (after.ink == before.ink).all()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "step"), [("pendigits", 80), ("uji-digits", 4)])
@pytest.mark.parametrize("brush", [0.03, 0.065, 0.12])
def test_a_pen_digit_alone_is_one_glyph(data: Path, name: str, step: int, brush: float) -> None:
    """Also those written in two or three strokes; a few lie in pieces too far apart."""
    samples = pen_digits(data, name)[::step]
    counts = []
    for sample in samples:
        width, height = np.ptp(np.concatenate([np.array(stroke) for stroke in sample["strokes"]]), axis=0)
        strokes = Strokes.of(sample["strokes"], brush=brush * max(width, height))
        counts.append(len(find_glyphs(rasterize(strokes).ink)))
    assert np.mean(np.array(counts) == 1) >= 0.985


def written_page(
    samples: list[dict[str, Any]], random: np.random.Generator
) -> tuple[NDArray[np.uint8], list[Placed]]:
    """A picture (h, w, 3) of one to three lines of pen digits with space between, and where they stand.

    Digits differ in height and sit unevenly on a line that rises or falls; pen and colours are any.
    """
    height = random.uniform(40, 120)
    pen = max(1, round(height * random.uniform(0.03, 0.12)))
    slope = random.uniform(-0.04, 0.04)
    drawing: list[NDArray[np.float64]] = []
    placed: list[Placed] = []
    for line in range(random.integers(1, 4)):
        x = height * random.uniform(0.3, 1.5)
        for _ in range(random.integers(1, 7)):
            strokes = [
                np.array(stroke, float) for stroke in samples[random.integers(len(samples))]["strokes"]
            ]
            points = np.concatenate(strokes)
            size = np.ptp(points, axis=0)
            scale = height * random.uniform(0.7, 1.2) / max(size[1], size[0] / 2)
            bottom = height * (1.8 * line + 2 + random.uniform(-0.08, 0.08)) + slope * x
            corner = np.array([x, bottom - size[1] * scale])
            drawing += [(stroke - points.min(axis=0)) * scale + corner for stroke in strokes]
            right = x + size[0] * scale
            placed.append((line, (x - pen / 2, corner[1] - pen / 2, right + pen / 2, bottom + pen / 2)))
            x = right + pen + height * random.uniform(0.2, 0.7)
    far = np.concatenate(drawing).max(axis=0) + height / 2
    mask = np.zeros((int(far[1]), int(far[0])), np.uint8)
    for stroke in drawing:
        cv2.polylines(mask, [np.rint(stroke * 256).astype(np.int32)], False, 255, pen, cv2.LINE_AA, 8)
    paper, ink = random.integers(220, 256, 3), random.integers(0, 90, 3)
    share = mask[..., None] / 255
    pixels = np.rint(paper * (1 - share) + ink * share).astype(np.uint8)
    return 255 - pixels if random.random() < 0.4 else pixels, placed


@pytest.mark.slow
def test_pages_of_pen_digits_are_found_in_order(data: Path) -> None:
    """As PNG or JPEG, dark on light or light on dark: all but one page exactly right."""
    samples = pen_digits(data, "pendigits") + pen_digits(data, "uji-digits")
    samples = [sample for sample in samples if int(sample["writer"]) % 2 == 0]
    random = np.random.default_rng(11)
    right = 0
    for _ in range(25):
        pixels, placed = written_page(samples, random)
        if random.random() < 0.6:
            quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(60, 91))]
            pixels = np.asarray(cv2.imdecode(cv2.imencode(".jpg", pixels, quality)[1], 1), np.uint8)
        lines = find_lines(ink_of(pixels, RECOGNIZER.binarize))
        glyphs = [glyph for line in lines for glyph in line]
        right += [k for k, line in enumerate(lines) for _ in line] == [line for line, _ in placed] and all(
            np.abs(np.array([x, y, x + width, y + height]) - box).max() < 5
            for (x, y, width, height), (_, box) in zip((glyph.box for glyph in glyphs), placed, strict=True)
        )
    assert right >= 24


@pytest.mark.slow
def test_page_that_falls_into_thousands_of_pieces_is_cut_only_so_far() -> None:
    # Found by bench/fuzz.py: a picture of 40×60 pixels took seconds.
    page = np.zeros((900, 1000), np.float32)
    for row in range(10, 900, 150):
        page[row : row + 120] = np.random.default_rng(row).random((120, 1000)) < 0.5
    scored: list[int] = []

    class Counting(Recognizer):
        def score(self, crops: Sequence[NDArray[np.float32]]) -> Scores:
            scored.append(len(crops))
            return super().score(crops)

        def owners(self, ink: NDArray[np.float32]) -> NDArray[np.float32]:
            columns = np.arange(ink.shape[1], dtype=np.float32)  # as if each four were a digit of their own
            told = np.zeros((*ink.shape, 12), np.float32)
            told[..., 0] = (columns // 4 * 4 + 2 - columns) / 32
            return told

    segment(page, Counting())
    _whole, pieces = scored
    assert MOST_PIECES / 2 < pieces <= MOST_PIECES


@pytest.mark.slow
def test_numbers_whose_digits_touch(data: Path) -> None:
    """Lines of two to four digits by writers of the development half, each touching the next: most are read."""
    hands = writing.digit_hands(data, development=True)
    random = np.random.default_rng(3)
    reader = Reader(RECOGNIZER)
    right = 0
    for _ in range(24):
        hand = hands[random.integers(len(hands))]
        written = writing.numbers(hand, [int(random.integers(2, 5))], 90, 7, random, touching=True)
        page = compose.photograph(written, (), random)
        right += reader.read(page.pixels).text == page.text
    assert right >= 15


class Doubtful(Recognizer):
    """Says of each crop 4 or 9, as likely as it was told, and of each pixel that it is of a 9."""

    likely = 0.6

    def score(self, crops: Sequence[NDArray[np.float32]]) -> Scores:
        scores = super().score(crops)
        probabilities = np.zeros((len(crops), 10), np.float32)
        probabilities[:, 4], probabilities[:, 9] = self.likely, 1 - self.likely
        return replace(scores, probabilities=probabilities, digitness=np.ones(len(crops), np.float32))

    def owners(self, ink: NDArray[np.float32]) -> NDArray[np.float32]:
        told = np.zeros((*ink.shape, 12), np.float32)
        told[..., 1 + 9] = 3
        return told


@pytest.mark.parametrize(("likely", "expected"), [(0.6, 9), (0.87, 9), (0.93, 4)])
def test_its_pixels_are_asked_of_what_is_unsure(likely: float, expected: int) -> None:
    recognizer = Doubtful()
    recognizer.likely = likely
    page = np.zeros((80, 200), np.float32)
    page[20:60, 50:56] = 1
    assert segment(page, recognizer).scores.probabilities.argmax(axis=1).tolist() == [expected]


def test_two_opinions_of_one_ink_are_less_than_two() -> None:
    """Together they would be 13 to 1."""
    page = np.zeros((80, 200), np.float32)
    page[20:60, 50:56] = 1
    told = segment(page, Doubtful()).scores.probabilities[0]
    assert told[9] / told[4] == pytest.approx((0.4 / 0.6 * np.exp(3)) ** 0.65, rel=0.1)


def test_what_the_pixels_agree_on_counts_less() -> None:
    scores = RECOGNIZER.score([np.ones((4, 4), np.float32)] * 3)
    sure = np.eye(10, dtype=np.float32)[[4] * 3]
    scores = replace(scores, probabilities=sure, digitness=np.array([0.8, 0.55, 0.95], np.float32))
    first, second, third = segmentation._agreed(scores, [np.full(10, each) for each in (0.5, 1.0, 0.5)])
    assert first < second < third


@pytest.mark.parametrize(("side", "count"), [(22, 1), (28, 2)])
def test_a_quarter_of_a_digit_is_no_speck(side: int, count: int) -> None:
    glyphs = tuple(Glyph(np.ones((tall, 9), np.float32), (0, 0, 9, tall)) for tall in (100, side))
    scores = RECOGNIZER.score([glyph.ink for glyph in glyphs])
    scores = replace(scores, probabilities=np.eye(10, dtype=np.float32)[:2], digitness=np.array([0.9, 0.2]))
    assert len(without_specks(Found(glyphs, scores), 2).glyphs) == count


@pytest.mark.parametrize(("likely", "specks"), [(0.2, []), (0.4, [1])])
def test_beside_a_frame_that_looks_like_a_7_digits_are_no_specks(likely: float, specks: list[int]) -> None:
    frame, digit = np.zeros((640, 200), np.float32), np.ones((60, 40), np.float32)
    frame[:6], frame[:, -6:] = 1, 1
    glyphs = (Glyph(frame, (0, 0, 200, 640)), Glyph(digit, (60, 200, 40, 60)))
    scores = RECOGNIZER.score([glyph.ink for glyph in glyphs])
    scores = replace(
        scores, probabilities=np.eye(10, dtype=np.float32)[[7, 6]], digitness=np.array([0.99, 0.99])
    )
    told = without_specks(Found(glyphs, scores), 2, lambda _: np.array([likely, 0.6]))
    assert list(told.left_out) == specks


def test_a_good_digit_looks_so_and_is_ink_about_as_likely_as_others() -> None:
    scores = RECOGNIZER.score([np.ones((9, 9), np.float32)] * 4)
    sure = np.eye(10, dtype=np.float32)[[3] * 4]
    scores = replace(scores, probabilities=sure, digitness=np.array([0.9, 0.9, 0.9, 0.4]))
    assert good(scores, np.array([0.3, 0.16, 0.14, 0.9])).tolist() == [True, True, False, False]


@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside an arrow"])
def test_a_triangle_is_no_eleven(reader: Reader, beside: bool) -> None:
    page = np.full((300, 420, 3), 235, np.uint8)
    cv2.polylines(page, [np.array([[150, 60], [90, 180], [210, 180]])], True, (40, 40, 50), 8, cv2.LINE_AA)
    if beside:
        cv2.arrowedLine(page, (260, 120), (380, 120), (40, 40, 50), 8, cv2.LINE_AA, tipLength=0.4)
    assert reader.read(page).text == ""


def test_a_wide_mark_paler_than_a_stroke_has_nothing_to_cut() -> None:
    """It is ink by its few dark pixels; brought to the network's size none of them is left."""
    ink = np.full((300, 400), 0.05, np.float32)
    ink[::40, ::40] = 0.4
    assert cut(Glyph(ink, (0, 0, 400, 300)), RECOGNIZER.owners) is None
