"""Contrast sees every stroke that differs from its paper, whatever its shape, and no paper."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl.binarize.contrast import NARROW, WIDE, Contrast


def sheet(light: float = 220, grain: float = 2.0) -> NDArray[np.uint8]:
    """Blank paper (300, 400, 3) with the grain of a sensor, of that standard deviation."""
    noise = np.random.default_rng(5).normal(0, grain, (300, 400, 1))
    return np.clip(light + noise + np.zeros(3), 0, 255).astype(np.uint8)


def bar(page: NDArray[np.uint8], grey: int, width: int = 6) -> NDArray[np.bool_]:
    """Draw a long upright stroke, as of a 1, and say where it is."""
    cv2.line(page, (200, 40), (200, 260), (grey, grey, grey), width)
    return np.asarray(page[..., 0] == grey)


@pytest.mark.parametrize("window", [0.12, 0.35])
def test_a_long_straight_stroke_is_ink(window: float) -> None:
    page = sheet()
    where = bar(page, 60)
    ink = Contrast(page, window).ink()
    assert (ink[where] > 0.9).mean() > 0.99
    assert not ink[:, :190].any()
    assert not ink[:, 211:].any()


def test_a_stroke_that_fills_its_picture_needs_the_wide_window() -> None:
    """In a narrow one most of what is around is ink, which then counts as paper."""
    page = sheet()
    where = bar(page, 60, width=56)
    assert (Contrast(page, 0.35).ink()[where] > 0.5).mean() > 0.99
    assert (Contrast(page, 0.12).ink()[where] > 0.5).mean() < 0.5


@pytest.mark.parametrize(
    ("window", "width", "is_ink"),
    [(WIDE, 62, True), (WIDE, 80, False), (NARROW, 19, True), (NARROW, 28, False)],
)
def test_what_is_broader_than_half_of_the_window_is_paper(window: float, width: int, is_ink: bool) -> None:
    """As a digit that fills its picture is not in the wide one, and a shadow is in the narrow one."""
    page = sheet(grain=0)
    page[:, 200 - width // 2 : 200 + width // 2] = 120
    assert bool(Contrast(page, window).ink()[150, 200] > 0.5) is is_ink


def test_the_colour_of_the_paper_is_found_in_a_small_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []
    blur = cv2.medianBlur

    def counted(channel: NDArray[np.uint8], across: int) -> Any:
        looked_at.append(max(channel.shape))
        return blur(channel, across)

    monkeypatch.setattr(cv2, "medianBlur", counted)
    Contrast(np.full((900, 640, 3), 200, np.uint8), WIDE)
    assert looked_at == [320] * 3


def test_a_shadow_is_paper_in_the_narrow_window() -> None:
    page = sheet()
    shade = np.linspace(1, 0.3, 400, dtype=np.float32)[:, None]
    where = bar(page, 60)
    shaded = np.rint(page * shade).astype(np.uint8)
    ink = Contrast(shaded, 0.12).ink()
    assert (ink[where] > 0.5).mean() > 0.98
    assert not ink[:, :180].any()


@pytest.mark.parametrize("grain", [0.0, 2.0, 6.0])
def test_blank_paper_has_hardly_a_speck(grain: float) -> None:
    """Noise goes beyond CERTAIN of its own deviations in hardly one pixel of ten thousand."""
    for faint in (False, True):
        assert (Contrast(sheet(grain=grain), 0.35).ink(faint=faint) > 0).mean() < 3e-4


@pytest.mark.parametrize(
    ("grain", "grey", "is_ink"), [(0, 215, False), (0, 212, True), (6, 199, False), (6, 189, True)]
)
def test_the_faintest_ink(grain: float, grey: int, is_ink: bool) -> None:
    """It takes a thirtieth of the light, or four times as much as the paper's grain deviates."""
    page = sheet(grain=grain)
    where = bar(page, grey) & (np.arange(300) // 40 == 3)[:, None]
    found = (Contrast(page, 0.35).ink(faint=True)[where] > 0.5).mean()
    assert found > 0.95 if is_ink else found < 0.05


def test_pale_pencil_beside_black_print_is_faint_ink() -> None:
    """Otsu's threshold lies between the print and all else; the paper's noise is far below both."""
    page = sheet()
    where = bar(page, 203)
    cv2.rectangle(page, (20, 20), (380, 280), (0, 0, 0), 6)
    assert not Contrast(page, 0.35).ink()[where].any()
    assert (Contrast(page, 0.35).ink(faint=True)[where] > 0.5).mean() > 0.9


def test_heavy_ink_is_not_taken_for_the_noise_of_its_paper() -> None:
    """A fifth of a scan in black and white may be ink; how lively the paper is, only what is lighter tells."""
    page = sheet()
    page[100:160] = 20
    for faint in (False, True):
        assert (Contrast(page, 0.5).ink(faint=faint)[105:155] > 0.5).all()


def test_chalk_is_found_on_a_board_and_a_coloured_pen_on_paper() -> None:
    board = sheet(light=60)
    where = bar(board, 190)
    chalk = Contrast(board, 0.35)
    assert chalk.is_negative
    assert (chalk.ink()[where] > 0.5).mean() > 0.99
    page = sheet()
    cv2.line(page, (200, 40), (200, 260), (220, 220, 40), 6)  # yellow, as light as the paper but in its blue
    yellow = Contrast(page, 0.35)
    assert not yellow.is_negative
    assert (yellow.ink()[60:240, 200] > 0.5).all()
