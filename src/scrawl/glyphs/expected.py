"""The numbers of a page under an expectation: the likeliest reading of their ink that satisfies it.

Each number is a lattice of all that its ink may be: runs of the chains it was chosen from, runs cut apart where digits
may touch, marks that were found and such as were too doubtful to be found alone. Whether a piece is a digit is asked as
ever: an expectation chooses among digits and ways to part them, and makes a digit of nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from scrawl.glyphs.attempt import Attempt
from scrawl.glyphs.chains import WORST, Chain, Glyph, Run
from scrawl.glyphs.cuts import cut
from scrawl.glyphs.drawing import log_odds
from scrawl.glyphs.expectation import Expectation
from scrawl.glyphs.judge import GOOD, SURE
from scrawl.glyphs.lattice import MOST_STATES, Edge, Lattice, Node, Way, most_states
from scrawl.glyphs.lines import WORD_GAP
from scrawl.glyphs.marks import Mark
from scrawl.glyphs.segmentation import BOTH, MOST_PIECES, Found
from scrawl.glyphs.signs import Sign, Told
from scrawl.glyphs.written import numbers_of, text_of
from scrawl.reading import Reason
from scrawl.recognizer import INK_THRESHOLD, Recognizer, Scores

PARTED = 6.0  # weight of the log-likelihood by which ink is parted, beside that of the characters
MOST_AGAIN = 2  # atoms of a piece of a cut that is cut once more: bounds the work

Placed = tuple[Scores, int]  # scores, and the row in them


@dataclass
class _Builder:
    """Makes the lattices of an attempt.

    room   how many pieces may still be scored
    taken  the glyphs of numbers that were searched
    nodes  counts the cuts, by which nodes at the same place differ
    most   states of a node that are gone on from, fewer where there are many signs
    """

    attempt: Attempt
    recognizer: Recognizer
    room: int = MOST_PIECES
    taken: set[int] = field(default_factory=set)
    nodes: int = 0
    most: int = MOST_STATES

    def __post_init__(self) -> None:
        self._chain_of = _chains_of(self.attempt)
        self._marks = {id(owner): (mark,) for owner, mark in self.attempt.doubtful if owner}

    def lattice(self, signs: Sequence[Sign], *, alone: bool) -> Lattice:
        """All ways to read the signs of a number, in their order; `alone`: each by itself, as it was found."""
        own = {sign.glyph for sign in signs}
        shared = {self._chain_of[k] for k in self.attempt.found.written if k not in own}
        blocks: list[tuple[int, list[Sign]]] = []
        for sign in signs:
            chain = -1 if alone or sign.glyph is None else self._chain_of[sign.glyph]
            chain = -1 if chain in shared else chain
            known = next((block for number, block in blocks if chain >= 0 and number == chain), None)
            if known is None:
                blocks.append((chain, [sign]))
            else:
                known.append(sign)
        edges: list[Edge] = []
        place = 0
        for chain, block in blocks:
            if chain >= 0:
                place = self._block(edges, place, block, chain)
                continue
            between = (place, 0), (place + 1, 0)
            if block[0].mark:
                edges.append(_mark_edge(*between, block[0].mark))
            elif block[0].glyph is not None:
                found, k = self.attempt.found, block[0].glyph
                edges.append(self._edge(*between, 0.0, found.glyphs[k], (found.scores, k)))
            place += 1
        return Lattice(edges, self.most)

    def _block(self, edges: list[Edge], place: int, signs: Sequence[Sign], own: int) -> int:
        """Add the runs of a chain behind a node; the node behind."""
        found = self.attempt.found
        known = {id(found.glyphs[sign.glyph]): sign.glyph for sign in signs if sign.glyph is not None}
        candidates = found.chains[own]
        weights = candidates.chain.weights
        scores = candidates.scores or self.recognizer.score([run.glyph.ink for run in candidates.chain.runs])
        for number, run in enumerate(candidates.chain.runs):
            k = known.get(id(run.glyph))
            scored = (found.scores, k) if k is not None else (scores, candidates.first + number)
            between = (place + run.start, 0), (place + run.stop, 0)
            weight = float(weights[run.start : run.stop].sum())
            pieces = self._cut(run.glyph) if k is not None or run.stop == run.start + 1 else None
            if pieces:
                self._pieces(edges, pieces, *between, PARTED * run.favour, weight, scored)
            else:
                score = PARTED * (run.favour + weight * _log_quality(scored))
                if candidates.chain.each is not None:
                    score = candidates.chain.value(run, float(log_odds(scored[0])[scored[1]]))
                edges.append(self._edge(*between, score, run.glyph, scored))
        return place + len(weights)

    def _cut(self, glyph: Glyph) -> Chain | None:
        """The pieces of a glyph, while there is room for more; none of a drawing, whose strokes are what they are."""
        may_cut = self.room > 0 and self.attempt.canvas.drawing is None
        chain = cut(glyph, self.recognizer.owners) if may_cut else None
        self.room -= len(chain.runs) if chain else 0
        return chain if chain and len(chain.runs) > 1 else None

    def _pieces(
        self, edges: list[Edge], chain: Chain, before: Node, behind: Node, base: float, weight: float,
        whole: Placed, *, again: bool = True,
    ) -> None:  # fmt: skip
        """Add a run that may be cut, and its pieces; `base` is the score of the whole beside that of its looks."""
        scores = self.recognizer.score([run.glyph.ink for run in chain.runs[1:]])
        scores = scores.voted(np.array([chain.votes_for(run)[:10] for run in chain.runs[1:]]))
        inner = [before, *self._between(before, behind, len(chain.weights) - 1), behind]
        for k, run in enumerate(chain.runs):
            scored = (scores, k - 1) if k else whole
            own = float(chain.weights[run.start : run.stop].sum())
            between = inner[run.start], inner[run.stop]
            part = base * own + PARTED * weight * run.favour
            looks = _log_quality(scored) + BOTH * math.log(_agreed(chain, run, scored))
            finer = self._cut(run.glyph) if k and again and _may_be_two(run) else None
            if finer:
                self._pieces(edges, finer, *between, part, weight * own, scored, again=False)
            else:
                edge = self._edge(*between, part + PARTED * weight * own * looks, run.glyph, scored)
                is_piece = k > 0 or not again
                edges.append(replace(edge, options=tuple(o for o in edge.options if o[0] or not is_piece)))

    def _between(self, before: Node, behind: Node, count: int) -> Iterator[Node]:
        """New nodes between two others, from left to right."""
        self.nodes += 1
        for k in range(1, count + 1):
            yield before[0] + (behind[0] - before[0]) * k / (count + 1), self.nodes

    def _edge(self, before: Node, behind: Node, score: float, glyph: Glyph, scored: Placed) -> Edge:
        scores, row = scored
        digitness = float(scores.digitness[row])
        options = [("", math.log(max(1 - digitness, WORST)))]
        if digitness >= 1 - SURE:  # it must be accepted in its place, too
            logs = np.log(scores.likely[row] * digitness)
            options += [(str(digit), log) for digit, log in enumerate(logs.tolist())]
        marks = self._marks.get(id(glyph), ())
        options += [(mark.name, math.log(mark.probability)) for mark in marks]
        return Edge(before, behind, score, tuple(options), glyph, scores, row, marks=marks)


def _mark_edge(before: Node, behind: Node, mark: Mark) -> Edge:
    likely = min(max(mark.probability, WORST), 1 - WORST)
    return Edge(
        before, behind, 0.0, ((mark.name, math.log(likely)), ("", math.log(1 - likely))), marks=(mark,)
    )


def _log_quality(scored: Placed) -> float:
    scores, row = scored
    return math.log(max(float(scores.digitness[row]) * float(scores.probabilities[row].max()), WORST))


def _agreed(chain: Chain, run: Run, scored: Placed) -> float:
    return float(scored[0].probabilities[scored[1]] @ chain.consent(run))


def _may_be_two(run: Run) -> bool:
    return run.stop - run.start <= MOST_AGAIN and 2 * run.glyph.box[2] >= run.glyph.box[3]


def _chains_of(attempt: Attempt) -> list[int]:
    """Which chain of the attempt each glyph has most of its ink in; -1 for none."""
    found = attempt.found
    page = np.full(attempt.canvas.ink.shape, -1, np.int32)
    for number, candidates in enumerate(found.chains):
        for run in candidates.chain.runs:
            _of(page, run.glyph)[run.glyph.ink > INK_THRESHOLD] = number
    chains = []
    for glyph in found.glyphs:
        own = _of(page, glyph)[glyph.ink > INK_THRESHOLD]
        own = own[own >= 0]
        chains.append(int(np.bincount(own).argmax()) if len(own) else -1)
    return chains


def _of(page: NDArray[np.int32], glyph: Glyph) -> NDArray[np.int32]:
    x, y, width, height = glyph.box
    return page[y : y + height, x : x + width]


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
    builder = _Builder(attempt, recognizer, most=most_states(sum(len(signs) for _, signs in numbers)))
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


def _searched(builder: _Builder, signs: Sequence[Sign], expect: Expectation) -> _Searched:
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
