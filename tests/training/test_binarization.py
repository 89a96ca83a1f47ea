"""The network that finds ink: what it takes and gives."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("keras")

from scrawl import binarization


@pytest.mark.parametrize("shape", [(1, 32, 32), (2, 64, 96), (1, 160, 32)])
def test_ink_is_as_large_as_the_picture_and_a_share(shape: tuple[int, int, int]) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (*shape, 3)).astype(np.uint8)
    ink = np.asarray(binarization.build()(picture))
    assert ink.shape == shape
    assert ink.dtype == np.float32
    assert (ink > 0).all()
    assert (ink < 1).all()


def test_a_shadow_only_adds_to_the_logarithms_of_light() -> None:
    reflected = np.array([[100, 140], [180, 240]], np.uint8)[None, ..., None].repeat(3, axis=3)
    logarithms = binarization.LogLight()
    lit, shaded = np.asarray(logarithms(reflected)), np.asarray(logarithms(reflected // 2))
    assert lit.dtype == np.float32
    shadow = lit - shaded
    assert shadow.mean() == pytest.approx(np.log(2), abs=0.06)
    assert np.ptp(shadow) < 0.05
    assert np.abs(np.asarray(logarithms(np.array([0, 255], np.uint8)))).max() < 2.5


def test_loss_is_the_cross_entropy_in_nats() -> None:
    wanted, found = np.array([[[1.0, 0.0]]], np.float32), np.array([[[0.5, 0.25]]], np.float32)
    expected = -(np.log(0.5) + np.log(0.75)) / 2
    assert float(binarization.loss(wanted, found)) == pytest.approx(expected, abs=1e-5)
