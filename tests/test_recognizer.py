"""Both engines, batches, and what happens to a network that cannot be loaded."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from inks import ink_of

from scrawl.errors import EngineError
from scrawl.ink import rasterize
from scrawl.recognizer import MOST_PIXELS, OUTPUTS, WEIGHTS, Recognizer, _version, batches, weights_folder
from scrawl.strokes import Strokes


@pytest.mark.slow
def test_onnx_and_keras_agree_on_real_samples_of_many_sizes(data: Path, uji: list[dict[str, Any]]) -> None:
    pytest.importorskip("keras")
    crops = [rasterize(Strokes.of(sample["strokes"])).ink for sample in uji[::2]]
    recognizers = Recognizer("onnx"), Recognizer("keras")
    binarize = recognizers[0].binarize
    with np.load(data / "scans/bhmsds-digits.npz") as columns:
        crops += [ink_of(image, binarize) for image in columns["images"][:100]]
    with np.load(data / "photos/sudoku-cells.npz") as columns:
        crops += [ink_of(image, binarize) for image in columns["images"][:40]]
    assert len(crops) == 250
    onnx, keras = (recognizer.score(crops) for recognizer in recognizers)
    for name in OUTPUTS:
        found, expected = getattr(onnx, name), getattr(keras, name)
        if name == "window":  # pixels of large crops: compared as a share of the window's side
            side = np.maximum(expected[:, 2:3], 1)
            found, expected = found / side, expected / side
        assert np.abs(found - expected).max() <= 1e-5, name


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "shape", "most"),
    [
        ("centres", (2, 32, 64), 1e-4),
        ("binarization", (1, 128, 64, 3), 1e-4),
        ("marks", (20, 40, 40, 2), 1e-4),  # of logits up to 50
    ],
)
def test_small_networks_are_what_training_goes_on_from(
    name: str, shape: tuple[int, ...], most: float
) -> None:
    keras = pytest.importorskip("keras")
    from scrawl.nets import binarization, centres  # noqa: F401 — they register their layers
    from scrawl.training.export import run

    given = np.random.default_rng(0).random(shape, np.float32)
    if name == "binarization":
        given = np.asarray(255 * given, np.uint8)
    (found,) = run(WEIGHTS / f"{name}.onnx", given)
    kept = keras.saving.load_model(WEIGHTS / f"{name}.keras", compile=False)
    assert float(np.abs(found - keras.ops.convert_to_numpy(kept(given))).max()) <= most


def test_owners_are_told_of_each_pixel(uji: list[dict[str, Any]]) -> None:
    ink = rasterize(Strokes.of(uji[0]["strokes"])).ink
    small = np.asarray(cv2.resize(ink, (33, 32), interpolation=cv2.INTER_AREA), np.float32)
    assert Recognizer().owners(small).shape == (32, 33, 12)


def test_ink_is_told_of_each_pixel(data: Path) -> None:
    with np.load(data / "photos/sudoku-cells.npz") as cells:
        for cell in cells["images"][:20]:
            ink = Recognizer().binarize(cell[:, :90])
            assert ink.shape == (100, 90)
            assert ink.max() > 0.9
            assert np.median(ink) < 0.1


def test_centres_are_ours_where_only_digits_were_trained(tmp_path: Path) -> None:
    shutil.copy(WEIGHTS / "digits.onnx", tmp_path)
    ink = np.random.default_rng(0).random((32, 50), np.float32)
    assert np.array_equal(Recognizer("onnx", tmp_path).owners(ink), Recognizer("onnx").owners(ink))


def test_centres_that_do_not_tell_what_is_no_digit_are_refused(tmp_path: Path) -> None:
    shutil.copy(WEIGHTS / "digits.onnx", tmp_path)
    shutil.copy(WEIGHTS / "binarization.onnx", tmp_path / "centres.onnx")  # it tells one number of each pixel
    with pytest.raises(EngineError, match="scrawl train --network centres"):
        Recognizer("onnx", tmp_path)


def test_votes_multiply_the_probabilities_and_the_evidence_still_sums_to_them(
    uji: list[dict[str, Any]],
) -> None:
    scores = Recognizer("onnx").score([rasterize(Strokes.of(sample["strokes"])).ink for sample in uji[:5]])
    votes = np.full((5, 10), 0.01)
    votes[:, 3] = 0.91
    voted = scores.voted(votes)
    ratio = scores.probabilities[:, 3] / scores.probabilities[:, 7]
    assert voted.probabilities[:, 3] / voted.probabilities[:, 7] == pytest.approx(91 * ratio, rel=1e-4)
    assert voted.probabilities.sum(axis=1) == pytest.approx(np.ones(5), abs=1e-5)
    told = np.exp(voted.evidence.sum(axis=(2, 3), dtype=np.float64))
    assert np.abs(told / told.sum(axis=1, keepdims=True) - voted.probabilities).max() < 1e-4
    assert np.abs(scores.voted(np.ones((5, 10))).probabilities - scores.probabilities).max() < 1e-6


def test_scores_do_not_depend_on_company(uji: list[dict[str, Any]]) -> None:
    recognizer = Recognizer("onnx")
    crops = [rasterize(Strokes.of(sample["strokes"])).ink for sample in uji[:30]]
    together = recognizer.score(crops)
    for index, crop in enumerate(crops):
        alone = recognizer.score([crop])
        assert np.abs(alone.probabilities[0] - together.probabilities[index]).max() <= 1e-5
        assert np.allclose(alone.window[0], together.window[index], atol=1e-3)


def test_nothing_to_score_is_no_error() -> None:
    scores = Recognizer("onnx").score([])
    assert scores.probabilities.shape == (0, 10)
    assert scores.frame.shape == (0, 28, 28)


def test_batches_hold_every_crop_once_and_little_padding() -> None:
    rng = np.random.default_rng(0)
    shapes = [tuple(int(side) for side in row) for row in rng.integers(1, 3001, (300, 2))]
    made = batches(shapes)
    assert sorted(index for batch in made for index in batch) == list(range(300))
    for batch in made:
        height, width = (max(shapes[k][axis] for k in batch) for axis in (0, 1))
        assert len(batch) == 1 or len(batch) * height * width <= MOST_PIXELS
        assert height * width <= 4 * min(shapes[k][0] * shapes[k][1] for k in batch)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("torch", None, "onnx or keras"), ("onnx", None, "digits.onnx"), ("onnx", b"no graph", "digits.onnx")],
)
def test_network_that_cannot_be_loaded(tmp_path: Path, name: str, content: bytes | None, said: str) -> None:
    if content is not None:
        (tmp_path / "digits.onnx").write_bytes(content)
    with pytest.raises(EngineError, match=said):
        Recognizer(name, tmp_path)


def test_engine_is_chosen_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRAWL_ENGINE", "abacus")
    with pytest.raises(EngineError, match="abacus"):
        Recognizer()


def test_the_version_changes_with_what_was_fitted_and_with_nothing_else(tmp_path: Path) -> None:
    card = Recognizer().card
    version = card["version"]
    assert re.fullmatch("[0-9a-f]{12}", version)
    assert _version(WEIGHTS, card | {"figures": {}, "made": "today"}) == version
    for name in (
        "revision",
        "thresholds",
        "judge",
        "acceptance",
        "parting",
        "marking",
        "upright",
        "drawing",
        "struck",
    ):
        assert _version(WEIGHTS, card | {name: None}) != version
    for name in ("centres.onnx", "binarization.onnx", "marks.onnx"):
        (tmp_path / name).write_bytes(b"others")
        assert _version(tmp_path, card) != version
        (tmp_path / name).unlink()


@pytest.mark.slow
def test_both_engines_have_one_version() -> None:
    pytest.importorskip("keras")
    assert Recognizer("keras").card["version"] == Recognizer("onnx").card["version"]


def test_the_engine_reports_to_nobody(tmp_path: Path) -> None:
    """ONNX Runtime's reports to its maker begin with a file for the session's number in the temporary folder."""
    told = {name: value for name, value in os.environ.items() if name not in ("CI", "ORT_DISABLE_TELEMETRY")}
    program = "import scrawl; scrawl.Reader()"
    where = {"TMPDIR": str(tmp_path), "TEMP": str(tmp_path), "HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", program], env=told | where, check=True)
    assert list(tmp_path.rglob("*")) == []


def test_the_environment_names_other_weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SCRAWL_WEIGHTS", raising=False)
    assert weights_folder() == WEIGHTS
    monkeypatch.setenv("SCRAWL_WEIGHTS", str(tmp_path))
    assert weights_folder() == tmp_path
    with pytest.raises(EngineError):
        Recognizer()
