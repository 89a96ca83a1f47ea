"""Whether a symbol on a page is a digit that was written there: by its looks, and by all that stands about it.

The network of digits sees a symbol cut out. Corners of boxes, letters and the rings of a binding look like digits, too;
what they are, their surroundings tell. So the odds that the network gives are multiplied by what a linear model makes
of named features (logistic regression with the network's own logit as offset). A symbol alone in a drawing has no
surroundings, and is what it looks like: all of its features are 0. The weights are fitted on pages of which it is known
what is written where (`scrawl.training.acceptance`), and stand in the card of the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.errors import EngineError
from scrawl.glyphs.chains import Glyph
from scrawl.glyphs.cuts import Owners, strange
from scrawl.glyphs.judge import GOOD
from scrawl.reading import Reason
from scrawl.recognizer import Scores

Numbers = NDArray[np.float64]

SUREST = 0.998  # that a symbol's looks make it, or not, a digit; beyond that they tell no more
KNOWN = 0.98  # the same of its neighbours, and of what pixels tell, seen together
UNSEEN = 0.01  # as little as that of a symbol the network that finds ink may see
TOGETHER = 8  # neighbours in a word are seen at once, at most
STRANGERS = 0.3  # share of what is no digit where the network of centres learned: saying so, it tells nothing
ALIKE = 0.1  # of their size, by which symbols that a printer made differ at most
PEN = 0.12  # of a digit's longer side: the usual width of a stroke
CORE = 0.4  # ink above that is surely stroke

# What is asked of a symbol, and what it is if that speaks against it; `features` computes them in this order. "As a 1"
# or "as a 0" is: times the probability of that digit, for bars and rings are left of everything.
FEATURES: dict[str, Reason] = {
    "looks": "mark",  # the network's logit again, of a symbol in a picture: there they tell less than in a drawing
    "sure": "mark",  # logarithm of the probability of its digit, in a picture
    "seen": "mark",  # logarithm of how likely the network that finds ink sees it from afar
    "thick": "mark",  # logarithm of its stroke's width by its longer side, in a picture; 0 for the usual pen's
    "finer": "mark",  # as a 1: logarithm of its stroke's width by the other digits', if that is finer
    "wide": "mark",  # as a 1, in a picture: logarithm of how much wider it is than half its height
    "torn": "frame",  # as a 1: the share beyond it of the dark piece that it is of, as a box beyond its side
    "teeth": "frame",  # as a 1: logarithm of one more than the other 1s of its height on its level
    "rings": "edge",  # as a 0: logarithm of one more than the other good digits of its size in a row or column with it
    "touching": "edge",  # it touches the edge of a picture, 0…1: how little of that the writing inside fills
    "small": "too_small",  # logarithm of its longer side by the other digits', if it is smaller
    "short": "too_small",  # the same, as a 1
    "told": "word",  # logarithm of how much likelier its pixels are a digit's, seen with its neighbours
    "company": "word",  # mean logit of all other symbols, the smaller ones less; one counts as 0
    "strangers": "word",  # the same, if it is below 0
    "letters": "word",  # as a 0: mean logit of its neighbours in the word, if that is below 0; one counts as 0
}


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What stands about n symbols of a page.

    words     places of those that stand close together
    seen      (n,) how likely the network that finds ink sees each, 0…1; 1 where nobody doubts it
    torn      (n,) how much of the dark piece that each is of lies beyond it, 0…1
    touching  (n,) whether each touches the picture's edge
    size      height and width of the picture
    pictured  it is a picture of paper, and no drawing
    """

    words: Sequence[Sequence[int]]
    seen: Numbers
    torn: Numbers
    touching: NDArray[np.bool_]
    size: tuple[int, int]
    pictured: bool


@dataclass(frozen=True, eq=False)
class Acceptance:
    """The weights (len(FEATURES),) of the features."""

    weights: Numbers

    @classmethod
    def of(cls, card: Mapping[str, Any]) -> Acceptance:
        """The one of a model card; EngineError if it has none that knows FEATURES."""
        told = card.get("acceptance", {})
        if set(told) != set(FEATURES):
            raise EngineError(
                "The card of these weights does not say what to accept, or says it of other features. "
                "Fit it: scrawl train --network judge --out FOLDER_OF_THE_WEIGHTS"
            )
        return cls(np.array([told[name] for name in FEATURES], np.float64))

    def accepted(self, digitness: NDArray[np.floating[Any]], features: Numbers) -> NDArray[np.float32]:
        """How likely each symbol is a digit that was written, (n,), by looks and features, (n, len(FEATURES))."""
        told = 1 / (1 + np.exp(-(logit(digitness) + features @ self.weights)))
        return np.where(features.any(axis=1), told, digitness).astype(np.float32)

    def reason(self, features: Numbers) -> Reason:
        """What speaks most against a symbol with those features, (len(FEATURES),)."""
        against: dict[Reason, float] = {}
        for reason, share in zip(FEATURES.values(), (features * self.weights).tolist(), strict=True):
            against[reason] = against.get(reason, 0.0) + share
        return min(against, key=lambda reason: against[reason])


def logit(probability: NDArray[np.floating[Any]], surest: float = SUREST) -> Numbers:
    """The logarithm of the odds, of a probability that is at most so sure."""
    clipped = np.clip(probability.astype(np.float64), 1 - surest, surest)
    return np.asarray(np.log(clipped / (1 - clipped)))


