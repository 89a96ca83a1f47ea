"""Which pieces of ink may be one mark together."""

from __future__ import annotations

import pytest

from tests.glyphs.test_marks import names


@pytest.mark.parametrize(("side", "is_pair"), [(15, True), (22, True), (28, False), (32, False)])
def test_two_dabs_one_above_the_other_may_be_a_colon(side: int, is_pair: bool) -> None:
    asked_as = names(":", (190, 110, side, side), (190, 180 - side, side, side))
    assert (":" in asked_as) == is_pair
    assert ":" not in names(":", (165, 110, side, side), (205, 110, side, side))  # side by side
