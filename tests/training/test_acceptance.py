"""What tells digits that were written follows from where they are known to be."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from scrawl.glyphs.acceptance import FEATURES
from scrawl.glyphs.attempt import Attempt
from scrawl.measure.photographs import Photograph
from scrawl.picture import encode_png
from scrawl.reader import Reader
from scrawl.scenes.compose import Page
from scrawl.training import acceptance
from scrawl.training.logistic import Asked


@pytest.fixture(scope="module")
def page() -> np.ndarray:
    """A 7 and a box, far from each other."""
    pixels = np.full((300, 500, 3), 255, np.uint8)
    cv2.polylines(pixels, [np.array([[60, 80], [130, 80], [90, 200]])], False, (0, 0, 0), 8)
    cv2.rectangle(pixels, (300, 60), (440, 220), (0, 0, 0), 3)
    return pixels


@pytest.fixture(scope="module")
def attempts(page: np.ndarray, reader: Reader) -> list[Attempt]:
    """All upright readings of the page."""
    return reader.attempts(page, turned=False)


def told(attempts: Sequence[Attempt], known: Page | Photograph) -> list[Asked]:
    return [acceptance._labelled(attempt, known) for attempt in attempts]


def test_a_made_up_page_says_where_its_digits_are(page: np.ndarray, attempts: list[Attempt]) -> None:
    known = Page(page, ("7",), np.array([[56, 76, 79, 129]]))
    for asked in told(attempts, known):
        assert 1 <= asked.right.sum() <= len(asked.right)
        assert np.shape(asked.offset) == (len(asked.right),)
        assert asked.features.shape == (len(asked.right), len(FEATURES))
    misread = Page(page, ("4",), known.boxes)  # of a digit that is read as another nobody can say
    assert not any(asked.right.any() for asked in told(attempts, misread))
    elsewhere = Page(page, ("7",), np.array([[250, 240, 40, 50]]))
    assert not any(asked.right.any() for asked in told(attempts, elsewhere))
    assert not any(asked.right.any() for asked in told(attempts, Page(page, (), np.zeros((0, 4), np.int64))))


def test_of_a_photograph_of_one_digit_the_largest_that_is_read_so_is_it(
    page: np.ndarray, attempts: list[Attempt]
) -> None:
    encoded = encode_png(page)
    for asked in told(attempts, Photograph("seven.png", encoded, ("7",))):
        assert asked.right.sum() == 1
    for asked in told(attempts, Photograph("three.png", encoded, ("3",))):
        assert not len(asked.right)


def test_of_other_photographs_readings_with_all_that_is_written_tell(
    page: np.ndarray, attempts: list[Attempt]
) -> None:
    encoded = encode_png(page)
    nothing = told(attempts, Photograph("page.png", encoded, ()))
    assert any(len(each.right) for each in nothing)
    assert not any(each.right.any() for each in nothing)
    asked = told(attempts, Photograph("page.png", encoded, ("7",), printed=("12",)))
    assert sum(each.right.sum() for each in asked) >= 1
    wrong = told(attempts, Photograph("page.png", encoded, ("75",)))
    assert not any(len(each.right) for each in wrong)
