"""Drawings on paper of one colour take a short way to the ink that the network sees, too."""

import cv2
import numpy as np
import pytest

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
    short = ink_of_drawing(pixels, lambda: EVERYWHERE)
    assert short is not None
    assert short.max() == 1
    assert not short[:40].any()
    colours = pixels if pixels.ndim == 3 else np.stack([pixels] * 3, axis=2)
    long = ink_of_photograph(colours, Recognizer("onnx").binarize)
    assert ((short > 0.5) == (long > 0.5)).mean() > 0.985


def test_a_pale_drawing_is_as_good_as_a_dark_one() -> None:
    dark = np.full((280, 280), 255, np.uint8)
    cv2.line(dark, (140, 60), (150, 220), 0, 14, cv2.LINE_AA)
    pale = 255 - (255 - dark) // 4
    inks = [ink_of_drawing(pixels, lambda: EVERYWHERE) for pixels in (dark, pale)]
    assert inks[0] is not None
    assert inks[1] is not None
    assert ((inks[0] > 0.5) == (inks[1] > 0.5)).mean() > 0.999


def test_of_printed_lines_in_a_drawing_the_network_is_asked() -> None:
    pixels = np.full((280, 280), 255, np.uint8)
    for row in range(40, 260, 40):
        cv2.line(pixels, (30, row), (250, row), 0, 2)
    cv2.circle(pixels, (140, 61), 8, 0, 2)
    seen = EVERYWHERE * (np.abs(np.arange(280) - 61) < 14)[:, None]  # the circle alone
    ink = ink_of_drawing(pixels, lambda: seen)
    assert ink is not None
    assert ink[50:72].max() == 1
    assert not ink[110:].any()


def test_a_drawing_cut_at_its_edge_is_none() -> None:
    pixels = np.full((280, 280), 255, np.uint8)
    cv2.line(pixels, (0, 40), (250, 40), 0, 2)
    assert ink_of_drawing(pixels, lambda: EVERYWHERE) is None
