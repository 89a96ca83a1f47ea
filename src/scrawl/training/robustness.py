"""The figure that recipes are chosen by: pens, papers and countries MNIST never saw, and non-digits.

Held-out writers of MNIST alone cannot choose: 54 of them are ±.15 %, and Americans do not bar their sevens. So the
development half of the collections is scored too. Nothing is learned from them, and only the other half is reported.
"""

from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scrawl.measure import symbols
from scrawl.measure.figures import auroc
from scrawl.reader import Reader

MOST = 1_000  # samples of one collection, evenly chosen
PENS = ("uji digits", "pendigits")


@dataclass(frozen=True, eq=False)
class Development:
    """frames (N, 28, 28) float32 as the network sees them, labels (N,) or -1, and the collection (N,) of each."""

    frames: NDArray[np.float32]
    labels: NDArray[np.int64]
    collections: NDArray[np.str_]

    @property
    def groups(self) -> NDArray[np.str_]:
        """The collection (N,) of each, whatever the pen."""
        return np.array([name.split(",")[0] for name in self.collections])

    @property
    def pens(self) -> NDArray[np.bool_]:
        """Which (N,) are digits written with a pen on a tablet, as people do in a browser."""
        return np.isin(self.groups, PENS)


def load(data: Path, cache: Path) -> Development | None:
    """The development half of the collections in `data`, kept in the file `cache`; None if there are none.

    The frames come through `Reader`; its weights do not matter, since framing has none.
    """
    if cache.exists():
        with np.load(cache) as kept:
            return Development(
                kept["frames"].astype(np.float32) / np.float32(255), kept["labels"], kept["collections"]
            )
    frames, labels, names = [], [], []
    reader = Reader()
    for whole in chain(symbols.digits(data), symbols.non_digits(data)):
        half = np.flatnonzero(whole.development)
        if "small" in whole.name or not len(half):
            continue
        chosen = half[np.linspace(0, len(half) - 1, min(len(half), MOST)).astype(int)]
        collection = whole.take(chosen)
        for source, label in zip(collection.sources, collection.labels, strict=True):
            for digit in reader.read(source, layout="digit").digits:
                frames.append(np.rint(255 * digit.frame).astype(np.uint8))
                labels.append(label)
                names.append(collection.name)
    if not frames:
        return None
    cache.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        cache, frames=np.stack(frames), labels=np.array(labels, np.int64), collections=np.array(names)
    )
    return load(data, cache)


def score(development: Development, outputs: dict[str, NDArray[np.float32]]) -> dict[str, float]:
    """For each collection, accuracy or (non-digits) AUROC of digitness against the pen digits; and their mean.

    `outputs` are {"logits": (N, 10), "digit_logit": (N, 1)} of its frames. Thin and thick pens count as one
    collection in the mean, `robustness`.
    """
    right = outputs["logits"].argmax(1) == development.labels
    digitness = outputs["digit_logit"][:, 0]
    groups, pens = development.groups, digitness[development.pens]
    scores: dict[str, float] = {}
    for name in dict.fromkeys(groups.tolist()):
        inside = groups == name
        is_digit = development.labels[inside][0] >= 0
        scores[name] = float(right[inside].mean()) if is_digit else auroc(pens, digitness[inside])
    return {**scores, "robustness": float(np.mean(list(scores.values())))}
