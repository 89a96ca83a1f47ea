"""The graph against ten lines of NumPy, and what it promises about its outputs. Needs Keras."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from scrawl.recognizer import WEIGHTS, Recognizer

keras = pytest.importorskip("keras")


def framed(ink: NDArray[Any]) -> NDArray[np.float64]:
    """The frame by its definition, pixel by pixel in float64: mean ink under each target pixel's box."""
    ink = np.where(ink > np.float32(0.1), ink, 0).astype(np.float64)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return np.zeros((28, 28))
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    step = max(ink.shape) / 20
    width = max(step, 1)
    weights = []
    for axis in (0, 1):
        edges = np.arange(ink.shape[axis] + 1.0)
        mass = ink.sum(axis=1 - axis)
        centre = ((edges[:-1] + 0.5) * mass).sum() / mass.sum()
        middles = centre + (np.arange(28) - 13.5) * step
        below = np.clip(middles[:, None] + width / 2, edges[:-1], edges[1:])
        above = np.clip(middles[:, None] - width / 2, edges[:-1], edges[1:])
        weights.append((below - above) / width)
    return np.asarray(weights[0] @ ink @ weights[1].T)


def drawings() -> Iterator[tuple[str, NDArray[Any]]]:
    rng = np.random.default_rng(1)
    for size in (1, 2, 7, 28, 100, 333):
        yield f"noise {size}", rng.random((size, size), np.float32)
        yield f"sparse {size}", (rng.random((size, 2 * size)) > 0.9).astype(np.float32)
    corner = np.zeros((3000, 3000), np.float32)
    corner[2990:2993, 2996:3000] = rng.uniform(0.2, 1, (3, 4))
    yield "4 px in the corner of 3000×3000", corner
    yield "3000×10", rng.random((3000, 10), np.float32)
    yield "10×3000", rng.random((10, 3000), np.float32)
    one = np.zeros((50, 40), np.float32)
    one[17, 31] = 0.5
    yield "one pixel", one
    yield "one faint pixel", one / 10
    yield "empty", np.zeros((40, 30), np.float32)


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer("onnx")


@pytest.mark.parametrize(("ink"), [pytest.param(ink, id=name) for name, ink in drawings()])
def test_frame_is_what_its_definition_says(recognizer: Recognizer, ink: NDArray[np.float32]) -> None:
    scores = recognizer.score([ink])
    assert np.abs(scores.frame[0] - framed(ink)).max() <= 1e-5
    assert all(np.isfinite(getattr(scores, name)).all() for name in vars(scores))


def test_empty_ink_claims_nothing(recognizer: Recognizer) -> None:
    scores = recognizer.score([np.zeros((9, 9), np.float32)])
    assert scores.digitness[0] == 0
    assert not scores.embedding.any()
    assert not scores.frame.any()
    assert not scores.evidence.any()
    assert np.allclose(scores.probabilities, 0.1)


def test_paper_around_the_ink_changes_nothing(recognizer: Recognizer) -> None:
    ink = np.random.default_rng(3).random((40, 30), np.float32)
    wide = np.pad(ink, ((13, 250), (101, 7)))
    bare, padded = recognizer.score([ink]), recognizer.score([wide])
    assert np.abs(bare.frame - padded.frame).max() <= 1e-5
    assert np.abs(bare.probabilities - padded.probabilities).max() <= 1e-4
    assert np.allclose(padded.window - bare.window, [[101, 13, 0, 0]], atol=1e-3)


def test_evidence_sums_to_the_probabilities(recognizer: Recognizer) -> None:
    ink = np.random.default_rng(5).random((20, 40, 40), np.float32)
    ink = np.where(ink > 0.6, ink, 0)
    scores = recognizer.score(list(ink))
    logits = scores.evidence.sum(axis=(2, 3))
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    assert np.abs(powers / powers.sum(axis=1, keepdims=True) - scores.probabilities).max() <= 1e-5
    assert np.abs(scores.evidence.sum(axis=1)).max() <= 1e-4


def test_window_says_where_the_frame_lies(recognizer: Recognizer) -> None:
    ink = np.zeros((200, 300), np.float32)
    ink[50:90, 100:120] = 1  # 40 high: the frame is 56 wide, its middle the ink's
    assert np.allclose(recognizer.score([ink]).window, [[110 - 28, 70 - 28, 56, 56]])


def test_plain_classifier_loads_bare_and_equals_the_graph(recognizer: Recognizer, data: Path) -> None:
    """Anybody's three lines of Keras, no custom layers."""
    model = keras.models.load_model(WEIGHTS / "mnist_model_saved.h5", compile=False)
    assert model.input_shape == (None, 28, 28, 1)
    assert model.output_shape == (None, 10)
    with np.load(data / "not_digits/kmnist.npz") as columns:
        scores = recognizer.score(list(columns["images"][:50].astype(np.float32) / 255))
    found = np.asarray(model(scores.frame[..., None]))
    assert np.abs(found - scores.probabilities).max() <= 1e-5
