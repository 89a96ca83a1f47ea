"""What is found on a turned page lies where it lies in what was sent."""

from __future__ import annotations

import numpy as np
import pytest

from scrawl.canvas import Canvas


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_the_box_of_a_mark_is_the_same_from_every_side(quarters: int) -> None:
    ink = np.zeros((20, 50), np.float32)
    ink[3:7, 10:30] = 1
    pieces = (ink > 0).astype(np.int32)
    canvas = Canvas(
        ink, lambda box: (2 * box[0], 2 * box[1], 2 * box[2], 2 * box[3]), seen=ink, pieces=pieces
    )
    for _ in range(quarters):
        canvas = canvas.turn()
    assert canvas.turned == 90 * quarters
    assert canvas.ink.shape == ((20, 50) if quarters % 2 == 0 else (50, 20))
    assert canvas.seen is not None
    assert (canvas.seen == canvas.ink).all()
    assert canvas.pieces is not None
    assert (canvas.pieces == canvas.ink).all()
    rows, columns = np.nonzero(canvas.ink)
    x, y = columns.min(), rows.min()
    box = (float(x), float(y), float(columns.max() + 1 - x), float(rows.max() + 1 - y))
    assert canvas.unit(box) == (20, 6, 40, 8)


def test_a_page_turned_clockwise_has_its_left_side_on_top() -> None:
    ink = np.zeros((20, 50), np.float32)
    ink[:, 0] = 1
    assert Canvas(ink, lambda box: box).turn().ink[0].all()


def test_the_share_that_is_seen_is_that_of_the_ink_at_any_scale() -> None:
    ink = np.zeros((20, 50), np.float32)
    ink[:, 10:30] = 1
    seen = np.zeros((10, 25), np.float32)
    seen[:, :10] = 1
    canvas = Canvas(ink, lambda box: box, seen=seen)
    assert canvas.share_seen == pytest.approx(0.5, abs=0.05)
    assert canvas.turn().share_seen == pytest.approx(canvas.share_seen)
    assert Canvas(ink, lambda box: box).share_seen == 1
