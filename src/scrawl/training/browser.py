"""The weights for the browser's engine: one small file made from the graphs that the server runs."""

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from scrawl.recognizer import BROWSER, Recognizer, kept

GRAPHS = ("digits", "marks")
TOLD = ("name", "version", "thresholds", "drawing", "acceptance", "marking")  # of the model card


def write(folder: Path) -> None:
    """Write BROWSER into the folder of the weights that it is made from."""
    (folder / BROWSER).write_bytes(gzip.compress(content(folder), mtime=0))


def content(folder: Path) -> bytes:
    """The file before it is compressed.

    First the length of a header, 4 bytes, lower ones first; the header, JSON: what the card says (TOLD) and `tensors`,
    name and shape of each; then the numbers of all tensors as float16, the lower byte of each and after them all upper
    ones, which so compress better.
    """
    card = Recognizer(weights=folder).card
    tensors = {f"{graph}.{name}": each for graph in GRAPHS for name, each in _tensors(folder, graph).items()}
    header = {name: card.get(name) for name in TOLD} | {
        "tensors": [[name, list(tensor.shape)] for name, tensor in tensors.items()]
    }
    text = json.dumps(header).encode()
    numbers = np.concatenate([tensor.ravel() for tensor in tensors.values()]).astype("<f2")
    planes = numbers.view(np.uint8).reshape(-1, 2).T.tobytes()
    return len(text).to_bytes(4, "little") + text + planes


def _tensors(folder: Path, graph: str) -> dict[str, NDArray[Any]]:
    """The weights of a graph: of its convolutions, (outputs, inputs, rows, columns) and (outputs,), and its head."""
    model = onnx.load(kept(folder, f"{graph}.onnx")).graph
    known = {each.name: numpy_helper.to_array(each) for each in model.initializer}
    tensors: dict[str, NDArray[Any]] = {}
    for place, node in enumerate((each for each in model.node if each.op_type == "Conv"), 1):
        tensors |= {f"kernel{place}": known[node.input[1]], f"bias{place}": known[node.input[2]]}
    head = {
        "digits": {
            "heads": "/Reshape_1:0",
            "bias": "/add_3/ReadVariableOp:0",
            "digit_bias": "/add/ReadVariableOp:0",
        },
        "marks": {"kinds": "/Cast/ReadVariableOp:0", "bias": "/BiasAdd/ReadVariableOp:0"},
    }[graph]
    for name, end in head.items():
        (tensors[name],) = (known[each] for each in known if each.endswith(end))
    return tensors
