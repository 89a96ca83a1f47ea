"""Which of several readings of one picture counts: the one that explains its ink best by good digits that were written.

Each guess of where the ink is (`scrawl.paper`) is read as a page. The judge scores the readings by a handful of named
features, linearly; of two, the one with the larger score is likelier the right one (conditional logit, McFadden 1974).
The weights are fitted on readings of which it is known whether they are right (`scrawl.training.judge`) and stand in
the card of the model, since they belong to its networks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.errors import EngineError
from scrawl.page import INK, Glyph

Ink = NDArray[np.float32]

GOOD = 0.5  # quality of a glyph that is likelier a digit, and that one, than not
LEAST_QUALITY = 1e-3  # one glyph that is surely none must not outweigh all others

# What is asked of a reading; `Judge.features` computes them in this order.
FEATURES = (
    "share",  # of all ink lies in good digits
    "quality",  # mean logarithm of the glyphs' quality, weighted by their ink
    "worst",  # logarithm of the quality of the worst good digit
    "seen",  # square root of how likely the network takes the ink of the least seen good digit for ink, from afar
    "empty",  # 1 if there is no good digit
    "left",  # ink in no good digit, if there is no good digit: 1 if there is ink, 0 on a blank page
    "bars",  # 1 if all good digits are 1s, as what is left of lines and shadows is read
    "torn",  # mean share of the dark pieces that good digits are of which lies beyond them, as a box beyond its corner
    "upright",  # mean logarithm of how much likelier a good digit stands upright than not; never asked of a choice
    "count",  # logarithm of one more than the good digits
)


@dataclass(frozen=True, eq=False)
class Judge:
    """The weights of FEATURES, once to choose between readings of one picture, once to tell how good the chosen one is.

    They differ: of two readings of one picture the one with more digits is likelier right; of two pictures the one with
    more digits is likelier misread somewhere.

    choice  (len(FEATURES),) float64
    chance  (len(FEATURES),) float64, of the logarithm of the odds that a reading is exact
    bias    that logarithm if all features are 0
    """

    choice: NDArray[np.float64]
    chance: NDArray[np.float64]
    bias: float

    @classmethod
    def of(cls, card: Mapping[str, Any]) -> Judge:
        """The judge of a model card; EngineError if it has none that knows FEATURES."""
        told = card.get("judge", {})
        weights = [told.get(name, {}) for name in ("choice", "chance")]
        if any(set(each) - {"bias"} != set(FEATURES) for each in weights):
            raise EngineError(
                "The card of these weights has no judge of readings, or another one. "
                "Fit one: scrawl train --network judge --out FOLDER_OF_THE_WEIGHTS"
            )
        choice, chance = (np.array([each[name] for name in FEATURES], np.float64) for each in weights)
        return cls(choice, chance, float(told["chance"]["bias"]))

    def score(self, features: NDArray[np.float64]) -> float:
        """How much speaks for a reading with those FEATURES, against others of the same picture."""
        return float(self.choice @ features)

    def exact(self, features: NDArray[np.float64]) -> float:
        """How likely a reading with those FEATURES is exact, 0…1."""
        return float(1 / (1 + np.exp(-(self.chance @ features + self.bias))))


def features(
    ink: Ink,
    glyphs: tuple[Glyph, ...],
    qualities: NDArray[np.float64],
    digits: NDArray[np.integer],
    upright: NDArray[np.float64],
    seen: Ink | None,
    pieces: NDArray[np.int32] | None,
) -> NDArray[np.float64]:
    """FEATURES of the reading of an ink (H, W).

    glyphs     what was found in it
    qualities  (n,) how likely each is a digit, and the one that is read; 0 for what is left out
    digits     (n,) that digit
    upright    (n,) the logarithm of how much likelier it stands upright than not
    seen       (h, w) how likely the network takes each place for ink; None where nobody doubts it
    pieces     (h', w') the connected piece of what is dark that each place is in, 0 on paper; None where nobody asks
    """
    masses = np.array([float(glyph.ink.sum()) for glyph in glyphs])
    total = float(ink.sum())
    good = np.flatnonzero(qualities >= GOOD)
    logs = np.log(np.maximum(qualities, LEAST_QUALITY))
    if not len(good):
        mean = float(logs @ masses / masses.sum()) if masses.sum() else 0.0
        return np.array([0.0, mean, 0.0, 0.0, 1.0, float(total > 0), 0.0, 0.0, 0.0, 0.0])
    torn = np.zeros(len(good)) if pieces is None else _torn([glyphs[k] for k in good], ink.shape, pieces)
    least = 1.0 if seen is None else min(_overlap(glyphs[k], ink.shape, seen) for k in good)
    return np.array(
        [
            masses[good].sum() / total,
            logs @ masses / masses.sum(),
            logs[good].min(),
            np.sqrt(least),
            0.0,
            0.0,
            float((digits[good] == 1).all()),
            torn.mean(),
            upright[good].mean(),
            np.log1p(len(good)),
        ]
    )


def _torn(glyphs: Sequence[Glyph], size: tuple[int, ...], pieces: NDArray[np.int32]) -> NDArray[np.float64]:
    """How much of the dark piece that each glyph on a page is of, or most of it, lies beyond it, (N,), 0…1.

    `size` is that of the page; 0 where nothing is dark.
    """
    areas = np.bincount(pieces.ravel())
    torn = np.zeros(len(glyphs))
    for k, glyph in enumerate(glyphs):
        place, ink = _placed(glyph, size, pieces.shape)
        own = np.bincount(pieces[place][ink > INK], minlength=len(areas))[1:]
        if own.any():
            piece = int(own.argmax())
            torn[k] = 1 - own[piece] / areas[1 + piece]
    return torn


def _placed(
    glyph: Glyph, size: tuple[int, ...], other: tuple[int, ...]
) -> tuple[tuple[slice, slice], NDArray[np.float32]]:
    """Where a glyph of a page is on a view of another size, and its ink there; both sizes are height and width."""
    down, across = other[0] / size[0], other[1] / size[1]
    x, y, width, height = glyph.box
    left, top = int(x * across), int(y * down)
    right = min(int(np.ceil((x + width) * across)), other[1])
    bottom = min(int(np.ceil((y + height) * down)), other[0])
    ink = cv2.resize(glyph.ink, (right - left, bottom - top), interpolation=cv2.INTER_AREA)
    return np.s_[top:bottom, left:right], np.asarray(ink, np.float32)


def _overlap(glyph: Glyph, size: tuple[int, ...], seen: Ink) -> float:
    """How likely the ink of a glyph on a page is ink to who has `seen` it, in the mean, 0…1; `size` is the page's."""
    place, ink = _placed(glyph, size, seen.shape)
    return float(np.clip((seen[place] * ink).sum() / max(float(ink.sum()), 1e-6), 0, 1))
