"""Scans of single digits, cut to their ink."""

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl.binarize import Picture, thumbnails
from scrawl.binarize.thumbnails import ink_of_thumbnail


def real_scans(data: Path, name: str) -> NDArray[np.uint8]:
    """Single digits on scans that they fill, (n, h, w), white on black, some of the collection."""
    if name == "mnist":
        raw = gzip.decompress((data / "mnist/t10k-images-idx3-ubyte.gz").read_bytes())
        return np.frombuffer(raw, np.uint8, offset=16).reshape(-1, 28, 28)[::100]
    with np.load(data / "scans" / f"{name}.npz") as arrays:
        images = np.asarray(arrays["images"][:: 60 if name == "bhmsds-digits" else 15], np.uint8)
    return 255 - images if name == "bhmsds-digits" else images


@pytest.mark.parametrize("name", ["mnist", "bhmsds-digits", "optdigits-orig", "semeion"])
@pytest.mark.parametrize("negative", [False, True])
def test_scans_that_their_digit_fills(data: Path, name: str, negative: bool) -> None:
    """Cropped to the ink or stretched to the square, both ways round: ink is where the scan says."""
    for scan in real_scans(data, name):
        ink = ink_of_thumbnail(255 - scan if negative else scan)
        assert np.abs(ink - scan / 255).mean() < 0.02


def digit(dark: float, *, grain: float = 0, side: int = 40) -> NDArray[np.uint8]:
    """A 1 that is so much darker than its grey paper, of 255."""
    page = np.full((side, side), 200.0)
    page += np.random.default_rng(1).normal(0, max(grain, 0.5), page.shape)
    page[8:-8, side // 2 - 2 : side // 2 + 2] = 200 - dark
    return np.asarray(np.clip(np.rint(page), 0, 255), np.uint8)


@pytest.mark.parametrize(("side", "first"), [(56, "thumbnail"), (76, "contrast, wide window")])
def test_a_picture_of_less_than_64_pixels_is_one(side: int, first: str) -> None:
    pixels = digit(150, side=side)
    group = next(Picture(pixels, lambda seen: np.zeros(seen.shape[:2], np.float32)).hypotheses())()
    assert group[0].name == first


@pytest.mark.parametrize(
    ("dark", "grain", "is_ink"), [(23, 0, False), (31, 0, True), (42, 7, False), (70, 7, True)]
)
def test_the_palest_stroke(dark: float, grain: float, is_ink: bool) -> None:
    """Thrice the faintest ink on larger paper, or eight times as much as the paper's grain deviates."""
    assert ink_of_thumbnail(digit(dark, grain=grain)).any() == is_ink


@pytest.mark.parametrize(("share", "is_ink"), [(0.45, False), (0.55, True)])
def test_a_speck_half_as_dark_as_a_stroke_is_ink(share: float, is_ink: bool) -> None:
    pixels = digit(150)
    pixels[5:8, 5:8] = round(200 - 150 * share)
    assert ink_of_thumbnail(pixels)[5:8, 5:8].any() == is_ink


def test_the_paper_is_fitted_to_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """In noise the pixels that lie near it change each time."""
    fits: list[int] = []
    fit = thumbnails._smooth_surface

    def counted(*told: Any) -> Any:
        fits.append(1)
        return fit(*told)

    monkeypatch.setattr(thumbnails, "MOST_FITS", 2)
    monkeypatch.setattr(thumbnails, "_smooth_surface", counted)
    ink_of_thumbnail(np.random.default_rng(0).integers(0, 256, (60, 60), np.uint8))
    assert len(fits) == 2
