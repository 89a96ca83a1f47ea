"""The network that finds ink: what it takes and gives, and a few steps of learning."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("keras")
pytest.importorskip("skimage")

import keras

from scrawl.nets import binarization
from scrawl.training import binarization as training
from scrawl.training import dense, export, fonts, manuscript, mnist, scenes, skeleton

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


def test_a_batch_is_of_one_size_of_three_and_all_have_about_as_many_pixels(
    pictures: mnist.Pictures, skeletons: skeleton.Skeletons
) -> None:
    letters = tuple(islice(fonts.latin(), 20))
    kinds = training.TASK.kinds(manuscript.Sources(pictures.labels, skeletons, letters))
    batches = [dense.batch(kinds, training.Recipe(), 0, index)[0] for index in range(12)]
    assert {batch.shape[:2] for batch in batches} == {(12, 256), (48, 128), (6, 384)}
    assert all(batch.size == pytest.approx(batches[0].size, rel=0.25) for batch in batches)
    validated = [dense.batch(kinds[:1], training.Recipe(batch=2), 0, index)[0] for index in range(3)]
    assert all(batch.shape == (2, scenes.SIDE, scenes.SIDE, 3) for batch in validated)


@pytest.mark.usefixtures("uncompiled")
def test_run_ends_with_files_that_agree(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "lettering", lambda _: (tuple(islice(fonts.latin(), 20)), ()))
    monkeypatch.setattr(training, "SIDES", {64: (1.0, 1.0)})
    recipe = training.Recipe(epochs=1, batch=2, batches=2, validation=1, pictures=300)
    error = training.train(recipe, data=data / "mnist", out=tmp_path, progress=False, say=lambda _: None)
    assert 0 < error < 10
    picture = np.random.default_rng(0).integers(0, 256, (1, 128, 64, 3)).astype(np.uint8)
    ink = np.asarray(keras.models.load_model(tmp_path / "binarization.keras", compile=False)(picture))
    again = export.run(tmp_path / "binarization.onnx", picture, ["ink"])[0]
    assert ink.shape == (1, 128, 64)
    assert np.abs(again - ink).max() < 1e-5
