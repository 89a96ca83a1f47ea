"""How near to its digits a mark stands."""

from __future__ import annotations

import pytest

from tests.glyphs.test_marks import names


@pytest.mark.parametrize(("away", "is_asked"), [(90, True), (110, True), (130, False), (155, False)])
def test_a_mark_keeps_no_farther_than_a_digit_is_high_and_a_fifth(away: int, is_asked: bool) -> None:
    second = 180 + away
    for place in (170, 160 + away - 10):
        assert bool(names(".", (place, 190, 10, 10), second=second)) == is_asked
    assert names("-", (150 + away, 145, 20, 4), second=second)  # one may begin a number,
    assert bool(names("-", (155, 145, 20, 4), second=second + 5)) == is_asked  # and stands before it
