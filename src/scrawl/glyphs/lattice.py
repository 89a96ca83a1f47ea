"""All ways to read the ink of a number, as a lattice; and the likeliest of those that an expectation allows.

The nodes stand between symbols, from left to right. An edge is a piece of ink taken for one symbol: a run of a chain, a
piece of a run that was cut, or a mark; it is read as one of several characters, or as nothing. The log-likelihood of a
way is the sum of its edges' scores, by which ink is parted, and of their characters'. The search runs over pairs of a
node and a state of the expectation (Viterbi for the likeliest way, forward and backward sums for its share of all).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Generic, TypeVar

from scrawl.glyphs.chains import Glyph
from scrawl.glyphs.pieces import Mark
from scrawl.recognizer import Scores

MOST_BEHIND = (
    25.0  # log-likelihood by which a state is less likely than the likeliest of its node: bounds the work
)
MOST_STATES = 300  # of one node, the likeliest: bounds the work
MOST_VISITED = 15_000  # of all nodes of a page, about: bounds the work

S = TypeVar("S")
Node = tuple[float, int]  # its place from left to right, and what parts it from others at that place
At = tuple[S, int]  # a state of the expectation, and how many characters led to it
Sums = dict[Node, dict[At[S], float]]  # logarithms


@dataclass(frozen=True, eq=False)
class Edge:
    """Ink between two nodes, and what it may be read as.

    score    log-likelihood of the ink being one symbol, on the scale of the whole
    options  characters, "" for nothing, and their log-likelihoods
    glyph    the ink; None for ink in no glyph, which may be a mark
    scores   of the glyph, in their row `row`
    marks    that it may be
    """

    start: Node
    stop: Node
    score: float
    options: tuple[tuple[str, float], ...]
    glyph: Glyph | None = None
    scores: Scores | None = None
    row: int = 0
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Way:
    """The likeliest way that is allowed.

    steps  the edges and the character of each, "" for nothing
    sure   of each: the share of all ways that are allowed, 0…1, that have its character in its place; 1 for nothing
    mass   logarithm of the sum of all ways that are allowed
    """

    steps: tuple[tuple[Edge, str], ...]
    sure: tuple[float, ...]
    mass: float

    @property
    def text(self) -> str:
        """All characters."""
        return "".join(character for _, character in self.steps)


@dataclass(frozen=True, eq=False)
class _Step(Generic[S]):
    """An edge read as a character, from one state to another."""

    edge: Edge
    character: str
    before: At[S]
    behind: At[S]
    likely: float


@dataclass(frozen=True)
class Lattice:
    """Edges between nodes; each leads from a node to one that sorts behind it, and all ways to the last.

    most  how many states of a node are gone on from
    """

    edges: Sequence[Edge]
    most: int = MOST_STATES

    def search(
        self, start: S, step: Callable[[S, str], S | None], accepts: Callable[[S], bool]
    ) -> Way | None:
        """The likeliest way from the first node to the last that leads to a state that is accepted; None if none does.

        `step` tells the state behind a state and a character, None if there is none.
        """
        leaving: dict[Node, list[Edge]] = defaultdict(list)
        for edge in self.edges:
            leaving[edge.start].append(edge)
        first, last = min(leaving), max(edge.stop for edge in self.edges)
        sums: Sums[S] = defaultdict(dict)
        bests: dict[Node, dict[At[S], tuple[float, _Step[S] | None]]] = defaultdict(dict)
        sums[first][start, 0], bests[first][start, 0] = 0.0, (0.0, None)
        steps: list[_Step[S]] = []
        for node in sorted(leaving):
            for at in _likely(sums[node])[: self.most]:
                mass, best = sums[node][at], bests[node][at][0]
                for made in _leaving(leaving[node], at, step):
                    steps.append(made)
                    behind = sums[made.edge.stop]
                    behind[made.behind] = _added(behind.get(made.behind), mass + made.likely)
                    known = bests[made.edge.stop].get(made.behind)
                    if known is None or best + made.likely > known[0]:
                        bests[made.edge.stop][made.behind] = best + made.likely, made
        ends = {at: best for at, (best, _) in bests[last].items() if accepts(at[0])}
        if not ends:
            return None
        way: list[_Step[S]] = []
        node, at = last, max(ends, key=lambda each: ends[each])
        while (through := bests[node][at][1]) is not None:
            way.append(through)
            node, at = through.edge.start, through.before
        way.reverse()
        shares = _shares(steps, sums, dict.fromkeys(ends, 0.0), last)
        mass = _total(sums[last][at] for at in ends)
        sure = (
            math.exp(min(shares[each.before[1], each.character] - mass, 0.0)) if each.character else 1.0
            for each in way
        )
        return Way(tuple((each.edge, each.character) for each in way), tuple(sure), mass)

    def anything(self) -> float:
        """The logarithm of the sum of all ways."""
        way = self.search(0, lambda state, _: state, lambda _: True)
        return way.mass if way else -math.inf

    def exactly(self, text: str) -> float:
        """The logarithm of the sum of all ways to read that text."""
        way = self.search(
            0,
            lambda place, character: place + 1 if text[place : place + 1] == character else None,
            lambda place: place == len(text),
        )
        return way.mass if way else -math.inf


def most_states(signs: int) -> int:
    """How many states of a node are gone on from on a page of so many signs."""
    return min(MOST_STATES, max(MOST_VISITED // max(signs, 1), 1))


def _leaving(edges: Sequence[Edge], at: At[S], step: Callable[[S, str], S | None]) -> Iterator[_Step[S]]:
    """All steps along the edges from a state."""
    state, count = at
    for edge in edges:
        for character, likely in edge.options:
            behind = step(state, character) if character else state
            if behind is not None:
                yield _Step(edge, character, at, (behind, count + bool(character)), edge.score + likely)


def _shares(
    steps: Sequence[_Step[S]], sums: Sums[S], ends: dict[At[S], float], last: Node
) -> dict[tuple[int, str], float]:
    """For each place in a text and character the logarithm of the sum of all ways to the ends that have it there.

    `steps` are in the order of their first nodes, and `sums` those of all ways to each node and state.
    """
    back: Sums[S] = defaultdict(dict)
    back[last] = ends
    shares: dict[tuple[int, str], float] = {}
    for made in reversed(steps):
        rest = back[made.edge.stop].get(made.behind)
        if rest is None:
            continue
        before = back[made.edge.start]
        before[made.before] = _added(before.get(made.before), rest + made.likely)
        key = made.before[1], made.character
        shares[key] = _added(shares.get(key), sums[made.edge.start][made.before] + made.likely + rest)
    return shares


def _total(logs: Iterable[float]) -> float:
    return reduce(_added, logs)


def _added(first: float | None, second: float) -> float:
    """The logarithm of the sum of two numbers, given by their logarithms."""
    if first is None:
        return second
    high, low = max(first, second), min(first, second)
    return high + math.log1p(math.exp(low - high))


def _likely(sums: dict[At[S], float]) -> list[At[S]]:
    """The states worth going on from, the likeliest first."""
    least = max(sums.values(), default=0.0) - MOST_BEHIND
    return sorted((at for at in sums if sums[at] >= least), key=lambda at: -sums[at])
