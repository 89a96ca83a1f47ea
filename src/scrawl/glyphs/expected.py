"""The numbers of a page under an expectation: the likeliest reading of their ink that satisfies it (`edges.py`)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from scrawl.glyphs.attempt import Attempt
from scrawl.glyphs.chains import WORST
from scrawl.glyphs.edges import Builder
from scrawl.glyphs.expectation import Expectation
from scrawl.glyphs.judge import GOOD
from scrawl.glyphs.lattice import Edge, Way, most_states
from scrawl.glyphs.lines import WORD_GAP
from scrawl.glyphs.segmentation import Found
from scrawl.glyphs.signs import Sign, Told
from scrawl.glyphs.written import numbers_of, text_of
from scrawl.reading import Reason
from scrawl.recognizer import Recognizer, Scores


@dataclass(frozen=True, eq=False)
class _Searched:
    """A number, its likeliest reading that is expected, None if there is none, and how likely that is.

    taken  all glyphs of the number before, and those beside it that may be a part of it
    """

    signs: Sequence[Sign]
    taken: frozenset[int]
    way: Way | None = None
    share: float = -math.inf
    confidence: float = 0.0


def expected(attempt: Attempt, expectations: Sequence[Expectation | None], recognizer: Recognizer) -> Attempt:
    """The attempt with each number read as its expectation allows; there is one for each of `numbers_of`, None: any."""
    numbers = numbers_of(attempt)
    builder = Builder(attempt, recognizer, most=most_states(sum(len(signs) for _, signs in numbers)))
    searched: list[_Searched | None] = []
    for (_, signs), expect in zip(numbers, expectations, strict=True):
        each = _searched(builder, signs, expect) if expect else None
        searched.append(each)
        builder.taken |= each.taken if each else set()
    made, refused = _taken(attempt, searched, recognizer)
    while refused:  # what was read there is no digit in its place
        searched = [
            replace(each, way=None) if each and k in refused else each for k, each in enumerate(searched)
        ]
        made, refused = _taken(attempt, searched, recognizer)
    return made


def merit(attempt: Attempt) -> float:
    """How well the numbers of an attempt fit what was expected, 0 or less: the logarithm of their confidence."""
    return sum(math.log(max(told.confidence, WORST)) for told in attempt.told)


def _searched(builder: Builder, signs: Sequence[Sign], expect: Expectation) -> _Searched:
    attempt = builder.attempt
    places = [sign.glyph for sign in signs if sign.glyph is not None]
    is_plain = expect.meets(
        text_of(attempt, signs)
    )  # the likeliest of all, and sure, for `?` is never expected
    beside = [] if is_plain else _beside(attempt, signs, set(places), builder.taken)
    lost = [] if is_plain else _lost(attempt, signs)
    ordered = sorted([*signs, *beside, *lost], key=lambda sign: sign.place)
    lattice = builder.lattice(ordered, alone=is_plain)
    taken = frozenset(places) | {sign.glyph for sign in beside if sign.glyph is not None}
    way = lattice.search(expect.start, expect.step, expect.accepts)
    if way is None:
        return _Searched(signs, taken)
    confidence = math.exp(min(lattice.exactly(way.text) - way.mass, 0.0))
    return _Searched(signs, taken, way, way.mass - lattice.anything(), confidence)


def _beside(attempt: Attempt, signs: Sequence[Sign], own: set[int], taken: set[int]) -> list[Sign]:
    """Ink of the number's line in it or close to it that is no digit: a part of it may be one."""
    left, right, height = _span(signs)
    room = WORD_GAP * height
    line = next((line for line in attempt.lines if own & set(line)), ())
    others = [k for k in line if attempt.verdicts[k] == "not_a_digit" and k not in own | taken]
    boxes = [attempt.found.glyphs[k].box for k in others]
    return [
        Sign(box, k)
        for k, box in zip(others, boxes, strict=True)
        if box[0] <= right + room and box[0] + box[2] >= left - room
    ]


def _lost(attempt: Attempt, signs: Sequence[Sign]) -> list[Sign]:
    """Doubtful marks in no glyph that stand in the number, or where its sign would."""
    left, right, height = _span(signs)
    top, bottom = min(sign.box[1] for sign in signs), max(sign.box[1] + sign.box[3] for sign in signs)
    marks = [mark for owner, mark in attempt.doubtful if owner is None]
    return [
        Sign(mark.glyph.box, mark=mark)
        for mark in marks
        if left - height <= mark.glyph.box[0] <= right
        and top - height / 2 <= mark.glyph.box[1] + mark.glyph.box[3] / 2 <= bottom + height / 2
    ]


