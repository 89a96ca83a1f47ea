"""The network that finds ink: what it takes and gives, and a few steps of learning."""

from __future__ import annotations

import hashlib
import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("keras")
pytest.importorskip("skimage")

from scrawl.errors import DataError
from scrawl.nets import binarization
from scrawl.training import binarization as training
from scrawl.training import dense, export, fonts, mnist, scenes, skeleton
from scrawl.training.fitting import Repeated

# TensorFlow's converters look up names that NumPy 2 deprecates.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*np.object.*:FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.mark.parametrize("shape", [(1, 64, 64), (2, 64, 128), (1, 320, 64)])
def test_ink_is_as_large_as_the_picture_and_a_share(shape: tuple[int, int, int]) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (*shape, 3)).astype(np.uint8)
    ink = np.asarray(binarization.build()(picture))
    assert ink.shape == shape
    assert ink.dtype == np.float32
    assert (ink > 0).all()
    assert (ink < 1).all()


def test_a_shadow_only_adds_to_the_logarithms_of_light() -> None:
    reflected = np.array([[100, 140], [180, 240]], np.uint8)[None, ..., None].repeat(3, axis=3)
    logarithms = binarization.LogLight()
    lit, shaded = np.asarray(logarithms(reflected)), np.asarray(logarithms(reflected // 2))
    assert lit.dtype == np.float32
    shadow = lit - shaded
    assert shadow.mean() == pytest.approx(np.log(2), abs=0.06)
    assert np.ptp(shadow) < 0.05
    assert np.abs(np.asarray(logarithms(np.array([0, 255], np.uint8)))).max() < 2.5


def test_loss_is_the_cross_entropy_in_nats() -> None:
    wanted, found = np.array([[[1.0, 0.0]]], np.float32), np.array([[[0.5, 0.25]]], np.float32)
    expected = -(np.log(0.5) + np.log(0.75)) / 2
    assert float(binarization.loss(wanted, found)) == pytest.approx(expected, abs=1e-5)


def test_every_batch_is_learned_from_again_among_the_last_before_it() -> None:
    batches = list(Repeated([*range(40)], 2, np.random.default_rng(0)))
    assert len(batches) == 80
    assert batches[::2] == [*range(40)]
    assert batches[1] == 0
    assert all(new - 16 < old < new for new, old in zip(batches[2::2], batches[3::2], strict=True))
    assert list(Repeated([1, 2, 3], 1, np.random.default_rng(0))) == [1, 2, 3]


def test_a_batch_is_of_one_size_of_three_and_all_have_about_as_many_pixels(
    pictures: mnist.Pictures, skeletons: skeleton.Skeletons, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "letters", lambda _: tuple(islice(fonts.latin(), 20)))
    kinds = training.TASK.kinds(pictures, skeletons, None)
    batches = [batch for batch, _ in dense.Batches(kinds, training.Recipe(), epoch=0, count=12)]
    assert {batch.shape[:2] for batch in batches} == {(12, 256), (48, 128), (6, 384)}
    assert all(batch.size == pytest.approx(batches[0].size, rel=0.25) for batch in batches)
    validated = [batch for batch, _ in dense.Batches(kinds[:1], training.Recipe(batch=2), epoch=0, count=3)]
    assert all(batch.shape == (2, scenes.SIDE, scenes.SIDE, 3) for batch in validated)


def test_run_that_was_stopped_ends_with_files_that_agree(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "letters", lambda _: tuple(islice(fonts.latin(), 20)))
    monkeypatch.setattr(training, "SIDES", {64: (1.0, 0.5), 128: (0.5, 0.5)})
    recipe = training.Recipe(epochs=2, batch=2, batches=4, validation=1, pictures=300)
    stopping = KeyboardInterrupt()

    def stop(line: str) -> None:
        if line.startswith("epoch 1/"):
            raise stopping

    with pytest.raises(KeyboardInterrupt):
        training.train(recipe, data=data / "mnist", out=tmp_path, progress=False, say=stop)
    assert not (tmp_path / "binarization.onnx").exists()
    said: list[str] = []
    error = training.train(
        recipe, data=data / "mnist", out=tmp_path, resume=True, progress=False, say=said.append
    )
    assert [line.split(":")[0] for line in said if line.startswith("epoch")] == ["epoch 2/2"]
    assert 0 < error < 10
    picture = np.random.default_rng(0).integers(0, 256, (1, 128, 64, 3)).astype(np.uint8)
    import keras

    ink = np.asarray(keras.models.load_model(tmp_path / "binarization.keras", compile=False)(picture))
    again = export.run(tmp_path / "binarization.onnx", picture, ["ink"])[0]
    assert ink.shape == (1, 128, 64)
    assert np.abs(again - ink).max() < 1e-5


def test_run_begins_with_the_weights_that_it_is_given(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keras

    monkeypatch.setattr(training, "letters", lambda _: tuple(islice(fonts.latin(), 20)))
    monkeypatch.setattr(training, "SIDES", {64: (1.0, 1.0)})
    recipe = training.Recipe(epochs=1, batch=2, batches=2, validation=1, pictures=300, peak_rate=1e-12)
    parent, out = tmp_path / "parent", tmp_path / "out"
    parent.mkdir()
    with pytest.raises(DataError, match=r"binarization\.keras"):
        training.train(recipe, data=data / "mnist", out=out, start=[parent])
    network = binarization.build()
    network.save(parent / "binarization.keras")
    training.train(recipe, data=data / "mnist", out=out, start=[parent], progress=False, say=lambda _: None)
    learned = keras.models.load_model(out / "binarization.keras", compile=False)
    for before, after in zip(network.trainable_variables, learned.trainable_variables, strict=True):
        assert np.asarray(after) == pytest.approx(np.asarray(before), abs=1e-6)
    digest = hashlib.sha256((parent / "binarization.keras").read_bytes()).hexdigest()
    (told,) = json.loads((out / "state.json").read_text("utf-8"))["recipe"]["from"]
    assert told == {"sha256": digest[:12]}


def test_senseless_recipe_is_refused() -> None:
    with pytest.raises(DataError):
        training.Recipe(epochs=0)
    with pytest.raises(DataError, match="2 times"):
        training.Recipe(batches=5)