def features(glyphs: Sequence[Glyph], scores: Scores, about: Surroundings, owners: Owners) -> Numbers:
    """FEATURES of the symbols on a page, (n, len(FEATURES)), by what the network says of each by itself."""
    if not glyphs:
        return np.zeros((0, len(FEATURES)))
    boxes = np.array([glyph.box for glyph in glyphs], np.float64)
    sides = boxes[:, 2:].max(axis=1)
    strokes = np.array([_stroke(glyph) for glyph in glyphs])
    sure = scores.probabilities.max(axis=1).astype(np.float64)
    good = scores.digitness * sure >= GOOD
    ones, rings = scores.probabilities[:, 1].astype(np.float64), scores.probabilities[:, 0].astype(np.float64)
    larger, thicker = (_by_others(values, glyphs, good) for values in (sides, strokes))
    others = ~np.eye(len(glyphs), dtype=bool)
    company = _mean(logit(scores.digitness, KNOWN), np.minimum(sides / sides[:, None], 1) * others)
    columns = {
        "looks": logit(scores.digitness) * about.pictured,
        "sure": np.log(sure) * about.pictured,
        "seen": np.log(np.clip(about.seen, UNSEEN, 1)),
        "thick": np.log(strokes / (PEN * sides)) * about.pictured,
        "finer": np.minimum(thicker, 0) * ones,
        "wide": np.maximum(np.log(2 * boxes[:, 2] / boxes[:, 3]), 0) * ones * about.pictured,
        "torn": about.torn * ones,
        "teeth": np.log1p((_level(boxes) & others) @ ones) * ones,
        "rings": np.log1p((_row(boxes) & others) @ good.astype(np.float64)) * rings,
        "touching": about.touching * (1 - _filled(boxes, good, about)) * about.pictured,
        "small": np.minimum(larger, 0),
        "short": np.minimum(larger, 0) * ones,
        "told": _told(glyphs, about.words, owners),
        "company": company,
        "strangers": np.minimum(company, 0),
        "letters": np.minimum(
            _mean(logit(scores.digitness, KNOWN), _together(about.words, len(glyphs)) & others), 0
        )
        * rings,
    }
    return np.column_stack([columns[name] for name in FEATURES])


def _stroke(glyph: Glyph) -> float:
    """The width of a symbol's stroke, px: twice how far nine tenths of its ink lie from paper at the most."""
    core = np.pad((glyph.ink > CORE).view(np.uint8), 1)
    inside = cv2.distanceTransform(core, cv2.DIST_L2, 5)[core > 0]
    return max(2 * float(np.percentile(inside, 90)), 0.5) if inside.size else 1.0


def _by_others(values: Numbers, glyphs: Sequence[Glyph], good: NDArray[np.bool_]) -> Numbers:
    """The logarithm of each value by the usual one of the other good digits, (n,); 0 where there are none."""
    masses = np.array([float(glyph.ink.sum()) for glyph in glyphs])
    known = np.flatnonzero(good)
    usual = values.copy()
    for k in range(len(values)):
        rest = known[known != k]
        if len(rest):
            usual[k] = np.quantile(values[rest], 0.5, weights=masses[rest], method="inverted_cdf")
    return np.asarray(np.log(values / usual))


def _mean(values: Numbers, weights: NDArray[Any]) -> Numbers:
    """Of each row of weights (n, n) the mean of the values, and one that is 0."""
    return np.asarray(weights @ values / (1 + weights.sum(axis=1)))


def _together(words: Sequence[Sequence[int]], count: int) -> NDArray[np.bool_]:
    """Which symbols stand in one word, (n, n)."""
    together = np.zeros((count, count), np.bool_)
    for word in words:
        together[np.ix_(word, word)] = True
    return together


def _level(boxes: Numbers) -> NDArray[np.bool_]:
    """Which symbols are as high as each other, and begin at the same height, as teeth of a comb, (n, n)."""
    tops, heights = boxes[:, 1], boxes[:, 3]
    room = ALIKE * np.maximum(heights, heights[:, None])
    return np.asarray((np.abs(heights - heights[:, None]) <= room) & (np.abs(tops - tops[:, None]) <= room))


def _row(boxes: Numbers) -> NDArray[np.bool_]:
    """Which symbols are of one size, in a row or column, as rings of a binding, (n, n)."""
    sides = boxes[:, 2:].max(axis=1)
    room = (ALIKE * np.maximum(sides, sides[:, None]))[..., None]
    away = np.abs(boxes[:, None] - boxes)
    return np.asarray((away[..., 2:] <= room).all(axis=2) & (away[..., :2] <= room).any(axis=2))


def _filled(boxes: Numbers, good: NDArray[np.bool_], about: Surroundings) -> float:
    """How much of the picture's width or height the digits inside take together, 0…1.

    A picture cut to its writing is full of it, and some of it touches the edges as a matter of course.
    """
    inside = good & ~about.touching
    chosen = boxes[inside if inside.any() else good]
    if not len(chosen):
        return 0.0
    taken = (chosen[:, :2] + chosen[:, 2:]).max(axis=0) - chosen[:, :2].min(axis=0)
    return float(min((taken / about.size[::-1]).max(), 1))


def _told(glyphs: Sequence[Glyph], words: Sequence[Sequence[int]], owners: Owners) -> Numbers:
    """How much likelier a digit's than not each symbol's pixels are, seen in its word, a logarithm; alone 0."""
    strangers = np.full(len(glyphs), np.nan)
    for word in words:
        for part in np.array_split(word, -(-len(word) // TOGETHER)) if len(word) > 1 else ():
            strangers[part] = strange([glyphs[k] for k in part], owners)
    strangers[np.isnan(strangers)] = STRANGERS
    return logit(np.full(1, STRANGERS), KNOWN) - logit(strangers, KNOWN)
