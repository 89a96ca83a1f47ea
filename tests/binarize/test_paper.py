"""Pictures give ink, never paper."""

import gzip
import json
from pathlib import Path
from typing import Any

import cv2
import inks
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from scrawl import Reader
from scrawl.ink import rasterize
from scrawl.recognizer import Recognizer
from scrawl.scenes import compose, writing
from scrawl.strokes import Strokes

binarize = Recognizer("onnx").binarize


def ink_of(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    return inks.ink_of(pixels, binarize)


def sheet(paper: Any, ink: Any) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """A 427 in one colour upon another, (200, 300, 3), and its ink."""
    mask = np.zeros((200, 300), np.uint8)
    cv2.putText(mask, "427", (30, 140), cv2.FONT_HERSHEY_SIMPLEX, 4, 255, 12, cv2.LINE_AA)
    share = mask[..., None] / 255
    pixels = np.rint(np.array(paper) * (1 - share) + np.array(ink) * share).astype(np.uint8)
    return pixels, (mask / 255).astype(np.float32)


def as_jpeg(pixels: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def beyond(ink: NDArray[np.float32], reach: int) -> NDArray[np.bool_]:
    """Where no ink is within so many pixels."""
    return np.asarray(cv2.dilate((ink > 0).astype(np.uint8), np.ones((2 * reach + 1,) * 2)) == 0)


PENS = {
    "black on white": ([255] * 3, [0] * 3),
    "white on black": ([0] * 3, [255] * 3),
    "pencil on cream": ([250, 245, 230], [150, 150, 150]),
    "light blue on white": ([255] * 3, [173, 216, 230]),
    "chalk on green": ([30, 80, 40], [235, 240, 230]),
    "red on green": ([60, 140, 60], [200, 0, 0]),
}


@pytest.mark.parametrize("pen", PENS)
def test_ink_of_any_colour_on_paper_of_any_colour(pen: str) -> None:
    pixels, expected = sheet(*PENS[pen])
    ink = ink_of(pixels)
    assert ink.dtype == np.float32
    assert ink.shape == (200, 300)
    assert not ink[beyond(expected, 2)].any()
    assert (ink[expected == 1] > 0.5).mean() > 0.97


@pytest.mark.parametrize("pen", [name for name in PENS if name != "red on green"])
def test_the_negative_has_the_same_ink(pen: str) -> None:
    """Where ink and paper differ in light, not in colour alone."""
    pixels, _ = sheet(*PENS[pen])
    assert ((ink_of(pixels) > 0.5) == (ink_of(255 - pixels) > 0.5)).mean() > 0.985


@pytest.mark.parametrize("quality", [60, 75, 90])
@pytest.mark.parametrize("pen", ["black on white", "white on black", "pencil on cream"])
def test_jpeg_leaves_no_ink_on_the_paper(pen: str, quality: int) -> None:
    pixels, expected = sheet(*PENS[pen])
    ink = ink_of(as_jpeg(pixels, quality))
    assert not ink[beyond(expected, 9)].any()
    assert ((ink > 0.5) == (expected > 0.5)).mean() > 0.995


def shaded(pixels: NDArray[np.uint8], fall: float, noise: float) -> NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    slope = np.linspace(0, fall, width)[None, :, None] + np.linspace(0, fall / 2, height)[:, None, None]
    grain = np.random.default_rng(3).normal(0, noise, pixels.shape)
    return np.clip(pixels - slope + grain, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("fall", "noise"), [(0, 0), (0, 8), (30, 0), (50, 4), (100, 0)])
@pytest.mark.parametrize("quality", [None, 60, 90])
def test_a_shaded_and_grainy_sheet(fall: float, noise: float, quality: int | None) -> None:
    """A blank one is blank; a written one gives its writing and nothing else."""
    blank = shaded(np.full((200, 300, 3), 235, np.uint8), fall, noise)
    pixels, expected = sheet([235] * 3, [30, 30, 60])
    written = shaded(pixels, fall, noise)
    if quality is not None:
        blank, written = as_jpeg(blank, quality), as_jpeg(written, quality)
    assert not ink_of(blank).any()
    ink = ink_of(written)
    assert not ink[beyond(expected, 9)].any()
    assert ((ink > 0.5) == (expected > 0.5)).mean() > 0.99


@pytest.mark.parametrize("degrees", [0, 20, 45, 70, 90, 135])
@pytest.mark.parametrize("soft", [1, 15])
def test_the_edge_of_a_shadow_is_no_ink(degrees: float, soft: float, reader: Reader) -> None:
    """It runs through the writing, which stays whole; where it is hard, it may leave a speck."""
    pixels, expected = sheet([235] * 3, [30, 30, 60])
    y, x = np.mgrid[:200, :300] - np.array([100, 150]).reshape(2, 1, 1)
    angle = np.radians(degrees)
    lit = 1 / (1 + np.exp(-4 * (x * np.cos(angle) + y * np.sin(angle)) / soft))
    gradient = 1 - 0.2 * (x + 150) / 300
    shadowed = np.rint(pixels * ((0.45 + 0.55 * lit) * gradient)[..., None]).astype(np.uint8)
    ink = ink_of(shadowed)
    assert (ink[expected == 1] > 0.5).mean() > 0.99
    assert (ink[beyond(expected, 3)] > 0.5).mean() < 0.01
    if soft > 1:
        assert reader.read(shadowed).text == "427"


def test_the_table_beside_the_sheet_is_no_ink() -> None:
    """Nor are its clouds, and the sheet's edge."""
    pixels, expected = sheet([250] * 3, [30, 30, 60])
    grain = np.random.default_rng(5).normal(0, 1, (20, 12)).astype(np.float32)
    clouds = cv2.resize(grain, (120, 200), interpolation=cv2.INTER_CUBIC)[..., None]
    table = np.clip(np.array([115, 75, 45]) + 8 * clouds, 0, 255).astype(np.uint8)
    beside = np.zeros((200, 120), np.float32)
    ink = ink_of(np.hstack([table, pixels, table]))
    assert ((ink > 0.5) == (np.hstack([beside, expected, beside]) > 0.5)).mean() > 0.995


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (2, 3), (28, 28, 3), (0, 5, 3), (5, 0)])
@pytest.mark.parametrize("value", [0, 127, 255])
def test_one_colour_is_a_blank_page(shape: tuple[int, ...], value: int) -> None:
    ink = ink_of(np.full(shape, value, np.uint8))
    assert ink.shape == shape[:2]
    assert not ink.any()


