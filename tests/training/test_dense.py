"""A run of a small network may be stopped, and begin with other weights: by the smallest of them, that of marks."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("keras")
pytest.importorskip("skimage")

import keras

from scrawl.errors import DataError
from scrawl.nets import marks
from scrawl.training.fitting import repeated
from scrawl.training.marks import Recipe, train

# TensorFlow's converters look up names that NumPy 2 deprecates.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*np.object.*:FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

SHORT = Recipe(epochs=2, batch=4, batches=4, validation=1, pictures=300)


def test_every_batch_is_learned_from_again_among_the_last_before_it() -> None:
    batches = list(repeated([*range(40)], 2, np.random.default_rng(0)))
    assert len(batches) == 80
    assert batches[::2] == [*range(40)]
    assert batches[1] == 0
    assert all(new - 16 < old < new for new, old in zip(batches[2::2], batches[3::2], strict=True))
    assert list(repeated([1, 2, 3], 1, np.random.default_rng(0))) == [1, 2, 3]


def test_a_run_that_was_stopped_goes_on_and_is_not_overwritten(data: Path, tmp_path: Path) -> None:
    stopping = KeyboardInterrupt()

    def stop(line: str) -> None:
        if line.startswith("epoch 1/"):
            raise stopping

    with pytest.raises(KeyboardInterrupt):
        train(SHORT, data=data / "mnist", out=tmp_path, progress=False, say=stop)
    assert not (tmp_path / "marks.onnx").exists()
    with pytest.raises(DataError, match="--resume"):
        train(SHORT, data=data / "mnist", out=tmp_path)
    said: list[str] = []
    train(SHORT, data=data / "mnist", out=tmp_path, resume=True, progress=False, say=said.append)
    assert [line.split(":")[0] for line in said if line.startswith("epoch")] == ["epoch 2/2"]
    assert (tmp_path / "marks.onnx").exists()


def test_a_run_begins_with_the_weights_that_it_is_given(data: Path, tmp_path: Path) -> None:
    recipe = Recipe(epochs=1, batch=4, batches=2, validation=1, pictures=300, peak_rate=1e-12)
    parent, out = tmp_path / "parent", tmp_path / "out"
    parent.mkdir()
    with pytest.raises(DataError, match=r"marks\.keras"):
        train(recipe, data=data / "mnist", out=out, start=[parent])
    network = marks.build()
    network.save(parent / "marks.keras")
    train(recipe, data=data / "mnist", out=out, start=[parent], progress=False, say=lambda _: None)
    learned = keras.models.load_model(out / "marks.keras", compile=False)
    for before, after in zip(network.trainable_variables, learned.trainable_variables, strict=True):
        assert np.asarray(after) == pytest.approx(np.asarray(before), abs=1e-6)
    digest = hashlib.sha256((parent / "marks.keras").read_bytes()).hexdigest()
    (told,) = json.loads((out / "state.json").read_text("utf-8"))["recipe"]["from"]
    assert told == {"sha256": digest[:12]}


def test_senseless_recipe_is_refused() -> None:
    with pytest.raises(DataError):
        Recipe(epochs=0)
    with pytest.raises(DataError, match="2 times"):
        Recipe(batches=5)
