"""Ink to digits: the page proposes candidates, the network scores each as a digit, the likeliest are chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from scrawl.binarize import THUMBNAIL
from scrawl.glyphs import parting
from scrawl.glyphs.chains import WORST, Chain, Glyph
from scrawl.glyphs.cuts import cut, vote
from scrawl.glyphs.judge import GOOD, SURE
from scrawl.glyphs.lines import WORD_GAP
from scrawl.glyphs.parts import SPECK, Parts, weighted_median
from scrawl.reading import Reason
from scrawl.recognizer import Recognizer, Scores

AskSeen = Callable[[Sequence[Glyph]], NDArray[np.float64]]

MOST_GLYPHS = 500  # of a page, the largest: bounds the work
BOTH = 0.65  # what opinions on one ink count together, as logarithms: what one view says, the others mostly say, too

MOST_CUT = 12  # glyphs that are cut, the highest: a page with more unreadable ones is no page of digits
MOST_PIECES = 2_000  # of all cut glyphs together: bounds the work


@dataclass(frozen=True, eq=False)
class Found:
    """Glyphs, and row by row their scores.

    left_out   the places of specks, which are too small beside the digits to be writing, and why
    looked_at  how many glyphs were scored to find them
    chains     that they were chosen from, with the scores of all runs: for a search under an expectation
    """

    glyphs: tuple[Glyph, ...]
    scores: Scores
    left_out: Mapping[int, Reason] = field(default_factory=dict)
    looked_at: int = 0
    chains: tuple[Candidates, ...] = ()

    @property
    def written(self) -> list[int]:
        """The places of all others."""
        return [k for k in range(len(self.glyphs)) if k not in self.left_out]

    def take(self, chosen: Sequence[int]) -> Found:
        """Some of them, in that order."""
        return Found(tuple(self.glyphs[k] for k in chosen), self.scores.take(chosen))


@dataclass(frozen=True, eq=False)
class Candidates:
    """A chain, and the scores of its runs: those of the first stand in row `first`; None if some are not known."""

    chain: Chain
    scores: Scores | None = None
    first: int = 0


@dataclass(frozen=True, eq=False)
class Cutting:
    """A glyph and the pieces that it may be cut into.

    place     of the glyph
    features  (len(parting.FEATURES),)
    """

    place: int
    pieces: Found
    features: NDArray[np.float64]


def segment(ink: NDArray[np.float32], recognizer: Recognizer) -> Found:
    """Every symbol on a page of `ink`, (H, W) float32, at most MOST_GLYPHS, the largest."""
    return segment_all([ink], recognizer)[0]


def segment_all(
    inks: Sequence[NDArray[np.float32]], recognizer: Recognizer, seen: Sequence[AskSeen] | None = None
) -> list[Found]:
    """Every symbol on each of many pages of ink; the candidates of all pages are scored together.

    `seen` tells of each page how likely its glyphs are ink, (n,); they certainly are where it is None.
    """
    pages = []
    for ink, found, ask in zip(inks, uncut(inks, recognizer), seen or [_certain] * len(inks), strict=True):
        parted = _cut_apart(found, recognizer, ink.shape)
        pages.append(replace(without_specks(parted, found.looked_at, ask), chains=found.chains))
    return pages


def _certain(glyphs: Sequence[Glyph]) -> NDArray[np.float64]:
    return np.ones(len(glyphs))


def uncut(inks: Sequence[NDArray[np.float32]], recognizer: Recognizer) -> Iterator[Found]:
    """Every symbol on each page of ink, before any is cut apart."""
    chains = [_largest(Parts.of(ink).chains()) for ink in inks]
    glyphs = [tuple(run.glyph for chain in each for run in chain.runs) for each in chains]
    scores = recognizer.score([glyph.ink for each in glyphs for glyph in each])
    first = 0
    for each, own in zip(chains, glyphs, strict=True):
        candidates = Found(own, scores.take(range(first, first + len(own))))
        rows = accumulate((len(chain.runs) for chain in each), initial=0)
        asked = tuple(
            Candidates(chain, candidates.scores, row) for chain, row in zip(each, rows, strict=False)
        )
        first += len(own)
        chosen = _seconded(_chosen(each, candidates), recognizer)
        yield replace(chosen, looked_at=len(own), chains=asked)


def without_specks(found: Found, looked_at: int, seen: AskSeen = _certain) -> Found:
    """The glyphs without specks beside digits, except specks that look like digits, which are `left_out`."""
    is_digit = good_of(found, seen)
    specks = np.zeros(len(is_digit), np.bool_)
    if is_digit.any():
        sides = np.array([max(glyph.box[2:]) for glyph in found.glyphs])
        masses = np.array([float(glyph.ink.sum()) for glyph in found.glyphs])
        specks = sides < SPECK * weighted_median(sides[is_digit], masses[is_digit])
    kept = np.flatnonzero(~specks | (quality(found.scores) >= GOOD))[:MOST_GLYPHS].tolist()
    left_out: dict[int, Reason] = {place: "too_small" for place, k in enumerate(kept) if specks[k]}
    return replace(found.take(kept), left_out=left_out, looked_at=looked_at)


def _largest(chains: list[Chain]) -> list[Chain]:
    return sorted(chains, key=lambda chain: -max(max(run.glyph.box[2:]) for run in chain.runs))[:MOST_GLYPHS]


def quality(scores: Scores) -> NDArray[np.float64]:
    """The quality of each glyph, (N,): the probability that it is a digit, and the one that is read."""
    return np.asarray(
        np.maximum(scores.digitness.astype(np.float64) * scores.probabilities.max(axis=1), WORST)
    )


def good(scores: Scores, seen: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which glyphs look like good digits, (N,), and are ink at least half as likely as the likeliest of these.

    `seen` is how likely each is ink, (N,). A frame that looks like a 7 is hardly any; all of pale writing is little.
    """
    by_looks = quality(scores) >= GOOD
    return np.asarray(by_looks & (seen >= GOOD * seen.max(where=by_looks, initial=0)))


