"""Which of several readings of one picture counts: the one that explains its ink best by good digits that were written.

Each guess of where the ink is (`scrawl.binarize`) is read as a page. The judge scores the readings by a few named
features, linearly; of two, the one with the larger score is likelier the right one (conditional logit, McFadden 1974).
The weights are fitted on readings of which it is known whether they are right (`scrawl.training.judge`) and stand in
the card of the model, since they belong to its networks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scrawl.glyphs.fitted import Linear, probability

GOOD = 0.5  # quality above which a glyph is likelier the digit that is read than anything else
SURE = 0.9  # probability from which a digit is not looked at again; below 1 - SURE a glyph is surely none
CLEAR = 0.95  # probability of an exact reading from which no further ink is worth its time

# Features of a reading; `features` computes them in this order. Between readings of one picture the mean quality
# decides, since the worst of many digits is worse than the worst of few; whether all are right depends on the worst.
FEATURES = (
    "missed",  # share of the network's ink, seen from afar, that lies in no good digit; 0 if there is none
    "open",  # share of it that lies in nothing that is decided: no good digit, and nothing that surely is none
    "framed",  # share of it that lies in boxes and rules around others: a digit that touches one is hidden in it
    "mean",  # mean logarithm of the quality of the good digits
    "worst",  # logarithm of the quality of the worst good digit
    "least",  # logarithm of how sure the least sure of all decisions is: a good digit, or none
    "upright",  # mean log-odds of a good digit standing upright
    "empty",  # 1 if there is no good digit
    "count",  # logarithm of one more than the good digits
)
CHOICE = Linear("judge.choice", ("open", "mean", "empty", "count"))
CHANCE = Linear("judge.chance", ("missed", "framed", "worst", "least", "upright", "empty", "count", "bias"))
# Features of the best reading from each side.
SIDE = Linear(
    "judge.side",
    (
        "stands",  # log-odds that its good digits stand upright, their sum by the root of their number
        "digits",  # share of the writing that is a good digit: letters look like digits from some side here and there
        "turned",  # 1 if the picture was turned for it
    ),
)


@dataclass(frozen=True, eq=False)
class Judge:
    """The weights of FEATURES: one set chooses between readings of a picture, one tells how good the chosen one is.

    They differ: of two readings of one picture the one with more digits is likelier right; of two pictures the one with
    more digits is likelier misread somewhere. The weights of SIDE choose between the sides that may be up.

    choice  (len(FEATURES),) float64, 0 for features not in CHOICE
    chance  (len(FEATURES),) float64, of the log-odds that a reading is exact; 0 for features not in CHANCE
    bias    the log-odds that a reading is exact if all features are 0
    side    (len(SIDE.features),) float64
    """

    choice: NDArray[np.float64]
    chance: NDArray[np.float64]
    bias: float
    side: NDArray[np.float64]

    @classmethod
    def of(cls, card: Mapping[str, Any]) -> Judge:
        """The judge of a model card; EngineError if it has none that asks CHOICE, CHANCE and SIDE."""
        choice, chance = (
            dict(zip(model.features, model.weights(card).tolist(), strict=True)) for model in (CHOICE, CHANCE)
        )
        first, second = (np.array([each.get(name, 0.0) for name in FEATURES]) for each in (choice, chance))
        return cls(first, second, chance["bias"], SIDE.weights(card))

    def score(self, features: NDArray[np.float64]) -> float:
        """The score of a reading with those FEATURES; only readings of one picture are comparable."""
        return float(self.choice @ features)

    def of_side(self, score: float, about: NDArray[np.float64]) -> float:
        """The score of a side of a picture being up, by the best reading's own score and SIDE."""
        return score + float(self.side @ about)

    def exact(self, features: NDArray[np.float64]) -> float:
        """How likely a reading with those FEATURES is exact, 0…1."""
        return float(probability(self.chance @ features + self.bias))


def decided(qualities: NDArray[np.float64], accepted: NDArray[np.floating[Any]]) -> NDArray[np.bool_]:
    """Which of n glyphs are good digits, or surely none, (n,): see `features`."""
    return np.asarray((qualities >= GOOD) | (accepted < 1 - SURE))


def features(
    qualities: NDArray[np.float64],
    accepted: NDArray[np.floating[Any]],
    upright: NDArray[np.float64],
    missed: float,
    undecided: float,
    framed: float,
) -> NDArray[np.float64]:
    """FEATURES of a reading, by its n glyphs.

    qualities  (n,) probability of each to be a written digit, and the one that is read; 0 for specks left out
    accepted   (n,) probability of each to be a written digit; 0 for specks left out
    upright    (n,) log-odds of each standing upright
    missed     share of the network's ink that lies in no good digit
    undecided  share of the network's ink that lies in no good digit, and in nothing that surely is none
    framed     share of the network's ink that lies in glyphs that hold others
    """
    good = np.flatnonzero(qualities >= GOOD)
    least = float(np.log(np.maximum(qualities, 1 - accepted)).min(initial=0))
    if not len(good):
        return np.array([0.0, undecided, framed, 0.0, 0.0, least, 0.0, 1.0, 0.0])
    logs = np.log(qualities[good])
    stands = upright[good].mean()
    return np.array(
        [missed, undecided, framed, logs.mean(), logs.min(), least, stands, 0.0, np.log1p(len(good))]
    )
