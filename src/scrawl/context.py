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
    alike = LIKE_DIGITS * looks[:, None] + (1 - LIKE_DIGITS) * (1 - looks[:, None])
    alone = _odds(GROUPS @ DIGITS)
    judged = digitness.copy()
    for word in words:
        for place in word if len(word) > 1 else ():
            others = [each for each in word if each != place]
            groups = GROUPS * alike[others].prod(axis=0)
            odds = _odds(looks[place]) * _odds(groups @ DIGITS / groups.sum()) / alone
            judged[place] = odds / (1 + odds)
    return judged


def _odds(probability: float) -> float:
    return probability / (1 - probability)