def good_of(found: Found, seen: AskSeen) -> NDArray[np.bool_]:
    """Which of the glyphs are good digits, (N,): `seen` is asked of those alone that look so."""
    by_looks = quality(found.scores) >= GOOD
    likely = np.zeros(len(by_looks))
    likely[by_looks] = seen([found.glyphs[k] for k in np.flatnonzero(by_looks)])
    return good(found.scores, likely)


def _chosen(chains: list[Chain], candidates: Found) -> Found:
    """The likeliest glyphs of each chain; `candidates` are the runs of all."""
    qualities = np.log(quality(candidates.scores))
    chosen: list[int] = []
    first = 0
    for chain in chains:
        behind = first + len(chain.runs)
        way = chain.best(qualities[first:behind].tolist())
        chosen += [first + k for k in way]
        first = behind
    return candidates.take(chosen)


def _seconded(found: Found, recognizer: Recognizer) -> Found:
    """Re-scores glyphs that are digits, but unsure which, with the votes of their pixels."""
    scores = found.scores
    likely = scores.likely
    is_unsure = (scores.digitness >= GOOD) & (likely.max(axis=1) < SURE)
    if not is_unsure.any():
        return found
    votes = np.ones_like(likely)
    for k in np.flatnonzero(is_unsure):
        votes[k] = (likely[k] * vote(found.glyphs[k], recognizer.owners)) ** BOTH / likely[k]
    return Found(found.glyphs, scores.voted(votes))


def _cut_apart(found: Found, recognizer: Recognizer, size: tuple[int, ...]) -> Found:
    """Replaces glyphs that are numbers, on a page of that `size`, by their digits."""
    made = cuttings(found, recognizer, size)
    if not made:
        return found
    weights = parting.PARTING.weights(recognizer.card)
    parted = [each for each in made if each.features @ weights > 0]
    places = {each.place for each in parted}
    whole = found.take([k for k in range(len(found.glyphs)) if k not in places])
    return Found(
        whole.glyphs + tuple(glyph for each in parted for glyph in each.pieces.glyphs),
        reduce(Scores.joined, (each.pieces.scores for each in parted), whole.scores),
    )


