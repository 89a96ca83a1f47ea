"""Calibrates confidence: scores, temperature and thresholds, all on samples that were not learned from.

Outputs are those of the trained model: {"logits": (N, 10), "digit_logit": (N, 1)}; labels (N,) are -1 for non-digits.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_softmax, softmax

from scrawl.measure.figures import auroc

REFUSED_DIGITS = 0.0125  # share of digits that t_digit may refuse: of .01 a seventh more non-digits pass
FLAGGED_RIGHT = 0.02  # share of right answers that t_unsure may flag
SURE = (0.5, 0.95)  # bounds of t_unsure: under one half two digits may be as likely


def score(outputs: dict[str, NDArray[np.float32]], labels: NDArray[np.int64]) -> dict[str, float]:
    """`accuracy` over the digits, `nll` (natural log) of their labels, `auroc` of digitness against the non-digits."""
    is_digit = labels >= 0
    logits, truth = outputs["logits"][is_digit], labels[is_digit]
    digit_logit = outputs["digit_logit"][:, 0]
    return {
        "accuracy": float((logits.argmax(1) == truth).mean()),
        "nll": _nll(logits, truth),
        "auroc": auroc(digit_logit[is_digit], digit_logit[~is_digit]),
    }


def temperature(logits: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """The divisor of the digits' logits under which their labels are most likely (Guo et al. 2017), from 1/4 to 4."""
    logits, labels = logits[labels >= 0], labels[labels >= 0]
    candidates = np.exp(np.linspace(-np.log(4), np.log(4), 401))
    return float(min(candidates, key=lambda t: _nll(logits / t, labels)))


def thresholds(
    outputs: dict[str, NDArray[Any]], labels: NDArray[np.int64], usual: NDArray[np.bool_]
) -> dict[str, float]:
    """`t_digit` and `t_unsure` for calibrated outputs, by the digits among the `usual` samples, (N,)."""
    is_digit = (labels >= 0) & usual
    digitness = expit(outputs["digit_logit"][is_digit, 0].astype(np.float64))
    probabilities = softmax(outputs["logits"][is_digit].astype(np.float64), axis=1)
    confidence = probabilities.max(1)[probabilities.argmax(1) == labels[is_digit]]
    return {
        "t_digit": round(float(np.clip(np.quantile(digitness, REFUSED_DIGITS), 0.05, 0.95)), 3),
        "t_unsure": round(float(np.clip(np.quantile(confidence, FLAGGED_RIGHT), *SURE)), 3)
        if len(confidence)
        else SURE[0],
    }


def _nll(logits: NDArray[np.floating], labels: NDArray[np.int64]) -> float:
    return float(-log_softmax(logits.astype(np.float64), axis=1)[np.arange(len(labels)), labels].mean())
