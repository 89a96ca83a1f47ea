"""A component of ink is as dark as its own full stroke, and ink as a whole where a network confirms it."""

from __future__ import annotations

import numpy as np
import pytest

from scrawl.binarize.pieces import confirmed, strokes_of


@pytest.mark.parametrize("full", [1, 0.5])
@pytest.mark.parametrize(("share", "is_ink"), [(0.11, False), (0.14, True)])
def test_a_pixel_an_eighth_as_dark_as_its_stroke_is_ink(full: float, share: float, is_ink: bool) -> None:
    dark = np.zeros((20, 40), np.float32)
    dark[5:15, 5:30] = full
    dark[5:15, 30] = share * full
    ink = strokes_of(dark, 0.01, 0.01)
    assert ink[10, 20] == pytest.approx(1, abs=0.02)
    assert bool(ink[10, 30] > 0) is is_ink


@pytest.mark.parametrize("full", [1, 0.1])
@pytest.mark.parametrize(("likely", "is_whole"), [(0.22, False), (0.28, True)])
def test_a_quarter_of_a_component_confirms_it(full: float, likely: float, is_whole: bool) -> None:
    ink = np.zeros((20, 40), np.float32)
    ink[5:15, 5:15] = ink[5:15, 20:30] = full
    seen = np.zeros_like(ink)
    seen[:, :15] = likely
    assert (confirmed(ink, seen) == (ink > 0) * is_whole * (np.arange(40) < 15)).all()


def test_a_full_stroke_is_told_to_half_of_a_64th() -> None:
    dark = np.zeros((3, 1600), np.float32)
    dark[1, ::2] = np.linspace(0.1, 0.9, 800)
    ink = strokes_of(dark, 0.01, 0.01)
    paler = (ink > 0) & (ink < 1)
    assert (dark[paler] / ink[paler] - dark[paler]).max() == pytest.approx(1 / 128, rel=0.1)
