"""Ink crops → scores, by the network: ONNX Runtime by default, Keras as the reference it is tested against.

The small networks are run by ONNX Runtime beside either.

Framing is part of the graph, so crops of any size go in as they are. The crops of a batch are padded with paper to one
size, which changes no score; batches are made by size class, because twenty crops padded to the largest of them cost
seconds and gigabytes.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.errors import EngineError
from scrawl.timing import counts_as

WEIGHTS = Path(__file__).parent / "weights"
BROWSER = "browser.bin"  # in the folder of the weights: those for the browser's engine
MOST_PIXELS = 4_000_000  # of one batch, padding included: bounds the memory
INK_THRESHOLD = 0.1  # ink above this belongs to the ink box, in the graph too
CENTRES_HEIGHT = 32  # px of ink, in the graph of centres
CENTRES_STEP = 8  # px, of which widths are multiples: the graph of centres halves three times
CENTRES_TOLD = 12  # numbers of each pixel: where its symbol's middle is, and logits of each digit and of none
CENTRES_MARGIN = 8  # px of paper on either side, as in training
CENTRES_STRANGERS = 0.4  # share of non-digits in what the network of centres learned from, hence its prior
MARKS_SIDE = 40  # px of a window for the network of marks: two heights of a digit in its frame
BINARIZATION_STEP = 64  # px, of which sides are multiples: the graph of binarization halves six times
SMALL = ("centres.onnx", "binarization.onnx", "marks.onnx")  # the other networks in the folder
# Entries of the model card: linear models.
LINEAR = ("parting", "marking", "acceptance", "judge", "drawing", "struck")
FITTED = ("revision", "thresholds", "upright", *LINEAR)  # entries that change what is read
OUTPUTS = ("probabilities", "digitness", "frame", "window", "evidence", "embedding")


@dataclass(frozen=True, eq=False)
class Scores:
    """What the network says of N crops; all float32.

    probabilities (N, 10), digitness (N,), frame (N, 28, 28), evidence (N, 10, 7, 7), embedding (N, D),
    window (N, 4): x, y, width, height of the frame's square in pixels of the crop
    """

    probabilities: NDArray[np.float32]
    digitness: NDArray[np.float32]
    frame: NDArray[np.float32]
    window: NDArray[np.float32]
    evidence: NDArray[np.float32]
    embedding: NDArray[np.float32]

    @property
    def likely(self) -> NDArray[np.float64]:
        """The probabilities (N, 10), none of them 0: by no less than a float32 can tell from it beside 1."""
        return np.maximum(self.probabilities.astype(np.float64), np.finfo(np.float32).eps)

    def take(self, chosen: Sequence[int]) -> Scores:
        """The scores of some crops, in that order."""
        if list(chosen) == list(range(len(self.digitness))):
            return self
        rows = np.array(chosen, np.intp)
        return Scores(*(getattr(self, name)[rows] for name in OUTPUTS))

    def voted(self, votes: NDArray[np.float64]) -> Scores:
        """Multiply the probabilities by likelihood ratios, `votes` (N, 10) above 0, and renormalise.

        In the evidence every place takes an equal share of a vote's logarithm.
        """
        likely = self.probabilities * votes
        shares = np.log(votes) / np.prod(self.evidence.shape[2:])
        shares -= shares.mean(axis=1, keepdims=True)
        return replace(
            self,
            probabilities=np.asarray(likely / likely.sum(axis=1, keepdims=True), np.float32),
            evidence=np.asarray(self.evidence + shares[:, :, None, None], np.float32),
        )

    @staticmethod
    def joined(first: Scores, second: Scores) -> Scores:
        """The scores of both, the first's first."""
        return Scores(*(np.concatenate([getattr(first, name), getattr(second, name)]) for name in OUTPUTS))


@dataclass(frozen=True, eq=False)
class Engine:
    """Runs the graphs.

    digits   ink (N, H, W) float32 → the arrays of `OUTPUTS`, in that order
    centres  ink (N, 32, W) float32, W a multiple of CENTRES_STEP → (N, 32, W, 12) float32: see `Recognizer.owners`
    binarize picture (N, H, W, 3) uint8, H and W multiples of BINARIZATION_STEP → ink (N, H, W) float32: see
             `Recognizer.binarize`
    marks    windows (N, 40, 40, 2) float32 → logits (N, 8) float32: see `Recognizer.marks`
    card     the model card
    """

    digits: Callable[[NDArray[np.float32]], list[NDArray[np.float32]]]
    centres: Callable[[NDArray[np.float32]], NDArray[np.float32]]
    binarize: Callable[[NDArray[np.uint8]], NDArray[np.float32]]
    marks: Callable[[NDArray[np.float32]], NDArray[np.float32]]
    card: dict[str, Any]


