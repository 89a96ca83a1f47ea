"""Whether digits stand upright, by what the network saw of them: a 3 on its head is no better a digit, but is one.

A linear model on the network's embeddings, logits of the four ways up (multinomial logistic regression). It is fitted
to MNIST's digits turned by quarters (`scrawl.training.ways`), and its weights stand in the card of the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


def odds(embedding: NDArray[np.float32], card: Mapping[str, Any]) -> NDArray[np.float64]:
    """Log-odds of each digit, (N, D), standing upright against the likeliest other way, (N,).

    A 0 or a 1 looks alike on its head, so its log-odds are about 0. The weights in the card are (4, D + 1), the bias
    last: of upright, and of turned by a quarter, a half and three quarters. Without them all log-odds are 0.
    """
    if "upright" not in card or not len(embedding):
        return np.zeros(len(embedding))
    weights = np.array(card["upright"], np.float64)
    logits = embedding @ weights[:, :-1].T + weights[:, -1]
    return np.asarray(logits[:, 0] - logits[:, 1:].max(axis=1))
