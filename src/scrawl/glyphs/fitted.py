"""Linear models of named features, whose weights were fitted to labelled pages and stand in the card of the weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scrawl.errors import EngineError

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Linear:
    """A model whose log-odds, or score, are the sum of its features times their weights.

    entry     where its weights stand in a card, by the names of their features; "a.b" is the entry b of the entry a
    features  their names, in the order in which they are computed; one that is always 1 is named bias
    """

    entry: str
    features: tuple[str, ...]

    def weights(self, card: Mapping[str, Any]) -> Numbers:
        """The weights (len(features),) in a card; EngineError if it has none, or those of other features."""
        told = reduce(lambda entry, name: entry.get(name, {}), self.entry.split("."), card)
        if set(told) != set(self.features):
            raise EngineError(
                f"The card of these weights has no {self.entry}, or one of other features. "
                "Fit it: scrawl train --network judge --out FOLDER_OF_THE_WEIGHTS"
            )
        return np.array([told[name] for name in self.features], np.float64)

    def named(self, weights: Numbers) -> dict[str, float]:
        """The weights (len(features),) as a card has them."""
        return {name: round(float(weight), 4) for name, weight in zip(self.features, weights, strict=True)}


def probability(log_odds: Numbers) -> Numbers:
    """The probability of log-odds, 0…1, of the same shape."""
    return np.asarray(1 / (1 + np.exp(-log_odds)))
