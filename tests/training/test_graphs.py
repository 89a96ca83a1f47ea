"""Graphs are the same in other nodes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray

pytest.importorskip("keras")

from scrawl.nets import unet
from scrawl.training.graphs import with_resizes

# TensorFlow's converters look up names that NumPy 2 deprecates.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*np.object.*:FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


def test_enlargements_become_one_node_each(tmp_path: Path) -> None:
    import keras

    picture = keras.Input((None, None, 3), name="picture")
    x = unet.enlarged(unet.enlarged(unet.convolved(picture, 16), 8), 16)
    last = keras.layers.UpSampling2D(3)(unet.convolved(x, 4))  # its channels stay the last
    network = keras.Model(picture, {"last": last})
    given = np.random.default_rng(0).random((2, 5, 7, 3), np.float32)
    network(given)
    network.export(tmp_path / "graph.onnx", format="onnx", verbose=False)
    model = onnx.load(tmp_path / "graph.onnx")
    before = scored(model, given)
    with_resizes(model)
    onnx.checker.check_model(model)
    kinds = [node.op_type for node in model.graph.node]
    assert (kinds.count("Resize"), kinds.count("Tile")) == (2, 2)
    after = scored(model, given)
    assert after.shape == (2, 60, 84, 4)
    assert np.array_equal(after, before)


def scored(model: onnx.ModelProto, given: NDArray[np.float32]) -> NDArray[np.float32]:
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"picture": given})[0])
