"""Chains are parted in the likeliest way; touching digits are proposed to be cut where they touch."""

from itertools import pairwise, product

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from patterns import bars

from scrawl.glyphs import Chain, Glyph, Parts, Run, cut, parts, strange
from scrawl.recognizer import Recognizer

RECOGNIZER = Recognizer()

DOT = Glyph(np.ones((1, 1), np.float32), (0, 0, 1, 1))


@given(count=st.integers(1, 6), data=st.data())
def test_the_best_way_is_the_best_of_all(count: int, data: st.DataObject) -> None:
    spans = [(a, b) for a in range(count) for b in range(a + 1, min(a + 4, count) + 1)]
    qualities = data.draw(st.lists(st.floats(-7, 0), min_size=len(spans), max_size=len(spans)))
    chain = Chain(np.full(count, 1 / count), tuple(Run(a, b, DOT) for a, b in spans))
    way = chain.best(qualities)
    value = sum(qualities[k] * (spans[k][1] - spans[k][0]) / count for k in way)
    assert [chain.runs[k].stop for k in way][:-1] == [chain.runs[k].start for k in way][1:]
    everything = []
    for marks in product((False, True), repeat=count - 1):
        corners = [0, *(k + 1 for k, marked in enumerate(marks) if marked), count]
        parts = list(pairwise(corners))
        if all(part in spans for part in parts):
            everything.append(sum(qualities[spans.index((a, b))] * (b - a) / count for a, b in parts))
    assert value == pytest.approx(max(everything))


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


def test_a_run_is_voted_for_by_its_own_atoms_each_as_much_as_it_weighs() -> None:
    votes = np.zeros((3, 11))
    votes[[0, 1, 2], [4, 9, 9]] = 1
    votes[1, [9, 10]] = 0.5
    runs = tuple(
        Run(start, stop, Glyph(np.ones((1, 1), np.float32), (0, 0, 1, 1))) for start, stop in [(0, 2), (1, 3)]
    )
    chain = Chain(np.array([0.6, 0.2, 0.2]), runs, votes=votes)
    assert chain.votes_for(runs[0])[[4, 9, 10]] == pytest.approx([0.75, 0.125, 0.125])
    assert chain.votes_for(runs[1])[[9, 10]] == pytest.approx([0.75, 0.25])
    assert len(set(Chain(chain.weights, runs).votes_for(runs[0]))) == 1


def test_atoms_of_two_digits_consent_to_neither() -> None:
    votes = np.zeros((3, 11))
    votes[[0, 1, 2], [4, 9, 9]] = [0.9, 0.2, 0.9]
    votes[1, 10] = 0.8  # which of the digits it would be is told all the same
    runs = tuple(
        Run(start, stop, Glyph(np.ones((1, 1), np.float32), (0, 0, 1, 1))) for start, stop in [(0, 2), (1, 3)]
    )
    chain = Chain(np.array([0.5, 0.25, 0.25]), runs, votes=votes)
    assert chain.consent(runs[0]).max() < 0.3
    assert chain.consent(runs[1])[9] == pytest.approx(1)
    assert (Chain(chain.weights, runs).consent(runs[0]) == 1).all()


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
    assert (letters / (1 - letters) > 5 * digits / (1 - digits)).all()  # odds are what counts


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
