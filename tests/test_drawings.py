"""Drawings on paper of one colour take a short way to the same ink."""

import cv2
import numpy as np
import pytest

import scrawl.paper.find
from scrawl.paper import find_ink
from scrawl.paper.drawings import part_drawing


@pytest.mark.parametrize("paper", [255, 0])
@pytest.mark.parametrize("colour", ["grey", "RGB"])
def test_drawing_on_plain_paper_gives_the_same_ink_as_the_long_way(
    paper: int, colour: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels = np.full((280, 280), paper, np.uint8)
    cv2.polylines(pixels, [np.array([[90, 50], [70, 150], [190, 150]])], False, 255 - paper, 14, cv2.LINE_AA)
    cv2.line(pixels, (170, 90), (160, 230), 255 - paper, 14, cv2.LINE_AA)
    if colour == "RGB":
        pixels = np.stack([pixels, np.minimum(pixels, 200), pixels], axis=2)
        pixels[pixels.max(axis=2) == paper] = paper
    assert part_drawing(pixels)
    short = find_ink(pixels).ink
    monkeypatch.setattr(scrawl.paper.find, "part_drawing", lambda _: None)
    assert np.array_equal(short, find_ink(pixels).ink)


def test_ruled_paper_is_no_plain_drawing() -> None:
    pixels = np.full((280, 280), 255, np.uint8)
    for row in range(40, 260, 40):
        cv2.line(pixels, (30, row), (250, row), 0, 2)
    assert part_drawing(pixels) is None
