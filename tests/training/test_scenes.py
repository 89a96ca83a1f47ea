"""Made-up pieces of photographs: that ink is where it was written, and nothing else is ink."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

pytest.importorskip("skimage")

from scrawl.evaluation import paper
from scrawl.evaluation.camera import Picture
from scrawl.training import augment, clutter, grids, manuscript, mnist, plane, printing, scenes, skeleton


@pytest.fixture(scope="module")
def sources(pictures: mnist.Pictures, skeletons: skeleton.Skeletons) -> manuscript.Sources:
    triangle = augment.polyline(np.array([[20, 90], [56, 20], [90, 90], [20, 90]]))
    return manuscript.Sources(pictures.labels, skeletons, (triangle,))


@pytest.fixture
def nothing_but(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """White, spotless paper to which nothing happens; what is set to 1 beside it always does."""
    for name in (
        "RESIZED",
        "BOARD",
        "FAINT",
        "PRINTED",
        "WRITTEN",
        "TYPED",
        "NO_PAPER",
        "CLUTTERED",
        "SHADED",
        "CLOSE",
        "ELSE_CLOSE",
        "FILLED",
        "GRIDS",
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
    nothing_but.setattr(scenes, "HEIGHTS", (60, 120))
    nothing_but.setattr(scenes, "PENS", (2.0, 0.05))
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


@pytest.mark.parametrize("kind", ["ruled", "squared", "table"])
def test_a_form_has_a_line_through_the_pixel_that_it_is_asked_for(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "KINDS", {kind: (printing.KINDS[kind][0], 1.0)})
    for name in ("DASHED", "UNEVEN", "WITH_MARGIN", "SHADED"):
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
    nothing_but.setattr(scenes, "CLOSE", 1)
    framed = 0
    for seed in range(20):
        cell = scenes.scene(sources, np.random.default_rng(seed), side=128)
        assert not cell.ink.any()
        border = np.ones((128, 128), np.bool_)
        border[24:-24, 24:-24] = False
        framed += cell.picture[border].min() < 200
    assert framed > 15
    nothing_but.setattr(scenes, "WRITTEN", 1)
    nothing_but.setattr(scenes, "PENS", (2.0, 0.05))
    for seed in range(20):
        cell = scenes.scene(sources, np.random.default_rng(seed), side=128)
        assert (cell.ink[32:-32, 32:-32] > 0.9).any()
        assert (cell.picture[cell.ink > 0.9].min(axis=1) < 200).all()


def test_lines_of_a_grid_are_no_ink_and_its_digits_are(
    sources: manuscript.Sources, nothing_but: pytest.MonkeyPatch
) -> None:
    nothing_but.setattr(scenes, "GRIDS", 1)
    nothing_but.setattr(scenes, "GRID_PEN", 2.0)
    nothing_but.setattr(scenes, "PENS", (2.0, 0.2))
    nothing_but.setattr(grids, "SHADED", 0)
    nothing_but.setattr(grids, "FILLED", (0, 0))
    ruled = 0
    for seed in range(20):
        empty = scenes.scene(sources, np.random.default_rng(seed))
        assert not empty.ink.any()
        ruled += empty.picture.min() < 200
    assert ruled > 15
    nothing_but.setattr(grids, "FILLED", (1, 1))
    for typed in (0, 1):
        nothing_but.setattr(grids, "TYPED", (typed,))
        for seed in range(10):
            full = scenes.scene(sources, np.random.default_rng(seed))
            assert (full.ink > 0.9).any()
            assert (full.picture[full.ink > 0.9].min(axis=1) < 200).all()


def test_each_cell_of_a_grid_has_its_digit_between_the_lines() -> None:
    for seed in range(10):
        grid = grids.place(40.0, 224, np.random.default_rng(seed))
        inside = grid.middles[((grid.middles > 1) & (grid.middles < 222)).all(axis=1)]
        assert len(inside) >= 16
        x, y = np.rint(inside).astype(int).T
        for along in (grid.across, grid.down):
            assert along[y, x] % 40 == pytest.approx(20, abs=1)


def test_digit_that_fills_a_piece_is_two_thirds_of_it_on_plain_paper(
    sources: manuscript.Sources, nothing_but: pytest.MonkeyPatch
) -> None:
    for name in ("CLOSE", "FILLED", "WRITTEN"):
        nothing_but.setattr(scenes, name, 1)
    nothing_but.setattr(manuscript, "STRAIGHT", 0)
    for seed in range(20):
        made = scenes.scene(sources, np.random.default_rng(seed), side=128)
        assert (made.picture[made.ink == 0] == 255).all()
        rows, columns = np.nonzero(made.ink > 0.5)
        assert max(np.ptp(rows), np.ptp(columns)) > 2 / 3 * 128


def test_straight_one_is_ink_from_end_to_end(
    sources: manuscript.Sources, nothing_but: pytest.MonkeyPatch
) -> None:
    for name in ("CLOSE", "FILLED", "WRITTEN"):
        nothing_but.setattr(scenes, name, 1)
    nothing_but.setattr(manuscript, "STRAIGHT", 1)
    nothing_but.setattr(manuscript, "PRESSED", 0)
    nothing_but.setattr(scenes, "FULL", (0.7, 0.7))  # no longer than the piece is high
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


def test_spots_are_filled_for_a_thin_ring_would_be_a_0(nothing_but: pytest.MonkeyPatch) -> None:
    nothing_but.setattr(clutter, "ON_THE_BORDER", 0)
    nothing_but.setattr(clutter, "THINGS", (clutter.THINGS[1],))
    for seed in range(20):
        page = clutter.scatter(np.ones((160, 160, 3), np.float32), 60, np.random.default_rng(seed))
        is_bare = (page > 0.999).all(axis=2)
        assert cv2.connectedComponents(np.pad(is_bare, 1, constant_values=True).astype(np.uint8))[0] == 2


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
