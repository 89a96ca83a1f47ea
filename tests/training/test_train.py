"""A few steps of real training on a slice of MNIST, to a graph that serves."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("keras")

import keras

from scrawl import Reader
from scrawl.errors import DataError, EngineError
from scrawl.nets.digits import Shape
from scrawl.recognizer import Recognizer
from scrawl.training import calibrate, export
from scrawl.training.runs import inherit, parents
from scrawl.training.train import Recipe, train

SLICE = Recipe(epochs=2, batch=64, pictures=400, validation=64)

# TensorFlow's converters look up names that NumPy 2 deprecates, and Keras advises against the .h5 that is asked for.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*np.object.*:FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module")
def weights(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that was stopped after its first epoch, and went on."""
    out = tmp_path_factory.mktemp("run")
    stopping = KeyboardInterrupt()
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        if line.startswith("epoch 1/"):
            raise stopping

    with pytest.raises(KeyboardInterrupt):
        train(SLICE, data=data / "mnist", out=out, progress=False, say=say)
    assert not (out / "digits.onnx").exists()
    said.clear()
    train(SLICE, data=data / "mnist", out=out, resume=True, progress=False, say=said.append)
    assert [line.split(":")[0] for line in said if line.startswith("epoch")] == ["epoch 2/2"]
    return out


def test_run_ends_with_what_is_served(weights: Path) -> None:
    reader = Reader(Recognizer("onnx", weights))
    reading = reader.read(np.pad(np.zeros((40, 8), np.uint8), 30, constant_values=255))
    assert len(reading.digits) == 1
    assert reader.card["recipe"]["seed"] == 0
    assert set(reader.card["thresholds"]) == {"t_digit", "t_unsure"}
    kept = json.loads((weights / "card.json").read_text("utf-8"))
    kept["version"] = reader.card["version"]  # which is that of all weights in the folder
    assert reader.card == kept
    assert (weights / "curves.png").read_bytes().startswith(b"\x89PNG")
    assert keras.models.load_model(weights / "mnist_model_saved.h5", compile=False).output_shape == (None, 10)


def test_run_is_not_overwritten_nor_mixed(weights: Path, data: Path) -> None:
    with pytest.raises(DataError, match="--resume"):
        train(SLICE, data=data / "mnist", out=weights)
    other = replace(SLICE, seed=1)
    with pytest.raises(DataError, match="seed"):
        train(other, data=data / "mnist", out=weights, resume=True)


