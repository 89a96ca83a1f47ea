"""What is found on a turned page lies where it lies in what was sent."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from scrawl.glyphs import Glyph
from scrawl.glyphs.canvas import Canvas
from scrawl.glyphs.view import View


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_the_box_of_a_mark_is_the_same_from_every_side(quarters: int) -> None:
    ink = np.zeros((20, 50), np.float32)
    ink[3:7, 10:30] = 1
    pieces = (ink > 0).astype(np.int32)
    view = View.of(np.zeros((20, 50), np.uint8), (0, 0, 100, 40))
    canvas = Canvas(ink, view.unit, seen=ink, pieces=pieces, view=view)
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


def glyph(x: int) -> Glyph:
    return Glyph(np.ones((40, 40), np.float32), (x, 20, 40, 40))


def page_with(**views: Any) -> Canvas:
    return Canvas(np.zeros((100, 200), np.float32), lambda box: box, **views)


def test_what_the_network_sees_of_a_glyph_is_the_mean_over_its_ink_at_any_scale() -> None:
    seen = np.zeros((50, 100), np.float32)
    seen[10:30, 0:20] = 1  # all of the first
    seen[10:30, 50:60] = 0.5  # half of the second by half
    told = page_with(seen=seen).seen_of([glyph(0), glyph(100), glyph(150)])
    assert told == pytest.approx([1, 0.25, 0], abs=0.02)
    assert page_with().seen_of([glyph(0)]).tolist() == [1]


def test_missed_is_what_the_network_sees_beyond_the_glyphs() -> None:
    seen = np.zeros((50, 100), np.float32)
    seen[10:30, 0:20] = 1  # the first, whole
    seen[10:30, 50:60] = 1  # half of the second
    assert page_with(seen=seen).missed_by([]) == 1
    assert page_with(seen=seen).missed_by([glyph(0)]) == pytest.approx(1 / 3)
    assert page_with(seen=seen).missed_by([glyph(0), glyph(100)]) == 0
    assert page_with().missed_by([]) == 0


def test_a_glyph_is_torn_out_of_what_is_dark_beyond_it() -> None:
    """As the corner of a box is, at any scale; one that is all of its piece is whole."""
    pieces = np.zeros((50, 100), np.int32)
    pieces[10:30, 0:20] = 1  # just the first
    pieces[10:30, 50:90] = 2  # of which the second is one half
    assert page_with(pieces=pieces).torn_of([glyph(0), glyph(100), glyph(50)]).tolist() == [0, 0.5, 0]
    assert page_with().torn_of([glyph(0)]).tolist() == [0]


def test_the_sides_of_a_box_lie_on_its_rim_and_a_digit_that_touches_it_within() -> None:
    box = np.zeros((200, 300), np.uint8)
    cv2.rectangle(box, (20, 20), (180, 120), 1, 3)
    seven = np.zeros_like(box)
    cv2.polylines(seven, [np.array([[80, 55], [110, 55], [90, 121]])], False, 1, 3)
    corner = np.zeros_like(box)
    corner[19:60, 150:183] = box[19:60, 150:183]
    glyphs = [Glyph.of(each.astype(np.float32)) for each in (corner, seven)]
    for scale in (1, 2):
        pieces = cv2.resize(box | seven, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_NEAREST)
        page = Canvas(box.astype(np.float32), lambda at: at, pieces=pieces.astype(np.int32))
        rims = page.rims_of([each for each in glyphs if each])
        assert rims[0] > 0.95
        assert rims[1] < 0.2
    alone = Canvas(seven.astype(np.float32), lambda at: at, pieces=seven.astype(np.int32))
    assert alone.rims_of([each for each in glyphs[1:] if each]).tolist() == [0]
    assert page_with().rims_of([glyph(0)]).tolist() == [0]
