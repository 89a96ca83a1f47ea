"""Logistic regression with weighted samples, an offset and a ridge, for the small models in the card."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Numbers = NDArray[np.float64]


def fit(
    features: Numbers, right: NDArray[np.bool_], counts: Numbers, ridge: float, offset: Numbers | float = 0.0
) -> Numbers:
    """The weights (k,) of features (n, k) under which `right` (n,) is the likeliest, each counted `counts` (n,) times.

    `offset` (n,) is added to the log-odds with weight 1; `ridge` is the penalty on the squared weights, for features of
    variance 1. A constant feature, the bias, is not scaled.
    """
    scale = features.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    known = features / scale

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        logits = offset + known @ weights
        surprise = float(counts @ (np.logaddexp(0, logits) - right * logits))
        slope = known.T @ (counts * (1 / (1 + np.exp(-logits)) - right))
        return surprise + ridge * float(weights @ weights), slope + 2 * ridge * weights

    found = minimize(loss, np.zeros(features.shape[1]), jac=True, method="L-BFGS-B")
    return np.asarray(found.x / scale)
