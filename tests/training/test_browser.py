"""The browser's weights are those that the server reads with."""

import gzip

import pytest

pytest.importorskip("onnx")

from scrawl.recognizer import BROWSER, WEIGHTS
from scrawl.training import browser


def test_the_file_is_made_from_the_weights_beside_it() -> None:
    """If this fails, write it anew: `browser.write(WEIGHTS)`."""
    packed = (WEIGHTS / BROWSER).read_bytes()
    assert gzip.decompress(packed) == browser.content(WEIGHTS)
    assert len(packed) < 500_000
