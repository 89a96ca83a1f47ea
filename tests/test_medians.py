"""The weighted median and the quantile are NumPy's."""

from __future__ import annotations

import numpy as np
import pytest

from scrawl.medians import quantile, weighted_median


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


@pytest.mark.parametrize("share", [0, 0.25, 0.68, 0.75, 1])
@pytest.mark.parametrize("count", [1, 2, 9, 50])
def test_a_quantile_lies_between_two_values(count: int, share: float) -> None:
    values = np.random.default_rng(count).integers(0, 256, count).astype(np.uint8)
    assert quantile(values, share) == pytest.approx(np.quantile(values, share), rel=1e-12)
