"""Strokes are drawn alike wherever and however large they are."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl import ink
from scrawl.ink import rasterize
from scrawl.strokes import Strokes

FOUR = [[[90, 40], [60, 140], [150, 140]], [[130, 90], [125, 220]]]


def drawn(ink: NDArray[np.float32]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the ink."""
    y, x = np.nonzero(ink > 0.5)
    return int(x.min()), int(y.min()), int(x.max()) + 1, int(y.max()) + 1


def test_no_strokes_are_an_empty_page() -> None:
    ink = rasterize(Strokes.of([], 280, 280, 18)).ink
    assert ink.dtype == np.float32
    assert not ink.any()


@pytest.mark.parametrize(("x", "y"), [(0, 0), (1000, -77.5), (-3e4, 3e4)])
@pytest.mark.parametrize("scale", [1e-3, 1, 4, 1e4])
def test_the_same_drawing_elsewhere_or_in_other_units_is_the_same_ink(
    x: float, y: float, scale: float
) -> None:
    moved = [np.array(stroke) * scale + [x * scale, y * scale] for stroke in FOUR]
    expected = rasterize(Strokes.of(FOUR, 280, 280, 18)).ink
    found = rasterize(Strokes.of(moved, 280 * scale, 280 * scale, 18 * scale)).ink
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= 0.1  # coordinates are rounded to 1/256 pixel
    assert np.abs(found - expected).mean() <= 1e-3


@pytest.mark.parametrize("brush", [0.5, 2, 5, 18, 40, 120])
def test_the_raster_maps_back_to_the_strokes(brush: float) -> None:
    """A slanted line from (40, -30) to (240, 120): its ink reaches half a pen beyond its ends."""
    raster = rasterize(Strokes.of([[[40, -30], [240, 120]]], 280, 280, brush))
    left, top, right, bottom = drawn(raster.ink)
    pen = max(brush, 200 / 80)
    tolerance = 1.5 / raster.scale
    assert left / raster.scale + raster.origin[0] == pytest.approx(40 - pen / 2, abs=tolerance)
    assert top / raster.scale + raster.origin[1] == pytest.approx(-30 - pen / 2, abs=tolerance)
    assert right / raster.scale + raster.origin[0] == pytest.approx(240 + pen / 2, abs=tolerance)
    assert bottom / raster.scale + raster.origin[1] == pytest.approx(120 + pen / 2, abs=tolerance)
    assert raster.ink.max() == 1
    edge = np.concatenate([raster.ink[[0, -1]].ravel(), raster.ink[:, [0, -1]].ravel()])
    assert not edge.any()


