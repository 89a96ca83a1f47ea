"""What tells digits that were written follows from where they are known to be."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from scrawl.errors import DataError
from scrawl.glyphs.acceptance import FEATURES
from scrawl.glyphs.attempt import Attempt
from scrawl.measure.photographs import Photograph
from scrawl.picture import encode_png
from scrawl.reader import Reader
from scrawl.scenes.compose import Page
from scrawl.training import acceptance
from scrawl.training.acceptance import Asked

NAMES = list(FEATURES)


def symbols(count: int, noise: float, seed: int = 0, looks: float = 0.5) -> Asked:
    """Of which those that the network of ink sees were written, but for noise."""
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(count, len(FEATURES)))
    written = features[:, NAMES.index("seen")] + noise * rng.normal(size=count) > 0
    return Asked(np.full(count, looks, np.float32), features, written)


def test_what_digits_have_in_common_gets_the_weight() -> None:
    told = acceptance.fit({"made up": [[symbols(2000, 0.2)]]})
    assert told["seen"] > 10 * max(abs(told[name]) for name in FEATURES if name != "seen")


def test_what_looks_tell_already_need_not_be_told() -> None:
    """Where looks are right, features that go with them get no weight."""
    asked = symbols(2000, 0.0)
    looks = np.where(asked.written, 0.99, 0.01).astype(np.float32)
    told = acceptance.fit({"made up": [[Asked(looks, asked.features, asked.written)]]})
    assert told["seen"] < acceptance.fit({"made up": [[asked]]})["seen"] / 2


def test_a_set_counts_by_the_root_of_its_size() -> None:
    """A hundred times as many pictures that say the contrary do not count a hundred times."""
    one = symbols(300, 0.3)
    contrary = Asked(one.looks, one.features, ~one.written)
    told = acceptance.fit({"few": [[one]], "many": [[contrary]] * 4})["seen"]
    alone = acceptance.fit({"few": [[one]]})["seen"]
    assert told < 0
    assert abs(told) < alone


def test_pictures_without_digits_alone_are_refused() -> None:
    one = symbols(30, 0.0)
    with pytest.raises(DataError, match="no digits"):
        acceptance.fit({"made up": [[Asked(one.looks, one.features, np.zeros(30, bool))]]})
    with pytest.raises(DataError, match="nothing else"):
        acceptance.fit({})


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
    return [attempt for attempt in reader.attempts(page) if not attempt.canvas.turned]


def told(attempts: Sequence[Attempt], known: Page | Photograph) -> list[Asked]:
    return [acceptance._labelled(attempt, known) for attempt in attempts]


def test_a_made_up_page_says_where_its_digits_are(page: np.ndarray, attempts: list[Attempt]) -> None:
    known = Page(page, ("7",), np.array([[56, 76, 79, 129]]))
    for asked in told(attempts, known):
        assert 1 <= asked.written.sum() <= len(asked.written)
        assert asked.looks.shape == (len(asked.written),)
        assert asked.features.shape == (len(asked.written), len(FEATURES))
    misread = Page(page, ("4",), known.boxes)  # of a digit that is read as another nobody can say
    assert not any(asked.written.any() for asked in told(attempts, misread))
    elsewhere = Page(page, ("7",), np.array([[250, 240, 40, 50]]))
    assert not any(asked.written.any() for asked in told(attempts, elsewhere))
    assert not any(
        asked.written.any() for asked in told(attempts, Page(page, (), np.zeros((0, 4), np.int64)))
    )


def test_of_a_photograph_of_one_digit_the_largest_that_is_read_so_is_it(
    page: np.ndarray, attempts: list[Attempt]
) -> None:
    encoded = encode_png(page)
    for asked in told(attempts, Photograph("seven.png", encoded, ("7",))):
        assert asked.written.sum() == 1
    for asked in told(attempts, Photograph("three.png", encoded, ("3",))):
        assert not len(asked.written)


def test_of_other_photographs_readings_with_all_that_is_written_tell(
    page: np.ndarray, attempts: list[Attempt]
) -> None:
    encoded = encode_png(page)
    nothing = told(attempts, Photograph("page.png", encoded, ()))
    assert any(len(each.written) for each in nothing)
    assert not any(each.written.any() for each in nothing)
    asked = told(attempts, Photograph("page.png", encoded, ("7",), printed=("12",)))
    assert sum(each.written.sum() for each in asked) >= 1
    wrong = told(attempts, Photograph("page.png", encoded, ("75",)))
    assert not any(len(each.written) for each in wrong)
