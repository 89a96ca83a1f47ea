"""The lattice of a number: all that its ink may be, from the chains that its glyphs were chosen from.

Its edges are runs of these chains, runs cut apart where digits may touch, marks that were found and such as were too
doubtful to be found alone. Whether a piece is a digit is asked as ever: an expectation chooses among digits and ways to
part them, and makes a digit of nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from scrawl.glyphs.attempt import Attempt
from scrawl.glyphs.chains import WORST, Chain, Glyph, Run
from scrawl.glyphs.cuts import cut
from scrawl.glyphs.drawing import log_odds
from scrawl.glyphs.judge import SURE
from scrawl.glyphs.lattice import MOST_STATES, Edge, Lattice, Node
from scrawl.glyphs.pieces import Mark
from scrawl.glyphs.segmentation import BOTH, MOST_PIECES
from scrawl.glyphs.signs import Sign
from scrawl.recognizer import INK_THRESHOLD, Recognizer, Scores

PARTED = 6.0  # weight of the log-likelihood by which ink is parted, beside that of the characters
MOST_AGAIN = 2  # atoms of a piece of a cut that is cut once more: bounds the work

Placed = tuple[Scores, int]  # scores, and the row in them


@dataclass
class Builder:
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