def test_the_line_is_as_wide_as_the_pen() -> None:
    for brush in (4, 9, 18, 31):
        raster = rasterize(Strokes.of([[[0, 0], [200, 0]]], brush=brush))
        middle = raster.ink[:, raster.ink.shape[1] // 2]
        assert middle.sum() / raster.scale == pytest.approx(brush, rel=0.03)


def test_a_dot_is_a_disc() -> None:
    raster = rasterize(Strokes.of([[[5, 5]]], 280, 280, 18))
    left, top, right, bottom = drawn(raster.ink)
    assert (right - left) / raster.scale == pytest.approx(18, rel=0.05)
    assert (bottom - top) / raster.scale == pytest.approx(18, rel=0.05)
    assert raster.ink.sum() / raster.scale**2 == pytest.approx(math.pi * 9**2, rel=0.03)


def test_pressure_scales_the_pen_and_never_lifts_it() -> None:
    def width(pressure: float) -> float:
        raster = rasterize(Strokes.of([[[0, 0, None, pressure], [200, 0, None, pressure]]], brush=20))
        return float(raster.ink[:, raster.ink.shape[1] // 2].sum() / raster.scale)

    assert width(1) == pytest.approx(20, rel=0.05)
    assert width(0.5) == pytest.approx(10, rel=0.3)
    assert width(0) == width(0.25) == pytest.approx(5, rel=0.15)


def test_growing_pressure_widens_the_line() -> None:
    stroke = [[x, 0, None, x / 200] for x in range(201)]
    ink = rasterize(Strokes.of([stroke], brush=20)).ink
    columns = ink.sum(axis=0)
    assert columns[len(columns) // 5] < columns[len(columns) // 2] < columns[-len(columns) // 5]


@pytest.mark.parametrize("span", [1, 280, 3000, 1e6])
@pytest.mark.parametrize("brush", [1e-3, 1, 18, 1e4])
def test_the_raster_is_neither_coarse_nor_huge_and_always_visible(span: float, brush: float) -> None:
    ink = rasterize(Strokes.of([[[0, 0], [span, span]], [[span, 0]]], brush=brush)).ink
    assert 112 <= max(ink.shape) <= 1040
    assert ink.max() > 0.9


def test_a_fine_pen_is_seven_pixels_wide_and_a_broad_one_finer_drawn() -> None:
    """At seven pixels the frame of 20 sees no steps; what is broader than high is at least 112 pixels long."""
    fine = rasterize(Strokes.of([[[0, 0], [1000, 0]]], brush=20)).ink
    assert fine[:, fine.shape[1] // 2].sum() == pytest.approx(7, rel=0.1)
    broad = drawn(rasterize(Strokes.of([[[0, 0], [100, 0]]], brush=50)).ink)
    assert broad[2] - broad[0] == pytest.approx(112, rel=0.05)


def test_two_pixels_of_paper_are_around_the_ink() -> None:
    inked = rasterize(Strokes.of([[[5, 5]]], brush=18)).ink > 0
    assert np.flatnonzero(inked.any(axis=0))[[0, -1]].tolist() == [2, inked.shape[1] - 3]
    assert np.flatnonzero(inked.any(axis=1))[[0, -1]].tolist() == [2, inked.shape[0] - 3]


def test_a_pen_that_tells_its_way_densely_costs_no_more_than_its_length(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[tuple[int, int]] = []
    draw = ink._draw_windows

    def counted(*told: Any) -> None:
        calls.append((len(told[3]), told[5]))
        draw(*told)

    monkeypatch.setattr(ink, "_draw_windows", counted)
    dense = np.column_stack([np.linspace(0, 200, 20_000), np.zeros(20_000)])
    strokes = [dense.tolist(), (dense + [0, 30]).tolist(), [[0, 90], [200, 90]]]
    rasterize(Strokes.of(strokes, brush=2))
    # 560 px long each: four pieces a pixel of both dense ones, and one every 8 px of the third.
    assert sum(count for count, _ in calls) == pytest.approx(4_550, abs=20)
    assert {side for _, side in calls} == {17}
    assert [count * side**2 for count, side in calls] == pytest.approx([1_000_000, 316_000], rel=0.02)


def test_a_hairline_on_a_large_canvas_is_drawn_as_wide_as_a_frame_can_show() -> None:
    raster = rasterize(Strokes.of([[[0, 0], [2400, 0], [2400, 2400]]], 3000, 3000, 1))
    pen = raster.ink[: raster.ink.shape[0] // 2, raster.ink.shape[1] // 2].sum()
    assert pen / max(raster.ink.shape) == pytest.approx(1 / 80, rel=0.1)


def test_how_densely_the_pen_told_its_way_changes_no_ink() -> None:
    way = np.array([[20, 30], [160, 30], [60, 230]], float)
    share = np.linspace(0, 2, 3001)[:, None]
    dense = np.where(share <= 1, way[0] + share * (way[1] - way[0]), way[1] + (share - 1) * (way[2] - way[1]))
    sparse, many = (rasterize(Strokes.of([points], 280, 280, 18)).ink for points in (way, dense))
    assert sparse.shape == many.shape
    # At the corner: of the points in one cell of a quarter of a pixel one is drawn.
    assert np.abs(sparse - many).max() <= 0.15
    assert np.abs(sparse - many).mean() <= 1e-3


def test_a_stroke_alone_is_its_part_of_the_ink() -> None:
    raster = rasterize(Strokes.of(FOUR, 280, 280, 18))
    pages = []
    for place in range(2):
        page = np.zeros_like(raster.ink)
        ink, left, top = raster.strokes[place]
        y, x = max(top, 0), max(left, 0)  # beyond the raster there is paper alone
        shown = ink[y - top : len(page) - top, x - left : page.shape[1] - left]
        page[y : y + len(shown), x : x + shown.shape[1]] = shown
        pages.append(page)
    np.testing.assert_allclose(np.maximum(*pages), raster.ink, atol=1e-3)
    assert all(each.sum() < raster.ink.sum() for each in pages)


def test_a_stroke_is_seen_leaning() -> None:
    """A stem of 200, drawn with a pen of 20, leans by a fifth of its height."""
    raster = rasterize(Strokes.of([[[40, 20], [40, 220]]], brush=20))
    upright, leaning = (np.flatnonzero(raster.seen([0], lean).any(axis=0)) for lean in (0, 0.2))
    assert np.ptp(leaning) - np.ptp(upright) == pytest.approx(0.2 * 200 * raster.scale, abs=1)
