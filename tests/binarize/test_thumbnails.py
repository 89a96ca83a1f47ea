"""Scans of single digits, cut to their ink."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

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