def _span(signs: Sequence[Sign]) -> tuple[int, int, int]:
    """Where a number begins and ends, and the height of its highest digit, px."""
    boxes = [sign.box for sign in signs]
    return min(box[0] for box in boxes), max(box[0] + box[2] for box in boxes), max(box[3] for box in boxes)


def _taken(
    attempt: Attempt, searched: Sequence[_Searched | None], recognizer: Recognizer
) -> tuple[Attempt, set[int]]:
    """The attempt with the numbers that were found, and which of them have what is no digit in its place."""
    found = attempt.found
    ways = [each for each in searched if each and each.way]
    read = {
        id(edge.glyph): (edge, text)
        for each in ways
        if each.way
        for edge, text in each.way.steps
        if edge.glyph
    }
    before = {id(found.glyphs[k]): k for each in ways for k in each.taken}
    is_digit = {name: text.isdigit() for name, (_, text) in read.items()}
    gone = {k for name, k in before.items() if name not in read}
    left_out = {k for name, k in before.items() if name in read and not is_digit[name]}
    new = [edge for name, (edge, _) in read.items() if is_digit[name] and name not in before]
    made = _replaced(attempt, gone, left_out, new, recognizer) if gone or left_out or new else attempt
    places = {id(glyph): k for k, glyph in enumerate(made.found.glyphs)}
    told: list[Told] = []
    refused: set[int] = set()
    for number, (each, (_, signs)) in enumerate(zip(searched, numbers_of(attempt), strict=True)):
        if each and each.way:
            told.append(_told(attempt, signs, each, each.way, places))
            if any(made.verdicts[k] == "not_a_digit" for k in told[-1].digits):
                refused.add(number)
        else:
            kept = tuple(
                sign if sign.glyph is None else replace(sign, glyph=places[id(found.glyphs[sign.glyph])])
                for sign in signs
            )
            likely = found.scores.probabilities.argmax(axis=1)
            digits = {
                b.glyph: (int(likely[a.glyph]), 0.0)
                for a, b in zip(signs, kept, strict=True)
                if a.glyph is not None and b.glyph is not None
            }
            told.append(
                Told(kept, digits, unsure=True, unrestrained=text_of(attempt, signs)) if each else Told(kept)
            )
    return replace(made, told=tuple(told)), refused


def _told(
    attempt: Attempt, before: Sequence[Sign], searched: _Searched, way: Way, places: Mapping[int, int]
) -> Told:
    """A number that satisfies its expectation; `places` are those of the glyphs, by identity."""
    unsure = searched.share < math.log(GOOD)  # less likely than all else that may be written there
    signs: list[Sign] = []
    digits: dict[int, tuple[int, float]] = {}
    for (edge, text), sure in zip(way.steps, way.sure, strict=True):
        if text.isdigit() and edge.glyph:
            k = places[id(edge.glyph)]
            signs.append(Sign(edge.glyph.box, k))
            digits[k] = int(text), 0.0 if unsure else sure
        elif text:
            mark = next(mark for mark in edge.marks if mark.name == text)
            signs.append(Sign(mark.glyph.box, mark=replace(mark, probability=sure)))
    text = text_of(attempt, before)
    return Told(tuple(signs), digits, searched.confidence, unsure, text if text != way.text else None)


def _replaced(
    attempt: Attempt, gone: set[int], left_out: set[int], new: Sequence[Edge], recognizer: Recognizer
) -> Attempt:
    """The attempt without the glyphs that are gone, with new ones, and with those left out as no digits."""
    found = attempt.found
    kept = [k for k in range(len(found.glyphs)) if k not in gone]
    looks = replace(found.scores, digitness=attempt.asked.looks)
    rows = (edge.scores.take([edge.row]) for edge in new if edge.scores)
    reasons: dict[int, Reason] = {**found.left_out, **dict.fromkeys(left_out, "mark")}
    made = Found(
        tuple(found.glyphs[k] for k in kept) + tuple(edge.glyph for edge in new if edge.glyph),
        reduce(Scores.joined, rows, looks.take(kept)),
        {place: reasons[k] for place, k in enumerate(kept) if k in reasons},
        found.looked_at,
        found.chains,
    )
    again = Attempt.of(attempt.canvas, made, recognizer)
    return replace(again, marks=attempt.marks, doubtful=attempt.doubtful, grid=attempt.grid)
