"""What stands beside a glyph tells of it: an o in a word is a letter, though nobody could tell it from a 0."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

# Of what is sent to be read, first what is close together in numbers, then in words of letters:
GROUPS = np.array([0.9, 0.1])  # their shares
LIKE_DIGITS = np.array([0.97, 0.25])  # of their symbols look like digits
DIGITS = np.array([0.97, 0.002])  # of their symbols are digits


def in_words(digitness: NDArray[np.float32], words: Iterable[list[int]]) -> NDArray[np.float32]:
    """`digitness` (N,) of glyphs as it is in their words, lists of their places; of one that stands alone the same.

    By Bayes' rule: how many of the others look like digits tells whether it stands in a number, and that what it is.
    """
    looks = np.clip(digitness.astype(np.float64), 1e-6, 1 - 1e-6)
    alike = np.log(LIKE_DIGITS * looks[:, None] + (1 - LIKE_DIGITS) * (1 - looks[:, None]))
    judged = digitness.copy()
    for word in words:
        others = alike[word].sum(axis=0) - alike[word]
        groups = GROUPS * np.exp(others - others.max(axis=1, keepdims=True))
        expected = groups @ DIGITS / groups.sum(axis=1)
        odds = _odds(looks[word]) * _odds(expected) / _odds(GROUPS @ DIGITS)
        judged[word] = odds / (1 + odds)
    return judged


def _odds(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    return probabilities / (1 - probabilities)