@settings(max_examples=40, deadline=None)
@given(hnp.arrays(np.uint8, hnp.array_shapes(min_dims=2, max_dims=2, max_side=40)))
def test_any_pixels_give_ink_between_0_and_1(pixels: NDArray[np.uint8]) -> None:
    ink = ink_of(pixels)
    assert ink.shape == pixels.shape
    assert np.isfinite(ink).all()
    assert ink.min() >= 0
    assert ink.max() <= 1


def test_pen_digits_drawn_as_pictures_and_as_strokes_are_the_same_ink(data: Path) -> None:
    samples = json.loads(gzip.decompress((data / "pen/pendigits.json.gz").read_bytes()))[::400]
    for sample in samples:
        ink = rasterize(Strokes.of(sample["strokes"])).ink
        picture = np.rint(255 - 255 * ink).astype(np.uint8)
        assert np.abs(ink_of(picture) - ink).max() <= 0.13  # the palest edge counts as paper


@pytest.mark.parametrize("table", [60, 90, 130])
def test_ink_on_a_sheet_that_stands_out_from_a_dark_table_is_dark_on_light(table: int) -> None:
    """At its corner a sheet is lighter than its surroundings, but wider than a stroke."""
    picture = np.full((400, 480, 3), table, np.uint8)
    cv2.fillPoly(picture, [np.array([(0, 0), (390, 0), (400, 300), (0, 330)])], (225, 235, 225))
    cv2.ellipse(picture, (250, 170), (35, 50), 20, 0, 360, (90, 110, 180), 4, cv2.LINE_AA)
    around = ink_of(picture)[100:240, 190:310]
    assert around.max() > 0.9
    assert around.mean() < 0.15


@pytest.mark.slow
def test_hairs_half_a_pixel_fine(data: Path, reader: Reader) -> None:
    """Pages written with a hair on coloured paper by writers of the development half, at half their size."""
    hands = writing.digit_hands(data, development=True)
    random = np.random.default_rng(1)
    right = 0
    for _ in range(6):
        hand = hands[random.integers(len(hands))]
        written = writing.numbers(hand, [4], 80, 1, random, touching=False)
        page = compose.photograph(written, {"paper", "faint ink"}, random)
        small = cv2.resize(page.pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        right += reader.read(np.asarray(small, np.uint8)).text == page.text
    assert right >= 4


@pytest.mark.slow
def test_a_bright_patch_of_a_small_sheet_is_no_chalk(data: Path, reader: Reader) -> None:
    """Small photographs of one digit in a shadow, by writers of the development half, seen as empty from afar."""
    hands = writing.digit_hands(data, development=True)
    nuisances = {"paper", "shadow", "clutter", "blur", "ink colour"}
    right = 0
    for seed in (4, 38, 81, 95, 109, 215):
        random = np.random.default_rng(seed)
        written = writing.numbers(hands[random.integers(len(hands))], [1], 28, 3, random, touching=False)
        page = compose.photograph(written, nuisances, random)
        right += reader.read(page.pixels).text == page.text
    assert right >= 5
