"""A piece of a printed line is no stroke, however much it looks like a 1 or a 7; a stroke beside a line stays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl.binarize.remains import without_remains

SIDE = 400


def picture(*lines: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    """Grey lines, 6 px broad, from x, y to x, y on light paper."""
    page = np.full((SIDE, SIDE, 3), 210, np.uint8)
    for x0, y0, x1, y1 in lines:
        cv2.line(page, (x0, y0), (x1, y1), (60, 60, 60), 6)
    return page


def ink(*strokes: tuple[int, int, int, int]) -> NDArray[np.float32]:
    """The ink (SIDE, SIDE) of such lines."""
    return np.asarray(picture(*strokes)[..., 0] < 100, np.float32)


FRAME = (80, 60, 330, 60), (330, 60, 330, 360)


@pytest.mark.parametrize(
    "piece",
    [[(330, 150, 330, 190)], [(300, 60, 330, 60), (330, 60, 330, 90)]],
    ids=["a piece like a 1", "a corner like a 7"],
)
def test_pieces_of_a_frame_are_no_ink(piece: list[tuple[int, int, int, int]]) -> None:
    assert not without_remains(ink(*piece), picture(*FRAME)).any()


@pytest.mark.parametrize("degrees", [-3, -0.5, 0.5, 1.5, 3])
def test_the_corner_of_a_tilted_box_is_no_ink(degrees: float) -> None:
    """A sheet never lies quite straight, and of a small picture a corner is a fifth."""

    def tilted(*lines: tuple[int, int, int, int]) -> NDArray[np.uint8]:
        turn = cv2.getRotationMatrix2D((SIDE / 2, SIDE / 2), degrees, 1)
        return np.asarray(
            cv2.warpAffine(picture(*lines), turn, (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE), np.uint8
        )

    corner = (260, 60, 330, 60), (330, 60, 330, 145)
    found = np.asarray(tilted(*corner)[..., 0] < 100, np.float32)
    assert found.any()
    assert not without_remains(found, tilted(*FRAME, (80, 60, 80, 360))).any()


@pytest.mark.parametrize("rest", [(), FRAME], ids=["alone", "in a frame"])
def test_a_one_stays(rest: tuple[tuple[int, int, int, int], ...]) -> None:
    one = (200, 150, 205, 210)
    assert (without_remains(ink(one), picture(one, *rest)) == ink(one)).all()


def test_a_one_that_stands_on_a_rule_stays() -> None:
    one = (200, 150, 205, 200)
    assert without_remains(ink(one), picture(one, (0, 203, 399, 203))).sum() > 0.9 * ink(one).sum()


def test_a_seven_that_touches_a_rule_stays() -> None:
    seven = [(180, 150, 220, 150), (220, 150, 195, 205)]
    found = ink(*seven)
    assert (without_remains(found, picture(*seven, (0, 205, 399, 205))) == found).all()


def test_a_line_of_its_own_stays() -> None:
    assert without_remains(ink((50, 200, 350, 200)), picture((50, 200, 350, 200))).any()


def test_nothing_is_left_of_nothing() -> None:
    assert not without_remains(np.zeros((SIDE, SIDE), np.float32), picture(*FRAME)).any()


def test_a_one_in_a_hard_shadow_stays() -> None:
    """All of the shadow is darker than the paper beside it, and no line."""
    one = (178, 150, 183, 195)
    shadow = np.array([1.0 if x < 170 else 0.52 for x in range(SIDE)])[None, :, None]
    seen = np.rint(picture(one) * shadow).astype(np.uint8)
    assert (without_remains(ink(one), seen) == ink(one)).all()
