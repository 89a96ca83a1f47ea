"""A picture has several inks, each found only when it is asked for, and what they have in common is where it lies."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl import Reader
from scrawl.binarize import Picture
from scrawl.glyphs.judge import FEATURES


def photograph(height: int = 300, width: int = 240) -> NDArray[np.uint8]:
    """A 7 in fresh ink, as large as its sheet, on grey paper with grain."""
    page = np.full((height, width, 3), 190, np.uint8)
    seven = np.array([(50, 50), (190, 50), (110, 260)])
    cv2.polylines(page, [seven], False, (40, 40, 70), 14, cv2.LINE_AA)
    grain = np.random.default_rng(2).normal(0, 3, page.shape)
    return np.clip(page + grain, 0, 255).astype(np.uint8)


class Blind:
    """A network that takes nothing for ink, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        self.asked += 1
        return np.zeros(pixels.shape[:2], np.float32)


def test_contrast_finds_the_ink_without_looking_closely() -> None:
    """Of the network's views the first group needs only the one from afar."""
    network = Blind()
    (first,) = next(Picture(photograph(), network).hypotheses())()
    assert network.asked == 1
    own = cv2.resize(first.ink, (240, 300), interpolation=cv2.INTER_AREA)
    assert (own[photograph()[..., 0] < 90] > 0.5).mean() > 0.95
    assert first.seen is not None
    assert not first.seen.any()


def test_a_table_is_seen_from_nearer() -> None:
    """Its digits are so small that from as far away as others they would not be seen."""
    seen = [
        next(Picture(photograph(900, 700), Blind(), is_table=is_table).hypotheses())()[0].seen
        for is_table in (False, True)
    ]
    assert [each.shape[0] for each in seen if each is not None] == [320, 640]


@pytest.mark.parametrize(("is_table", "side"), [(False, 640), (True, 1280)])
def test_a_comma_close_to_its_digit_is_apart_in_a_table(is_table: bool, side: int) -> None:
    """2 px of 1,000, as in a photograph of twenty rows."""
    page = np.full((1000, 700), 190, np.uint8)
    page[400:440, 347:353] = page[442:457, 344:350] = 40
    page = np.asarray(cv2.GaussianBlur(page, (0, 0), 0.7), np.uint8)
    ink = next(Picture(page, Blind(), is_table=is_table).hypotheses())()[0].ink
    assert max(ink.shape) == side
    pieces, _ = cv2.connectedComponents((ink > 0.25).view(np.uint8))
    assert pieces - 1 == (2 if is_table else 1)


def ruled(degrees: float) -> NDArray[np.uint8]:
    """A drawing of a table with eighteen rows of fine rules, askew, and a 1 that stands on one of them."""
    page = np.full((1400, 1600), 255, np.uint8)
    for k in range(19):
        cv2.line(page, (100, 60 + 70 * k), (1500, 60 + 70 * k), 110, 3)
    for k in range(9):
        cv2.line(page, (100 + 175 * k, 60), (100 + 175 * k, 60 + 18 * 70), 110, 3)
    cv2.line(page, (500, 590), (490, 620), 0, 6)
    turn = cv2.getRotationMatrix2D((800, 700), degrees, 1)
    return np.asarray(cv2.warpAffine(page, turn, page.shape[::-1], borderValue=255), np.uint8)


