"""What the network of marks is shown."""

from __future__ import annotations

import numpy as np
import pytest

from scrawl.glyphs.chains import Glyph
from scrawl.glyphs.window import window
from scrawl.recognizer import MARKS_SIDE


def test_window_shows_a_piece_in_its_place() -> None:
    ink = np.zeros((100, 200), np.float32)
    ink[20:60, 50:60] = 1  # a digit 40 px high,
    ink[55:60, 80:85] = 1  # and a point behind it
    piece = Glyph(ink[55:60, 80:85], (80, 55, 5, 5))
    shown = window(ink, piece, middle=40, height=40)
    assert shown.shape == (MARKS_SIDE, MARKS_SIDE, 2)
    alone, others = shown[..., 0], shown[..., 1]
    rows, columns = np.nonzero(alone > 0.4)  # at the digit's foot, in the middle
    assert (rows.mean(), columns.mean()) == pytest.approx((28.5, 20), abs=1)
    assert np.ptp(np.nonzero(others > 0.4)[0]) == 19  # 20 px high
    assert alone[others > 0.4].max() == 0
    pale = window(ink * np.float32(0.3), Glyph(piece.ink * np.float32(0.3), piece.box), middle=40, height=40)
    assert pale == pytest.approx(shown, abs=1e-5)  # as dark as any other
    beyond = window(ink, Glyph(ink[20:60, 50:60], (0, 0, 10, 40)), middle=0, height=40)
    assert beyond[:19].max() == 0  # paper where there is no page
