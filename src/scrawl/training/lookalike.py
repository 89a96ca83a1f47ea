"""What looks so much like a digit that nobody could refuse it: found by comparing, not by listing.

Alphabets are full of digits by another name (Armenian Զ, Georgian ვ, Lao ໐). Taught as non-digits they would spoil
the digits. All are written with one pen, framed as the network frames, blurred, and compared by correlation with
MNIST's training digits.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.nets.digits import Framing
from scrawl.training import augment
from scrawl.training.augment import Points
from scrawl.training.skeleton import Skeletons

PEN = 4.0  # px, radius on the canvas
BLUR = 1.5  # px, standard deviation on the frame
ALIKE = 0.9  # correlation above which a glyph looks like a digit: all but 3 % of unseen digits do
COMPARED = 10_000  # digits compared with
PART = 500  # glyphs framed or compared at a time


def alike(glyphs: list[Points], digits: Skeletons, threshold: float = ALIKE) -> NDArray[np.bool_]:
    """Which glyphs (points on the canvas each) correlate more than that with a digit, (N,)."""
    chosen = np.linspace(0, len(digits) - 1, min(len(digits), COMPARED)).astype(int)
    known = _features([digits[k] for k in chosen])
    nearest = np.concatenate([(part @ known.T).max(1) for part in _parts(_features(glyphs))])
    return nearest > threshold


def _features(glyphs: list[Points]) -> NDArray[np.float32]:
    """Blurred frames as unit vectors of mean zero, (N, 784)."""
    ink = np.stack([augment.draw(augment.place(points), PEN) for points in glyphs])
    framing = Framing()
    frames = np.concatenate([np.asarray(framing(part)[0]) for part in _parts(ink)])
    features = np.stack([cv2.GaussianBlur(frame, (0, 0), BLUR).ravel() for frame in frames])
    features -= features.mean(1, keepdims=True)
    return np.asarray(
        features / np.maximum(np.linalg.norm(features, axis=1, keepdims=True), 1e-6), np.float32
    )


def _parts(rows: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    return np.array_split(rows, max(len(rows) // PART, 1))
