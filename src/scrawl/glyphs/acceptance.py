"""Whether a symbol on a page is a digit that was written there: by its looks, and by all that stands about it.

The network of digits sees a symbol cut out. Corners of boxes, letters and the rings of a binding look like digits, too;
their surroundings tell them apart. So a linear model of named features is added to the network's log-odds (logistic
regression with the network's own logit as offset). A symbol alone in a drawing has no surroundings: all of its features
are 0, and its looks alone count. The weights are fitted on labelled pages (`scrawl.training.acceptance`), and stand in
the card of the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scrawl.glyphs.chains import WORST, Glyph
from scrawl.glyphs.cuts import Owners, strange
from scrawl.glyphs.fitted import Linear, probability
from scrawl.glyphs.parts import weighted_median
from scrawl.glyphs.segmentation import good
from scrawl.reading import Reason
from scrawl.recognizer import CENTRES_STRANGERS, Scores

Numbers = NDArray[np.float64]

MOST_TOGETHER = 8  # symbols of a word that the network of centres sees at once: bounds the memory
ALIKE = 0.1  # of their size: printed symbols differ by less
DRAWN = 2.0  # how much the company counts in a drawing, where the network of centres is not asked what is a letter

# Each feature, and the reason it gives if it speaks most against a symbol; `features` computes them in this order. "As
# a 1" ("as a 0") means: times the probability of that digit, since leftovers are often bars and rings.
FEATURES: dict[str, Reason] = {
    "pictured": "mark",  # 1 in a picture
    "looks": "mark",  # the network's logit, in a picture: there it tells less than in a drawing
    "sure": "mark",  # logarithm of the probability of its digit, in a picture
    "seen": "mark",  # logarithm of how likely it is ink to the network of binarization, from afar
    "thick": "mark",  # logarithm of its stroke's width by its longer side, in a picture
    "finer": "mark",  # as a 1: logarithm of its stroke's width by the other digits', if that is finer
    "wide": "mark",  # as a 1, in a picture: logarithm of its width by half its height, if that is wider
    "torn": "frame",  # as a 1: share of its dark component that lies outside it, as a box does outside its side
    "corner": "frame",  # as a 7: that share, as a box does outside its corner
    "rim": "frame",  # the network's logit, times that share and the share of its ink on the component's rim
    "teeth": "frame",  # as a 1: logarithm of one more than the other 1s of its height on its level
    "rings": "edge",  # as a 0: logarithm of one more than the other good digits of its size in a row or column with it
    "touching": "edge",  # it touches a picture's edge, 0…1: less where the digits inside fill the picture
    "small": "too_small",  # logarithm of its longer side by the other digits', if it is smaller
    "short": "too_small",  # `small`, as a 1
    "told": "word",  # in a picture: log-likelihood ratio, digit against non-digit, of its pixels seen in its word
    "beside": "word",  # in a picture: the mean of `told` of the others in its word
    # Mean logit of all other symbols, and of one that is 0; smaller ones weigh less, and a part of a frame nothing.
    "company": "word",
    "strangers": "word",  # `company`, if it is below 0
    "letters": "word",  # as a 0: mean logit of its neighbours in the word, and of one that is 0, if it is below 0
}
ACCEPTANCE = Linear("acceptance", tuple(FEATURES))


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What stands about n symbols of a page.

    words     places of those that stand close together
    seen      (n,) how likely each is ink to the network of binarization, 0…1; 1 where the ink is certain
    torn      (n,) share of each one's dark component that lies outside it, 0…1
    rim       (n,) share of each one's ink that lies on the rim of that component, 0…1
    touching  (n,) whether each touches the picture's edge
    size      height and width of the picture
    pictured  it is a picture of paper, and no drawing
    tabular   it is a table, whose 0s stand in columns as the rings of a binding do
    """

    words: Sequence[Sequence[int]]
    seen: Numbers
    torn: Numbers
    rim: Numbers
    touching: NDArray[np.bool_]
    size: tuple[int, int]
    pictured: bool
    tabular: bool = False


def accepted(
    digitness: NDArray[np.floating[Any]], features: Numbers, weights: Numbers
) -> NDArray[np.float32]:
    """The probability of each symbol to be a written digit, (n,), by looks and FEATURES, (n, len(FEATURES))."""
    told = probability(logit(digitness) + features @ weights)
    return np.where(features.any(axis=1), told, digitness).astype(np.float32)


def reason_of(features: Numbers, weights: Numbers) -> Reason:
    """The reason whose FEATURES, of (len(FEATURES),), lower the log-odds most."""
    against: dict[Reason, float] = {}
    for reason, share in zip(FEATURES.values(), (features * weights).tolist(), strict=True):
        against[reason] = against.get(reason, 0.0) + share
    return min(against, key=lambda reason: against[reason])


