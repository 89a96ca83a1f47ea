"""Connected pieces of ink that may be one symbol share a chain."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from patterns import bars

from scrawl.glyphs import Parts, parts


def test_a_digit_in_the_box_of_a_frame_s_corner_may_stand_alone() -> None:
    ink = np.zeros((140, 140), np.float32)
    cv2.polylines(ink, [np.array([(20, 15), (28, 100), (110, 112)])], False, 1.0, 6, cv2.LINE_AA)
    cv2.circle(ink, (75, 55), 22, 1.0, 6, cv2.LINE_AA)
    boxes = [run.glyph.box for chain in Parts.of(ink).chains() for run in chain.runs]
    assert any(box[0] > 40 and box[2] == pytest.approx(50, abs=2) for box in boxes)


def test_what_lies_close_within_a_part_is_of_it_if_the_network_has_no_other_opinion() -> None:
    ink = np.zeros((140, 140), np.float32)
    cv2.circle(ink, (70, 70), 50, 1.0, 6, cv2.LINE_AA)
    cv2.line(ink, (45, 70), (110, 70), 1.0, 6, cv2.LINE_AA)
    assert cv2.connectedComponents((ink > 0.25).view(np.uint8))[0] == 3  # the paper, the ring and the bar
    (chain,) = Parts.of(ink).chains()
    assert len(chain.best([-1.0] * len(chain.runs))) == 1


def test_a_digit_that_nearly_fills_a_printed_box_may_stand_alone() -> None:
    ink = np.zeros((140, 200), np.float32)
    cv2.rectangle(ink, (10, 10), (190, 130), 1.0, 4)
    cv2.line(ink, (60, 25), (70, 124), 1.0, 4, cv2.LINE_AA)
    boxes = [run.glyph.box for chain in Parts.of(ink).chains() for run in chain.runs]
    assert any(box[0] > 50 and box[2] < 20 for box in boxes)


@pytest.mark.parametrize(("wide", "symbols"), [(35, 1), (70, 2)], ids=["one loop", "a number"])
def test_a_stem_over_a_wide_loop_may_be_one_symbol(wide: int, symbols: int) -> None:
    ink = np.zeros((200, 260), np.float32)
    cv2.line(ink, (120, 40), (92, 97), 1.0, 4, cv2.LINE_AA)
    cv2.ellipse(ink, (100, 126), (wide, 22), 0, 0, 360, 1.0, 4, cv2.LINE_AA)
    assert cv2.connectedComponents((ink > 0.25).view(np.uint8))[0] == 3  # the paper, the stem and the loop
    assert len(Parts.of(ink).chains()) == symbols


def test_a_small_digit_with_a_filled_loop_is_a_part_like_others() -> None:
    """Whether a blob is a digit the network knows; as a part it is kept."""
    page = np.zeros((100, 200), np.float32)
    cv2.circle(page, (50, 50), 20, 1, 4)
    cv2.ellipse(page, (130, 50), (12, 20), 0, 0, 360, 1, cv2.FILLED)
    assert len(Parts.of(page).names) == 2


def test_outlines_are_compared_of_the_nearest_parts_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand bars close to each other are more pairs than that, forty digits in halves far fewer."""
    compared: list[float] = []
    gap = parts._gap

    def counted(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
        compared.append(gap(a, b))
        return compared[-1]

    monkeypatch.setattr(parts, "_gap", counted)
    Parts.of((bars() == 0).astype(np.float32)).chains()
    assert len(compared) == 2_000
    compared.clear()
    halves = np.zeros((600, 1000), np.float32)
    for y in range(20, 600, 140):
        for x in range(20, 1000, 100):
            halves[y : y + 80, x : x + 6] = halves[y : y + 50, x + 14 : x + 20] = 1
    Parts.of(halves).chains()
    assert 40 <= len(compared) < 200


def test_the_weighted_median_is_numpys() -> None:
    rng = np.random.default_rng(2)
    for count in (1, 2, 5, 40):
        values, weights = rng.integers(0, 20, count), rng.integers(1, 9, count)
        assert parts.weighted_median(values, weights) == np.quantile(
            values, 0.5, weights=weights, method="inverted_cdf"
        )


def page(*boxes: tuple[int, int, int, int]) -> NDArray[np.float32]:
    """Bars on a page: left, top, width, height of each."""
    ink = np.zeros((700, 700), np.float32)
    for x, y, width, height in boxes:
        ink[y : y + height, x : x + width] = 1
    return ink


@pytest.mark.parametrize(("pale", "count"), [(0.22, 2), (0.29, 1)])
def test_ink_paler_than_a_quarter_connects_nothing(pale: float, count: int) -> None:
    ink = page((100, 100, 20, 80), (140, 100, 20, 80))
    ink[140, 120:140] = pale
    assert len(Parts.of(ink).names) == count


@pytest.mark.parametrize(("side", "count"), [(5, 1), (7, 2)])
def test_a_sixteenth_of_the_writing_is_no_dust(side: int, count: int) -> None:
    assert len(Parts.of(page((100, 100, 10, 100), (300, 300, side, side))).names) == count


@pytest.mark.parametrize(
    ("what", "other", "chains"),
    [
        ("a bar near a stem", (120 + 27, 120, 30, 10), 1),
        ("a bar far from it", (120 + 33, 120, 30, 10), 2),
        ("two loops of an 8", (100, 200 + 18, 20, 80), 1),
        ("two numbers", (100, 200 + 22, 20, 80), 2),
        ("two bars beside each other", (120 + 8, 100, 20, 100), 1),
        ("two 1s", (120 + 12, 100, 20, 100), 2),
    ],
)
def test_how_far_parts_of_one_symbol_may_lie_apart(
    what: str, other: tuple[int, int, int, int], chains: int
) -> None:
    """Of a stem of 100: a fragment 30, the other half of it 20, and what looks like its neighbour 10."""
    assert len(Parts.of(page((100, 100, 20, 100), other)).chains()) == chains, what


@pytest.mark.parametrize(("gap", "runs"), [(6, 1), (9, 3)])
def test_at_a_quarter_of_that_they_surely_are_one(gap: int, runs: int) -> None:
    (chain,) = Parts.of(page((100, 100, 20, 100), (120 + gap, 120, 30, 10))).chains()
    assert len(chain.runs) == runs


@pytest.mark.parametrize(("width", "chains"), [(125, 1), (155, 2)])
def test_what_is_wider_than_a_digit_is_no_half_of_one(width: int, chains: int) -> None:
    assert len(Parts.of(page((100, 100, width, 100), (100 + width + 6, 100, 20, 100))).chains()) == chains


@pytest.mark.parametrize(("side", "chains"), [(370, 1), (430, 2)])
def test_what_holds_a_part_four_times_smaller_is_a_frame(side: int, chains: int) -> None:
    ink = page((20, 20, side, side))
    ink[24 : 16 + side, 24 : 16 + side] = 0
    ink[200:300, 200:220] = 1
    assert len(Parts.of(ink).chains()) == chains


def test_a_symbol_has_at_most_four_atoms() -> None:
    (chain,) = Parts.of(page(*((100 + 28 * k, 100, 20, 100) for k in range(8)))).chains()
    assert max(run.stop - run.start for run in chain.runs) == 4


def test_the_thousand_largest_parts_are_kept() -> None:
    ink = np.zeros((700, 700), np.float32)
    ink[::4, ::4] = 1
    ink[600:605, :9] = 1
    found = Parts.of(ink)
    assert len(found.names) == 1_000
    assert (found.boxes == [0, 600, 9, 605]).all(axis=1).any()


def test_of_a_long_outline_about_256_points_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    def counted(*outlines: NDArray[np.float64]) -> float:
        compared.extend(map(len, outlines))
        return 0.0

    monkeypatch.setattr(parts, "_gap", counted)
    Parts.of(page((20, 20, 300, 300), (20, 335, 300, 300))).chains()
    assert compared == pytest.approx([300, 300], abs=5)  # every fourth of 1,200
