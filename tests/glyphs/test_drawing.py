"""A drawing is read from its strokes: neighbours are one symbol or several, late bars belong to what they lie over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl import Reader, Strokes
from scrawl.glyphs import drawing
from scrawl.glyphs.drawing import DRAWING, ordered, touching
from scrawl.glyphs.segmentation import BOTH
from scrawl.ink import rasterize
from scrawl.recognizer import Recognizer, Scores
from scrawl.scenes import doodles, writing

READER = Reader()
WEIGHTS = DRAWING.weights(READER.card)
STEM, BAR = [[30, 0], [20, 100]], [[0, 50], [50, 50]]
SEVEN = [[[0, 0], [60, 0], [20, 100]], [[10, 50], [60, 50]]]
ONE = [[0, 20], [20, 0], [20, 100]]


def moved(points: list[list[int]], by: float) -> list[list[float]]:
    return [[x + by, y] for x, y in points]


def boxes_of(strokes: Any) -> tuple[Any, Any]:
    points = [np.array(stroke, float) for stroke in strokes]
    boxes = np.array([[*each.min(axis=0), *each.max(axis=0)] for each in points])
    return boxes, (boxes[:, 2:] - boxes[:, :2]).sum(axis=1)


def test_a_bar_that_comes_later_stands_behind_the_stroke_that_it_lies_over() -> None:
    """The stems of a 7 and two 1s, then the bar of the 7."""
    assert ordered(*boxes_of([SEVEN[0], moved(ONE, 90), moved(ONE, 150), SEVEN[1]])) == [0, 3, 1, 2]


def test_a_hat_stands_before_the_digit_that_was_drawn_under_its_end() -> None:
    hat = [[20, 0], [80, 0]]
    assert ordered(*boxes_of([[[20, 0], [15, 40], [50, 70], [0, 100]], hat, moved(ONE, 40)])) == [0, 1, 2]


def test_strokes_are_read_in_the_order_in_which_they_make_the_better_digits() -> None:
    """The 1 stands left of the middle of the long hat drawn before it, and yet it is no part of that 5."""
    five = [[[10, 0], [5, 45], [40, 50], [48, 75], [35, 98], [0, 95]], [[52, -1], [98, -4]]]
    drawn = [*five, [[43, 40], [55, 26], [55, 104]]]
    assert len(drawing.chains(rasterize(Strokes.of(drawn, brush=7)), WEIGHTS)) == 2
    assert READER.read(Strokes.of(drawn, brush=7)).text == "51"


def test_what_is_drawn_left_of_the_rest_stays_where_it_was_drawn() -> None:
    assert ordered(*boxes_of([moved(ONE, 200), moved(ONE, 100), ONE])) == [0, 1, 2]


def test_strokes_far_from_each_other_share_no_chain() -> None:
    (chains,) = drawing.chains(
        rasterize(Strokes.of([STEM, moved(STEM, 20), moved(STEM, 200)], brush=8)), WEIGHTS
    )
    assert [len(chain.weights) for chain in chains] == [2, 1]
    assert [(run.start, run.stop) for run in chains[0].runs] == [(0, 1), (0, 2), (1, 2)]


def test_a_stroke_far_from_the_one_before_it_shares_the_chain_of_what_it_is_near_to() -> None:
    """The hat of a 5 is far from its belly, but near its neck."""
    neck, belly, hat = [[10, 0], [5, 45]], [[5, 45], [50, 60], [40, 95], [0, 100]], [[14, 0], [60, 0]]
    ((chain,),) = drawing.chains(rasterize(Strokes.of([neck, belly, hat], brush=8)), WEIGHTS)
    assert (0, 3) in [(run.start, run.stop) for run in chain.runs]


@pytest.mark.parametrize(
    ("follows", "told"),
    [
        ([[60, 0], [60, 100]], {"space": 0.2, "shared": 0}),
        ([[30, 0], [80, 100]], {"space": 0, "shared": 0.1}),
        ([[50, 40], [50, 100]], {"shorter": 0.4, "below": 0}),
        ([[50, 40], [50, 120]], {"shorter": 0.2, "below": 0.2}),
        ([[50, 110], [50, 210]], {"shorter": 0, "below": 1.1, "inside": 0}),
        ([[10, 20], [30, 80]], {"shared": 0.2, "shorter": 0.4, "inside": 1}),
        ([[20, 50], [40, 150]], {"inside": 0.125}),
    ],
)
def test_what_follows_a_run_tells_whether_it_is_whole(follows: Any, told: dict[str, float]) -> None:
    boxes = [tuple(each) for each in boxes_of([[[0, 0], [40, 100]], follows])[0]]
    _, _, known = next(drawing.spans([0, 1], boxes, np.array([3, 1])))
    named = dict(zip(DRAWING.features[1:], known, strict=True))
    assert {name: named[name] for name in told} == pytest.approx(told)


def test_the_way_that_is_found_is_the_best_of_all_though_few_runs_are_scored() -> None:
    rng = np.random.default_rng(3)
    asked = of = 0
    for _ in range(20):
        drawn = [SEVEN, [ONE], [rng.uniform(0, 60, (4, 2)).tolist()]]
        strokes = [moved(each, 50 * k) for k in range(4) for each in drawn[rng.integers(3)]]
        made = [
            chain
            for order in drawing.chains(rasterize(Strokes.of(strokes, brush=6)), WEIGHTS)
            for chain in order
        ]
        ways, scores = drawing.likeliest(made, READER.recognizer)
        for chain, way in zip(made, ways, strict=True):
            odds = drawing.log_odds(READER.recognizer.score([run.glyph.ink for run in chain.runs]))
            assert list(way.rows) == chain.best(odds.tolist())
            assert drawing.log_odds(scores)[list(way.rows.values())] == pytest.approx(
                odds[list(way.rows)], abs=1e-3
            )
        asked, of = asked + len(scores.digitness), of + sum(len(chain.runs) for chain in made)
    assert asked < 0.8 * of


def test_a_run_is_drawn_from_its_own_strokes_alone() -> None:
    """A long bar passes over both stems, and is in no crop but its own and theirs with it."""
    raster = rasterize(Strokes.of([STEM, moved(STEM, 25), [[0, 40], [70, 40]]], brush=8))
    (chain,) = drawing.chains(raster, WEIGHTS)[-1]
    alone = {frozenset(run.glyph.strokes): run.glyph for run in chain.runs}
    stem, bar, all_of_it = (alone[frozenset(places)] for places in ({0}, {2}, {0, 1, 2}))
    assert stem.box[2] == pytest.approx((10 + 8) * raster.scale, abs=2)
    assert bar.box[3] == pytest.approx(8 * raster.scale, abs=2)
    assert all_of_it.ink.sum() == pytest.approx(raster.ink.sum(), rel=0.01)


def test_a_late_bar_is_read_with_its_digit() -> None:
    drawn = [SEVEN[0], moved(ONE, 100), moved(ONE, 160), SEVEN[1]]
    reading = READER.read(Strokes.of(drawn, brush=8))
    assert reading.text == "711"
    assert reading.digits[0].box[2] == pytest.approx(68, abs=4)


TURN = np.linspace(0, 2 * np.pi, 30)
LOOP = np.column_stack([np.sin(TURN), -np.cos(TURN)])


@pytest.mark.parametrize("reach", [0.5, 0.8, 1.0, 1.2, 1.4])
@pytest.mark.parametrize("first", ["ring", "slash"])
def test_a_slashed_zero_is_no_zero_and_a_one(reach: float, first: str) -> None:
    """Its slash ends within the ring or beyond it."""
    ring, slash = LOOP * [30, 45], np.array([[1, -1], [-1, 1]]) * [24, 36] * reach
    zero = [ring, slash] if first == "ring" else [slash, ring]
    assert READER.read(Strokes.of(zero, brush=8)).text == "0"
    assert READER.read(Strokes.of([*zero, *(each + [130, 0] for each in zero)], brush=8)).text == "00"


def test_an_eight_of_two_loops_is_no_pair_of_zeros() -> None:
    for upper in (18, 22, 26):
        strokes = [LOOP * [0.8 * upper, upper], LOOP * [24, 26] + [0, upper + 26]]
        beside = [stroke + [110, 0] for stroke in (np.array(ONE, float) * 0.9 - [0, 20])[None]]
        assert READER.read(Strokes.of([*strokes, *beside], brush=7)).text == "81"


def test_lines_above_each_other_are_read_whichever_was_drawn_first(uji: list[dict[str, Any]]) -> None:
    def row(labels: str, y: float) -> list[Any]:
        strokes: list[Any] = []
        for place, label in enumerate(labels):
            sample = next(s for s in uji if s["label"] == int(label) and s["writer"] == 0)
            points = [np.array(stroke, float)[:, :2] for stroke in sample["strokes"]]
            low = np.concatenate(points).min(axis=0)
            scale = 100 / np.ptp(np.concatenate(points), axis=0).max()
            strokes += [(stroke - low) * scale + [110 * place, y] for stroke in points]
        return strokes

    upper, lower = row("4071", 0), row("235", 160)
    for drawn in (upper + lower, lower + upper, upper[:3] + lower + upper[3:]):
        assert READER.read(Strokes.of(drawn, brush=8)).lines == ("4071", "235")


@pytest.mark.parametrize("kind", [doodles.zigzag, doodles.tangle])
def test_a_digit_that_is_crossed_out_is_none(kind: Any, uji: list[dict[str, Any]]) -> None:
    read = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        sample = uji[int(rng.integers(len(uji)))]
        points = [np.array(stroke, float)[:, :2] for stroke in sample["strokes"]]
        low, size = np.concatenate(points).min(axis=0), np.ptp(np.concatenate(points), axis=0)
        digit = [(stroke - low) / size.max() * 100 for stroke in points]
        wide = size / size.max() * 100
        across = [stroke / [1.3, 1] * wide for stroke in kind(rng)]
        read.append(READER.read(Strokes.of([*digit, *across], brush=8)).text)
    assert read.count("") >= 9


def test_many_strokes_that_touch_are_a_scribble_however_they_look() -> None:
    """Thirty upright bars would be thirty 1s."""
    comb = [[[8 * k, 0], [8 * k, 100]] for k in range(30)]
    assert READER.read(Strokes.of([*comb, [[0, 50], [240, 50]]], brush=6)).text == ""


def test_ink_that_touches_is_one_group() -> None:
    raster = rasterize(Strokes.of([STEM, BAR, moved(STEM, 90)], brush=8))
    glyphs = [drawing.stroke(raster, place) for place in range(3)]
    assert sorted(touching(glyphs)) == [[0, 1], [2]]


@pytest.mark.parametrize(("apart", "runs"), [(14, 3), (18, 3), (23, 2), (28, 2)])
def test_strokes_that_keep_a_fifth_of_their_size_from_each_other_are_two_symbols(
    apart: float, runs: int
) -> None:
    """One stands under the other, as two lines do."""
    boxes = [(0.0, 0.0, 40.0, 100.0), (0.0, 100.0 + apart, 40.0, 200.0 + apart)]
    assert len(list(drawing.spans([0, 1], boxes, np.ones(2)))) == runs


def test_scoring_goes_on_for_a_few_rounds_before_all_candidates_are_scored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The network refuses all; so with every round another way looks best."""
    rounds: list[int] = []

    class Refusing(Recognizer):
        def score(self, crops: Any) -> Scores:
            rounds.append(len(crops))
            scores = super().score(crops)
            scores.digitness[:] = 0
            return scores

    made = [
        chain
        for order in drawing.chains(
            rasterize(Strokes.of([moved(STEM, 9 * k) for k in range(8)], brush=4)), WEIGHTS
        )
        for chain in order
    ]
    recognizer = Refusing()
    for most in (1, 2):
        monkeypatch.setattr(drawing, "MOST_ROUNDS", most)
        rounds.clear()
        drawing.likeliest(made, recognizer)
        assert len(rounds) == most + 1
        assert sum(rounds) == sum(len(chain.runs) for chain in made)


