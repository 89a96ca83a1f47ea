"""Made-up pieces of photographs: that ink is where it was written, and nothing else is ink."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

pytest.importorskip("skimage")

from scrawl.scenes import clutter, paper, plane
from scrawl.scenes.plane import Picture
from scrawl.training import (
    augment,
    forms,
    manuscript,
    mnist,
    plans,
    printing,
    scans,
    scenes,
    skeleton,
    traces,
)
from scrawl.training.plans import View


@pytest.fixture(scope="module")
def sources(pictures: mnist.Pictures, skeletons: skeleton.Skeletons) -> manuscript.Sources:
    triangle = augment.polyline(np.array([[20, 90], [56, 20], [90, 90], [20, 90]]))
    return manuscript.Sources(pictures.labels, skeletons, (triangle,))


@pytest.fixture
def nothing_but(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """White, spotless paper to which nothing happens; what is set to 1 beside it always does."""
    for name in ("RESIZED", "CLOSE", "ELSE_CLOSE", "FILLED"):
        monkeypatch.setattr(plans, name, 0)
    for name in ("SHARES", "TINY_SHARES", "PENCILLED"):
        monkeypatch.setattr(plans, name, {})
    for name in (
        "BOARD",
        "FAINT",
        "PRINTED",
        "WRITTEN",
        "TYPED",
        "NO_PAPER",
        "CLUTTERED",
        "QUIETLY_CLUTTERED",
        "SHADED",
        "THUMBNAILS",
        "GHOSTS",
        "ERASED",
        "FOLDED",
        "BEYOND",
        "TINY_BEYOND",
        "BILEVEL",
        "TINY_BILEVEL",
    ):
        monkeypatch.setattr(scenes, name, 0)
    for name in ("BLURRED", "SHARPENED", "NOISY", "COMPRESSED", "INVERTED", "GREY", "TURNED"):
        monkeypatch.setattr(scenes, name, 0)
    for name in ("WHITE", "SPOTLESS"):
        monkeypatch.setattr(scenes, name, 1)
    return monkeypatch


def test_pieces_are_pictures_with_a_share_of_ink_in_each_pixel(sources: manuscript.Sources) -> None:
    inked = 0
    for seed in range(40):
        made = scenes.scene(sources, np.random.default_rng(seed))
        assert made.picture.shape == (scenes.SIDE, scenes.SIDE, 3)
        assert made.picture.dtype == np.uint8
        assert made.ink.shape == (scenes.SIDE, scenes.SIDE)
        assert made.ink.dtype == np.float32
        assert made.ink.min() >= 0
        assert made.ink.max() <= 1
        inked += made.ink.max() > 0.9
    assert 24 <= inked < 40  # some are empty


def test_same_seed_same_piece(sources: manuscript.Sources) -> None:
    first, again, other = (scenes.scene(sources, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first.picture, again.picture)
    assert np.array_equal(first.ink, again.ink)
    assert not np.array_equal(first.picture, other.picture)


def test_ink_is_where_the_strokes_are_and_the_rest_is_paper(
    sources: manuscript.Sources, nothing_but: pytest.MonkeyPatch
) -> None:
    nothing_but.setattr(scenes, "WRITTEN", 1)
    nothing_but.setattr(plans, "HEIGHTS", (60, 120))
    nothing_but.setattr(plans, "PENS", (2.0, 0.05))
    for seed in range(10):
        made = scenes.scene(sources, np.random.default_rng(seed), side=160)
        assert (made.picture[made.ink == 0] == 255).all()
        assert (made.picture[made.ink > 0.9].min(axis=1) < 200).all()


@pytest.mark.parametrize("kind", printing.KINDS)
def test_no_form_is_ink(kind: str, sources: manuscript.Sources, nothing_but: pytest.MonkeyPatch) -> None:
    nothing_but.setattr(scenes, "PRINTED", 1)
    nothing_but.setattr(printing, "KINDS", {kind: (printing.KINDS[kind][0], 1.0)})
    seen = 0
    for seed in range(10):
        made = scenes.scene(sources, np.random.default_rng(seed))
        assert not made.ink.any()
        seen += made.picture.min() < 230
    assert seen > 5


@pytest.mark.parametrize("kind", ["ruled", "squared"])
def test_a_form_has_a_line_through_the_pixel_that_it_is_asked_for(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "KINDS", {kind: (printing.KINDS[kind][0], 1.0)})
    for name in ("DASHED", "UNEVEN", "WITH_MARGIN", "SHADED", "THICKER"):
        monkeypatch.setattr(printing, name, 0)
    medium = paper.on_paper(np.ones(3), "black", None)
    rng = np.random.default_rng(0)
    for _ in range(30):
        page = printing.form(np.ones((128, 128, 3), np.float32), medium, 60.0, rng, (70, 40))
        assert page[70, 40].min() < 0.97
        assert np.median(page) > 0.97


def test_lines_lie_on_bars_rather_than_on_stems() -> None:
    stem = augment.polyline(np.array([[60.0, 20.0], [60.0, 100.0]]))
    bar = augment.polyline(np.array([[60.5, 80.5], [110.0, 80.5]]))
    rng = np.random.default_rng(0)
    bars = [manuscript.a_bar(np.concatenate([stem, bar]), 128, rng) for _ in range(100)]
    assert sum(place is not None and place[0] == 80 and place[1] > 60 for place in bars) > 80
    assert manuscript.a_bar(stem + 200, 128, rng) is None


def test_a_bar_on_a_line_is_ink(sources: manuscript.Sources, nothing_but: pytest.MonkeyPatch) -> None:
    for name in ("PRINTED", "WRITTEN", "ON_A_LINE"):
        nothing_but.setattr(scenes, name, 1)
    places: list[tuple[int, int]] = []

    def form(*arguments: Any) -> Picture:
        places.append(arguments[-1])
        return whole(*arguments)

    whole = printing.form
    nothing_but.setattr(printing, "form", form)
    inked = [float(scenes.scene(sources, np.random.default_rng(seed)).ink[places[-1]]) for seed in range(10)]
    assert np.mean(inked) > 0.5


def test_frame_of_a_cell_is_no_ink_and_its_digit_is(
    sources: manuscript.Sources, nothing_but: pytest.MonkeyPatch
) -> None:
    nothing_but.setattr(plans, "CLOSE", 1)
    framed = 0
    for seed in range(20):
        cell = scenes.scene(sources, np.random.default_rng(seed), side=128)
        assert not cell.ink.any()
        border = np.ones((128, 128), np.bool_)
        border[24:-24, 24:-24] = False
        framed += cell.picture[border].min() < 200
    assert framed > 15
    nothing_but.setattr(scenes, "WRITTEN", 1)
    nothing_but.setattr(plans, "PENS", (2.0, 0.05))
    for seed in range(20):
        cell = scenes.scene(sources, np.random.default_rng(seed), side=128)
        assert (cell.ink[32:-32, 32:-32] > 0.9).any()
        assert (cell.picture[cell.ink > 0.9].min(axis=1) < 200).all()


def test_digits_of_a_grid_are_ink_by_hand_and_in_type(
    sources: manuscript.Sources, nothing_but: pytest.MonkeyPatch
) -> None:
    nothing_but.setattr(plans, "SHARES", {View.GRID: 1.0})
    nothing_but.setattr(plans, "PENS", (2.0, 0.2))
    nothing_but.setattr(forms, "SHADED", 0)
    nothing_but.setattr(forms, "FILLED", (1, 1))
    for typed in (0, 1):
        nothing_but.setattr(forms, "TYPED", (typed,))
        for seed in range(10):
            full = scenes.scene(sources, np.random.default_rng(seed))
            assert (full.ink > 0.9).any()
            assert (full.picture[full.ink > 0.9].min(axis=1) < 200).all()


def test_each_digit_of_a_grid_is_between_its_lines(
    sources: manuscript.Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("UNEVEN", 0), ("IN_CELL", (0.5, 0.5)), ("FILLED", (1, 1)), ("TYPED", (0,))):
        monkeypatch.setattr(forms, name, value)
    monkeypatch.setattr(manuscript, "WIDEST", 1.2)
    monkeypatch.setattr(manuscript, "STRAIGHT", 0)
    for seed in range(10):
        made = forms.grid(sources, 20.0, 160, np.random.default_rng(seed))
        x, y = np.rint(made.points).astype(int).T
        is_seen = (x >= 0) & (x < 160) & (y >= 0) & (y < 160)
        assert (made.lines[y[is_seen], x[is_seen]] > 0.5).mean() < 0.02
        regions = cv2.connectedComponents((made.lines < 0.3).astype(np.uint8), connectivity=4)[1]
        assert len(np.unique(regions[y[is_seen], x[is_seen]])) > 12


def test_digit_that_fills_a_piece_is_two_thirds_of_it_on_plain_paper(
    sources: manuscript.Sources, nothing_but: pytest.MonkeyPatch
) -> None:
    nothing_but.setattr(scenes, "WRITTEN", 1)
    for name in ("CLOSE", "FILLED"):
        nothing_but.setattr(plans, name, 1)
    nothing_but.setattr(manuscript, "STRAIGHT", 0)
    for seed in range(20):
        made = scenes.scene(sources, np.random.default_rng(seed), side=128)
        assert (made.picture[made.ink == 0] == 255).all()
        rows, columns = np.nonzero(made.ink > 0.5)
        assert max(np.ptp(rows), np.ptp(columns)) > 2 / 3 * 128


def test_straight_one_is_ink_from_end_to_end(
    sources: manuscript.Sources, nothing_but: pytest.MonkeyPatch
) -> None:
    nothing_but.setattr(scenes, "WRITTEN", 1)
    for name in ("CLOSE", "FILLED"):
        nothing_but.setattr(plans, name, 1)
    nothing_but.setattr(manuscript, "STRAIGHT", 1)
    nothing_but.setattr(manuscript, "PRESSED", 0)
    nothing_but.setattr(plans, "FULL", (0.7, 0.7))  # no longer than the piece is high
    upright = 0
    for seed in range(40):
        made = scenes.scene(sources, np.random.default_rng(seed), side=128)
        weight = made.ink.sum(axis=1)
        rows = np.flatnonzero(weight > 0.5)
        assert (np.diff(rows) == 1).all()
        assert 0.5 * 0.7 * 128 < len(rows) <= 128
        middles = ((made.ink @ np.arange(128)) / np.maximum(weight, 1e-6))[rows][12:-12]
        across = np.polynomial.Polynomial.fit(np.arange(len(middles)), middles, 1)
        assert np.abs(middles - across(np.arange(len(middles)))).max() < 1
        upright += np.ptp(middles) < 0.5
        assert (made.picture[made.ink > 0.9].min(axis=1) < 200).all()
    assert upright >= 2  # exactly, as a rule is


def test_printed_text_is_ink(sources: manuscript.Sources, nothing_but: pytest.MonkeyPatch) -> None:
    nothing_but.setattr(scenes, "TYPED", 1)
    pieces = [scenes.scene(sources, np.random.default_rng(seed)) for seed in range(10)]
    assert sum(made.ink.max() > 0.9 for made in pieces) > 5
    assert all((made.picture[made.ink == 0] == 255).all() for made in pieces)


@pytest.mark.parametrize("thing", clutter.THINGS)
def test_nothing_that_lies_about_is_ink(
    thing: object, sources: manuscript.Sources, nothing_but: pytest.MonkeyPatch
) -> None:
    nothing_but.setattr(scenes, "CLUTTERED", 1)
    nothing_but.setattr(clutter, "THINGS", (thing,))
    pieces = [scenes.scene(sources, np.random.default_rng(seed)) for seed in range(20)]
    assert not any(made.ink.any() for made in pieces)
    assert sum(made.picture.min() < 230 for made in pieces) > 5


def test_what_lies_over_ink_hides_it(sources: manuscript.Sources, nothing_but: pytest.MonkeyPatch) -> None:
    def cover(page: Picture, _: float, rng: np.random.Generator) -> Picture:
        covered = page.copy()
        covered[:, :80] = (0.9, 0.3, 0.9)
        return covered

    nothing_but.setattr(scenes, "WRITTEN", 1)
    bare = scenes.scene(sources, np.random.default_rng(4), side=160)
    assert bare.ink[:, :80].any()
    nothing_but.setattr(scenes, "CLUTTERED", 1)
    nothing_but.setattr(clutter, "scatter", cover)
    made = scenes.scene(sources, np.random.default_rng(4), side=160)
    assert not made.ink[:, :79].any()
    assert np.array_equal(made.ink[:, 81:], bare.ink[:, 81:])


def test_a_piece_that_is_no_paper_has_no_ink(
    sources: manuscript.Sources, nothing_but: pytest.MonkeyPatch
) -> None:
    for name in ("NO_PAPER", "WRITTEN", "TYPED"):
        nothing_but.setattr(scenes, name, 1)
    assert not any(scenes.scene(sources, np.random.default_rng(seed)).ink.any() for seed in range(5))


@pytest.mark.parametrize("height", [30, 90, 300])
def test_distances_are_in_pixels_whatever_the_writing_s_height(height: float) -> None:
    points = augment.polyline(np.array([[40.0, 10.0], [40.0, 100.0]]))
    away = manuscript.distance(points, height, 128)
    assert away[60, [40, 43, 60]] == pytest.approx([0, 3, 20], abs=2)
    assert (manuscript.distance(points + 1000, height, 128) > 500).all()


@pytest.mark.parametrize("kind", manuscript.SYMBOLS)
def test_symbols_stand_on_the_line_and_are_as_tall_as_their_width_allows(
    kind: str, sources: manuscript.Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manuscript, "STRAIGHT", 0)  # a straight 1 is of any length,
    monkeypatch.setattr(manuscript, "LARGER", (1, 1))  # a figure of any size
    rng = np.random.default_rng(0)
    for _ in range(20):
        points = manuscript.symbol(sources, kind, rng)
        (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
        assert (left, bottom) == pytest.approx((0, 0), abs=1e-3)
        assert max(-top, right / manuscript.WIDEST) == pytest.approx(manuscript.TALL, rel=1e-3)


def test_half_a_pixel_is_covered_where_the_border_goes_through_it() -> None:
    assert plane.within(np.array([0.0, 3.0, 3.25, 4.0]), 3.0) == pytest.approx([1, 0.5, 0.25, 0])


def test_shadows_leave_paper_and_ink_apart(
    sources: manuscript.Sources, nothing_but: pytest.MonkeyPatch
) -> None:
    nothing_but.setattr(scenes, "WRITTEN", 1)
    nothing_but.setattr(scenes, "SHADED", 1)
    for seed in range(10):
        made = scenes.scene(sources, np.random.default_rng(seed))
        grey = cv2.cvtColor(made.picture, cv2.COLOR_RGB2GRAY)
        assert (grey[made.ink == 0] > 20).all()  # nowhere is it night


def test_large_digits_stand_on_bare_paper_and_an_end_of_each_stroke_is_seen(
    sources: manuscript.Sources, nothing_but: pytest.MonkeyPatch
) -> None:
    for name in ("PRINTED", "TYPED"):
        nothing_but.setattr(scenes, name, 1)
    nothing_but.setattr(plans, "SHARES", {View.LARGE: 1.0})
    nothing_but.setattr(manuscript, "STROKED", 1)
    large_ones = endless = 0
    for seed in range(20):
        made = scenes.scene(sources, np.random.default_rng(seed))
        assert (made.picture[made.ink == 0] == 255).all()
        rows, columns = np.nonzero(made.ink > 0.5)
        large_ones += bool(max(np.ptp(rows), np.ptp(columns)) > 0.4 * scenes.SIDE)
        lines, _, boxed, _ = cv2.connectedComponentsWithStats((made.ink > 0.5).astype(np.uint8))
        assert lines > 1
        endless += any(scenes.SIDE in (width, height) for _, _, width, height, _ in boxed[1:])
    assert large_ones > 17
    assert endless <= 1  # of 300 there is one


def test_most_large_digits_have_long_straight_strokes(sources: manuscript.Sources) -> None:
    rng = np.random.default_rng(0)
    lengths = []
    for _ in range(200):
        points = manuscript.straight_digit(sources, 100.0, rng)
        assert np.ptp(points[:, 1]) < 100 * manuscript.LENGTHS[1]
        angles = np.linspace(0, np.pi, 60, endpoint=False)
        across = points @ np.stack([np.cos(angles), np.sin(angles)])
        # Most of a digit's points within 3 px of one line: it is a straight stroke and little else.
        lengths.append(
            max(np.histogram(each, np.arange(-120, 120, 6))[0].max() for each in across.T) / len(points)
        )
    assert (np.array(lengths) > 0.4).mean() > 0.4


@pytest.mark.parametrize("view", [View.BOX, View.COMB, View.TABLE, View.GRID])
def test_lines_of_a_form_are_no_ink_and_its_digits_are(
    view: View, sources: manuscript.Sources, nothing_but: pytest.MonkeyPatch
) -> None:
    nothing_but.setattr(plans, "SHARES", {view: 1.0})
    nothing_but.setattr(plans, "PENS", (2.0, 0.2))
    for name in ("NUMBERED", "LABELLED"):
        nothing_but.setattr(forms, name, 0)
    for name in ("EMPTY", "UNFILLED"):
        nothing_but.setattr(forms, name, 1)
    for name in ("FILLED", "KEPT"):
        nothing_but.setattr(forms, name, (0, 0))
    nothing_but.setattr(forms, "SHADED", 0)
    ruled = 0
    for seed in range(20):
        empty = scenes.scene(sources, np.random.default_rng(seed))
        assert not empty.ink.any()
        ruled += empty.picture.min() < 230
    assert ruled > 15
    for name in ("EMPTY", "UNFILLED"):
        nothing_but.setattr(forms, name, 0)
    for name in ("FILLED", "KEPT"):
        nothing_but.setattr(forms, name, (1, 1))
    inked = 0
    for seed in range(20):
        full = scenes.scene(sources, np.random.default_rng(seed))
        inked += full.ink.max() > 0.9
        assert (full.picture[full.ink > 0.9].min(axis=1) < 200).all()
    assert inked > 10


def test_an_answer_lies_in_its_box_or_across_one_of_its_lines(sources: manuscript.Sources) -> None:
    crossing = 0
    for seed in range(60):
        half, size = np.array([60.0, 40.0]), np.array([50.0, 30.0])
        offset = forms.offset(half, size, 30.0, np.random.default_rng(seed))
        beyond = np.abs(offset) + size / 2 - half
        assert (beyond < forms.OVER[1] * 30).all()
        crossing += (beyond > 0).any()
    assert 8 < crossing < 28


def test_a_third_of_the_lines_are_broad_beside_the_digits() -> None:
    rng = np.random.default_rng(0)
    widths = np.array([forms.a_width(100.0, rng, 1.3, 2.6) for _ in range(300)])
    assert widths.min() >= 1.3
    assert widths.max() > 10
    assert 80 < np.count_nonzero(widths > 2.9) < 130


def test_outline_is_closed_whatever_its_corners() -> None:
    for corner in (0.0, 12.0):
        at = forms.Place(0.0, np.full(2, 64.0))
        lines = at.drawn([forms.outline(np.array([40.0, 30.0]), corner)], 2.0, 128)
        assert lines[64, [24, 104]] == pytest.approx([1, 1])
        assert lines[64, 64] == 0
        assert (lines[34, 34] > 0.9) or corner
        inside = cv2.connectedComponents((lines < 0.5).astype(np.uint8), connectivity=4)[0]
        assert inside == 3  # the lines, all within and all without


def test_a_question_s_number_is_ink_in_its_box_s_upper_left_corner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "NUMBERED", 1)
    monkeypatch.setattr(forms, "LABELLED", 0)
    at = forms.Place(0.0, np.full(2, 100.0))
    for seed in range(10):
        rows, columns = np.nonzero(
            forms.printed(at, np.array([80.0, 60.0]), 200, np.random.default_rng(seed))
        )
        assert rows.min() > 40
        assert rows.max() < 90
        assert columns.min() > 20
        assert columns.max() < 120


def test_each_digit_of_a_comb_is_in_a_cell_of_its_own(
    sources: manuscript.Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "UNFILLED", 0)
    monkeypatch.setattr(forms, "CELL_TALL", (1.5, 1.5))
    monkeypatch.setattr(forms, "CELL_WIDE", (1.0, 1.0))
    monkeypatch.setattr(forms, "TICKS", 0)
    monkeypatch.setattr(forms, "SHOWN", (0.5, 0.5))
    monkeypatch.setattr(forms, "CORNER", 0)
    monkeypatch.setattr(forms, "WITHIN", 1)
    for seed in range(10):
        filled = forms.comb(sources, 30.0, 512, np.random.default_rng(seed))
        inside = cv2.connectedComponents((filled.lines < 0.3).astype(np.uint8), connectivity=4)[1]
        x, y = np.rint(filled.points).astype(int).T
        cells = set(range(1, inside.max() + 1)) - {int(inside[0, 0])}
        assert cells
        assert cells <= set(inside[y, x].tolist())


def test_forms_that_stand_apart_share_no_side(
    sources: manuscript.Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "SINGLE", 1)
    monkeypatch.setattr(forms, "BETWEEN", (0.3, 0.5))
    monkeypatch.setattr(forms, "SHOWN", (0.5, 0.5))
    monkeypatch.setattr(forms, "CORNER", 0)
    monkeypatch.setattr(forms, "WITHIN", 1)
    counts = set()
    for seed in range(10):
        lines = forms.comb(sources, 20.0, 512, np.random.default_rng(seed)).lines
        frames = cv2.connectedComponents((lines > 0.3).astype(np.uint8), connectivity=8)[0] - 1
        regions = cv2.connectedComponents((lines <= 0.3).astype(np.uint8), connectivity=4)[0] - 1
        assert frames == regions - 1  # each has an inside, and all of them one outside
        counts.add(frames)
    assert len(counts) > 2


def test_pencil_is_as_pale_as_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = paper.on_paper(np.full(3, 0.9), "blue", None)
    for contrast in (0.05, 0.3, 0.6):
        monkeypatch.setattr(traces, "PENCIL", (contrast, contrast))
        assert traces.pencil(sheet, np.random.default_rng(0)).contrast == pytest.approx(contrast, abs=0.02)


def test_what_shows_through_or_was_rubbed_out_is_pale_and_no_ink(
    sources: manuscript.Sources, nothing_but: pytest.MonkeyPatch
) -> None:
    nothing_but.setattr(scenes, "GHOSTS", 1)
    nothing_but.setattr(plans, "SHARES", {View.LARGE: 1.0})
    shown = 0
    for seed in range(10):
        made = scenes.scene(sources, np.random.default_rng(seed))
        beside = made.picture[made.ink == 0]
        assert beside.min() > 255 * (1 - traces.MOST_THROUGH) - 1
        shown += beside.min() < 250
    assert shown > 5
    white, medium = np.ones((128, 128, 3), np.float32), paper.PLAIN
    points = augment.line(np.array([20.0, 64.0]), np.array([100.0, 64.0]))
    rubbed = traces.erase(white, points, medium, 60.0, np.random.default_rng(0))
    assert 1 - traces.ERASED[1] - traces.SMUDGE < rubbed[64, 60, 0] < 0.97
    assert rubbed[64, 60, 0] < rubbed[20, 60, 0]


def test_black_beyond_a_page_hides_what_is_written_there(
    sources: manuscript.Sources, nothing_but: pytest.MonkeyPatch
) -> None:
    for name in ("WRITTEN", "BEYOND"):
        nothing_but.setattr(scenes, name, 1)
    nothing_but.setattr(scans, "LEFT", 1)
    nothing_but.setattr(scans, "EDGE", (0.3, 0.3))
    for seed in range(10):
        made = scenes.scene(sources, np.random.default_rng(seed))
        hidden = made.picture[:, : int(0.25 * scenes.SIDE)]
        assert np.median(hidden) < 60
        assert not made.ink[:, : int(0.25 * scenes.SIDE)].any()
        assert np.median(made.picture[:, -20:]) > 150


def test_scan_in_black_and_white_has_ink_where_it_is_black(
    sources: manuscript.Sources, nothing_but: pytest.MonkeyPatch
) -> None:
    for name in ("WRITTEN", "BILEVEL"):
        nothing_but.setattr(scenes, name, 1)
    nothing_but.setattr(plans, "HEIGHTS", (60, 120))
    nothing_but.setattr(plans, "PENS", (2.0, 0.05))
    for seed in range(10):
        made = scenes.scene(sources, np.random.default_rng(seed))
        assert set(np.unique(made.picture).tolist()) <= {0, 255}
        black = made.picture[..., 0] == 0
        assert black[made.ink > 0.99].mean() > 0.92
        assert black[cv2.dilate(made.ink, np.ones((5, 5))) == 0].mean() < 0.01


def test_thumbnails_hold_writing_of_a_few_pixels(
    sources: manuscript.Sources, nothing_but: pytest.MonkeyPatch
) -> None:
    for name in ("THUMBNAILS", "WRITTEN"):
        nothing_but.setattr(scenes, name, 1)
    nothing_but.setattr(manuscript, "KINDS", {"digits": 1.0})
    nothing_but.setattr(manuscript, "LINES", (1.0,))
    nothing_but.setattr(manuscript, "ALONE", 1)
    nothing_but.setattr(scenes, "PADDED", 0)
    inked = 0
    for enlarged in (0, 1):
        nothing_but.setattr(scenes, "ENLARGED", enlarged)
        for seed in range(10):
            made = scenes.scene(sources, np.random.default_rng(seed), side=128)
            assert made.picture.shape == (128, 128, 3)
            rows, columns = np.nonzero(made.ink > 0.5)
            high = max(np.ptp(rows), np.ptp(columns)) if len(rows) else 0
            assert high < (1 + enlarged) * 1.7 * plans.TINY[1]
            inked += bool(high > 0.5 * plans.TINY[0])
    assert inked > 10


def test_what_lies_beyond_a_small_picture_repeats_its_border_and_is_no_ink() -> None:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (64, 64, 3)).astype(np.uint8)
    filled, ink = scans.pad(pixels, np.ones((64, 64), np.float32), np.random.default_rng(1))
    tall, wide = (np.flatnonzero(ink.any(axis=axis)).max() + 1 for axis in (1, 0))
    assert np.array_equal(filled[:tall, :wide], pixels[:tall, :wide])
    assert (filled[tall:] == filled[tall - 1]).all()
    assert (filled[:, wide:] == filled[:, wide - 1 : wide]).all()
    assert ink[:tall, :wide].all()
    assert ink.sum() == tall * wide < 64 * 64
