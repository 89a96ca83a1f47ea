"""What stands beside a glyph tells of it: an o in a word is a letter, though nobody could tell it from a 0."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

NUMBERS = 0.9  # of what is sent to be read close together
LIKE_DIGITS = (0.97, 0.25)  # of the symbols in a number, and in a word, look like digits


def in_words(digitness: NDArray[np.float32], words: Iterable[list[int]]) -> NDArray[np.float32]:
    """`digitness` (N,) of glyphs as it is in their words, lists of their places; of one that stands alone the same.

    A word is all of digits or all of letters. Which, is judged by Bayes' rule from how many look like digits.
    """
    judged = digitness.copy()
    for word in words:
        if len(word) < 2:
            continue
        looks = digitness[word].astype(np.float64)
        number, letters = (float(np.prod(like * looks + (1 - like) * (1 - looks))) for like in LIKE_DIGITS)
        judged[word] *= NUMBERS * number / (NUMBERS * number + (1 - NUMBERS) * letters)
    return judged
