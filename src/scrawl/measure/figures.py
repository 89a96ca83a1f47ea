"""Figures of how well something reads, by their textbook definitions."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 15  # of confidence, as Guo et al. 2017 choose


def auroc(positive: NDArray[Any], negative: NDArray[Any]) -> float:
    """The chance that a positive's score is above a negative's, ties counted half (Mann & Whitney 1947).

    Scores (P,) and (N,); NaN if either is empty.
    """
    if not len(positive) or not len(negative):
        return float("nan")
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, "left")
    not_above = np.searchsorted(ordered, positive, "right")
    return float((below + not_above).sum() / 2 / (len(positive) * len(negative)))


def interval(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    z, share = 1.96, right / of
    centre = share + z * z / (2 * of)
    reach = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (centre - reach) / (1 + z * z / of), (centre + reach) / (1 + z * z / of)


def reliability(
    confidence: NDArray[Any], right: NDArray[np.bool_], bins: int = BINS
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """What confidence promises and what holds (DeGroot & Fienberg 1983): confidence (N,) 0…1, right (N,).

    How many answers are in each equal-width bin of confidence that has any, (B,), their mean confidence, and how many
    of them are right.
    """
    # A bin holds its upper edge, not its lower one: (0, 1/15], (1/15, 2/15] …
    place = np.clip(np.ceil(confidence * bins).astype(np.int64) - 1, 0, bins - 1)
    count = np.bincount(place, minlength=bins)
    total = np.bincount(place, weights=confidence, minlength=bins)
    held = np.bincount(place, weights=right, minlength=bins)
    there = count > 0
    return count[there], total[there] / count[there], held[there].astype(np.int64)


def expected_calibration_error(confidence: NDArray[Any], right: NDArray[np.bool_], bins: int = BINS) -> float:
    """How far confidence is from the share that is right, mean over the answers (Guo et al. 2017).

    Confidence (N,) 0…1 and right (N,); NaN if there are none.
    """
    if not len(confidence):
        return float("nan")
    count, promised, held = reliability(confidence, right, bins)
    return float(np.abs(promised * count - held).sum() / len(confidence))


def refusal_curve(
    digits: NDArray[Any], others: NDArray[Any]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Share of digits refused and share of others accepted, (K,) each, as the threshold rises over all scores.

    Scores (D,) and (N,); those below the threshold are refused. From (0, 1), all accepted, to (1, 0), all refused.
    """
    thresholds = np.append(np.unique(np.concatenate([digits, others])), np.inf)
    refused = np.searchsorted(np.sort(digits), thresholds, "left") / len(digits)
    accepted = 1 - np.searchsorted(np.sort(others), thresholds, "left") / len(others)
    return refused, accepted


def accepted_at(digits: NDArray[Any], others: NDArray[Any], refused: float) -> float:
    """Share of others accepted by the strictest threshold that refuses at most that share of digits."""
    curve, accepted = refusal_curve(digits, others)
    return float(accepted[np.searchsorted(curve, refused, "right") - 1])


def confusion(labels: NDArray[np.int64], answers: NDArray[np.int64]) -> NDArray[np.int64]:
    """How often each digit (row) was read as each (column), (10, 10); an answer of -1 is none and not counted."""
    counts = np.zeros((10, 10), np.int64)
    answered = answers >= 0
    np.add.at(counts, (labels[answered], answers[answered]), 1)
    return counts
