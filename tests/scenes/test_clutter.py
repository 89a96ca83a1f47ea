"""Things on and beside the paper: where they lie, and what they hide."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from scrawl.scenes import clutter


def test_things_on_the_border_come_as_near_as_a_third_of_a_digit() -> None:
    page = np.ones((200, 300, 3), np.float32)
    nearest = []
    for seed in range(60):
        laid = clutter.lay_out(page, (100, 80, 200, 120), 40, np.random.default_rng(seed))
        y, x = np.nonzero((np.abs(laid - page) > 1e-6).any(axis=2))
        away = np.maximum.reduce([100 - x, x + 1 - 200, 80 - y, y + 1 - 120])
        nearest.append(away.min())
    assert 0.3 * 40 <= min(nearest) < 0.4 * 40


def test_spots_are_filled_for_a_thin_ring_would_be_a_0(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clutter, "ON_THE_BORDER", 0)
    monkeypatch.setattr(clutter, "THINGS", (clutter.THINGS[1],))
    for seed in range(20):
        page = clutter.scatter(np.ones((160, 160, 3), np.float32), 60, np.random.default_rng(seed))
        is_bare = (page > 0.999).all(axis=2)
        assert cv2.connectedComponents(np.pad(is_bare, 1, constant_values=True).astype(np.uint8))[0] == 2
