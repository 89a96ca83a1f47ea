"""Figures against what can be counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scrawl.measure.figures import (
    accepted_at,
    auroc,
    confusion,
    expected_calibration_error,
    interval,
    refusal_curve,
    reliability,
)


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


def test_calibration_error_of_five_answers() -> None:
    # Two bins: .2 and .4 with one right are .2 from their mean; .6, .9 and .9 with two right are .8 - 2/3 from theirs.
    confidence = np.array([0.2, 0.4, 0.6, 0.9, 0.9])
    right = np.array([True, False, False, True, True])
    expected = 2 / 5 * abs(0.3 - 0.5) + 3 / 5 * abs(0.8 - 2 / 3)
    assert expected_calibration_error(confidence, right, bins=2) == pytest.approx(expected)


def test_calibration_error_is_none_where_confidence_holds() -> None:
    confidence = np.full(10, 0.7)
    assert expected_calibration_error(confidence, np.arange(10) < 7) == pytest.approx(0)
    assert expected_calibration_error(confidence, np.arange(10) < 2) == pytest.approx(0.5)
    assert math.isnan(expected_calibration_error(np.empty(0), np.empty(0, bool)))


def test_a_bin_holds_its_upper_edge() -> None:
    count, promised, held = reliability(
        np.array([0.0, 0.5, 0.51, 1.0]), np.array([False, True, False, True]), bins=2
    )
    assert count.tolist() == [2, 2]
    assert promised.tolist() == pytest.approx([0.25, 0.755])
    assert held.tolist() == [1, 1]


def test_refusal_curve_of_six_scores() -> None:
    refused, accepted = refusal_curve(np.array([0.5, 0.8, 0.9]), np.array([0.1, 0.5, 0.6]))
    # Thresholds .1, .5, .6, .8, .9 and above all; what is just at the threshold passes.
    assert refused == pytest.approx([0, 0, 1 / 3, 1 / 3, 2 / 3, 1])
    assert accepted == pytest.approx([1, 2 / 3, 1 / 3, 0, 0, 0])


@pytest.mark.parametrize(("refused", "accepted"), [(0, 2 / 3), (0.3, 2 / 3), (0.34, 0), (1, 0)])
def test_strictest_threshold_that_refuses_no_more(refused: float, accepted: float) -> None:
    digits, others = np.array([0.5, 0.8, 0.9]), np.array([0.1, 0.5, 0.6])
    assert accepted_at(digits, others, refused) == pytest.approx(accepted)


def test_area_over_the_refusal_curve_is_auroc() -> None:
    rng = np.random.default_rng(0)
    digits, others = rng.normal(1, 1, 300), rng.normal(0, 1, 200)
    refused, accepted = refusal_curve(digits, others)
    assert 1 - np.trapezoid(accepted, refused) == pytest.approx(auroc(digits, others), abs=1e-9)


def test_confusion_counts_rows_of_labels() -> None:
    counts = confusion(np.array([7, 7, 1, 3]), np.array([2, 7, 1, -1]))
    assert counts[7, 2] == counts[7, 7] == counts[1, 1] == 1
    assert counts.sum() == 3
