"""The weights for the browser's engine: one small file made from the graphs that the server runs."""

import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from scrawl.recognizer import BROWSER, Recognizer, kept

FORMAT = 2  # of the file; the engine reads no other (web/static/engine/weights.js)
GRAPHS = ("digits", "marks")
# Those before the first pooling, where an error is shared by whole flat places: in float16 they double the greatest
# difference from the server's probabilities (.0014 instead of .0007 over tests/golden).
PRECISE = ("digits.kernel1", "digits.bias1", "digits.kernel2", "digits.bias2")
TYPES = ("float32", "float16")  # of tensors that are PRECISE, and of all others
TOLD = ("name", "version", "thresholds", "drawing", "acceptance", "marking")  # of the model card


def write(folder: Path) -> None:
    """Write BROWSER into the folder of the weights that it is made from."""
    # Numbers hardly repeat: what saves is a code for each of many blocks, which less memory makes.
    gzip = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS, memLevel=7, strategy=zlib.Z_FILTERED)
    (folder / BROWSER).write_bytes(gzip.compress(content(folder)) + gzip.flush())


def content(folder: Path) -> bytes:
    """The file before it is compressed.

    First the length of a header, 4 bytes, lower ones first; the header, JSON: FORMAT, what the card says (TOLD) and
    `tensors`, name, shape and type of each, those of one type beside each other; then the numbers, type by type: the
    lowest byte of each, then the next byte of each, and so on, which so compress better.
    """
    card = Recognizer(weights=folder).card
    tensors = {f"{graph}.{name}": each for graph in GRAPHS for name, each in _tensors(folder, graph).items()}
    by_type = {kind: [name for name in tensors if (name in PRECISE) == (kind == TYPES[0])] for kind in TYPES}
    header = {"format": FORMAT} | {name: card.get(name) for name in TOLD}
    header["tensors"] = [
        [name, list(tensors[name].shape), kind] for kind, names in by_type.items() for name in names
    ]
    text = json.dumps(header).encode()
    planes = b"".join(_planes([tensors[name] for name in names], kind) for kind, names in by_type.items())
    return len(text).to_bytes(4, "little") + text + planes


def _planes(tensors: list[NDArray[Any]], kind: str) -> bytes:
    """All numbers in a type, little-endian, byte by byte."""
    numbers = np.concatenate([tensor.ravel() for tensor in tensors]).astype(np.dtype(kind).newbyteorder("<"))
    return numbers.reshape(-1, 1).view(np.uint8).T.tobytes()


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
