"""The browser's weights are those that the server reads with."""

import gzip
import json

import numpy as np
import pytest

pytest.importorskip("onnx")

from scrawl.recognizer import BROWSER, WEIGHTS
from scrawl.training import browser


def test_the_file_is_made_from_the_weights_beside_it() -> None:
    """If this fails, write it anew: `browser.write(WEIGHTS)`."""
    packed = (WEIGHTS / BROWSER).read_bytes()
    assert gzip.decompress(packed) == browser.content(WEIGHTS)
    assert len(packed) < 502_000  # with 47 kB of scripts less than 550 kB


def test_the_layers_before_the_first_pooling_keep_their_precision() -> None:
    """An error there is shared by all flat places."""
    content = browser.content(WEIGHTS)
    begin = 4 + int.from_bytes(content[:4], "little")
    told = json.loads(content[4:begin])["tensors"]
    assert [name for name, _, kind in told if kind == "float32"] == list(browser.PRECISE)
    count = sum(np.prod(shape, dtype=int) for name, shape, _ in told if name in browser.PRECISE)
    numbers = np.frombuffer(content[begin : begin + 4 * count], np.uint8).reshape(4, -1).T.copy().view("<f4")
    served = browser._tensors(WEIGHTS, "digits")
    kept = np.concatenate([served[name.removeprefix("digits.")].ravel() for name in browser.PRECISE])
    np.testing.assert_array_equal(numbers.ravel(), kept)
