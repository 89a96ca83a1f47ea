"""One figure for telling two kinds apart, without choosing a threshold."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


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
