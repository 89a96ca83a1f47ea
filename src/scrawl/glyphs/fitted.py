"""Small models of named features, whose weights were fitted to labelled pages and stand in the card of the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scrawl.errors import EngineError

Numbers = NDArray[np.float64]


def weights_of(card: Mapping[str, Any], entry: str, names: Sequence[str]) -> Numbers:
    """The weights (len(names),) of an entry of a card; EngineError if it has none, or those of other features."""
    told = card.get(entry, {})
    if set(told) != set(names):
        raise EngineError(
            f"The card of these weights has no {entry}, or one of other features. "
            "Fit it: scrawl train --network judge --out FOLDER_OF_THE_WEIGHTS"
        )
    return np.array([told[name] for name in names], np.float64)


def named(names: Sequence[str], weights: Numbers) -> dict[str, float]:
    """Weights as an entry of a card has them."""
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
