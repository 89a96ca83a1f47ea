"""Whether digits stand upright, by what the network saw of them: a 3 on its head is no better a digit, but is one.

A linear model on the network's embeddings, logits of the four ways up (multinomial logistic regression). It is fitted
to MNIST's digits turned by quarters (`scrawl.training.ways`), and its weights stand in the card of the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Upright:
    """The model.

    weights  (4, D + 1) float64, the bias last: of upright, and of turned by a quarter, a half and three quarters; None
             where a card has none: then all log-odds are 0
    """

    weights: NDArray[np.float64] | None

    @classmethod
    def of(cls, card: Mapping[str, Any]) -> Upright:
        """The model in a model card."""
        told = card.get("upright")
        return cls(None if told is None else np.array(told, np.float64))

    def odds(self, embedding: NDArray[np.float32]) -> NDArray[np.float64]:
        """Log-odds of each digit, (N, D), standing upright against the likeliest other way, (N,).

        A 0 or a 1 looks alike on its head, so its log-odds are about 0.
        """
        if self.weights is None or not len(embedding):
            return np.zeros(len(embedding))
        logits = embedding @ self.weights[:, :-1].T + self.weights[:, -1]
        return np.asarray(logits[:, 0] - logits[:, 1:].max(axis=1))
