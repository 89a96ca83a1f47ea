"""The numbers of a page as they were written, from the digits and marks that were read on one ink of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scrawl.glyphs import numbers
from scrawl.glyphs.attempt import Attempt
from scrawl.glyphs.chains import Box
from scrawl.glyphs.marks import NEAR, Mark
from scrawl.glyphs.numbers import Token
from scrawl.reading import Decimal, Number
from scrawl.reading import Mark as Told


@dataclass(frozen=True, eq=False)
class _Sign:
    """A digit or a mark in its line: its character, its box in px, and which digit or mark it is."""

    character: str
    box: Box
    digit: int | None = None
    mark: Mark | None = None

    @property
    def token(self) -> Token:
        x, _, width, _ = self.box
        return Token(self.character, x, x + width)


def written(attempt: Attempt, decimal: Decimal | None) -> tuple[tuple[str, ...], tuple[Number, ...]]:
    """The text of each line in which something is read, its numbers one space apart; and the numbers.

    `decimal` is the mark before decimals; None leaves it to the page.
    """
    lines = [_parted(signs) for signs in _lines(attempt)]
    texts = ["".join(sign.character for sign in number) for line in lines for number in line]
    decimal = decimal or numbers.decimal_of(texts)
    made = tuple(
        _number(attempt, signs, line, decimal) for line, parted in enumerate(lines) for signs in parted
    )
    return tuple(" ".join(each.text for each in made if each.line == k) for k in range(len(lines))), made


def _lines(attempt: Attempt) -> list[list[_Sign]]:
    """The digits of each line in which one is read, and the marks that stand in it, from left to right."""
    count = 1 + max((line for _, line in attempt.order if line is not None), default=-1)
    lines: list[list[_Sign]] = [[] for _ in range(count)]
    for place, (k, line) in enumerate(attempt.order):
        if line is not None:
            lines[line].append(_Sign(attempt.character(k), attempt.found.glyphs[k].box, digit=place))
    digits = [list(line) for line in lines]
    for mark in attempt.marks:
        line = _line_of(mark, digits)
        if line is not None:
            lines[line].append(_Sign(mark.name, mark.glyph.box, mark=mark))
    for signs in lines:
        if any(sign.mark for sign in signs):  # digits stand in order already
            signs.sort(key=lambda sign: 2 * sign.box[0] + sign.box[2])
    return lines


def _line_of(mark: Mark, lines: Sequence[Sequence[_Sign]]) -> int | None:
    """The line whose nearest digit is nearest to the mark; None if all are too far."""
    x, y, width, height = mark.glyph.box
    best: tuple[float, int] | None = None
    for line, signs in enumerate(lines):
        boxes = np.array([sign.box for sign in signs], np.float64)
        aside = np.maximum(boxes[:, 0] - (x + width), x - boxes[:, :3:2].sum(axis=1)).clip(0)
        above = np.abs(boxes[:, 1] + boxes[:, 3] / 2 - (y + height / 2))
        away = float(np.hypot(aside, above).min()) / _height(signs)
        if away <= NEAR and (best is None or away < best[0]):
            best = away, line
    return best and best[1]


def _height(signs: Sequence[_Sign]) -> float:
    return float(np.median([sign.box[3] for sign in signs if sign.mark is None]))


def _parted(signs: Sequence[_Sign]) -> list[list[_Sign]]:
    """The signs of a line in numbers."""
    places = numbers.parted([sign.token for sign in signs], _height(signs))
    return [[signs[place] for place in number] for number in places]


def _number(attempt: Attempt, signs: Sequence[_Sign], line: int, decimal: Decimal | None) -> Number:
    text = "".join(sign.character for sign in signs)
    kind, value = numbers.meaning(text, decimal)
    digits = tuple(sign.digit for sign in signs if sign.digit is not None)
    scores = attempt.found.scores
    places = [attempt.order[place][0] for place in digits]
    sure = float(np.prod(scores.probabilities[places].max(axis=1)))
    marks = [sign.mark for sign in signs if sign.mark]
    left, top = (min(sign.box[axis] for sign in signs) for axis in (0, 1))
    right, bottom = (max(sign.box[axis] + sign.box[axis + 2] for sign in signs) for axis in (0, 1))
    unit = attempt.canvas.unit
    return Number(
        text=text,
        kind=kind,
        value=value,
        confidence=sure * float(np.prod([mark.probability for mark in marks])),
        box=unit((left, top, right - left, bottom - top)),
        line=line,
        digits=digits,
        marks=tuple(Told(mark.name, mark.probability, unit(mark.glyph.box)) for mark in marks),
    )