def test_figures_are_recorded_in_both_cards(weights: Path, tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(weights, folder)
    figures = {"digits": [{"collection": "uji digits, thin", "right": 0.99}]}
    export.record(folder, figures=figures)
    assert Recognizer("onnx", folder).card["figures"] == figures
    assert json.loads((folder / "card.json").read_text("utf-8"))["figures"] == figures
    ink = np.random.default_rng(0).random((3, 30, 30), np.float32)
    for before, after in zip(
        vars(Recognizer("onnx", weights).score(list(ink))).values(),
        vars(Recognizer("onnx", folder).score(list(ink))).values(),
        strict=True,
    ):
        assert np.array_equal(before, after)


@pytest.mark.usefixtures("uncompiled")
def test_a_run_begins_with_the_mean_of_others(
    weights: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    twin = tmp_path / "twin"
    twin.mkdir()
    model = keras.saving.load_model(weights / "digits.keras", compile=False)
    model.set_weights([3 * each for each in model.get_weights()])
    model.save(twin / "digits.keras")
    again = keras.saving.load_model(weights / "digits.keras", compile=False)
    inherit(again, parents([weights, twin], "digits"))
    for mean, three in zip(again.get_weights(), model.get_weights(), strict=True):
        assert mean == pytest.approx(three * 2 / 3, rel=1e-5)
    ended: list[keras.Model] = []
    monkeypatch.setattr(
        export, "export", lambda model, *_: ended.append(model)
    )  # others test it, and it takes longest
    card = train(
        replace(SLICE, epochs=1, peak_rate=1e-9),  # what it began with stays so
        data=data / "mnist",
        out=tmp_path,
        start=[weights],
        progress=False,
        say=lambda _: None,
    )
    (told,) = card["recipe"]["from"]
    assert told["recipe"] == json.loads((weights / "card.json").read_text("utf-8"))["recipe"]
    begun = keras.saving.load_model(weights / "digits.keras", compile=False)
    for one, other in zip(_convolutions(begun), _convolutions(ended[0]), strict=True):
        assert one == pytest.approx(other, abs=1e-5)


def _convolutions(model: keras.Model) -> list[np.ndarray]:
    """Their kernels, which the temperature leaves as they are."""
    kernels = [each for each in model.weights if len(each.shape) == 4]
    assert len(kernels) > 4
    return [keras.ops.convert_to_numpy(each) for each in kernels]


def test_a_run_does_not_begin_with_another_network(weights: Path, data: Path, tmp_path: Path) -> None:
    other = replace(SLICE, channels=(8, 8, 16, 16, 16, 16))
    with pytest.raises(DataError, match="another network"):
        train(other, data=data / "mnist", out=tmp_path, start=[weights], progress=False, say=lambda _: None)
    with pytest.raises(DataError, match=r"no digits\.keras"):
        train(SLICE, data=data / "mnist", out=tmp_path, start=[tmp_path], progress=False, say=lambda _: None)


def test_export_refuses_a_graph_that_differs(weights: Path) -> None:
    ink = np.random.default_rng(0).random((3, 30, 30), np.float32)
    model = keras.saving.load_model(weights / "digits.keras", compile=False)
    expected = {name: np.array(value) for name, value in model(ink).items()}
    export.check(weights / "digits.onnx", ink, expected)
    expected["evidence"][1, 2, 3, 4] += 2e-5
    with pytest.raises(EngineError, match="evidence differs"):
        export.check(weights / "digits.onnx", ink, expected)


def test_damaged_export_leaves_the_served_files(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "weights"
    shutil.copytree(weights, out)
    before = (out / "digits.onnx").read_bytes()

    def refuse(*_: object) -> None:
        raise EngineError("differs")

    monkeypatch.setattr(export, "check", refuse)
    model = keras.saving.load_model(weights / "digits.keras", compile=False)
    with pytest.raises(EngineError):
        export.export(model, Shape(), {}, np.ones((1, 28, 28), np.float32), out)
    assert (out / "digits.onnx").read_bytes() == before
    assert not list(out.glob("unchecked-*"))


@pytest.mark.parametrize("recipe", [{"epochs": 0}, {"pictures": 10}, {"without": ("scribbles",)}])
def test_senseless_recipe_is_refused(recipe: dict[str, Any]) -> None:
    with pytest.raises(DataError):
        Recipe(**recipe)


def test_temperature_undoes_overconfidence() -> None:
    """Labels drawn from softmax(logits), and logits twice as large as they should be."""
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, (4000, 10)).astype(np.float32)
    labels = (logits + rng.gumbel(size=logits.shape)).argmax(axis=1)
    assert calibrate.temperature(2 * logits, labels) == pytest.approx(2, rel=0.1)


def test_thresholds_refuse_few_digits_and_flag_few_right_answers() -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(-1, 10, 20_000)
    logits = rng.normal(0, 1, (20_000, 10)) + 6 * np.eye(11)[labels][:, :10]
    digit_logit = np.where(labels >= 0, 3, -3)[:, None] + rng.normal(0, 1, (20_000, 1))
    usual = np.arange(len(labels)) % 4 > 0
    digit_logit[~usual] -= 9
    thresholds = calibrate.thresholds({"logits": logits, "digit_logit": digit_logit}, labels, usual)
    is_digit = usual & (labels >= 0)
    digitness = 1 / (1 + np.exp(-digit_logit[is_digit, 0]))
    assert (digitness < thresholds["t_digit"]).mean() == pytest.approx(0.0125, abs=0.001)
    odds = np.exp(logits[is_digit])
    probabilities = odds / odds.sum(axis=1, keepdims=True)
    right = probabilities.argmax(axis=1) == labels[is_digit]
    flagged = probabilities.max(axis=1)[right] < thresholds["t_unsure"]
    assert flagged.mean() == pytest.approx(0.02, abs=0.001)