@pytest.mark.parametrize("degrees", [0, -2.5])
def test_the_rules_of_a_table_askew_are_found_and_erased(degrees: float) -> None:
    """Where they are looked for in pieces that are as long as its digits are high."""
    page = ruled(degrees)
    picture = Picture(page, Blind(), is_table=True)
    found = picture.rules(3 * 40 / 1600)
    assert found is not None
    assert [len(lines) for lines in found.lines] == [19, 9]

    def dark(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        return (pixels[..., 0] < 200).astype(np.float32)

    groups = list(Picture(page, dark, is_table=True).hypotheses())[:2]
    tried = {each.name: each for group in groups for each in group()}
    inks = {name: each.ink for name, each in tried.items()}
    assert {name: each.seen is None for name, each in tried.items()} == {
        "drawing": True,
        "drawing, without rules": False,
    }
    shares = {name: float((ink > 0.5).mean()) for name, ink in inks.items()}
    assert shares["drawing, without rules"] < 0.1 * shares["drawing"]
    x, y = cv2.getRotationMatrix2D((800, 700), degrees, 1) @ [495, 600, 1]
    rest = cv2.resize(inks["drawing, without rules"], (1600, 1400), interpolation=cv2.INTER_LINEAR)
    assert (rest[int(y) - 8 : int(y) + 8, int(x) - 8 : int(x) + 8] > 0.5).any()


def test_a_table_without_rules_has_none_to_erase() -> None:
    page = np.full((400, 400), 255, np.uint8)
    cv2.line(page, (100, 100), (100, 140), 0, 6)
    names = [each.name for group in Picture(page, Blind(), is_table=True).hypotheses() for each in group()]
    assert "drawing, without rules" not in names


@pytest.mark.parametrize(
    ("pixels", "first"),
    [
        (np.zeros((0, 5), np.uint8), "empty"),
        (photograph()[::8, ::8], "thumbnail"),
        (np.pad(np.zeros((80, 8), np.uint8), 40, constant_values=255), "drawing"),
        (photograph(), "contrast, wide window"),
    ],
)
def test_what_is_tried_first(pixels: NDArray[np.uint8], first: str) -> None:
    assert next(Picture(pixels, Blind()).hypotheses())()[0].name == first


def test_a_bar_that_the_network_lost_comes_back_with_what_it_kept() -> None:
    """It sees the stem of the 7 alone; contrast says that the bar is of the same stroke."""

    def stem_only(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        seen = (cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) < 110).astype(np.float32)
        seen[: round(0.25 * len(seen))] = 0
        return seen

    page = photograph()
    inks = {each.name: each.ink for group in Picture(page, stem_only).hypotheses() for each in group()}
    network, joined = (
        cv2.resize(inks[name], page.shape[1::-1], interpolation=cv2.INTER_AREA)[46:54, 70:150]
        for name in ("network", "network and contrast")
    )
    assert not network.any()
    assert (joined > 0.5).mean() > 0.98


def test_an_ink_without_rules_is_read_beside_all_others_alone() -> None:
    """With a stroke that passed for a rule it would lose the proof of that."""
    groups = [[each.name for each in group()] for group in Picture(photograph(), Blind()).hypotheses()]
    assert {"network, without rules", "contrast, without rules"} < set(groups[-1])
    assert ["network"] in groups[:-1]


def test_the_side_of_a_box_that_the_network_leaves_to_its_digit_is_taken_from_it() -> None:
    page = np.full((300, 400, 3), 220, np.uint8)
    cv2.ellipse(page, (180, 150), (36, 50), 0, 0, 360, (60, 60, 60), 7, cv2.LINE_AA)
    cv2.rectangle(page, (100, 60), (218, 240), (40, 40, 40), 4)

    def partly(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """A network that finds all ink but that of the box's left half."""
        seen = (pixels.min(axis=2) < 130).astype(np.float32)
        left, right = (round(x * pixels.shape[1] / 400) for x in (130, 240))
        seen[:, :left], seen[:, right:] = 0, 0
        top, bottom = (round(y * pixels.shape[0] / 300) for y in (80, 220))
        seen[:top], seen[bottom:] = 0, 0
        return np.asarray(seen, np.float32)

    inks = {each.name: each.ink for group in Picture(page, partly).hypotheses() for each in group()}
    side, ring = np.s_[185:215, 216:221], np.s_[135:165, 143:146]
    sized = {
        name: cv2.resize(inks[name], (400, 300), interpolation=cv2.INTER_AREA)
        for name in ("network", "network, without rules")
    }
    assert (sized["network"][side] > 0.5).all()
    assert not (sized["network, without rules"][side] > 0.1).any()
    assert all((ink[ring] > 0.5).all() for ink in sized.values())


def test_of_a_small_box_askew_the_network_s_ink_is_also_read_without_its_sides() -> None:
    """They are too short for rules; without a closed box there is no such guess."""
    page = np.full((600, 800, 3), 220, np.uint8)
    cv2.line(page, (110, 110), (110, 140), (60, 60, 60), 4)
    open_box = page.copy()
    box = cv2.boxPoints(((110, 125), (60, 60), 2.0)).astype(np.int32)
    cv2.polylines(page, [box], True, (40, 40, 40), 3)
    cv2.polylines(open_box, [box], False, (40, 40, 40), 3)

    def dark(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """A network that takes print for ink, too."""
        return np.asarray(pixels.min(axis=2) < 130, np.float32)

    closed, opened = (
        {each.name: each.ink for group in Picture(each, dark).hypotheses() for each in group()}
        for each in (page, open_box)
    )
    assert "network, without boxes" not in opened
    print_only = (page[..., 0] < 50) & (np.abs(np.arange(800) - 110) > 8)
    for name, most in (("network", 1.0), ("network, without rules", 1.0), ("network, without boxes", 0.1)):
        ink = cv2.resize(closed[name], (800, 600), interpolation=cv2.INTER_AREA)
        assert (ink[112:138, 110] > 0.5).all()
        assert most - 0.4 < (ink[print_only] > 0.5).mean() <= most


def test_pale_pencil_in_a_dark_box_is_found_without_the_box() -> None:
    """Though it touches a side; its own contrast counts, not the print's."""
    page = np.full((300, 400, 3), 220, np.uint8)
    five = np.array([(240, 100), (180, 100), (180, 140), (230, 150), (220, 200), (160, 200)])
    cv2.polylines(page, [five], False, (190, 190, 190), 5, cv2.LINE_AA)
    ink = page[..., 0] < 200
    cv2.rectangle(page, (100, 60), (240, 240), (40, 40, 40), 4)
    inks = {each.name: each.ink for group in Picture(page, Blind()).hypotheses() for each in group()}
    found = cv2.resize(inks["contrast, without rules"], (400, 300), interpolation=cv2.INTER_AREA) > 0.3
    assert found[ink & (page[..., 0] > 100)].mean() > 0.95
    assert not found[:, :150].any()
    assert not found[210:].any()


@pytest.mark.parametrize("scale", [0.5, 2, 3])
def test_the_ink_is_the_same_at_any_size(scale: float) -> None:
    page = photograph()
    sizes = (
        page,
        np.asarray(cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8),
    )
    first, other = (next(Picture(each, Blind()).hypotheses())()[0].ink > 0.5 for each in sizes)
    assert first.shape == other.shape
    assert (first != other).mean() < 0.01


def test_a_digit_that_fills_its_sheet_is_read(reader: Reader) -> None:
    """The network of ink alone takes such a bar for a printed line; another hypothesis knows better."""
    page = np.full((800, 600, 3), 165, np.uint8)
    cv2.polylines(
        page, [np.array([(120, 130), (480, 130), (290, 700)])], False, (45, 45, 60), 11, cv2.LINE_AA
    )
    grain = np.random.default_rng(3).normal(0, 2, page.shape)
    assert reader.read(np.clip(page + grain, 0, 255).astype(np.uint8)).text == "7"


@pytest.mark.slow
@pytest.mark.parametrize("size", [(200, 300), (600, 800), (1500, 1100)])
def test_blank_paper_stays_blank_whatever_its_grain(reader: Reader, size: tuple[int, int]) -> None:
    grain = np.random.default_rng(4).normal(205, 4, (*size, 3))
    reading = reader.read(np.clip(grain, 0, 255).astype(np.uint8))
    assert reading.text == ""


def test_every_attempt_has_all_features(reader: Reader) -> None:
    for attempt in reader.attempts(photograph()):
        assert attempt.features.shape == (len(FEATURES),)
        assert np.isfinite(attempt.features).all()
