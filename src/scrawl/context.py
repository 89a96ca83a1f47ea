"""What stands beside a glyph tells of it: an o in a word is a letter, though nobody could tell it from a 0."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# Of what is sent to be read, first what is close together in numbers, then in words of letters, or in drawings:
GROUPS = np.array([0.9, 0.1])  # their shares …
SYMBOLS = 3.0  # … known as if from so many symbols of the page itself
ROUNDS = 5  # of expectation and maximization: what a word is, and what words are here, tell of each other
LIKE_DIGITS = np.array([0.97, 0.25])  # of their symbols look like digits
SUREST = 0.997  # looks tell no more: what looks exactly like a 0 may still be an o
DIGITS = np.array([0.97, 0.002])  # of their symbols are digits


def in_words(
    digitness: NDArray[np.float32], words: Sequence[list[int]], sizes: NDArray[np.floating]
) -> NDArray[np.float32]:
    """`digitness` (N,) of glyphs as it is in their words, lists of their places; of one alone on its page the same.

    By Bayes' rule: how many of the others look like digits tells whether it stands in a number, and that what it is.
    Other words of the page tell what such words are here, those of smaller symbols less; `sizes` (N,) are in pixels.
    """
    if len(digitness) < 2:
        return digitness
    looks = np.clip(digitness.astype(np.float64), 1 - SUREST, SUREST)
    alike = np.log(LIKE_DIGITS * looks[:, None] + (1 - LIKE_DIGITS) * (1 - looks[:, None]))
    seen = np.array([alike[word].sum(axis=0) for word in words]).reshape(-1, 2)
    counts = np.array([len(word) for word in words])
    large = np.array([sizes[word].max() for word in words])
    judged = digitness.copy()
    for k, word in enumerate(words):
        weights = np.delete(counts * np.minimum(large / large[k], 1), k)
        groups = _groups(np.delete(seen, k, axis=0), weights)
        expected = _share(groups, seen[k] - alike[word]) @ DIGITS
        odds = _odds(looks[word]) * _odds(expected) / _odds(GROUPS @ DIGITS)
        judged[word] = odds / (1 + odds)
    return judged


def _groups(seen: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The shares of groups on a page, (2,), by words of so many symbols (n,), in which `seen` (n, 2) was."""
    groups = GROUPS
    for _ in range(ROUNDS):
        groups = (SYMBOLS * GROUPS + weights @ _share(groups, seen)) / (SYMBOLS + weights.sum())
    return np.asarray(groups)


def _share(groups: NDArray[np.float64], seen: NDArray[np.float64]) -> NDArray[np.float64]:
    """The shares of `groups` (2,) after what was seen, the logarithm of its likelihood in each, (…, 2)."""
    likely = groups * np.exp(seen - seen.max(axis=-1, keepdims=True))
    return np.asarray(likely / likely.sum(axis=-1, keepdims=True))


def _odds(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    return probabilities / (1 - probabilities)
