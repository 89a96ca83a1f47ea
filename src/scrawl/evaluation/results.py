"""What a `Reader` makes of a collection: all that figures, tables and the report are computed from.

Reading takes milliseconds a sample on one core, so the samples are dealt out to a process for each core.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scrawl.measure.processes import Mapper, reader_with
from scrawl.measure.symbols import Collection
from scrawl.picture import reduced
from scrawl.reading import Verdict
from scrawl.strokes import Strokes

CHUNK = 32  # samples, about .2 s of work
THUMBNAIL = 84  # px, longer side of a kept picture
# Of `Results`, an entry a sample.
COLUMNS = ("labels", "probabilities", "digitness", "verdicts", "frames", "texts")


@dataclass(frozen=True, eq=False)
class Results:
    """What was read in N samples.

    labels         (N,) int64; -1 for non-digits
    probabilities  (N, 10) float32; zeros where no ink was found
    digitness      (N,) float32
    verdicts       (N,) of `Verdict`, when told that there is one symbol
    frames         (N, 28, 28) uint8, what the network saw; ink is 255
    texts          (N,) str, the page's whole way (`layout=auto`); empty for non-digits, which are not asked
    usual          (N,) int64, what the usual recipe reads; None where Keras is not installed
    pictures       (H, W) uint8 of each, at most `THUMBNAIL` px long
    drawn          whether they were read as pen strokes
    """

    collection: str
    labels: NDArray[np.int64]
    probabilities: NDArray[np.float32]
    digitness: NDArray[np.float32]
    verdicts: NDArray[np.str_]
    frames: NDArray[np.uint8]
    texts: NDArray[np.str_]
    usual: NDArray[np.int64] | None
    pictures: Sequence[NDArray[np.uint8]]
    drawn: bool

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def answers(self) -> NDArray[np.int64]:
        """The most probable digit of each, whatever the verdict, (N,); -1 where no ink was found."""
        return np.where(self.probabilities.any(axis=1), self.probabilities.argmax(axis=1), -1)

    @property
    def confidence(self) -> NDArray[np.float32]:
        """The probability of each answer, (N,)."""
        return np.asarray(self.probabilities.max(axis=1, initial=0))

    @property
    def right(self) -> NDArray[np.bool_]:
        """Whether each answer is the label, (N,)."""
        return np.asarray(self.answers == self.labels)

    def are(self, verdict: Verdict) -> NDArray[np.bool_]:
        """Which have that verdict, (N,)."""
        return np.asarray(self.verdicts == verdict)

    def take(self, collection: str, where: NDArray[np.bool_] | NDArray[np.int64]) -> Results:
        """Some of them, by mask or index, under another name."""
        return replace(
            self,
            collection=collection,
            **{name: getattr(self, name)[where] for name in COLUMNS},
            usual=None if self.usual is None else self.usual[where],
            pictures=[self.pictures[k] for k in np.arange(len(self))[where]],
        )


def joined(collection: str, parts: Sequence[Results]) -> Results:
    """The samples of several results, at least one, under one name."""
    usual = [part.usual for part in parts if part.usual is not None]
    return Results(
        collection,
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in COLUMNS},
        usual=np.concatenate(usual) if len(usual) == len(parts) else None,
        pictures=list(chain.from_iterable(part.pictures for part in parts)),
        drawn=all(part.drawn for part in parts),
    )


def read(
    collection: Collection,
    weights: Path,
    mapper: Mapper = map,
    usual: Callable[[Sequence[NDArray[np.uint8]]], NDArray[np.int64]] | None = None,
) -> Results:
    """Read a collection of at least one sample with the weights in that folder; `usual` reads its pictures, too."""
    starts = range(0, len(collection), CHUNK)
    parts = mapper(
        _read,
        repeat(weights),
        [collection.sources[start : start + CHUNK] for start in starts],
        [collection.labels[start : start + CHUNK] for start in starts],
    )
    probabilities, digitness, verdicts, frames, texts = map(np.concatenate, zip(*parts, strict=True))
    return Results(
        collection.name,
        collection.labels,
        probabilities,
        digitness,
        verdicts,
        frames,
        texts,
        usual and usual(collection.pixels),
        [reduced(pixels, THUMBNAIL) for pixels in collection.pixels],
        isinstance(collection.sources[0], Strokes),
    )


def _read(
    weights: Path, sources: Sequence[NDArray[np.uint8] | Strokes], labels: NDArray[np.int64]
) -> tuple[NDArray[Any], ...]:
    """Probabilities, digitness, verdicts, frames and texts of some samples, as `Results` has them."""
    reader = reader_with(weights)
    digits = [next(iter(reader.read(source, layout="digit").digits), None) for source in sources]
    texts = [
        reader.read(source).text if label >= 0 else "" for source, label in zip(sources, labels, strict=True)
    ]
    return (
        np.stack([digit.probabilities if digit else np.zeros(10, np.float32) for digit in digits]),
        np.array([digit.digitness if digit else 0.0 for digit in digits], np.float32),
        np.array([digit.verdict if digit else "not_a_digit" for digit in digits]),
        np.stack(
            [
                np.rint(255 * (digit.frame if digit else np.zeros((28, 28)))).astype(np.uint8)
                for digit in digits
            ]
        ),
        np.array(texts),
    )
