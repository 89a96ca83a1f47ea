"""The answer: a reading holds what was found, in reading order, as plain frozen data."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Verdict = Literal["digit", "unsure", "not_a_digit"]
Reason = Literal["mark", "frame", "word", "edge", "too_small"]
Kind = Literal["integer", "decimal", "date", "time", "fraction", "other"]
Decimal = Literal[",", "."]
Layout = Literal["auto", "digit", "table"]
Content = Literal["number", "empty", "struck_out", "other"]
Box = tuple[float, float, float, float]  # x, y, width, height; y down

ALTERNATIVE_FLOOR = 0.01  # a digit less probable than this is not worth naming
MOST_ALTERNATIVES = 3  # named beside a digit


@dataclass(frozen=True, eq=False)
class Digit:
    """One glyph and what was read there.

    digit           0…9, the most probable, whatever the verdict; under an expectation that which satisfies it
    verdict         `digit`, `unsure` (between `digit` and the first alternative) or `not_a_digit`
    probabilities   (10,) float32, calibrated softmax; sums to 1
    digitness       0…1: how sure that this is a digit at all
    box             the ink's box, in pixels of the picture as it was sent (turned by its remark), or in strokes' units
    frame_box       the square that `frame` shows, in the units of `box`; it may reach outside the picture
    line            which of `Reading.lines` holds it; None if it is in none
    frame           (28, 28) float32, what the network saw
    evidence        (10, 7, 7) float32, each place's share of each logit, centred over the ten digits
    embedding       (D,) float32, a unit vector
    reason          why it is `not_a_digit`; None for all others
                    mark       it does not look like a digit that was written with this pen
                    frame      it is printed: other ink lies inside, or it is a side of a box or a tooth of a comb
                    word       it looks like one, but the symbols beside it are letters
                    edge       it reaches in over the picture's edge, or is a ring of a binding
                    too_small  beside the digits it is a dot or a comma
    """

    digit: int
    verdict: Verdict
    probabilities: NDArray[np.float32]
    digitness: float
    box: Box
    frame_box: Box
    line: int | None
    frame: NDArray[np.float32]
    evidence: NDArray[np.float32]
    embedding: NDArray[np.float32]
    reason: Reason | None = None

    @property
    def confidence(self) -> float:
        """The probability of `digit`."""
        return float(self.probabilities[self.digit])

    @property
    def alternatives(self) -> list[tuple[int, float]]:
        """The other digits worth naming with their probabilities, best first; at least one if unsure."""
        order = [int(k) for k in np.argsort(-self.probabilities, kind="stable") if k != self.digit]
        named = [k for k in order if self.probabilities[k] >= ALTERNATIVE_FLOOR][:MOST_ALTERNATIVES]
        if self.verdict == "unsure" and not named:
            named = order[:1]
        return [(k, float(self.probabilities[k])) for k in named]

    def to_dict(self) -> dict[str, Any]:
        """The digit as the HTTP API answers it, without the parts that must be asked for."""
        return {
            "digit": self.digit,
            "verdict": self.verdict,
            "confidence": round(self.confidence, 4),
            "probabilities": _rounded(self.probabilities, 4),
            "digitness": round(self.digitness, 4),
            "alternatives": [{"digit": k, "confidence": round(p, 4)} for k, p in self.alternatives],
            "box": _shown(self.box),
            "frame_box": _shown(self.frame_box),
            "line": self.line,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Mark:
    """A mark of a number: a point, comma, minus or dash, slash, colon or plus.

    mark        its character, one of . , - / : +
    confidence  the probability that it is this mark
    box         the ink's box, in the units of `Digit.box`
    """

    mark: str
    confidence: float
    box: Box

    def to_dict(self) -> dict[str, Any]:
        """The mark as the HTTP API answers it."""
        return {**asdict(self), "confidence": round(self.confidence, 4), "box": _shown(self.box)}


@dataclass(frozen=True)
class Number:
    """A number as it was written.

    text        its digits and marks, `?` for an unsure digit
    kind        `integer`, `decimal`, `date`, `time`, `fraction`, or `other` for anything else
    value       what it is worth; None for a date, a time, and what has no value or an unsure digit
    confidence  the probability that each of its digits and marks is right, taken as independent; under an expectation
                the share of this reading in all that would satisfy it
    box         the box of all its ink, in the units of `Digit.box`
    line        which of `Reading.lines` holds it
    digits      the places of its digits in `Reading.digits`
    marks       from left to right
    unsure      no reading satisfies what was expected, or the likeliest one that does is unlikely by what is seen; all
                of its digits are unsure then
    unrestrained  the text that is read without the expectation, where it differs; else None
    """

    text: str
    kind: Kind
    value: float | int | None
    confidence: float
    box: Box
    line: int
    digits: tuple[int, ...]
    marks: tuple[Mark, ...] = ()
    unsure: bool = False
    unrestrained: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The number as the HTTP API answers it."""
        return {
            **asdict(self),
            "confidence": round(self.confidence, 4),
            "box": _shown(self.box),
            "digits": list(self.digits),
            "marks": [mark.to_dict() for mark in self.marks],
        }


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    row      0…
    column   0…
    text     of its number; empty if it has none
    number   its place in `Reading.numbers`, or None
    box      of the writing in it; of an empty cell its own; in the units of `Digit.box`
    content  `number`, `empty`, `struck_out`, or `other` for writing that is no number
    """

    row: int
    column: int
    text: str
    number: int | None
    box: Box
    content: Content

    def to_dict(self) -> dict[str, Any]:
        """The cell as the HTTP API answers it."""
        return {**asdict(self), "box": _shown(self.box)}


@dataclass(frozen=True)
class Table:
    """A table: how many rows and columns, and its cells row by row."""

    rows: int
    columns: int
    cells: tuple[Cell, ...]

    def texts(self) -> list[list[str]]:
        """The text of each cell, row by row."""
        texts = [cell.text for cell in self.cells]
        return [texts[k * self.columns :][: self.columns] for k in range(self.rows)]

    def to_dict(self) -> dict[str, Any]:
        """The table as the HTTP API answers it."""
        cells = [cell.to_dict() for cell in self.cells]
        return {"rows": self.rows, "columns": self.columns, "cells": cells}


@dataclass(frozen=True, eq=False)
class Reading:
    """Everything read in one picture or drawing.

    lines    the numbers of each line of writing in reading order as written, one space between two of them, `?` for an
             unsure digit
    digits   all glyphs of the lines in reading order, non-digits included, then glyphs in no line of writing
    model    name and version of the network that read
    stages   the pictures on the way from the input to the glyphs, by name: (H, W) or (H, W, 3) uint8
    turned   by how many degrees, clockwise, a picture had to be turned to be read: 0, 90, 180 or 270; boxes lie in the
             picture as it was sent
    complete whether everything that might have helped was tried; False for a page with too much on it
    numbers  in reading order
    table    with `layout="table"`; else None
    """

    lines: tuple[str, ...]
    digits: tuple[Digit, ...]
    model: dict[str, str]
    stages: dict[str, NDArray[np.uint8]]
    turned: int = 0
    complete: bool = True
    numbers: tuple[Number, ...] = ()
    table: Table | None = None

    @property
    def text(self) -> str:
        """The lines, joined by newlines; empty if nothing was read."""
        return "\n".join(self.lines)

    @property
    def confidence(self) -> float | None:
        """The lowest confidence among the glyphs in the lines; None if nothing was read."""
        return min((d.confidence for d in self.digits if d.line is not None), default=None)

    def to_dict(self, include: frozenset[str] = frozenset()) -> dict[str, Any]:
        """The reading as the HTTP API answers it; `include` names `frame`, `evidence` or `embedding` to add."""
        digits = []
        for digit in self.digits:
            entry = digit.to_dict()
            entry |= {
                name: _rounded(getattr(digit, name), places)
                for name, places in _PLACES.items()
                if name in include
            }
            digits.append(entry)
        return {
            "text": self.text,
            "lines": list(self.lines),
            "digits": digits,
            "turned": self.turned,
            "complete": self.complete,
            "model": dict(self.model),
            "numbers": [number.to_dict() for number in self.numbers],
            "table": self.table and self.table.to_dict(),
        }


_PLACES = {"frame": 3, "evidence": 3, "embedding": 4}


def _shown(box: Box) -> list[float]:
    return [round(v, 4) for v in box]


def _rounded(values: NDArray[np.float32], places: int) -> Any:
    return np.round(values.astype(np.float64), places).tolist()
