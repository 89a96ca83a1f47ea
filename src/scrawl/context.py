"""What stands beside a glyph tells of it: an o in a word is a letter, though nobody could tell it from a 0."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scrawl.page import Glyph, Owners, strange
from scrawl.recognizer import Scores

# Of what is sent to be read, first what is close together in numbers, then in words of letters, or in drawings:
GROUPS = np.array([0.9, 0.1])  # their shares …
SYMBOLS = 3.0  # … known as if from so many symbols of the page itself
ROUNDS = 5  # of expectation and maximization: what a word is, and what words are here, tell of each other
LIKE_DIGITS = np.array([0.97, 0.25])  # of their symbols look like digits
SUREST = 0.997  # looks tell no more: what looks exactly like a 0 may still be an o
DIGITS = np.array([0.97, 0.002])  # of their symbols are digits
# How much oftener than digits letters that look like one look like each: stems are 1s, an a and a b are 6s. Counted on
# the development half, where one in four was taken to look like any.
LETTERS = np.array([1.1, 2.2, 0.5, 0.3, 1.3, 0.3, 2.0, 0.6, 0.5, 1.1])
TOGETHER = 8  # neighbours in a word are seen at once, at most
STRANGERS = 0.3  # share of what is no digit where the network learned: saying so, it tells nothing
CERTAIN = 0.98  # it can be, at most
TOLD = 0.65  # of the logarithm of what the pixels tell counts, for what looks tell is of the same ink


def in_words(
    glyphs: Sequence[Glyph], scores: Scores, words: Sequence[list[int]], owners: Owners
) -> NDArray[np.float32]:
    """Digitness (N,) of the glyphs as it is in their words, lists of their places; of one alone on its page the same.

    Those of a word are seen together, too. The rest is Bayes' rule: how many of the others look like digits tells
    whether it stands in a number, and that what it is. Other words of the page tell what such words are here, those of
    smaller symbols less.
    """
    strangers = np.full(len(glyphs), np.nan)
    for word in words:
        for part in np.array_split(word, -(-len(word) // TOGETHER)) if len(word) > 1 else ():
            strangers[part] = strange([glyphs[k] for k in part], owners)
    strangers[np.isnan(strangers)] = STRANGERS
    sizes = np.array([max(glyph.box[2:]) for glyph in glyphs])
    return judged(scores.digitness, scores.probabilities.argmax(axis=1), strangers, words, sizes)


def judged(
    digitness: NDArray[np.float32],
    digits: NDArray[np.integer],
    strangers: NDArray[np.float64],
    words: Sequence[list[int]],
    sizes: NDArray[np.floating],
) -> NDArray[np.float32]:
    """The same by numbers.

    digits     (N,) what each glyph looks like, if it is a digit
    strangers  (N,) how likely it is none, seen in its word
    sizes      (N,) its longer side, px
    """
    if len(digitness) < 2:
        return digitness
    looks = np.clip(_with(digitness, strangers), 1 - SUREST, SUREST)
    letters = np.column_stack([np.ones(len(digits)), LETTERS[digits]])
    alike = np.log(LIKE_DIGITS * letters * looks[:, None] + (1 - LIKE_DIGITS) * (1 - looks[:, None]))
    seen = np.array([alike[word].sum(axis=0) for word in words]).reshape(-1, 2)
    counts = np.array([len(word) for word in words])
    large = np.array([sizes[word].max() for word in words])
    in_word = digitness.copy()
    for k, word in enumerate(words):
        weights = np.delete(counts * np.minimum(large / large[k], 1), k)
        groups = _groups(np.delete(seen, k, axis=0), weights)
        share = _share(groups, seen[k] - alike[word])
        expected = (share @ DIGITS) / (share * (1 - DIGITS) * letters[word]).sum(axis=1)
        odds = _odds(looks[word]) * expected / _odds(GROUPS @ DIGITS)
        in_word[word] = odds / (1 + odds)
    return in_word


def _with(digitness: NDArray[np.float32], strangers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Digitness (N,) by looks and by what the pixels tell."""
    told = _odds(STRANGERS) / _odds(np.clip(strangers, 1 - CERTAIN, CERTAIN))
    odds = _odds(np.clip(digitness.astype(np.float64), 1e-6, 1 - 1e-6)) * told**TOLD
    return np.asarray(odds / (1 + odds))


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


def _odds(probabilities: Any) -> Any:
    return probabilities / (1 - probabilities)