def logit(likely: NDArray[np.floating[Any]]) -> Numbers:
    """The log-odds of a probability, clipped to WORST…1 - WORST."""
    clipped = np.clip(likely.astype(np.float64), WORST, 1 - WORST)
    return np.asarray(np.log(clipped / (1 - clipped)))


def features(glyphs: Sequence[Glyph], scores: Scores, about: Surroundings, owners: Owners) -> Numbers:
    """FEATURES of the symbols on a page, (n, len(FEATURES)), by the network's scores of each and its surroundings."""
    if not glyphs or (len(glyphs) == 1 and not about.pictured):
        return np.zeros((len(glyphs), len(FEATURES)))
    boxes = np.array([glyph.box for glyph in glyphs], np.float64)
    sides = boxes[:, 2:].max(axis=1)
    strokes = np.array([glyph.stroke for glyph in glyphs])
    sure = scores.probabilities.max(axis=1).astype(np.float64)
    is_digit = good(scores, about.seen)
    ones, rings = scores.probabilities[:, 1].astype(np.float64), scores.probabilities[:, 0].astype(np.float64)
    larger, thicker = (_by_others(values, glyphs, is_digit) for values in (sides, strokes))
    others = ~np.eye(len(glyphs), dtype=bool)
    frame = about.torn * about.rim
    company = _mean(logit(scores.digitness) * (1 - frame), np.minimum(sides / sides[:, None], 1) * others)
    company *= 1 if about.pictured else DRAWN
    together = _together(about.words, len(glyphs)) & others
    told = _told(glyphs, about.words, owners) if about.pictured else np.zeros(len(glyphs))
    columns = {
        "pictured": np.full(len(glyphs), float(about.pictured)),
        "looks": logit(scores.digitness) * about.pictured,
        "sure": np.log(sure) * about.pictured,
        "seen": np.log(np.clip(about.seen, WORST, 1)),
        "thick": np.log(strokes / sides) * about.pictured,
        "finer": np.minimum(thicker, 0) * ones,
        "wide": np.maximum(np.log(2 * boxes[:, 2] / boxes[:, 3]), 0) * ones * about.pictured,
        "torn": about.torn * ones,
        "corner": about.torn * scores.probabilities[:, 7].astype(np.float64),
        "rim": logit(scores.digitness) * frame,
        "teeth": np.log1p((_level(boxes) & others) @ ones) * ones,
        "rings": np.log1p((_row(boxes) & others) @ is_digit.astype(np.float64)) * rings * (not about.tabular),
        "touching": about.touching * (1 - _filled(boxes, is_digit, about)) * about.pictured,
        "small": np.minimum(larger, 0),
        "short": np.minimum(larger, 0) * ones,
        "told": told,
        "beside": together @ told / np.maximum(together.sum(axis=1), 1),
        "company": company,
        "strangers": np.minimum(company, 0),
        "letters": np.minimum(_mean(logit(scores.digitness), together), 0) * rings,
    }
    return np.column_stack([columns[name] for name in FEATURES])


def _by_others(values: Numbers, glyphs: Sequence[Glyph], good: NDArray[np.bool_]) -> Numbers:
    """The logarithm of each value by the other good digits' median, weighted by ink, (n,); 0 where there are none."""
    masses = np.array([float(glyph.ink.sum()) for glyph in glyphs])
    known = np.flatnonzero(good)
    usual = values.copy()
    for k in range(len(values)):
        rest = known[known != k]
        if len(rest):
            usual[k] = weighted_median(values[rest], masses[rest])
    return np.asarray(np.log(values / usual))


def _mean(values: Numbers, weights: NDArray[Any]) -> Numbers:
    """The mean of the values and of a 0 that weighs 1, by each row of weights (n, n)."""
    return np.asarray(weights @ values / (1 + weights.sum(axis=1)))


def _together(words: Sequence[Sequence[int]], count: int) -> NDArray[np.bool_]:
    """Which symbols stand in one word, (n, n)."""
    together = np.zeros((count, count), np.bool_)
    for word in words:
        together[np.ix_(word, word)] = True
    return together


def _level(boxes: Numbers) -> NDArray[np.bool_]:
    """Which symbols agree in height and in their top, as teeth of a comb do, (n, n)."""
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
    """Each symbol's log-likelihood ratio, digit against non-digit, by its pixels seen in its word."""
    strangers = np.full(len(glyphs), np.nan)
    for word in words:
        for part in np.array_split(word, -(-len(word) // MOST_TOGETHER)):
            strangers[part] = strange([glyphs[k] for k in part], owners)
    strangers[np.isnan(strangers)] = CENTRES_STRANGERS
    return logit(np.full(1, CENTRES_STRANGERS)) - logit(strangers)
