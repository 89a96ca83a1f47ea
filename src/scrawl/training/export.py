"""From a trained network to the three files that are served, each compared with Keras before it is believed."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import keras
import numpy as np
import onnx
import onnxruntime
from matplotlib.figure import Figure
from numpy.typing import NDArray

from scrawl._version import __version__
from scrawl.errors import EngineError
from scrawl.nets.digits import FRAME, Shape, classifier
from scrawl.recognizer import LINEAR, OUTPUTS, WEIGHTS
from scrawl.training import browser

TOLERANCE = 1e-5  # difference of ONNX Runtime's outputs from Keras's, at most: float32 adds in another order
GRAPH, CARD = "digits.onnx", "card.json"
LIMITS = (
    "It knows the Latin digits 0–9 alone; a letter or sign that looks like one (O, l, Z, Ʒ) is read as one.",
    "MNIST's writers were Americans around 1990; other countries' shapes are synthesised, not collected.",
    "One symbol at a time: touching digits must be parted before they come to it.",
    "Printed digits were not in its training.",
)
AXES = {
    "ink": ("N", "H", "W"),
    "probabilities": ("N", 10),
    "digitness": ("N",),
    "frame": ("N", 28, 28),
    "window": ("N", 4),
    "evidence": ("N", 10, 7, 7),
}


def card(
    *,
    recipe: dict[str, Any],
    shape: Shape,
    thresholds: dict[str, float],
    validation: dict[str, Any],
    history: list[dict[str, float]],
) -> dict[str, Any]:
    """The model card: what the network is, what it was made of, and what was measured while making it."""
    shipped = json.loads((WEIGHTS / CARD).read_text("utf-8"))
    return {
        "name": "scrawl-digits",
        "version": __version__,
        "made": datetime.now(UTC).date().isoformat(),
        "task": "handwritten digits 0–9 from ink of any size, and whether it is a digit at all",
        "data": "MNIST, the 60,000 training pictures, and non-digits synthesised from them and from fonts",
        "licence": "MIT",
        "network": {
            "channels": list(shape.channels),
            "multiply_adds": shape.multiply_adds,
            "frame": [FRAME, FRAME],
        },
        "recipe": recipe,
        "thresholds": thresholds,
        # Of the shipped weights, until they are fitted to these: see `scrawl.training.entries`.
        **{name: shipped[name] for name in LINEAR},
        "validation": validation,
        "history": history,
        "limits": list(LIMITS),
    }


def export(
    served: keras.Model, shape: Shape, card: dict[str, Any], ink: NDArray[np.float32], out: Path
) -> None:
    """Write digits.keras, mnist_model_saved.h5, digits.onnx and card.json into the folder `out`.

    `ink` (N, H, W) are the real samples on which the graph must agree with Keras to 1e-5 in every output; otherwise,
    and if a file cannot be loaded again, EngineError is raised and no served file is touched.
    """
    with unchecked(out, "digits.keras", "mnist_model_saved.h5", GRAPH) as (weights, plain, graph):
        expected = {name: np.asarray(value) for name, value in served(ink).items()}
        served.save(weights)
        _write_classifier(served, shape, expected, plain)
        revision = hashlib.sha256(b"".join(np.ascontiguousarray(w).tobytes() for w in served.get_weights()))
        card["revision"] = revision.hexdigest()[:12]
        _write_graph(served, card, graph)
        check(graph, ink, expected)
    _write_card(card, out)


@contextmanager
def unchecked(folder: Path, *names: str) -> Iterator[list[Path]]:
    """Paths to write files at, which come to their names in the folder if the context ends without an error."""
    paths = [folder / f"unchecked-{name}" for name in names]
    try:
        yield paths
        for path, name in zip(paths, names, strict=True):
            path.replace(folder / name)
    finally:
        for path in paths:
            path.unlink(missing_ok=True)


def record(folder: Path, **entries: Any) -> None:
    """Write entries, as `figures`, into the card of the weights in `folder`, and into the graph's own.

    The browser's weights, which say the version, are made anew.
    """
    card = json.loads((folder / CARD).read_text("utf-8")) | entries
    model = onnx.load(folder / GRAPH)
    _attach(card, model)
    onnx.save(model, folder / GRAPH)
    _write_card(card, folder)
    browser.write(folder)


def check(graph: Path, ink: NDArray[np.float32], expected: dict[str, NDArray[Any]]) -> None:
    """Raise EngineError unless ONNX Runtime gives for `ink` (N, H, W) what Keras gave.

    The window is compared as a share of its own side: float32 does not hold pixels of a large crop to 1e-5.
    """
    found = dict(zip(OUTPUTS, run(graph, ink, OUTPUTS), strict=True))
    side = np.maximum(expected["window"][:, 2], 1)
    for name in OUTPUTS:
        size = side[:, None] if name == "window" else 1.0
        agree(graph.name, name, (found[name] - expected[name]) / size)


def agree(file: str, name: str, difference: NDArray[Any]) -> None:
    """Raise EngineError if an output of that file and name differs from Keras' by more than TOLERANCE."""
    most = float(np.abs(difference).max())
    if not most <= TOLERANCE:
        raise EngineError(f"{file} is not what was trained: {name} differs from Keras by {most:.1e}.")


def run(graph: Path, given: NDArray[Any], outputs: Sequence[str] | None = None) -> list[NDArray[Any]]:
    """What ONNX Runtime gives for the graph's one input, in the order of the outputs; EngineError if it cannot."""
    try:
        session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
        return list(session.run(outputs, {session.get_inputs()[0].name: given}))
    except Exception as error:  # ONNX Runtime has no exception of its own to name
        raise EngineError(f"{graph.name} does not run in ONNX Runtime: {error}") from error


def _write_graph(served: keras.Model, card: dict[str, Any], path: Path) -> None:
    served.export(path, format="onnx", verbose=False)
    model = onnx.load(path)
    model.graph.name = "digits"
    for value in (*model.graph.input, *model.graph.output):
        axes = AXES.get(value.name, ("N",))
        for dimension, axis in zip(value.type.tensor_type.shape.dim, axes, strict=False):
            if isinstance(axis, str):
                dimension.dim_param = axis
    _attach(card, model)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def _attach(card: dict[str, Any], model: onnx.ModelProto) -> None:
    onnx.helper.set_model_props(model, {"card": json.dumps(card, ensure_ascii=False)})


def _write_card(card: dict[str, Any], folder: Path) -> None:
    (folder / CARD).write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _write_classifier(
    served: keras.Model, shape: Shape, expected: dict[str, NDArray[Any]], path: Path
) -> None:
    classifier(served, shape).save(path)
    again = keras.models.load_model(path, compile=False)
    found = np.asarray(again(expected["frame"][..., None]))
    agree(path.name, "probabilities", found - expected["probabilities"])


def draw_curves(history: list[dict[str, float]], path: Path) -> None:
    """The course of the training as a picture: loss, and errors on held-out writers."""
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    epochs = range(1, len(history) + 1)
    for axes, name, marker, label in (
        (left, "loss", "o-", "training loss"),
        (left, "nll", "s-", "held-out writers, −log p"),
        (right, "accuracy", "o-", "digits read wrongly, %"),
        (right, "auroc", "s-", "1 − AUROC of digitness, %"),
    ):
        values = np.array([entry[name] for entry in history])
        axes.plot(epochs, values if axes is left else 100 * (1 - values), marker, label=label)
    for axes in (left, right):
        axes.set(xlabel="epoch", ylim=(0, None))
        axes.legend(frameon=False)
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=120)
