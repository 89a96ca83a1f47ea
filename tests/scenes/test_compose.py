"""Composed pages: what is on them is what they say, and a person could check it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl import Reader
from scrawl.picture import decode
from scrawl.scenes import camera, doodles, writing
from scrawl.scenes.compose import NUISANCES, Page, photograph, some, together
from scrawl.scenes.writing import Hand, Symbol, Writing

HEIGHT = 60.0
PEN = 5.0


@pytest.fixture(scope="module")
def hands(data: Path) -> list[Hand]:
    return writing.digit_hands(data, development=True)


def written(hands: list[Hand], lengths: list[int], seed: int = 0, *, touching: bool = False) -> Writing:
    rng = np.random.default_rng(seed)
    return writing.numbers(hands[seed], lengths, HEIGHT, PEN, rng, touching=touching)


def composed(hands: list[Hand], nuisances: set[str], lengths: list[int], seed: int = 0) -> Page:
    return photograph(written(hands, lengths, seed), nuisances, np.random.default_rng(seed))


def dark(page: Page) -> NDArray[np.bool_]:
    return np.asarray(page.pixels.max(axis=2) < 192)


def form(symbol: Symbol) -> NDArray[np.float64]:
    """The points of a symbol, wherever and however large it was written."""
    points = np.concatenate(symbol)
    return np.asarray((points - points.min(axis=0)) / np.ptp(points, axis=0).max())


def test_a_page_can_be_made_again_alone(hands: list[Hand]) -> None:
    pages = []
    for number in (3, 4, 3):
        rng = np.random.default_rng([7, 1, number])
        page = writing.numbers(hands[0], [2], HEIGHT, PEN, rng, touching=False)
        pages.append(photograph(page, together(rng), rng).pixels)
    np.testing.assert_array_equal(pages[0], pages[2])
    assert not np.array_equal(pages[0], pages[1])


def test_the_truth_is_what_was_written(hands: list[Hand]) -> None:
    page = written(hands, [3, 8])
    assert [len(line) for line in page.lines] == [3, 8]
    for label, symbol in zip("".join(page.lines), page.symbols, strict=True):
        shape = form(symbol)
        samples = [form(sample) for sample in hands[0].samples[label]]
        assert any(len(each) == len(shape) and np.allclose(each, shape) for each in samples)


def test_halves_have_other_writers(data: Path, hands: list[Hand]) -> None:
    others = writing.digit_hands(data, development=False)
    assert len(hands) + len(others) == 11 + 30
    assert not {id(hand) for hand in hands} & {id(hand) for hand in others}
    first, second = (str(form(hand.samples["0"][0])) for hand in (hands[0], others[0]))
    assert first != second


@pytest.mark.parametrize("nuisances", [set(), {"rotation"}])
def test_boxes_hold_all_ink_and_fit_it(hands: list[Hand], nuisances: set[str]) -> None:
    page = composed(hands, nuisances, [4, 2, 5])
    ink = dark(page)
    outside = ink.copy()
    assert len(page.boxes) == 11
    for x, y, width, height in page.boxes:
        box = np.s_[y : y + height, x : x + width]
        outside[box] = False
        rows, columns = np.nonzero(ink[box])
        assert max(rows.min(), columns.min(), height - 1 - rows.max(), width - 1 - columns.max()) <= 2
    assert not outside.any()


def test_lines_are_below_each_other_and_boxes_in_reading_order(hands: list[Hand]) -> None:
    page = composed(hands, set(), [3, 4])
    first, second = page.boxes[:3], page.boxes[3:]
    assert (first[:, 1] + first[:, 3]).max() <= second[:, 1].min()
    assert (np.diff(first[:, 0]) > 0).all()
    assert (np.diff(second[:, 0]) > 0).all()


def meets(a: Symbol, b: Symbol) -> bool:
    """Whether two symbols share inked pixels."""
    pixels = []
    for symbol in (a, b):
        covered, (left, top) = writing.drawn(symbol, PEN)
        rows, columns = np.nonzero(covered > writing.INKED)
        pixels.append(set(zip((rows + top).tolist(), (columns + left).tolist(), strict=True)))
    return bool(pixels[0] & pixels[1])


@pytest.mark.parametrize("touching", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_neighbours_touch_only_where_asked(hands: list[Hand], touching: bool, seed: int) -> None:
    symbols = written(hands, [8], seed, touching=touching).symbols
    assert [meets(a, b) for a, b in pairwise(symbols)] == [touching] * 7


@pytest.mark.parametrize("name", sorted(set(NUISANCES) - {"pen"}))
def test_every_nuisance_changes_the_page(hands: list[Hand], name: str) -> None:
    plain, page = composed(hands, set(), [2]), composed(hands, {name}, [2])
    assert page.lines == plain.lines
    if name in ("rotation", "clutter"):  # that need other margins
        assert page.pixels.shape != plain.pixels.shape
    else:
        assert (page.pixels != plain.pixels).mean() > 0.005


def test_pens_keep_to_their_digits() -> None:
    rng = np.random.default_rng(0)
    for height in (24.0, 160.0):
        pens = [writing.a_pen(height, rng) for _ in range(200)]
        assert 1 <= min(pens) < 1.2
        assert max(pens) <= min(12, height / 6)
        assert max(pens) > min(12, height / 6) * 0.75


def test_chalk_is_lighter_than_its_board(hands: list[Hand]) -> None:
    page = composed(hands, {"blackboard"}, [1])
    x, y, width, height = page.boxes[0]
    grey = page.pixels.mean(axis=2)
    assert np.percentile(grey[y : y + height, x : x + width], 99) > np.median(grey) + 60


def test_print_lies_under_the_ink(hands: list[Hand]) -> None:
    plain = composed(hands, set(), [3]).pixels
    squared = composed(hands, {"squared"}, [3]).pixels
    assert (squared < 250).any(axis=2).mean() > 0.02
    assert (squared <= plain).all()


@pytest.mark.parametrize("seed", range(6))
def test_nothing_on_the_border_comes_near_the_ink(hands: list[Hand], seed: int) -> None:
    page = composed(hands, {"clutter"}, [2], seed)
    near = round(0.25 * HEIGHT)
    (left, top), (right, bottom) = (
        page.boxes[:, :2].min(axis=0),
        (page.boxes[:, :2] + page.boxes[:, 2:]).max(axis=0),
    )
    inner = np.s_[top - near : bottom + near, left - near : right + near]
    assert (page.pixels.min(axis=2) < 250).sum() > (page.pixels[inner].min(axis=2) < 250).sum()
    frame = page.pixels[inner].copy()
    frame[near:-near, near:-near] = 255
    assert (frame == 255).all()


@pytest.mark.parametrize("orientation", [6, 3, 8])
def test_who_heeds_the_camera_sees_the_page_upright(hands: list[Hand], orientation: int) -> None:
    pixels = composed(hands, set(), [3]).pixels
    np.testing.assert_array_equal(decode(camera.encode(pixels, orientation=orientation)), pixels)


@pytest.mark.parametrize("kind", ["shapes", "scribbles", "words"])
def test_pages_without_digits_have_no_truth(data: Path, kind: str) -> None:
    rng = np.random.default_rng(0)
    if kind == "words":
        (hand, *_) = writing.letter_hands(data, development=True)
        assert not any(label.isdigit() for label in hand.samples)
        nothing = writing.words(hand, HEIGHT, PEN, rng)
    else:
        nothing = {"shapes": doodles.shapes, "scribbles": doodles.scribbles}[kind](HEIGHT, PEN, rng)
    page = photograph(nothing, set(), rng)
    assert dark(page).any()
    assert page.text == ""
    assert page.boxes.shape == (0, 4)


def test_numbers_beside_words_have_boxes_of_their_digits_alone(data: Path, hands: list[Hand]) -> None:
    (other, *_) = writing.letter_hands(data, development=True)
    letters = digits = 0
    for seed in range(6):
        written = writing.beside_words(hands[0], other, HEIGHT, PEN, np.random.default_rng(seed))
        page = photograph(written, set(), np.random.default_rng(seed))
        assert len(page.boxes) == len(written.symbols) == len("".join(page.lines))
        rest = page.pixels.copy()
        for x, y, width, height in page.boxes.tolist():
            rest[y : y + height, x : x + width] = 255
        assert (rest.min() < 128) == (len(written.letters) > 0)
        letters, digits = letters + len(written.letters), digits + len(written.symbols)
    assert letters > digits > 10


def test_an_empty_page_is_empty() -> None:
    page = photograph(Writing([], (), HEIGHT, PEN), set(), np.random.default_rng(0))
    assert (page.pixels == 255).all()
    assert page.text == ""


def test_some_nuisances_go_together() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        assert len(together(rng)) == len(NUISANCES) - 2
        named = some(rng)
        assert not {"ruled", "squared"} <= named
        assert not {"paper", "blackboard"} <= named


@pytest.mark.parametrize("seed", range(5))
def test_a_plain_digit_is_read(hands: list[Hand], reader: Reader, seed: int) -> None:
    page = composed(hands, set(), [1], seed)
    assert reader.read(page.pixels).text == page.text
