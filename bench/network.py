"""Time of one 28×28 crop in ONNX Runtime, one thread: our network against that of the usual tutorial.

    python bench/network.py

All take turns, twenty calls each, so that whatever else the machine does falls on all alike. The tutorial's network
has random weights, on which its time does not depend. ONNX Runtime computes the whole graph whatever is asked of it;
the framing is timed as a graph of its own, cut out of ours. Wanted: at most 1.5 times the tutorial's time, better 1.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
import warnings
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # what TensorFlow says of the machine is no figure

import keras
import numpy as np
import onnx
import onnx.utils
import onnxruntime
from numpy.typing import NDArray

from scrawl import Reader, Strokes
from scrawl.recognizer import OUTPUTS, WEIGHTS

BLOCKS = 30
CALLS = 20  # of each network in a block
TUTORIAL = "the usual tutorial's"

Call = tuple[onnxruntime.InferenceSession, list[str] | None, NDArray[np.float32]]


def tutorial() -> keras.Model:
    """The network of the usual Keras tutorial, 1.2 million parameters."""
    layers = keras.layers
    network = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Dropout(0.25),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )
    for weight in network.trainable_weights:  # biases too: left at zero, the export would drop them
        weight.assign(keras.random.normal(weight.shape, stddev=0.05))
    network(np.zeros((1, 28, 28, 1), np.float32))  # Keras exports what was called once
    return network


def session(graph: Path) -> onnxruntime.InferenceSession:
    """A session with the options that `scrawl.recognizer` serves with."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def parameters(graph: Path) -> int:
    """How many numbers the graph was given: float constants of more than one, each counted once."""
    constants = {
        constant.raw_data: int(np.prod(constant.dims))
        for constant in onnx.load(graph).graph.initializer
        if constant.data_type == onnx.TensorProto.FLOAT
    }
    return sum(size for size in constants.values() if size > 1)


def microseconds(calls: dict[str, Call]) -> dict[str, float]:
    """The median time of each call, all taking turns in blocks."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for block in range(BLOCKS + 1):
        for name, (network, outputs, ink) in calls.items():
            feed = {network.get_inputs()[0].name: ink}
            for _ in range(CALLS):
                began = time.perf_counter()
                network.run(outputs, feed)
                if block:  # the first warms up
                    times[name].append(1e6 * (time.perf_counter() - began))
    return {name: statistics.median(each) for name, each in times.items()}


def main() -> None:
    drawing = Strokes.of([[[30, 20], [25, 60], [70, 60]], [[60, 40], [60, 95]]], 100, 100)
    crop = Reader().read(drawing, layout="digit").digits[0].frame[None]
    with tempfile.TemporaryDirectory() as folder:
        graph, framing, usual = WEIGHTS / "digits.onnx", Path(folder, "framing"), Path(folder, "tutorial")
        onnx.utils.extract_model(str(graph), str(framing), ["ink"], ["frame"])
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", ".*np.object.*", FutureWarning)  # of Keras' own making
            tutorial().export(usual, format="onnx", verbose=False)
        ours = session(graph)
        times = microseconds(
            {
                "ours, probabilities and digitness": (ours, ["probabilities", "digitness"], crop),
                "ours, all the reader asks for": (ours, list(OUTPUTS), crop),
                "ours, the framing alone": (session(framing), ["frame"], crop),
                TUTORIAL: (session(usual), None, crop[..., None]),
            }
        )
        print(f"parameters: ours {parameters(graph):,}, the tutorial's {parameters(usual):,}")
    print(f"one 28×28 crop, one thread, medians of {BLOCKS * CALLS} calls:")
    for name, each in times.items():
        print(f"  {name:34} {each:5.0f} µs  {each / times[TUTORIAL]:4.2f} × the tutorial's")


if __name__ == "__main__":
    main()
