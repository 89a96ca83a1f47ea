"""What is to be parted follows from where digits are known to be."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np

from scrawl.glyphs.parting import FEATURES
from scrawl.recognizer import WEIGHTS
from scrawl.scenes import compose, writing
from scrawl.scenes.compose import Page
from scrawl.training import parting


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
    (numbers,), (words,) = (
        parting.asked(WEIGHTS, partial(page, data, words=words)) for words in (False, True)
    )
    assert numbers.right.mean() > 0.5
    assert not words.right.any()
    assert words.features.shape == (len(words.right), len(FEATURES))
