"""How a photograph is looked at, by what a network that was made up here sees in it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl.binarize.photographs import ink_of_photograph

PAGE = 800  # px


class Network:
    """Sees ink as likely as a picture is dark, none in its negative, and remembers how large its pictures were."""

    def __init__(self) -> None:
        self.sides: list[int] = []

    def __call__(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        self.sides.append(max(pixels.shape[:2]))
        likely = 1 - pixels[..., 0] / 255
        return np.asarray(np.full_like(likely, 0.5) if likely.mean() > 0.5 else likely, np.float32)


def page(*bars: tuple[int, float], side: int = PAGE) -> NDArray[np.uint8]:
    """A picture with upright bars beside each other, of those widths, px, and darknesses."""
    pixels = np.full((side // 2, side, 3), 255, np.uint8)
    left = side // 8
    for width, dark in bars:
        pixels[side // 8 : -side // 8, left : left + width] = round(255 * (1 - dark))
        left += width
    return pixels


def looks(pixels: NDArray[np.uint8]) -> list[int]:
    """The sides at which it is looked at, after the two looks from afar."""
    network = Network()
    ink_of_photograph(pixels, network)
    return network.sides[2:]


def test_small_pictures_are_looked_at_from_nearer_and_large_ones_from_farther_away() -> None:
    assert looks(page((8, 1), side=280)) == [280, 560]
    assert looks(page((8, 1), side=360)) == [360, 180]
    assert looks(page((8, 1), side=3000)) == [1400, 700]


@pytest.mark.parametrize(("width", "sides"), [(20, [800, 400]), (24, [347, 173])])
def test_broad_strokes_are_looked_at_in_a_smaller_copy(width: int, sides: list[int]) -> None:
    """Where they seem, as seen from afar, broader than 24 px; in the copy they seem half of that."""
    assert looks(page((width, 1))) == pytest.approx(sides, rel=0.1)


@pytest.mark.parametrize(("width", "again"), [(16, 400), (26, 1400)])
def test_strokes_too_fine_to_be_sure_of_are_looked_at_from_nearer(width: int, again: int) -> None:
    """Where of all that the network sees less than half lies in what is likelier ink than not."""
    assert looks(page((8, 0.8), (width, 0.3)))[1] == again


@pytest.mark.parametrize(("dark", "is_ink"), [(0.22, False), (0.28, True)])
def test_a_stroke_that_the_network_doubts_is_none(dark: float, is_ink: bool) -> None:
    assert ink_of_photograph(page((8, dark)), Network()).any() == is_ink


@pytest.mark.parametrize(("pale", "is_ink"), [(0.11, False), (0.14, True)])
def test_the_palest_pixel_of_a_stroke(pale: float, is_ink: bool) -> None:
    ink = ink_of_photograph(page((12, 0.4), (2, pale)), Network())
    assert ink[200, 106] == 1
    assert bool(ink[200, 113] > 0) is is_ink
