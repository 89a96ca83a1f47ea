"""The usual recipe of programs that read digits, to compare with.

Grey, resize to 28×28, invert if the paper is white, divide by 255, and no framing. It is measured with our network, so
that only the framing differs.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

# Pictures (H, W) → the digit read in each, (N,).
Usual = Callable[[Sequence[NDArray[np.uint8]]], NDArray[np.int64]]


def load(weights: Path) -> Usual | None:
    """The usual recipe with the plain classifier in that folder, or None where Keras is not installed."""
    try:
        import keras  # noqa: PLC0415 — an optional comparison
    except ImportError:
        return None
    model = keras.models.load_model(weights / "mnist_model_saved.h5", compile=False)

    def read(pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.int64]:
        return np.asarray(model.predict(prepared(pictures), batch_size=500, verbose=0).argmax(axis=1))

    return read


def prepared(pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
    """What the usual recipe shows the network, (N, 28, 28, 1), 0…1 and ink bright."""
    small = np.stack([cv2.resize(each, (28, 28), interpolation=cv2.INTER_AREA) for each in pictures])
    border = np.concatenate([small[:, 0], small[:, -1], small[:, :, 0], small[:, :, -1]], axis=1)
    on_white = np.median(border, axis=1) > 127
    bright = np.where(on_white[:, None, None], 255 - small, small)
    return np.asarray(bright[..., None] / np.float32(255), np.float32)
