"""What tells whether a side of a page is up."""

from __future__ import annotations

import numpy as np
import pytest

from scrawl import Reader, Strokes
from scrawl.glyphs.judge import SIDE

SEVEN = np.array([[0, 0], [50, 0], [20, 90]])


def test_twice_as_many_digits_stand_by_the_root_of_two_surer() -> None:
    reader = Reader()
    one, two = (
        reader.attempt(Strokes.of([SEVEN + [100 * k, 0] for k in range(count)], brush=8)) for count in (1, 2)
    )
    stands = SIDE.features.index("stands")
    assert one.side[stands] > 0
    assert two.side[stands] == pytest.approx(2**0.5 * one.side[stands], rel=0.1)
