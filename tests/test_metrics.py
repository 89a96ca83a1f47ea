"""Figures against what can be counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scrawl.metrics import auroc, interval


@pytest.mark.parametrize(
    ("positive", "negative", "expected"),
    [
        ([3, 4], [1, 2], 1.0),
        ([1, 2], [3, 4], 0.0),
        ([1, 3], [2, 2], 0.5),
        ([5], [5, 5], 0.5),
        ([2, 4, 6], [1, 5], 4 / 6),
    ],
)
def test_auroc_counts_pairs(positive: list[int], negative: list[int], expected: float) -> None:
    assert auroc(np.array(positive), np.array(negative)) == pytest.approx(expected)


def test_auroc_of_nothing_is_not_a_number() -> None:
    assert math.isnan(auroc(np.array([]), np.array([1.0])))


def test_interval_of_a_known_share() -> None:
    # The example of Wilson's interval in Newcombe 1998, table I.
    assert interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
