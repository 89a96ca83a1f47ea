"""Long lines are found where they were drawn, whatever lies beside them, and short strokes are not."""

import cv2
import numpy as np
import pytest

from scrawl.rules.courses import Courses
from scrawl.rules.following import LEAST_INK


@pytest.mark.parametrize("slope", [0, 0.1, -0.15])
@pytest.mark.parametrize("thick", [1, 3, 8])
def test_a_line_lies_where_it_was_drawn(slope: float, thick: int) -> None:
    mask = np.zeros((300, 400), np.uint8)
    left, right = (20, 150), (380, round(150 + 360 * slope))
    cv2.line(mask, left, right, 255, thick)
    lines = Courses.of(mask)
    assert len(lines) == 1
    x = np.arange(30, 370)
    assert np.abs(lines.middle[0, x] - (150 + slope * (x - 20))).max() <= 1.5
    assert lines.thick[0] == pytest.approx((mask[:, 200] > 0).sum(), abs=0.5)
    assert lines.starts[0] == pytest.approx(20, abs=4)
    assert lines.stops[0] == pytest.approx(381, abs=4)


def test_a_stroke_between_two_lines_does_not_join_them() -> None:
    mask = np.zeros((300, 400), np.uint8)
    for y in (100, 140):
        cv2.line(mask, (0, y), (399, y), 255, 2)
    cv2.line(mask, (150, 100), (260, 140), 255, 6)
    assert sorted(Courses.of(mask).middle[:, 200].tolist()) == pytest.approx([100.5, 140.5], abs=1)


def test_a_line_goes_on_under_shading() -> None:
    mask = np.zeros((300, 400), np.uint8)
    cv2.line(mask, (0, 150), (399, 150), 255, 2)
    mask[110:190, 120:220] = 255
    lines = Courses.of(mask)
    assert (lines.starts.tolist(), lines.stops.tolist()) == ([0], [400])


def test_what_is_short_is_no_line() -> None:
    mask = np.zeros((300, 400), np.uint8)
    cv2.line(mask, (150, 150), (250, 150), 255, 3)
    assert len(Courses.of(mask)) == 0


def test_a_line_that_noise_breaks_up_stands_out() -> None:
    """A little paler than the least that is ink."""
    taken = np.random.default_rng(0).normal(10, 15, (300, 300))
    taken[149:152] += LEAST_INK - 18
    shown = np.clip(taken, 0, 255).astype(np.uint8)
    mask = np.where(shown > LEAST_INK, np.uint8(255), np.uint8(0))
    assert not Courses.of(mask).are_out.all(axis=1).any()
    lines = Courses.of(mask, shown)
    found = lines.take(np.asarray(lines.are_out.all(axis=1)))
    assert len(found) == 1
    assert np.abs(found.middle[0] - 150).max() <= 1
