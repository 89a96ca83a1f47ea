"""What is seen in a straightened view, and from other sides, lies in the picture where it was."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl.glyphs.view import View

PLACE = (300, 500, 400, 240)  # px of the picture, of which the page below is a copy at half the size


def page() -> NDArray[np.uint8]:
    """An ellipse on it, 40 px wide and 20 px high, whose middle is at (60, 40)."""
    pixels = np.full((120, 200), 220, np.uint8)
    cv2.ellipse(pixels, (60, 40), (20, 10), 0, 0, 360, 20, cv2.FILLED)
    return pixels


def box_in(view: View) -> tuple[float, float, float, float]:
    """Where the view has dark pixels."""
    rows, columns = np.nonzero(view.pixels < 120)
    left, top = float(columns.min()), float(rows.min())
    return view.unit((left, top, columns.max() + 1 - left, rows.max() + 1 - top))


@pytest.mark.parametrize("skew", [0, -20, 12, 44])
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_box_is_where_the_ink_was(skew: float, quarters: int) -> None:
    view = View.of(page(), PLACE)
    if skew:
        view = view.straightened(skew)
    for _ in range(quarters):
        view = view.turn()
    assert (view.skew, view.turned) == (skew, 90 * quarters)
    x, y, width, height = box_in(view)
    assert (x + width / 2, y + height / 2) == pytest.approx((421, 581), abs=2)
    assert (width, height) == pytest.approx((82, 42), abs=2 if not skew else 24)  # it is no ellipse any more


def test_a_ring_that_is_turned_needs_no_more_room() -> None:
    pixels = np.full((120, 200), 220, np.uint8)
    cv2.circle(pixels, (60, 50), 20, 20, 3)
    for skew in (10, 30, 45):
        assert box_in(View.of(pixels, (0, 0, 200, 120)).straightened(skew)) == pytest.approx(
            (38, 28, 44, 44), abs=2
        )


def test_a_box_lies_within_the_picture() -> None:
    """Also of a frame, which fills its box, and more than an ellipse does once it is turned."""
    view = View.of(page(), PLACE)
    straight = view.straightened(30)
    height, width = straight.pixels.shape
    assert straight.unit((0, 0, width, height)) == pytest.approx(PLACE, abs=1e-6)


def test_a_line_that_falls_to_the_right_is_level_once_straightened() -> None:
    pixels = np.full((200, 300), 220, np.uint8)
    rise = np.tan(np.radians(15)) * 100
    cv2.line(pixels, (50, round(100 - rise)), (250, round(100 + rise)), 20, 3)
    straight = View.of(pixels, (0, 0, 300, 200)).straightened(15)
    rows, _ = np.nonzero(straight.pixels < 120)
    assert np.ptp(rows) < 6


def test_nothing_is_cut_off_and_beyond_the_picture_is_its_paper() -> None:
    pixels = page()
    pixels[:8, :8] = pixels[-8:, -8:] = 20
    straight = View.of(pixels, PLACE).straightened(25)
    assert (straight.pixels < 120).sum() == pytest.approx((pixels < 120).sum(), rel=0.03)
    assert straight.pixels[0, 0] == 220
    assert View.of(np.dstack([pixels] * 3), PLACE).straightened(25).pixels[0, 0].tolist() == [220] * 3


@pytest.mark.parametrize(("away", "is_inside"), [(1, False), (4, True)])
def test_what_is_found_on_the_border_of_the_picture_is_none_of_it(away: int, is_inside: bool) -> None:
    """Two pixels of it are mixed with what is beyond."""
    pixels = np.full((120, 200), 220, np.uint8)
    pixels[away, 80:120] = 20
    straight = View.of(pixels, PLACE).straightened(30)
    found = straight.within((straight.pixels < 150).astype(np.float32))
    assert (found.sum() > 20) == is_inside
    assert straight.within(np.ones(straight.pixels.shape, np.float32))[0, 0] == 0


@pytest.mark.parametrize("quarters", [0, 1])
def test_a_page_is_shown_as_it_lay(quarters: int) -> None:
    view = View.of(page(), PLACE)
    straight = view.straightened(-17)
    for _ in range(quarters):
        view, straight = view.turn(), straight.turn()
    finer = np.asarray(cv2.resize(straight.pixels, None, fx=2, fy=2), np.uint8)
    back = straight.as_it_lay(finer, 255)
    assert back.shape == tuple(2 * side for side in view.pixels.shape)
    wanted = cv2.resize(view.pixels, None, fx=2, fy=2)
    assert (np.abs(back.astype(int) - wanted) > 60).mean() < 0.003
    assert view.as_it_lay(finer, 255) is finer
