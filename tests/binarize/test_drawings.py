"""Drawings on paper of one colour take a short way to the ink that the network sees, too."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl.binarize.drawings import ink_of_drawing
from scrawl.binarize.photographs import ink_of_photograph
from scrawl.recognizer import Recognizer

EVERYWHERE = np.ones((280, 280), np.float32)  # as if a network saw ink there


@pytest.mark.parametrize("paper", [255, 0])
@pytest.mark.parametrize("colour", ["grey", "RGB"])
def test_drawing_on_plain_paper_has_the_ink_that_the_network_sees(paper: int, colour: str) -> None:
    pixels = np.full((280, 280), paper, np.uint8)
    cv2.polylines(pixels, [np.array([[90, 50], [70, 150], [190, 150]])], False, 255 - paper, 14, cv2.LINE_AA)
    cv2.line(pixels, (170, 90), (160, 230), 255 - paper, 14, cv2.LINE_AA)
    if colour == "RGB":
        pixels = np.stack([pixels, np.minimum(pixels, 200), pixels], axis=2)
        pixels[pixels.max(axis=2) == paper] = paper
    drawn = ink_of_drawing(pixels, lambda: EVERYWHERE)
    assert drawn is not None
    short = drawn.ink
    assert short.max() == 1
    assert not short[:40].any()
    colours = pixels if pixels.ndim == 3 else np.stack([pixels] * 3, axis=2)
    long = ink_of_photograph(colours, Recognizer("onnx").binarize)
    assert ((short > 0.5) == (long > 0.5)).mean() > 0.985


def test_a_pale_drawing_is_as_good_as_a_dark_one() -> None:
    dark = np.full((280, 280), 255, np.uint8)
    cv2.line(dark, (140, 60), (150, 220), 0, 14, cv2.LINE_AA)
    pale = 255 - (255 - dark) // 4
    drawn = [ink_of_drawing(pixels, lambda: EVERYWHERE) for pixels in (dark, pale)]
    assert drawn[0] is not None
    assert drawn[1] is not None
    assert drawn[0].pieces is None
    assert ((drawn[0].ink > 0.5) == (drawn[1].ink > 0.5)).mean() > 0.999


def test_of_printed_lines_in_a_drawing_the_network_is_asked() -> None:
    pixels = np.full((280, 280), 255, np.uint8)
    for row in range(40, 260, 40):
        cv2.line(pixels, (30, row), (250, row), 0, 2)
    cv2.circle(pixels, (140, 61), 8, 0, 2)
    seen = EVERYWHERE * (np.abs(np.arange(280) - 61) < 14)[:, None]  # the circle alone
    drawn = ink_of_drawing(pixels, lambda: seen)
    assert drawn is not None
    assert drawn.ink[50:72].max() == 1
    assert not drawn.ink[110:].any()
    assert drawn.pieces is not None
    assert drawn.pieces.max() == 7  # six lines and the circle: what is left of a line lies in it
    assert len(set(drawn.pieces[[40, 80, 120], 140])) == 3


@pytest.mark.parametrize(("side", "is_ink"), [(2, True), (3, True), (4, False), (5, False)])
def test_a_dab_that_is_too_small_to_be_seen_is_kept(side: int, is_ink: bool) -> None:
    """A point of a fine pen beside digits with many rings."""
    pixels = np.full((280, 280), 255, np.uint8)
    for x in range(40, 260, 50):
        cv2.circle(pixels, (x, 60), 20, 0, 2)
    pixels[100 : 100 + side, 140 : 140 + side] = 0
    seen = EVERYWHERE * (np.arange(280) < 95)[:, None]  # the rings alone
    drawn = ink_of_drawing(pixels, lambda: seen)
    assert drawn is not None
    ink = drawn.ink
    assert ink[30:90].max() == 1
    assert ink[95:110].any() == is_ink


@pytest.mark.parametrize(("shade", "is_ink"), [(110, True), (150, False)])
def test_a_dab_that_is_paler_than_half_a_stroke_is_what_jpeg_left(shade: int, is_ink: bool) -> None:
    """It leaves hundreds beside a thick stroke: asking of each whether it is a mark took eight seconds."""
    pixels = np.full((280, 280), 255, np.uint8)
    for x in range(40, 260, 50):
        cv2.circle(pixels, (x, 60), 20, 0, 2)
    pixels[100:103, 140:143] = shade
    drawn = ink_of_drawing(pixels, lambda: EVERYWHERE * (np.arange(280) < 95)[:, None])
    assert drawn is not None
    assert drawn.ink[95:110].any() == is_ink


def test_a_drawing_cut_at_its_edge_is_none() -> None:
    pixels = np.full((280, 280), 255, np.uint8)
    cv2.line(pixels, (0, 40), (250, 40), 0, 2)
    assert ink_of_drawing(pixels, lambda: EVERYWHERE) is None


@pytest.mark.parametrize(("light", "is_ink"), [(248, False), (244, True)])
def test_the_palest_stroke(light: int, is_ink: bool) -> None:
    pixels = np.full((280, 280), 255, np.uint8)
    cv2.line(pixels, (140, 60), (150, 220), light, 14)
    drawn = ink_of_drawing(pixels, lambda: EVERYWHERE)
    assert drawn is not None
    assert drawn.ink.any() == is_ink


@pytest.mark.parametrize(("count", "asked"), [(2, 0), (3, 1)])
@pytest.mark.parametrize("kind", ["strokes", "holes"])
def test_the_network_is_asked_of_more_than_two_long_strokes_or_holes(
    kind: str, count: int, asked: int
) -> None:
    """A 4 has two strokes and an 8 two holes."""
    pixels = np.full((280, 280), 255, np.uint8)
    for x in range(40, 40 + 60 * count, 60):
        if kind == "strokes":
            cv2.line(pixels, (x, 60), (x, 60 + 110), 0, 6)
        else:
            cv2.circle(pixels, (x, 140), 20, 0, 6)
    cv2.line(pixels, (240, 60), (240, 60 + 80), 0, 6)  # too short to count
    calls: list[int] = []

    def seen() -> NDArray[np.float32]:
        calls.append(1)
        return EVERYWHERE

    ink_of_drawing(pixels, seen)
    assert len(calls) == asked
