"""The weighted median is NumPy's."""

from __future__ import annotations

import numpy as np
import pytest

from scrawl.medians import weighted_median


def test_the_heavier_half_decides() -> None:
    assert weighted_median(np.array([3.0, 1.0, 2.0]), np.array([5, 1, 1])) == 3.0
    assert weighted_median(np.array([7]), np.array([0.2])) == 7.0


@pytest.mark.parametrize("count", [1, 2, 9, 50])
def test_it_is_that_of_numpy(count: int) -> None:
    rng = np.random.default_rng(count)
    values, weights = rng.integers(0, 20, count), rng.random(count)
    assert weighted_median(values, weights) == np.quantile(
        values, 0.5, weights=weights, method="inverted_cdf"
    )
