"""The collections that are measured on: what lies in the data folder, as things a `Reader` reads.

Whatever is missing is left out. None of it is ever trained on.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.strokes import Strokes

CANVAS = 280  # side of the page's canvas that pen strokes are replayed on
LARGE = 200  # longer side of a digit drawn large; a small one has a quarter of it
PENS = {"thin": 8, "thick": 22}  # diameter of the pen beside a large digit
MARGIN = 14  # that even a small digit keeps from the canvas' edge, half a thick pen and a little

# Letters that some people write like a digit are not fair to refuse.
LOOK_ALIKES = frozenset("OoIlijJsSzZbBqgy")
LIKE_DIGITS = frozenset({"slash", "y", "z"})  # of the symbols: a 1, a 9, a 2


# Pictures of MNIST's test set whose label is disputed: the list of Northcutt, Athalye & Mueller 2021 ("Pervasive label
# errors in test sets", labelerrors.com), found with cleanlab and confirmed by people.
DISPUTED = (947, 1621, 1901, 2130, 2462, 2597, 2654, 3520, 3558, 5937, 6651, 6783, 8527, 9679, 9729)


@dataclass(frozen=True, eq=False)
class Collection:
    """Sources to read and what they are.

    labels       (N,) int; -1 for non-digits
    pixels       the picture (H, W) uint8 of each, for programs that know no strokes
    development  (N,) bool: the half that recipes are chosen by (writers with an even number; where writers are not
                 known, every other sample). Figures are reported on the other half
    """

    name: str
    sources: Sequence[NDArray[np.uint8] | Strokes]
    labels: NDArray[np.int64]
    pixels: Sequence[NDArray[np.uint8]]
    development: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, where: NDArray[np.bool_] | NDArray[np.int64]) -> Collection:
        """Some of it, by mask or index."""
        chosen = np.arange(len(self))[where]
        return Collection(
            self.name,
            [self.sources[k] for k in chosen],
            self.labels[chosen],
            [self.pixels[k] for k in chosen],
            self.development[chosen],
        )


def digits(data: Path) -> Iterator[Collection]:
    """Every collection of digits in the folder."""
    for name, file in (("uji digits", "uji-digits"), ("pendigits", "pendigits")):
        if samples := _pen_samples(data, file):
            yield from _written(name, samples)
    images, labels = data / "mnist/t10k-images-idx3-ubyte.gz", data / "mnist/t10k-labels-idx1-ubyte.gz"
    if images.exists() and labels.exists():
        pictures = np.frombuffer(gzip.decompress(images.read_bytes()), np.uint8, offset=16).reshape(
            -1, 28, 28
        )
        truth = np.frombuffer(gzip.decompress(labels.read_bytes()), np.uint8, offset=8)
        yield _pictures("MNIST test", pictures, truth, development=np.zeros(len(truth), bool))
    for name, file in (
        ("bhmsds digits", "bhmsds-digits"),
        ("optdigits", "optdigits-orig"),
        ("semeion", "semeion"),
    ):
        path = data / "scans" / f"{file}.npz"
        if path.exists():
            with np.load(path) as columns:
                yield _pictures(name, columns["images"], columns["labels"])


def non_digits(data: Path) -> Iterator[Collection]:
    """Every collection of non-digits in the folder, without those that look like a digit."""
    if letters := _pen_samples(data, "uji-letters"):
        fair = [letter for letter in letters if letter["label"] not in LOOK_ALIKES]
        for pen, brush in PENS.items():
            strokes = [_placed(letter["strokes"], LARGE, brush) for letter in fair]
            yield _drawn(f"uji letters, {pen}", strokes, np.full(len(fair), -1), _by_writer(fair))
    symbols = data / "scans/bhmsds-symbols.npz"
    if symbols.exists():
        with np.load(symbols) as columns:
            fair_symbols = columns["images"][~np.isin(columns["labels"], list(LIKE_DIGITS))]
        yield _pictures("bhmsds symbols", fair_symbols, np.full(len(fair_symbols), -1))
    for name in ("omniglot", "kmnist"):
        path = data / "not_digits" / f"{name}.npz"
        if path.exists():
            with np.load(path) as columns:
                yield _pictures(name, columns["images"], np.full(len(columns["images"]), -1))


def pen_samples(data: Path, file: str, *, development: bool) -> list[dict[str, Any]]:
    """Samples of a pen collection (`uji-digits`, `uji-letters`, `pendigits`) by the writers of one half.

    Each has label, writer and strokes: lists of points [x, y], y down. Empty if the folder lacks the file.
    """
    samples = _pen_samples(data, file)
    return [sample for sample in samples if (int(sample["writer"]) % 2 == 0) == development]


def _pen_samples(data: Path, file: str) -> list[dict[str, Any]]:
    path = data / "pen" / f"{file}.json.gz"
    samples: list[dict[str, Any]] = json.loads(gzip.decompress(path.read_bytes())) if path.exists() else []
    return samples


def _written(name: str, samples: list[dict[str, Any]]) -> Iterator[Collection]:
    """Pen digits, replayed with each pen: large in the middle, and at a quarter of the size in a corner.

    The small ones are read as pictures, so that they have only the few pixels of a small drawing.
    """
    labels = np.array([sample["label"] for sample in samples])
    rng = np.random.default_rng(0)
    for pen, brush in PENS.items():
        large = [_placed(sample["strokes"], LARGE, brush) for sample in samples]
        yield _drawn(f"{name}, {pen}", large, labels, _by_writer(samples))
    for pen, brush in PENS.items():
        corners = rng.integers(0, 2, (len(samples), 2))
        small = [
            draw(_placed(sample["strokes"], LARGE / 4, brush / 4, corner))
            for sample, corner in zip(samples, corners, strict=True)
        ]
        yield Collection(f"{name}, {pen}, small in a corner", small, labels, small, _by_writer(samples))


def _placed(
    strokes: list[list[list[float]]], size: float, brush: float, corner: NDArray[np.int64] | None = None
) -> Strokes:
    """The strokes scaled to a longer side of `size`, in the canvas' middle or the corner (0 or 1 for x, y)."""
    points = [np.asarray(stroke, np.float64)[:, :2] for stroke in strokes]
    everything = np.concatenate(points)
    low, high = everything.min(axis=0), everything.max(axis=0)
    scale = size / max(float((high - low).max()), 1e-9)
    room = CANVAS - 2 * MARGIN - (high - low) * scale
    start = MARGIN + room * (0.5 if corner is None else corner)
    moved = [((stroke - low) * scale + start) for stroke in points]
    return Strokes.of(moved, CANVAS, CANVAS, brush)


def _drawn(
    name: str, strokes: list[Strokes], labels: NDArray[np.int64], development: NDArray[np.bool_]
) -> Collection:
    return Collection(name, strokes, labels, [draw(each) for each in strokes], development)


def _pictures(
    name: str, images: NDArray[np.uint8], labels: NDArray[Any], development: NDArray[np.bool_] | None = None
) -> Collection:
    if development is None:
        development = np.arange(len(labels)) % 2 == 0
    return Collection(name, list(images), labels.astype(np.int64), list(images), development)


def _by_writer(samples: list[dict[str, Any]]) -> NDArray[np.bool_]:
    return np.array([int(sample["writer"]) % 2 == 0 for sample in samples], bool)


def draw(strokes: Strokes) -> NDArray[np.uint8]:
    """The strokes as a browser's canvas shows them: black on white, (280, 280) uint8."""
    canvas = np.full((CANVAS, CANVAS), 255, np.uint8)
    for points in strokes.points:
        path = np.rint(points * 256).astype(np.int32)
        cv2.polylines(canvas, [path], False, 0, max(round(strokes.brush), 1), cv2.LINE_AA, 8)
    return canvas
