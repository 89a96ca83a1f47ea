"""Touching digits are proposed to be cut where they touch; pixels tell what they are of."""

from __future__ import annotations

from functools import partial

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl.glyphs import Glyph, cut, strange
from scrawl.recognizer import Recognizer

RECOGNIZER = Recognizer()


def rings(gap: int) -> NDArray[np.float32]:
    """Two rings of radius 40 whose outlines are `gap` px apart (or overlap)."""
    ink = np.zeros((110, 260), np.float32)
    for x in (60, 60 + 80 + 8 + gap):
        cv2.circle(ink, (x, 55), 40, 1.0, 8, cv2.LINE_AA)
    return ink


@pytest.mark.parametrize("gap", [-8, -4, -1])
def test_two_rings_that_touch_can_be_cut_into_two_rings(gap: int) -> None:
    ink = rings(gap)
    chain = cut(Glyph(ink, (10, 20, 260, 110)), RECOGNIZER.owners)
    assert chain is not None
    centre = 10 + 100 + (8 + gap) / 2
    halves = [run.glyph.box for run in chain.runs if 75 < run.glyph.box[2] < 105]
    left = min(abs(x + width - centre) for x, _, width, _ in halves)
    right = min(abs(x - centre) for x, _, width, _ in halves)
    assert max(left, right) <= 16


def test_a_stroke_that_reaches_over_the_next_digit_stays_with_its_own() -> None:
    """A 7 whose top lies over the 4 that touches it: no upright cut parts them."""
    seven, four = np.zeros((2, 120, 200), np.float32)
    for line in ([(15, 15), (98, 15), (45, 110)],):
        cv2.polylines(seven, [np.array(line)], False, 1.0, 7, cv2.LINE_AA)
    for line in ([(92, 34), (80, 78), (150, 78)], [(128, 45), (122, 112)]):
        cv2.polylines(four, [np.array(line)], False, 1.0, 7, cv2.LINE_AA)
    both = np.maximum(seven, four)
    chain = cut(Glyph(both, (0, 0, 200, 120)), RECOGNIZER.owners)
    assert chain is not None
    for digit, label in ((seven, 7), (four, 4)):
        likest = max(chain.runs, key=lambda run: shared(run.glyph, digit))
        assert shared(likest.glyph, digit) > 0.85
        assert chain.votes_for(likest).argmax() == label


def shared(glyph: Glyph, digit: NDArray[np.float32]) -> float:
    """The ink that both have, as a share of what they have together."""
    x, y, width, height = glyph.box
    ink = np.zeros_like(digit)
    ink[y : y + height, x : x + width] = glyph.ink
    return float(np.minimum(ink, digit).sum() / np.maximum(ink, digit).sum())


def test_all_ink_is_in_one_atom() -> None:
    chain = cut(Glyph(rings(-4), (0, 0, 260, 110)), RECOGNIZER.owners)
    assert chain is not None
    assert chain.weights.sum() == pytest.approx(1)
    assert {run.start for run in chain.runs} | {run.stop for run in chain.runs} == {
        *range(len(chain.weights) + 1)
    }


def test_a_narrow_glyph_is_not_cut() -> None:
    assert cut(Glyph(np.ones((100, 12), np.float32), (0, 0, 12, 100)), RECOGNIZER.owners) is None


def typed(text: str, *, step: int = 0, scale: float = 2.0) -> list[Glyph]:
    """Its characters side by side, each so many pixels lower than the one before."""
    glyphs = []
    for k, character in enumerate(text):
        grey = np.zeros((90, 90), np.uint8)
        cv2.putText(grey, character, (10, 70), cv2.FONT_HERSHEY_SIMPLEX, scale, 255, 4, cv2.LINE_AA)
        x, y, width, height = cv2.boundingRect(grey)
        ink = (grey[y : y + height, x : x + width] / 255).astype(np.float32)
        glyphs.append(Glyph(ink, (50 * k + x, step * k + y, width, height)))
    return glyphs


def test_pixels_tell_letters_from_digits() -> None:
    letters, digits = strange(typed("KADEN"), RECOGNIZER.owners), strange(typed("42537"), RECOGNIZER.owners)
    assert letters.shape == digits.shape == (5,)
    assert letters.mean() > 0.8
    assert digits.mean() < 0.2


def test_what_stands_beside_a_ring_tells_what_it_is() -> None:
    letters, digits = (strange(typed(text), RECOGNIZER.owners)[1:3] for text in ("ROOM", "1007"))
    assert (letters / (1 - letters) > 3 * digits / (1 - digits)).all()  # odds are what counts


@pytest.mark.parametrize("step", [-20, -10, 10, 20])
def test_a_line_that_rises_or_falls_is_seen_level(step: int) -> None:
    digits = strange(typed("42507139", step=step), RECOGNIZER.owners)
    assert digits == pytest.approx(strange(typed("42507139"), RECOGNIZER.owners), abs=0.15)