class Doubtful(Recognizer):
    """Is never sure that something is a digit."""

    def score(self, crops: Any) -> Scores:
        scores = super().score(crops)
        scores.digitness[:] *= 0.8
        return scores


def test_a_digit_that_overlaps_its_neighbour_is_no_frame_around_it() -> None:
    three = [[30, 0], [90, 10], [40, 45], [85, 75], [10, 100]]
    reading = Reader(Doubtful()).read(Strokes.of([three, [[95, -20], [60, 90]]], brush=6))
    assert [digit.line for digit in reading.digits] == [0, 0]


class Unsure(Recognizer):
    """Says 4 or 9 of each crop at first, and 9 of every other view of it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[NDArray[np.float32]] = []

    def score(self, crops: Any) -> Scores:
        self.seen += crops
        scores = super().score(crops)
        scores.probabilities[:] = 0
        scores.probabilities[:, 4], scores.probabilities[:, 9] = (0.6, 0.4) if len(crops) == 1 else (0.1, 0.9)
        scores.digitness[:] = 1
        return scores


def test_an_unsure_digit_is_looked_at_leaning_to_either_side() -> None:
    (digit,) = Reader(Unsure()).read(Strokes.of([ONE], brush=8)).digits
    assert (digit.digit, digit.verdict) == (9, "digit")
    exponents = np.log(digit.probabilities[[4, 9]]) @ [-1, 1] / np.log([(0.4 / 0.6) * 9**2])
    assert exponents == pytest.approx(BOTH, rel=0.01)
    unsure = Unsure()
    (digit,) = Reader(unsure).read(Strokes.of([[[0, 0], [0, 100]]], brush=8)).digits
    upright, *leaning = unsure.seen
    assert len(leaning) == 2
    for crop in leaning:
        assert crop.shape[1] - upright.shape[1] == pytest.approx(
            0.2 * crop.shape[0], abs=0.03 * crop.shape[0]
        )
    feet = []
    for crop in leaning:
        inked = np.flatnonzero((crop > 0.5).any(axis=1))
        top, foot = (np.average(np.arange(crop.shape[1]), weights=crop[row]) for row in inked[[0, -1]])
        feet.append(np.sign(foot - top))
    assert sorted(feet) == [-1, 1]  # one leans right, and one left


@pytest.mark.slow
def test_a_thousand_strokes_are_read_in_bounded_work() -> None:
    rng = np.random.default_rng(0)
    bars = rng.uniform(0, 2000, (1000, 1, 2)) + np.array([[0, 0], [3, 60]])
    assert len(READER.read(Strokes.of(list(bars), brush=6)).digits) <= 500


@pytest.mark.slow
@pytest.mark.parametrize(("over", "least"), [(0.02, 0.75), (0.12, 0.7)])
def test_digits_drawn_over_the_end_of_the_one_before_are_still_so_many(
    data: Path, over: float, least: float
) -> None:
    """Two to four digits of one writer, each drawn over the one before by up to that share of their height."""
    hands = writing.digit_hands(data, development=True)
    right = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        hand = hands[rng.integers(len(hands))]
        labels = [str(label) for label in rng.choice(sorted(hand.samples), rng.integers(2, 5))]
        symbols = [hand.samples[label][rng.integers(len(hand.samples[label]))] for label in labels]
        heights = [np.ptp(np.concatenate(symbol)[:, 1]) for symbol in symbols]
        upright = [
            [stroke * 100 / max(height, 1) for stroke in symbol]
            for symbol, height in zip(symbols, heights, strict=True)
        ]
        feet = [[0, np.concatenate(symbol)[:, 1].max()] for symbol in upright]
        standing = [[stroke - foot for stroke in symbol] for symbol, foot in zip(upright, feet, strict=True)]
        placed = writing.side_by_side(standing, 7, np.full(len(labels), -over * 100))
        strokes = Strokes.of([stroke for symbol in placed for stroke in symbol], brush=7)
        right.append(READER.read(strokes).text == "".join(labels))
    assert np.mean(right) >= least
