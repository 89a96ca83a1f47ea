"""Ink to digits: the page proposes what may be a symbol, the network says how good a digit it is, the best wins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from scrawl.binarize import THUMBNAIL
from scrawl.glyphs.chains import VOTES, Chain, Glyph, Part
from scrawl.glyphs.cuts import cut, vote
from scrawl.glyphs.judge import GOOD
from scrawl.glyphs.parts import Parts
from scrawl.reading import Reason
from scrawl.recognizer import Recognizer, Scores

MOST_GLYPHS = 500
WORST = 1e-3  # the least quality of a glyph: one that is surely none must not outweigh all others
SURE = 0.9  # quality of what is one digit for certain
BOTH = 0.65  # of the logarithms of two opinions counts, for they are of the same ink
AGREED = 0.5  # of the logarithm of how far the pixels of a piece agree on its digit counts
LEAST_LIKELY = 1e-6
APART = 0.25  # of its longer side: a symbol that keeps so far from all others stands alone
PIECES = 0.6  # of the ink must lie in good pieces where the pen was lifted; elsewhere all tell together:
# How much likelier in numbers than in letters, scribbles and figures each digit is among the pieces, and what is none;
# logarithms, as counted on the development half. Everything falls into bars, and letters into rings.
TELLS = np.array([0.6, -1.4, 2, 2, 1.2, 2, 1.2, 2, 2, 2])
NO_DIGIT = -1.8
SUREST = 0.995  # that all pixels together can be that they are of digits, or of none
CLEAR = 4.0  # what tells a number, the sum over its pieces and the logarithm of its pixels' odds,
POSSIBLE = 1.3  # and what may be one if so much of the other ink is in digits
AMONG = 0.5
COMPANY = 0.8  # of such quality
SPECK = 0.25  # of the usual digit's longer side: what is smaller is a dot, a comma or a speck
MOST_CUT = 12  # glyphs; a page with more that nobody can read is no page of digits,
MOST_PIECES = 2_000  # nor one that falls into so many


@dataclass(frozen=True, eq=False)
class Found:
    """Glyphs, and row by row what the network says of them.

    left_out   the places of those that are too small beside the digits, and so no writing
    looked_at  how many glyphs were scored to find them
    """

    glyphs: tuple[Glyph, ...]
    scores: Scores
    left_out: Mapping[int, Reason] = field(default_factory=dict)
    looked_at: int = 0

    @property
    def written(self) -> list[int]:
        """The places of all others."""
        return [k for k in range(len(self.glyphs)) if k not in self.left_out]

    def take(self, chosen: Sequence[int]) -> Found:
        """Some of them, in that order."""
        return Found(tuple(self.glyphs[k] for k in chosen), self.scores.take(chosen))


def segment(ink: NDArray[np.float32], recognizer: Recognizer, part: Part | None = None) -> Found:
    """Every symbol on a page of `ink`, (H, W) float32, at most MOST_GLYPHS, the largest.

    `part` knows where the pen was lifted within a glyph; of pictures nobody does.
    """
    return segment_all([(ink, part)], recognizer)[0]


def segment_all(
    pages: Sequence[tuple[NDArray[np.float32], Part | None]], recognizer: Recognizer
) -> list[Found]:
    """The same of many pages, (ink, part) each, with what may be symbols on all of them scored together."""
    chains = [_largest(Parts.of(ink).chains()) for ink, _ in pages]
    glyphs = [tuple(run.glyph for chain in each for run in chain.runs) for each in chains]
    scores = recognizer.score([glyph.ink for each in glyphs for glyph in each])
    found, first = [], 0
    for (ink, part), each, own in zip(pages, chains, glyphs, strict=True):
        candidates = Found(own, scores.take(range(first, first + len(own))))
        chosen = _seconded(_chosen(each, candidates), recognizer)
        parted = _cut_apart(chosen, recognizer, part, ink.shape)
        found.append(replace(_without_specks(parted), looked_at=len(own)))
        first += len(own)
    return found


def _without_specks(found: Found) -> Found:
    """What may be writing, and of the specks beside digits those that look like digits: they are told."""
    qualities = quality(found.scores)
    good = qualities >= GOOD
    specks = np.zeros(len(good), np.bool_)
    if good.any():
        sides = np.array([max(glyph.box[2:]) for glyph in found.glyphs])
        masses = np.array([float(glyph.ink.sum()) for glyph in found.glyphs])
        specks = sides < SPECK * np.quantile(sides[good], 0.5, weights=masses[good], method="inverted_cdf")
    kept = np.flatnonzero(~specks | good)[:MOST_GLYPHS].tolist()
    return replace(
        found.take(kept), left_out={place: "too_small" for place, k in enumerate(kept) if specks[k]}
    )


def _largest(chains: list[Chain]) -> list[Chain]:
    return sorted(chains, key=lambda chain: -max(max(run.glyph.box[2:]) for run in chain.runs))[:MOST_GLYPHS]


def quality(scores: Scores) -> NDArray[np.float64]:
    """How good a digit each glyph is, (N,): the probability that it is one, and the one that is read."""
    return np.asarray(
        np.maximum(scores.digitness.astype(np.float64) * scores.probabilities.max(axis=1), WORST)
    )


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
    """The same with a second opinion of what is a digit, but unsure which: its pixels' votes."""
    scores = found.scores
    likely = np.maximum(scores.probabilities.astype(np.float64), LEAST_LIKELY)
    is_unsure = (scores.digitness >= GOOD) & (likely.max(axis=1) < SURE)
    if not is_unsure.any():
        return found
    votes = np.ones_like(likely)
    for k in np.flatnonzero(is_unsure):
        votes[k] = (likely[k] * vote(found.glyphs[k], recognizer.owners)) ** BOTH / likely[k]
    return Found(found.glyphs, scores.voted(votes))


