"""The numbers of a page as they were written, from the digits and marks that were read on one ink of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median
from typing import cast

import numpy as np

from scrawl.binarize import Rules
from scrawl.glyphs import combs, numbers
from scrawl.glyphs.attempt import Attempt
from scrawl.glyphs.beside import NEAR
from scrawl.glyphs.numbers import Token
from scrawl.glyphs.pieces import Mark
from scrawl.glyphs.signs import Sign, Told
from scrawl.reading import Cell, Decimal, Number, Table
from scrawl.reading import Mark as Seen


def written(attempt: Attempt, decimal: Decimal | None) -> tuple[tuple[str, ...], tuple[Number, ...]]:
    """The text of each line in which something is read, its numbers one space apart; and the numbers.

    `decimal` is the mark before decimals; None leaves it to the page.
    """
    parted = numbers_of(attempt)
    decimal = decimal or numbers.decimal_of([text_of(attempt, signs) for _, signs in parted])
    told = attempt.told or [None] * len(parted)
    made = tuple(
        _number(attempt, signs, line, decimal, each) for (line, signs), each in zip(parted, told, strict=True)
    )
    count = 1 + max((number.line for number in made), default=-1)
    return tuple(" ".join(each.text for each in made if each.line == k) for k in range(count)), made


def numbers_of(attempt: Attempt) -> list[tuple[int, Sequence[Sign]]]:
    """The numbers of a page in reading order: which of the lines it is in, and its signs from left to right."""
    if attempt.told or attempt.grid:
        line_of = dict(attempt.order)
        lines = [next(line_of[s.glyph] for s in told.signs if s.glyph is not None) for told in attempt.told]
        return [(line or 0, told.signs) for line, told in zip(lines, attempt.told, strict=True)]
    return [
        (number, signs) for number, line in enumerate(signs_of(attempt)) for signs in _parted(attempt, line)
    ]


def table_of(attempt: Attempt, made: Sequence[Number]) -> Table | None:
    """The table of an attempt whose numbers are known; None if it is none."""
    grid, unit = attempt.grid, attempt.canvas.unit
    if grid is None:
        return None
    places = {place: k for k, place in enumerate(grid.places)}
    cells = []
    for row in range(grid.rows):
        for column in range(grid.columns):
            number = places.get((row, column))
            box, content = grid.others.get((row, column), (grid.boxes[row, column], "empty"))
            if number is None:
                cells.append(Cell(row, column, "", None, unit(box), content))
            else:
                cells.append(Cell(row, column, made[number].text, number, made[number].box, "number"))
    return Table(grid.rows, grid.columns, tuple(cells))


def text_of(attempt: Attempt, signs: Sequence[Sign]) -> str:
    """The characters of the signs, `?` for an unsure digit."""
    return "".join(_character(attempt, sign) for sign in signs)


def _character(attempt: Attempt, sign: Sign) -> str:
    return sign.mark.name if sign.mark else attempt.character(cast(int, sign.glyph))


def signs_of(attempt: Attempt) -> list[list[Sign]]:
    """The digits of each line in which one is read, and the marks that stand in it, from left to right."""
    count = 1 + max((line for _, line in attempt.order if line is not None), default=-1)
    lines: list[list[Sign]] = [[] for _ in range(count)]
    for k, line in attempt.order:
        if line is not None:
            lines[line].append(Sign(attempt.found.glyphs[k].box, k))
    digits = [list(line) for line in lines]
    for mark in attempt.marks:
        line = _line_of(mark, digits)
        if line is not None:
            lines[line].append(Sign(mark.glyph.box, mark=mark))
    for signs in lines:
        if any(sign.mark for sign in signs):  # digits stand in order already
            signs.sort(key=lambda sign: sign.place)
    return lines


def in_combs(attempt: Attempt, rules: Callable[[float], Rules | None]) -> Attempt:
    """The attempt with the digits of each comb in one number.

    `rules` finds the printed rules of its picture (see `Picture.rules`). It is asked where any digits are apart.
    """
    lines = [line for line in signs_of(attempt) if len(_parted(attempt, line)) > 1]
    size = attempt.canvas.ink.shape
    found = rules(median(map(_height, lines)) / max(size)) if lines else None
    if found is None:
        return attempt
    _, upright = found.lines_on(size)
    inside = [line[k].glyph for line in lines for k in combs.joined(line, _height(line), upright)]
    return replace(attempt, joined=frozenset(glyph for glyph in inside if glyph is not None))


def _line_of(mark: Mark, lines: Sequence[Sequence[Sign]]) -> int | None:
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


def _height(signs: Sequence[Sign]) -> float:
    return float(median(sign.box[3] for sign in signs if sign.mark is None))


def _parted(attempt: Attempt, signs: Sequence[Sign]) -> list[list[Sign]]:
    """The signs of a line in numbers."""
    tokens = [Token(_character(attempt, sign), sign.box[0], sign.box[0] + sign.box[2]) for sign in signs]
    joined = {place for place, sign in enumerate(signs) if sign.glyph in attempt.joined}
    return [[signs[place] for place in number] for number in numbers.parted(tokens, _height(signs), joined)]


def _number(
    attempt: Attempt, signs: Sequence[Sign], line: int, decimal: Decimal | None, told: Told | None
) -> Number:
    text = text_of(attempt, signs)
    kind, value = numbers.meaning(text, decimal)
    places = [sign.glyph for sign in signs if sign.glyph is not None]
    order = {k: place for place, (k, _) in enumerate(attempt.order)}
    marks = [sign.mark for sign in signs if sign.mark]
    sure = float(np.prod(attempt.found.scores.probabilities[places].max(axis=1)))
    confidence = sure * float(np.prod([mark.probability for mark in marks]))
    left, top = (min(sign.box[axis] for sign in signs) for axis in (0, 1))
    right, bottom = (max(sign.box[axis] + sign.box[axis + 2] for sign in signs) for axis in (0, 1))
    unit = attempt.canvas.unit
    return Number(
        text=text,
        kind=kind,
        value=value,
        confidence=told.confidence if told and told.digits else confidence,
        box=unit((left, top, right - left, bottom - top)),
        line=line,
        digits=tuple(order[k] for k in places),
        marks=tuple(Seen(mark.name, mark.probability, unit(mark.glyph.box)) for mark in marks),
        unsure=told.unsure if told else False,
        unrestrained=told.unrestrained if told else None,
    )
