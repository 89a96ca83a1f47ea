from __future__ import annotations

import cv2
import numpy as np
import pytest

from scrawl.binarize.components import components


def test_they_are_those_of_opencv() -> None:
    rng = np.random.default_rng(0)
    for share in (0.02, 0.2, 0.5, 0.9):
        for size in ((1, 1), (1, 9), (40, 7), (64, 65)):
            mask = np.pad((rng.random(size) < share).astype(np.uint8), rng.integers(0, 4, (2, 2)))
            labels, boxes, areas = components(mask)
            _, wanted, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
            np.testing.assert_array_equal(labels, wanted)
            np.testing.assert_array_equal(boxes[1:, :2], stats[1:, :2])
            np.testing.assert_array_equal(boxes[1:, 2:] - boxes[1:, :2], stats[1:, 2:4])
            np.testing.assert_array_equal(areas[1:], stats[1:, cv2.CC_STAT_AREA])


@pytest.mark.parametrize("size", [(0, 0), (0, 5), (3, 4)])
def test_of_nothing_there_are_none(size: tuple[int, int]) -> None:
    labels, boxes, areas = components(np.zeros(size, np.uint8))
    assert labels.shape == size
    assert boxes.tolist() == [[0, 0, 0, 0]]
    assert areas.tolist() == [0]
