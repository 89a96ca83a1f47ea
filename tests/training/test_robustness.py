"""The figure that recipes are chosen by, on made-up outputs and a few real digits."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from scrawl.training.robustness import Development, load, score


def test_mean_of_accuracies_and_aurocs() -> None:
    names = ["uji digits, thin"] * 2 + ["uji digits, thick"] * 2 + ["semeion"] * 4 + ["omniglot"] * 4
    development = Development(
        frames=np.zeros((12, 28, 28), np.float32),
        labels=np.array([1, 2, 3, 4, 5, 6, 7, 8, -1, -1, -1, -1]),
        collections=np.array(names),
    )
    logits = np.eye(10, dtype=np.float32)[[1, 2, 3, 0, 5, 0, 0, 0, 9, 9, 9, 9]]
    digit_logit = np.array([5, 5, 5, 2, -9, -9, -9, -9, 3, 1, 0, 2], np.float32)[:, None]
    scores = score(development, {"logits": logits, "digit_logit": digit_logit})
    assert scores["uji digits"] == 0.75
    assert scores["semeion"] == 0.25
    # Of four pen digits three are above all four signs, and one is above two of them and level with a third.
    assert scores["omniglot"] == (4 + 4 + 4 + 2.5) / 16
    assert scores["robustness"] == pytest.approx((0.75 + 0.25 + scores["omniglot"]) / 3)


def test_development_half_is_of_even_writers(data: Path, tmp_path: Path) -> None:
    samples = json.loads(gzip.decompress((data / "pen/uji-digits.json.gz").read_bytes()))
    (tmp_path / "pen").mkdir()
    few = [sample for sample in samples if sample["label"] == 7]
    (tmp_path / "pen/uji-digits.json.gz").write_bytes(gzip.compress(json.dumps(few).encode()))
    development = load(tmp_path, tmp_path / "cache.npz")
    assert development is not None
    even = sum(int(sample["writer"]) % 2 == 0 for sample in few)
    assert development.collections.tolist() == ["uji digits, thin"] * even + ["uji digits, thick"] * even
    assert (development.labels == 7).all()
    assert development.frames.shape == (2 * even, 28, 28)
    assert development.frames.max() <= 1
    assert (development.frames[even:].mean((1, 2)) > development.frames[:even].mean((1, 2))).all()
    again = load(tmp_path / "gone", tmp_path / "cache.npz")
    assert again is not None
    assert np.array_equal(again.frames, development.frames)
    assert load(tmp_path / "gone", tmp_path / "other.npz") is None