def _cut_apart(found: Found, recognizer: Recognizer, part: Part | None, size: tuple[int, ...]) -> Found:
    """The same, with glyphs that are no good digit as a whole in pieces where these are better.

    `size` is that of the page, beyond whose edge fingers reach.
    """
    qualities = quality(found.scores)
    doubtful = np.flatnonzero(qualities < GOOD)
    doubtful = doubtful[np.argsort([-found.glyphs[k].box[3] for k in doubtful], kind="stable")][:MOST_CUT]
    chains = _cuts([(int(k), found.glyphs[k]) for k in doubtful], recognizer, part)
    if not chains:
        return found
    glyphs = tuple(run.glyph for chain in chains.values() for run in chain.runs[1:])
    scores = recognizer.score([glyph.ink for glyph in glyphs])
    logs = _agreed(scores, [chain.consent(run) for chain in chains.values() for run in chain.runs[1:]])
    wholes = _agreed(
        found.scores.take(list(chains)), [chain.consent(chain.runs[0]) for chain in chains.values()]
    )
    votes = np.array([chain.votes_for(run) for chain in chains.values() for run in chain.runs[1:]])
    votes = votes.reshape(-1, VOTES)[:, :10]  # of a plain drawing there are none
    pieces = Found(glyphs, scores.voted(votes))
    mass = np.array([float(glyph.ink.sum()) for glyph in found.glyphs])
    is_number = qualities >= COMPANY  # of each glyph, whole or in pieces
    likely: dict[int, list[int]] = {}
    first = 0
    for (k, chain), of_all in zip(chains.items(), wholes, strict=True):
        behind = first + len(chain.runs) - 1
        way = chain.best([float(of_all), *logs[first:behind].tolist()])
        if way != [0]:
            is_likely, is_number[k] = _judged(chain, way, pieces.scores.take(range(first, behind)))
            if is_number[k] or (is_likely and not found.glyphs[k].touches(size)):
                likely[k] = [first + run - 1 for run in way]
        first = behind
    enough = mass[is_number].sum() / AMONG
    others = mass.sum() - mass
    parted = {k: way for k, way in likely.items() if is_number[k] or 0 < others[k] <= enough}
    whole = found.take([k for k in range(len(found.glyphs)) if k not in parted])
    apart = pieces.take([place for way in parted.values() for place in way])
    return Found(whole.glyphs + apart.glyphs, Scores.joined(whole.scores, apart.scores))


def _agreed(scores: Scores, consents: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """The logarithm of how good a digit each of some runs is, (N,), and of how far its atoms agree on which, (10,)."""
    agreed = (scores.probabilities * np.reshape(consents, (-1, 10))).sum(axis=1)
    return np.asarray(np.log(quality(scores)) + AGREED * np.log(agreed))


def _cuts(glyphs: list[tuple[int, Glyph]], recognizer: Recognizer, part: Part | None) -> dict[int, Chain]:
    """The chains that those glyphs, each with its place, may be cut into, until there are MOST_PIECES."""
    chains: dict[int, Chain] = {}
    pieces = 0
    for k, glyph in glyphs:
        chain = (part and part(glyph)) or cut(glyph, recognizer.owners)
        if chain:
            pieces += len(chain.runs)
            if pieces > MOST_PIECES and chains:
                break
            chains[k] = chain
    return chains


def _judged(chain: Chain, way: list[int], scores: Scores) -> tuple[bool, bool]:
    """Whether the pieces, runs of the chain, may be digits, and whether they are surely, rather than what a letter or
    a drawing falls into.
    """
    places = [k - 1 for k in way]
    qualities = quality(scores)[places]
    if chain.lifted:
        weights = [chain.weights[chain.runs[k].start : chain.runs[k].stop].sum() for k in way]
        is_written = float(np.dot(weights, qualities >= GOOD)) >= PIECES
        return is_written, is_written
    tells = TELLS[scores.probabilities[places].argmax(axis=1)]
    told = float((qualities * tells + (1 - qualities) * NO_DIGIT).sum())
    strange = np.clip(chain.votes_for(chain.runs[0])[-1], 1 - SUREST, SUREST)  # the first is all of it
    told += float(np.log((1 - strange) / strange))
    return told >= POSSIBLE, told >= CLEAR


def whole(ink: NDArray[np.float32], recognizer: Recognizer) -> Found:
    """All ink as one symbol; none on an empty page."""
    glyph = Glyph.of(ink)
    glyphs = (glyph,) if glyph else ()
    return Found(glyphs, recognizer.score([glyph.ink for glyph in glyphs]))


def meant(ink: NDArray[np.float32], recognizer: Recognizer) -> Found:
    """The one symbol that a picture shows, with all its parts; none on an empty page.

    That is all ink of a thumbnail, and of what is a good digit as a whole; else all that is writing, unless one good
    digit in it is large, about the middle, and far from the rest.
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
    """Whether a box keeps a share of its size, APART, from all others."""
    low, high = boxes[:, :2], boxes[:, :2] + boxes[:, 2:]
    gaps = np.maximum(np.maximum(low - high[which], low[which] - high).max(axis=1), 0)
    return bool((np.delete(gaps, which) >= APART * boxes[which, 2:].max()).all())