def cuttings(found: Found, recognizer: Recognizer, size: tuple[int, ...]) -> list[Cutting]:
    """The glyphs on a page of that `size` that are no good digit as a whole, where their pieces are likelier."""
    qualities = quality(found.scores)
    doubtful = np.flatnonzero(qualities < GOOD)
    doubtful = doubtful[np.argsort([-found.glyphs[k].box[3] for k in doubtful], kind="stable")][:MOST_CUT]
    chains = _cuts([(int(k), found.glyphs[k]) for k in doubtful], recognizer)
    if not chains:
        return []
    glyphs = tuple(run.glyph for chain in chains.values() for run in chain.runs[1:])
    scores = recognizer.score([glyph.ink for glyph in glyphs])
    logs = _agreed(scores, [chain.consent(run) for chain in chains.values() for run in chain.runs[1:]])
    wholes = _agreed(
        found.scores.take(list(chains)), [chain.consent(chain.runs[0]) for chain in chains.values()]
    )
    votes = np.array([chain.votes_for(run) for chain in chains.values() for run in chain.runs[1:]])
    pieces = Found(glyphs, scores.voted(votes[:, :10]))
    ways: dict[
        int, tuple[Found, NDArray[np.float64]]
    ] = {}  # the pieces of each, and each one's share of the ink
    first = 0
    for (k, chain), of_all in zip(chains.items(), wholes, strict=True):
        behind = first + len(chain.runs) - 1
        way = chain.best([float(of_all), *logs[first:behind].tolist()])
        if way != [0]:
            runs = [chain.runs[run] for run in way]
            shares = np.array([chain.weights[run.start : run.stop].sum() for run in runs])
            ways[k] = pieces.take([first + run - 1 for run in way]), shares
        first = behind
    mass = np.array([float(glyph.ink.sum()) for glyph in found.glyphs])
    in_digits = mass * np.where(qualities >= GOOD, qualities, 0)
    for k, (own, shares) in ways.items():
        in_digits[k] = mass[k] * float(shares @ quality(own.scores))
    made = []
    for k, (own, _) in ways.items():
        others = mass.sum() - mass[k]
        known = parting.features(
            own.scores.probabilities.argmax(axis=1),
            quality(own.scores),
            float(chains[k].votes_for(chains[k].runs[0])[-1]),  # the first run is all of it
            touching=found.glyphs[k].touches(size),
            company=float((in_digits.sum() - in_digits[k]) / others) if others > 0 else None,
        )
        made.append(Cutting(k, own, known))
    return made


def _agreed(scores: Scores, consents: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """The log-quality of each run, (N,), plus BOTH of the logarithm of its atoms' consent (10,) on its digit."""
    agreed = (scores.probabilities * np.reshape(consents, (-1, 10))).sum(axis=1)
    return np.asarray(np.log(quality(scores)) + BOTH * np.log(agreed))


def _cuts(glyphs: list[tuple[int, Glyph]], recognizer: Recognizer) -> dict[int, Chain]:
    """The chains that those glyphs may be cut into, by their places, until there are MOST_PIECES."""
    chains: dict[int, Chain] = {}
    pieces = 0
    for k, glyph in glyphs:
        chain = cut(glyph, recognizer.owners)
        if chain:
            pieces += len(chain.runs)
            if pieces > MOST_PIECES and chains:
                break
            chains[k] = chain
    return chains


def whole(ink: NDArray[np.float32], recognizer: Recognizer) -> Found:
    """All ink as one symbol; none on an empty page."""
    glyph = Glyph.of(ink)
    glyphs = (glyph,) if glyph else ()
    return Found(glyphs, recognizer.score([glyph.ink for glyph in glyphs]))


def meant(ink: NDArray[np.float32], recognizer: Recognizer) -> Found:
    """The one symbol that a picture shows, with all its parts; none on an empty page.

    That is all ink of a thumbnail, or where all ink together is surely a digit; else all writing, unless one good digit
    in it is large, about the middle, and far from the rest.
    """
    everything = whole(ink, recognizer)
    if not everything.glyphs or max(ink.shape) < THUMBNAIL or quality(everything.scores)[0] >= SURE:
        return everything
    parts = segment(ink, recognizer)
    parts = parts.take(parts.written)
    if not parts.glyphs:
        return everything
    boxes = np.array([glyph.box for glyph in parts.glyphs], np.float64)
    sizes = boxes[:, 2:].max(axis=1)
    away = np.abs((boxes[:, :2] + boxes[:, 2:] / 2) / ink.shape[::-1] - 0.5).max(axis=1)
    best = int(np.argmax(quality(parts.scores) * sizes / sizes.max() * (1 - away)))
    if quality(parts.scores)[best] >= GOOD and _is_apart(boxes, best):
        return parts.take([best])
    together = Glyph.joined(parts.glyphs)
    return Found((together,), recognizer.score([together.ink]))


def _is_apart(boxes: NDArray[np.float64], which: int) -> bool:
    """Whether a box keeps so far from all others that it is in no word with them."""
    low, high = boxes[:, :2], boxes[:, :2] + boxes[:, 2:]
    gaps = np.maximum(np.maximum(low - high[which], low[which] - high).max(axis=1), 0)
    return bool((np.delete(gaps, which) >= WORD_GAP * boxes[which, 2:].max()).all())
