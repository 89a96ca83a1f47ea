"""Logistic regression with weighted samples, an offset and a ridge, for the linear models in the card."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from scrawl.errors import DataError
from scrawl.glyphs.fitted import Linear, probability

RIDGE = 3e-4  # penalty on the squared weights, for features of variance 1: few answers must not move them far

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Asked:
    """Yes-or-no questions about one reading of a page.

    features  (n, k)
    right     (n,) bool, the answers
    offset    (n,) added to the log-odds with weight 1
    """

    features: Numbers
    right: NDArray[np.bool_]
    offset: Numbers | float = 0.0


def fit_to_pages(
    model: Linear, missing: str, sets: Mapping[str, Sequence[Sequence[Asked]]], *, cost: float = 1.0
) -> dict[str, float]:
    """What a card says of a model that is fitted to the readings of each page in sets.

    A set counts by the root of its size, a page in it by the mean over its readings, and a reading by the root of its
    questions. One wrong yes is as bad as `cost` wrong noes. DataError, which names the `missing`, if all answers are
    alike.
    """
    asked = [
        (each, (len(pages) * len(each.right)) ** -0.5 / len(readings))
        for pages in sets.values()
        for readings in pages
        for each in readings
        if len(each.right)
    ]
    right = np.concatenate([each.right for each, _ in asked]) if asked else np.zeros(0, np.bool_)
    if right.all() or not right.any():
        raise DataError(f"The pages have no {missing}, or nothing else, so nothing tells them apart.")
    features = np.concatenate([each.features for each, _ in asked])
    offset = np.concatenate([np.broadcast_to(each.offset, len(each.right)) for each, _ in asked])
    counts = np.concatenate([np.full(len(each.right), weight) for each, weight in asked])
    weights = fit(features, right, counts / counts.sum(), RIDGE, offset)
    if "bias" in model.features:
        weights[model.features.index("bias")] -= np.log(cost)
    return model.named(weights)


def fit(
    features: Numbers, right: NDArray[np.bool_], counts: Numbers, ridge: float, offset: Numbers | float = 0.0
) -> Numbers:
    """The weights (k,) of features (n, k) under which `right` (n,) is the likeliest, each counted `counts` (n,) times.

    `offset` (n,) is added to the log-odds with weight 1. See `least` for the `ridge`.
    """

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        logits = offset + features @ weights
        surprise = float(counts @ (np.logaddexp(0, logits) - right * logits))
        return surprise, features.T @ (counts * (probability(logits) - right))

    return least(loss, features, ridge)


def least(loss: Callable[[Numbers], tuple[float, Numbers]], features: Numbers, ridge: float) -> Numbers:
    """The weights (k,) of features (n, k) under which a loss is least, together with a penalty on their squares.

    `loss` gives its value and its slope (k,). `ridge` is the penalty on a squared weight if its feature had variance 1;
    a constant feature, as the bias is, counts as it is.
    """
    spread = features.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)

    def penalised(scaled: Numbers) -> tuple[float, Numbers]:
        value, slope = loss(scaled / scale)
        return value + ridge * float(scaled @ scaled), slope / scale + 2 * ridge * scaled

    return np.asarray(minimize(penalised, np.zeros(len(scale)), jac=True, method="L-BFGS-B").x / scale)
