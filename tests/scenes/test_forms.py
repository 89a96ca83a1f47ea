"""Forms to measure on: what is printed is no digit, and what is written in it is what the page says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl.scenes import forms, writing
from scrawl.scenes.compose import Page, photograph
from scrawl.scenes.forms import Form
from scrawl.scenes.writing import Hand, Symbol, Writing

HEIGHT = 60.0
PEN = 5.0
SEEDS = range(40)
NOTHING = Writing([], (), HEIGHT, PEN)


@pytest.fixture(scope="module")
def hands(data: Path) -> list[Hand]:
    return writing.digit_hands(data, development=True)


def number(hands: list[Hand], length: int, seed: int) -> Writing:
    rng = np.random.default_rng(seed)
    return writing.numbers(hands[seed % len(hands)], [length], HEIGHT, PEN, rng, touching=False)


def extent(lines: Symbol) -> NDArray[np.float64]:
    """Left, top, right, bottom."""
    points = np.concatenate(lines)
    return np.concatenate([points.min(axis=0), points.max(axis=0)])


def dark(page: Page) -> NDArray[np.bool_]:
    return np.asarray(page.pixels.max(axis=2) < 192)


def straight_and_black(form: Form) -> Form:
    return replace(form, tilt=0.0, colour=np.zeros(3))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_box_is_closed_and_around_its_number(hands: list[Hand], seed: int) -> None:
    written = number(hands, 3, seed)
    form = forms.around(written, np.random.default_rng(seed))
    (line,) = form.lines
    assert line[0].tolist() == line[-1].tolist()
    inner = extent([stroke for symbol in written.symbols for stroke in symbol])
    inside = (extent(form.lines) - inner) * [-1, -1, 1, 1]
    assert (inside > -forms.CROSSED * max(np.ptp(inner[::2]), np.ptp(inner[1::2]))).all()
    assert (inside < 0.02 * HEIGHT).sum() <= 1  # it touches or crosses one side at most


def test_some_numbers_touch_their_box_and_most_do_not(hands: list[Hand]) -> None:
    touching = 0
    for seed in range(200):
        written = number(hands, 2, seed)
        form = forms.around(written, np.random.default_rng(seed))
        inner = extent([stroke for symbol in written.symbols for stroke in symbol])
        least = ((extent(form.lines) - inner) * [-1, -1, 1, 1]).min()
        touching += least < (form.width + PEN) / 2
    assert 40 <= touching <= 90


@pytest.mark.parametrize("length", range(forms.CELLS[0], forms.CELLS[1] + 1))
def test_each_digit_is_in_a_cell_of_its_own(hands: list[Hand], length: int) -> None:
    for seed in SEEDS:
        written, form = forms.into_comb(number(hands, length, seed), np.random.default_rng(seed))
        assert len(written.symbols) == length == len(written.lines[0])
        left, _, right, _ = extent(form.lines)
        middles = [extent(symbol)[::2].mean() for symbol in written.symbols]
        assert left < middles[0]
        assert middles[-1] < right
        assert all(b - a > 0.5 * HEIGHT for a, b in pairwise(middles))
        upright = np.unique(np.round([x for line in form.lines for x in line[:, 0]], 3))
        assert all(((upright > a) & (upright < b)).any() for a, b in pairwise(middles))


@pytest.mark.parametrize("seed", SEEDS)
def test_neighbours_in_a_comb_do_not_cover_each_other(hands: list[Hand], seed: int) -> None:
    written, _ = forms.into_comb(number(hands, 6, seed), np.random.default_rng(seed))
    for one, next_one in pairwise(written.symbols):
        width = np.ptp(extent(next_one)[::2])
        assert extent(one)[2] - extent(next_one)[0] < forms.CROSSED * max(width, HEIGHT)


@pytest.mark.parametrize("kind", [forms.box, forms.frame, forms.comb, forms.table, forms.answer_line])
def test_printed_lines_are_level_or_upright(kind: Callable[[np.random.Generator], Symbol]) -> None:
    for seed in SEEDS:
        lines = kind(np.random.default_rng(seed))
        for line in lines:
            steps = np.abs(np.diff(line, axis=0))
            np.testing.assert_allclose(steps.min(axis=1), 0, atol=1e-9)
            assert (steps.max(axis=1) > 0).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_lines_of_an_empty_form_are_told_apart(seed: int) -> None:
    """Lines so near that they make one bar would be a 1 or a 0 to anyone."""
    form = forms.empty(HEIGHT, np.random.default_rng(seed))
    assert 1 <= form.width <= max(forms.LINES[1], forms.SHARES[1] * HEIGHT)
    assert abs(form.tilt) <= forms.TILT
    wide, tall = np.ptp(extent(form.lines).reshape(2, 2), axis=0)
    assert max(wide, tall) > forms.APART * form.width
    page = photograph(NOTHING, set(), np.random.default_rng(0), straight_and_black(form))
    assert 0 < dark(page).mean() < 0.5


def test_a_form_without_writing_has_no_text() -> None:
    page = photograph(
        NOTHING, {"scan"}, np.random.default_rng(0), forms.empty(HEIGHT, np.random.default_rng(0))
    )
    assert page.text == ""
    assert page.boxes.shape == (0, 4)


def test_the_form_is_printed_and_the_writing_is_on_it(hands: list[Hand]) -> None:
    written = number(hands, 2, 0)
    form = straight_and_black(forms.around(written, np.random.default_rng(2)))
    page = photograph(written, set(), np.random.default_rng(0), form)
    left, top = page.boxes[:, :2].min(axis=0)
    right, bottom = (page.boxes[:, :2] + page.boxes[:, 2:]).max(axis=0)
    ink = dark(page)
    assert ink[top:bottom, left:right].any()
    rows, columns = np.nonzero(ink)
    wide, tall = np.ptp(extent(form.lines).reshape(2, 2), axis=0) + form.width
    assert np.ptp(columns) + 1 == pytest.approx(wide, abs=2)
    assert np.ptp(rows) + 1 == pytest.approx(tall, abs=2)
    assert ink[rows.min() : rows.max(), columns.min()].mean() > 0.9  # the left side, from top to bottom
    assert ink[rows.min(), columns.min() : columns.max()].mean() > 0.9


def test_a_form_lies_as_askew_as_it_says(hands: list[Hand]) -> None:
    written = number(hands, 4, 1)
    form = replace(straight_and_black(forms.around(written, np.random.default_rng(1))), tilt=3.0)
    ink = dark(photograph(written, set(), np.random.default_rng(0), form))
    columns = np.flatnonzero(ink.any(axis=0))
    near, far = columns[len(columns) // 4], columns[3 * len(columns) // 4]
    rise = ink[:, near].argmax() - ink[:, far].argmax()
    assert np.degrees(np.arctan2(abs(rise), far - near)) == pytest.approx(3, abs=0.4)


def test_a_scan_is_grey_and_grainy_and_its_paper_nearly_white(hands: list[Hand]) -> None:
    pixels = [
        photograph(number(hands, 2, 0), {"scan", "ink colour"}, np.random.default_rng(seed)).pixels
        for seed in range(5)
    ]
    for each in pixels:
        assert (each == each[..., :1]).all()
        assert np.median(each) >= 230
    assert any(each[:5].std() > 1 for each in pixels)


def test_pencil_is_paler_than_a_pen(hands: list[Hand]) -> None:
    written = number(hands, 3, 0)
    pen, pencil = (
        photograph(written, named, np.random.default_rng(0)).pixels for named in (set[str](), {"pencil"})
    )
    assert pencil.min() > pen.min() + 40
