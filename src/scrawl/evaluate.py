"""How well it reads: every collection of a data folder through `Reader`, and one table.

Beside each figure stands what the usual recipe makes of the same pictures with the same network: grey, resize to
28×28, invert if the paper is white, divide by 255 — and no framing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl import datasets
from scrawl.datasets import Collection
from scrawl.metrics import auroc, interval
from scrawl.reader import Reader
from scrawl.reading import Digit
from scrawl.recognizer import WEIGHTS
from scrawl.strokes import Strokes

Plain = Callable[[NDArray[Any]], NDArray[Any]]  # (N, 28, 28, 1) → (N, 10)


@dataclass(frozen=True)
class DigitRow:
    """One collection of digits; shares from 0 to 1.

    right     read as its label, whatever the verdict, when told that there is one digit
    low, high the 95 % interval of `right`
    whole     the page's whole way: `layout=auto`, and the text is just the label
    refused   verdict `not_a_digit`
    unsure    verdict `unsure`
    usual     right by the usual recipe; None where Keras is not installed
    """

    collection: str
    size: int
    right: float
    low: float
    high: float
    whole: float
    refused: float
    unsure: float
    usual: float | None


@dataclass(frozen=True)
class RefusalRow:
    """One collection of non-digits: the share refused, and AUROC of digitness against the pen digits."""

    collection: str
    size: int
    refused: float
    auroc: float


def evaluate(
    data: Path, reader: Reader, *, report: Path | None = None, say: Callable[[str], None] = print
) -> dict[str, list[dict[str, Any]]]:
    """Read all collections found in `data`, print the table, and return its rows.

    With `report`, a folder, the table is also written there as evaluation.md and evaluation.json.
    """
    usual = _usual_recipe()
    digits, pen_digitness = [], []
    for collection in datasets.digits(data):
        row, digitness = _digit_row(collection, reader, usual)
        digits.append(row)
        if isinstance(collection.sources[0], Strokes):
            pen_digitness.append(digitness)
    pens = np.concatenate(pen_digitness) if pen_digitness else np.empty(0)
    refusals = [_refusal_row(collection, reader, pens) for collection in datasets.non_digits(data)]
    table = markdown(digits, refusals)
    say(table)
    rows = {"digits": [asdict(row) for row in digits], "non_digits": [asdict(row) for row in refusals]}
    if report is not None:
        report.mkdir(parents=True, exist_ok=True)
        (report / "evaluation.md").write_text(table + "\n", "utf-8")
        model = {name: reader.card[name] for name in ("name", "version", "revision")}
        (report / "evaluation.json").write_text(
            json.dumps({"model": model, **rows}, indent=1) + "\n", "utf-8"
        )
    return rows


def markdown(digits: list[DigitRow], refusals: list[RefusalRow]) -> str:
    """The two tables, digits and non-digits."""
    lines = [
        "| digits | size | right | 95 % interval | whole way | refused | unsure | usual recipe |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in digits:
        usual = "–" if row.usual is None else _percent(row.usual)
        lines.append(
            f"| {row.collection} | {row.size:,} | **{_percent(row.right)}** | {_percent(row.low)}–{_percent(row.high)} "
            f"| {_percent(row.whole)} | {_percent(row.refused)} | {_percent(row.unsure)} | {usual} |"
        )
    lines += ["", "| not digits | size | refused | AUROC of digitness |", "|---|--:|--:|--:|"]
    lines += [
        f"| {row.collection} | {row.size:,} | {_percent(row.refused)} | {row.auroc:.4f} |" for row in refusals
    ]
    return "\n".join(lines)


def _digit_row(
    collection: Collection, reader: Reader, usual: Plain | None
) -> tuple[DigitRow, NDArray[np.float64]]:
    read = _glyphs(collection, reader)
    texts = [reader.read(source).text for source in collection.sources]
    labels = collection.labels.tolist()
    right = [digit is not None and digit.digit == label for digit, label in zip(read, labels, strict=True)]
    low, high = interval(sum(right), len(right))
    verdicts = [digit.verdict if digit else "not_a_digit" for digit in read]
    row = DigitRow(
        collection=collection.name,
        size=len(collection),
        right=float(np.mean(right)),
        low=low,
        high=high,
        whole=float(np.mean([text == str(label) for text, label in zip(texts, labels, strict=True)])),
        refused=verdicts.count("not_a_digit") / len(read),
        unsure=verdicts.count("unsure") / len(read),
        usual=None
        if usual is None
        else float((_usually_read(usual, collection) == collection.labels).mean()),
    )
    return row, _digitness(read)


def _refusal_row(collection: Collection, reader: Reader, pens: NDArray[np.float64]) -> RefusalRow:
    read = _glyphs(collection, reader)
    refused = sum(digit is None or digit.verdict == "not_a_digit" for digit in read)
    return RefusalRow(collection.name, len(collection), refused / len(read), auroc(pens, _digitness(read)))


def _glyphs(collection: Collection, reader: Reader) -> list[Digit | None]:
    """What was read in each source when told that it holds one symbol; None if nothing was."""
    return [next(iter(reader.read(source, layout="digit").digits), None) for source in collection.sources]


def _digitness(read: list[Digit | None]) -> NDArray[np.float64]:
    return np.array([digit.digitness if digit else 0.0 for digit in read])


def _usual_recipe() -> Plain | None:
    """The plain classifier beside the graph, or None where Keras is not installed."""
    try:
        import keras  # noqa: PLC0415 — an optional comparison
    except ImportError:
        return None
    model = keras.models.load_model(WEIGHTS / "mnist_model_saved.h5", compile=False)
    return lambda inputs: np.asarray(model.predict(inputs, batch_size=500, verbose=0))


def _usually_read(usual: Plain, collection: Collection) -> NDArray[np.int64]:
    """What the usual recipe reads in each picture, (N,)."""
    small = np.stack([cv2.resize(each, (28, 28), interpolation=cv2.INTER_AREA) for each in collection.pixels])
    border = np.concatenate([small[:, 0], small[:, -1], small[:, :, 0], small[:, :, -1]], axis=1)
    on_white = np.median(border, axis=1) > 127
    small = np.where(on_white[:, None, None], 255 - small, small).astype(np.float32)[..., None] / 255
    return np.asarray(usual(small).argmax(axis=1))


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"
