"""What is to be parted follows from where digits are known to be."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from scrawl.errors import DataError
from scrawl.glyphs.parting import FEATURES
from scrawl.recognizer import WEIGHTS
from scrawl.scenes import compose, writing
from scrawl.scenes.compose import Page
from scrawl.training import parting
from scrawl.training.logistic import Asked


def page(data: Path, *, words: bool) -> Page:
    """A number whose digits touch, or a word; on plain paper."""
    rng = np.random.default_rng(5)
    if words:
        hands = writing.letter_hands(data, development=True)
        written = writing.words(hands[0], 90, 7, rng)
    else:
        hands = writing.digit_hands(data, development=True)
        written = writing.numbers(hands[0], [4], 90, 7, rng, touching=True)
    return compose.photograph(written, (), rng)


def test_touching_digits_are_to_be_parted_and_words_are_not(data: Path) -> None:
    sets: dict[str, list[Callable[[], Page]]] = {
        "numbers": [partial(page, data, words=False)],
        "words": [partial(page, data, words=True)],
    }
    asked = parting.gather(sets, WEIGHTS)
    assert asked["numbers"][0].right.mean() > 0.5
    assert not asked["words"][0].right.any()
    assert asked["words"][0].features.shape == (len(asked["words"][0].right), len(FEATURES))


def test_what_numbers_have_in_common_gets_the_weight() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(2000, len(FEATURES)))
    parted = features[:, FEATURES.index("strange")] + 0.2 * rng.normal(size=2000) < 0
    told = parting.fit({"made up": [Asked(features, parted)]})
    assert told["strange"] < -10 * max(abs(value) for name, value in told.items() if name != "strange")


def test_pages_that_tell_nothing_apart_are_refused() -> None:
    with pytest.raises(DataError, match="nothing else"):
        parting.fit({})
    with pytest.raises(DataError, match="nothing else"):
        parting.fit({"made up": [Asked(np.zeros((3, len(FEATURES))), np.ones(3, bool))]})
