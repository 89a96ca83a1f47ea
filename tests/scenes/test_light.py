"""The light on a page, and on a piece of a photograph: how dark it gets, and where."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl.scenes import light


def shares(side: int = 48) -> list[NDArray[np.float32]]:
    """The light on white pieces."""
    page = np.ones((side, side, 3), np.float32)
    return [light.illuminate(page, np.random.default_rng(seed)) for seed in range(200)]


def test_a_page_keeps_nearly_half_of_its_light() -> None:
    page = np.ones((40, 60, 3), np.float32)
    lit = [light.shade(page, np.random.default_rng(seed)) for seed in range(200)]
    assert min(each.min() for each in lit) == pytest.approx(0.45)
    assert max(each.min() for each in lit) < 0.85  # some of it is darker on every page
    assert max(each.max() for each in lit) == pytest.approx(1, abs=1e-3)
    assert all(np.ptp(each, axis=2).max() == 0 for each in lit)  # of no colour


def test_a_piece_keeps_a_quarter_to_a_half_of_its_light(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(light, "DIM", 0)
    monkeypatch.setattr(light, "TINTED", 0)
    darkest = [each.min() for each in shares()]
    assert 0.25 <= min(darkest) < 0.33
    assert sum(each < 0.5 for each in darkest) > 40
    assert max(each.max() for each in shares()) <= 1


def test_some_pieces_are_tinted_or_dim(monkeypatch: pytest.MonkeyPatch) -> None:
    tinted = np.array([np.ptp(each, axis=2).max() > 1e-3 for each in shares()])
    assert 0.3 < tinted.mean() < 0.5
    monkeypatch.setattr(light, "TINTED", 0)
    assert 1.05 < max(each.max() for each in shares()) <= 1.1


def test_shadows_of_a_piece_have_hard_and_soft_edges(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"MOST": 1, "DIM": 0, "TINTED": 0, "DEPTH": (0.5, 0.5)}.items():
        monkeypatch.setattr(light, name, value)
    steps = []
    for each in shares(128):
        rise = max(np.abs(np.diff(each[..., 0], axis=axis)).max() for axis in (0, 1))
        steps.append(rise / 0.5)
    assert max(steps) > 0.9  # from light to shadow within a pixel
    assert min(steps) < 0.03