def weights_folder() -> Path:
    """The folder of weights that the environment names, else our own."""
    return Path(os.environ.get("SCRAWL_WEIGHTS") or WEIGHTS)


class Recognizer:
    """The network, ready to score. Safe across threads."""

    def __init__(self, engine: str | None = None, weights: Path | None = None) -> None:
        """Load `engine` (`onnx` or `keras`; else SCRAWL_ENGINE) from `weights` (else SCRAWL_WEIGHTS, else our own).

        Raises EngineError for an unknown engine, or if its file or library is missing or damaged.
        """
        name = engine or os.environ.get("SCRAWL_ENGINE") or "onnx"
        if name not in _ENGINES:
            raise EngineError(f"There is no engine {name!r}; SCRAWL_ENGINE may be {' or '.join(_ENGINES)}.")
        folder = weights or weights_folder()
        self.folder = folder
        self._engine = _ENGINES[name](folder)
        self.card = self._engine.card | {"version": _version(folder, self._engine.card)}

    @counts_as("network")
    def score(self, crops: Sequence[NDArray[np.float32]]) -> Scores:
        """Score ink crops (h, w), each of any size with h, w ≥ 1, in the order given."""
        made = batches([crop.shape for crop in crops])
        outputs = [self._engine.digits(_stacked([crops[k] for k in batch])) for batch in made]
        if not outputs:
            return Scores(*(output[:0] for output in self._engine.digits(np.zeros((1, 1, 1), np.float32))))
        if len(outputs) == 1:  # which holds them in their order
            return Scores(*outputs[0])
        order = np.argsort(np.concatenate(made))
        return Scores(*(np.concatenate(column)[order] for column in zip(*outputs, strict=True)))

    @counts_as("network")
    def owners(self, ink: NDArray[np.float32]) -> NDArray[np.float32]:
        """The symbol that each pixel of ink (32, W) float32 belongs to, (32, W, 12) float32.

        First how far to the right its middle lies, in heights; then logits of which digit it is, the last of none.
        """
        columns = ink.shape[1]
        whole = -(-columns // CENTRES_STEP) * CENTRES_STEP
        padded = np.zeros((1, len(ink), whole + 2 * CENTRES_MARGIN), np.float32)
        inside = np.s_[0, :, CENTRES_MARGIN : CENTRES_MARGIN + columns]
        padded[inside] = ink
        return self._engine.centres(padded)[inside]

    @counts_as("network")
    def binarize(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """How likely each pixel was written on: (H, W, 3) RGB → (H, W) float32, 0…1."""
        height, width = pixels.shape[:2]
        below, beside = -height % BINARIZATION_STEP, -width % BINARIZATION_STEP
        padded = cv2.copyMakeBorder(pixels, 0, below, 0, beside, cv2.BORDER_REPLICATE)
        return self._engine.binarize(np.asarray(padded, np.uint8)[None])[0, :height, :width]

    @counts_as("network")
    def marks(self, windows: NDArray[np.float32]) -> NDArray[np.float32]:
        """What each piece of ink is in its place, by windows (N, 40, 40, 2): (N, 8) float32, softmax.

        The kinds are those of `scrawl.glyphs.pieces.KINDS`, in their order; `scrawl.glyphs.window` makes the windows.
        """
        logits = self._engine.marks(windows)
        likely = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(likely / likely.sum(axis=1, keepdims=True), np.float32)


def _stacked(crops: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """The crops, padded with paper to the size of the largest, (N, H, W)."""
    height, width = (max(sides) for sides in zip(*(crop.shape for crop in crops), strict=True))
    ink = np.zeros((len(crops), height, width), np.float32)
    for row, crop in zip(ink, crops, strict=True):
        row[: crop.shape[0], : crop.shape[1]] = crop
    return ink


def batches(shapes: Sequence[tuple[int, ...]], most_pixels: int = MOST_PIXELS) -> list[list[int]]:
    """Indices of crops of the given (height, width), grouped so that little is padded.

    The crops of a batch have equal sides once these are rounded up to powers of two, and at most `most_pixels`
    together, unless a single crop has more.
    """
    classes: dict[tuple[int, int], list[int]] = {}
    for index, (height, width) in enumerate(shapes):
        classes.setdefault(((height - 1).bit_length(), (width - 1).bit_length()), []).append(index)
    made = []
    for (tall, wide), members in classes.items():
        count = max(most_pixels >> (tall + wide), 1)
        made += [members[start : start + count] for start in range(0, len(members), count)]
    return made


def _sessions() -> Callable[..., Any]:
    """Makes ONNX Runtime's session of a file; EngineError if it cannot be loaded."""
    import onnxruntime  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    # A server runs one session from many threads: each call takes one core, and waits without burning another.
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")

    def session(path: Path, *, kept: bool = True) -> Any:
        options.enable_cpu_mem_arena = kept  # memory, for the next call
        try:
            return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # ONNX Runtime's own exceptions have no public names
            raise EngineError(f"The network {path} cannot be loaded: {error}") from error

    return session


def _onnx(folder: Path) -> Engine:
    path = folder / "digits.onnx"
    session = _sessions()(path)
    try:
        card = json.loads(session.get_modelmeta().custom_metadata_map["card"])
    except (KeyError, ValueError) as error:
        raise EngineError(f"The network {path} has no model card: {error}") from error
    return _engine(folder, lambda ink: list(session.run(OUTPUTS, {"ink": ink})), card)


def _keras(folder: Path) -> Engine:
    try:
        import keras  # noqa: PLC0415 — TensorFlow is loaded only if it was asked for

        from scrawl.nets import digits  # noqa: F401, PLC0415 — it registers its layers
    except ImportError as error:
        raise EngineError(
            "SCRAWL_ENGINE=keras needs TensorFlow: pip install 'scrawl-digits[train]' on Python 3.11–3.13."
        ) from error

    path = folder / "digits.keras"
    try:
        whole = keras.saving.load_model(path, compile=False)
    except (OSError, ValueError) as error:
        raise EngineError(f"The network {path} cannot be loaded: {error}") from error
    try:
        card = json.loads((folder / "card.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise EngineError(f"The model card of {folder} cannot be read: {error}") from error

    def run(ink: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        outputs = whole(ink)
        return [keras.ops.convert_to_numpy(outputs[name]) for name in OUTPUTS]

    return _engine(folder, run, card)


def _engine(
    folder: Path, digits: Callable[[NDArray[np.float32]], list[NDArray[np.float32]]], card: dict[str, Any]
) -> Engine:
    """The network of digits with the small networks of a folder, which ONNX Runtime runs beside either engine."""
    session = _sessions()
    centres = session(kept(folder, "centres.onnx"))
    _check_centres(folder, centres.get_outputs()[0].shape[-1])
    marks = session(kept(folder, "marks.onnx"))
    # A large photograph takes 200 MB for a moment, which a worker is not to hold for good.
    binarization = session(kept(folder, "binarization.onnx"), kept=False)
    return Engine(
        digits,
        lambda ink: np.asarray(centres.run(None, {"ink": ink})[0]),
        lambda picture: np.asarray(binarization.run(None, {"picture": picture})[0]),
        lambda windows: np.asarray(marks.run(None, {"window": windows})[0]),
        card,
    )


def _version(folder: Path, card: dict[str, Any]) -> str:
    """Twelve hexadecimal digits that change with all that was fitted: networks, thresholds and models in the card."""
    fitted = {name: card.get(name) for name in FITTED}
    told = hashlib.sha256(json.dumps(fitted, sort_keys=True).encode())
    for name in SMALL:
        told.update(kept(folder, name).read_bytes())
    return told.hexdigest()[:12]


def kept(folder: Path, name: str) -> Path:
    """The file of that name in the folder; our own where the folder has only the network of digits."""
    path = folder / name
    return path if path.exists() else WEIGHTS / name


def _check_centres(folder: Path, told: int) -> None:
    """Raise EngineError if the network of centres does not give CENTRES_TOLD numbers of each pixel."""
    if told != CENTRES_TOLD:
        raise EngineError(
            f"The network of centres in {folder} is of an older version: it tells {told} numbers of each pixel, not "
            f"{CENTRES_TOLD}. Train it anew with scrawl train --network centres, or take the file away to use ours."
        )


_ENGINES = {"onnx": _onnx, "keras": _keras}