def test_beside_a_bar_digits_are_too_small_to_tell() -> None:
    bar = Glyph(np.ones((200, 5), np.float32), (0, -70, 5, 200))
    told = strange([bar, *typed("4250")], RECOGNIZER.owners)
    assert np.isnan(told[1:]).all()


def test_bars_far_wider_than_high_take_no_longer_than_a_word() -> None:
    seen: list[int] = []

    def owners(ink: NDArray[np.float32]) -> NDArray[np.float32]:
        seen.append(ink.shape[1])
        return np.zeros((*ink.shape, 12), np.float32)

    bars = [Glyph(np.ones((1, 600), np.float32), (601 * k, 5, 600, 1)) for k in range(3)]
    assert strange(bars, owners) == pytest.approx(np.full(3, 1 / 11))
    assert seen == [384]


def two(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """As if the left half of what is shown were a 1, and its right half a 7."""
    columns = ink.shape[1]
    told = np.zeros((*ink.shape, 12), np.float32)
    middles = np.where(np.arange(columns) < columns / 2, columns / 4, columns * 3 / 4)
    told[..., 0] = (middles - np.arange(columns) - 0.5) / 32
    return told


@pytest.mark.parametrize(("width", "count"), [(22, 0), (28, 2)])
def test_a_glyph_four_times_as_high_as_wide_is_not_two_digits(width: int, count: int) -> None:
    chain = cut(Glyph(np.ones((100, width), np.float32), (0, 0, width, 100)), two)
    assert (len(chain.weights) if chain else 0) == count


@pytest.mark.parametrize(("height", "is_piece"), [(22, False), (28, True)])
def test_a_piece_is_a_quarter_as_high_as_all_at_least(height: int, is_piece: bool) -> None:
    ink = np.zeros((100, 80), np.float32)
    ink[:, :36] = ink[:height, 44:] = 1
    chain = cut(Glyph(ink, (0, 0, 80, 100)), two)
    assert any(run.start == 1 for run in chain.runs) == is_piece if chain else not is_piece


@pytest.mark.parametrize(("side", "is_own"), [(10, False), (13, True)])
def test_a_crumb_is_its_neighbours(side: int, is_own: bool) -> None:
    """A sixteenth of a piece's ink, that lies apart from the rest of it."""
    ink = np.ones((100, 80), np.float32)
    ink[:, 40:60] = 0
    ink[:side, 44 : 44 + side] = 1
    chain = cut(Glyph(ink, (0, 0, 80, 100)), two)
    assert chain is not None
    (right,) = (run.glyph for run in chain.runs if run.start == 1)
    assert (right.box[0] < 60) == is_own


def block(width: int) -> Glyph:
    """Ink 100 px high, of more than one stroke."""
    ink = np.ones((100, width), np.float32)
    ink[20:40] = ink[60:80] = 0
    return Glyph(ink, (0, 0, width, 100))


def many(ink: NDArray[np.float32], step: float = 24) -> NDArray[np.float32]:
    """As if each so many columns were a digit."""
    columns = np.arange(ink.shape[1])
    told = np.zeros((*ink.shape, 12), np.float32)
    told[..., 0] = (step * np.rint(columns / step) - columns - 0.25) / 32
    return told


def test_a_square_has_at_most_sixteen_cuts() -> None:
    chain = cut(block(200), partial(many, step=1.5))
    assert chain is not None
    assert len(chain.weights) == 16 * round(1.2 * 2 * 32) // 32 + 1


@pytest.mark.parametrize(("height", "is_cut"), [(18, False), (24, True)])
def test_what_is_as_low_as_one_level_stroke_is_not_cut(height: int, is_cut: bool) -> None:
    """A minus of a fine pen was cut into a thousand pieces, each asked what digit it is: that took five seconds."""
    ink = np.zeros((height, 90), np.float32)
    ink[:10] = 1
    ink[:, :10] = 1
    assert (cut(Glyph(ink, (0, 0, 90, height)), many) is not None) == is_cut


@pytest.mark.parametrize(("width", "is_cut"), [(990, True), (1010, False)])
def test_a_line_of_writing_is_not_cut(width: int, is_cut: bool) -> None:
    chain = cut(block(width), many)
    assert (chain is not None) == is_cut


@pytest.mark.parametrize(("share", "count"), [(0.01, 1), (0.04, 2)])
def test_where_hardly_any_ink_points_no_digit_is(share: float, count: int) -> None:
    """Fewer pixels than point anywhere, on the mean, are no digit."""

    def owners(ink: NDArray[np.float32]) -> NDArray[np.float32]:
        told = np.zeros((*ink.shape, 12), np.float32)
        middles = np.full(ink.shape, ink.shape[1] / 4)
        middles.ravel()[: round(share * ink.size)] = ink.shape[1] * 3 / 4
        told[..., 0] = (middles - np.arange(ink.shape[1]) - 0.5) / 32
        return told

    chain = cut(block(120), owners)
    assert (len(chain.weights) if chain else 1) == count
