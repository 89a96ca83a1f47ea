"""Ink to digits: the page proposes candidates, the network scores each as a digit, the likeliest are chosen."""

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

MOST_GLYPHS = 500  # of a page, the largest: bounds the work
WORST = 1e-3  # floor of a glyph's quality: one certain non-digit must not outweigh all other glyphs
SURE = 0.9  # probability or quality above which a digit needs no second opinion
BOTH = 0.65  # exponent that tempers two correlated likelihoods: crop and pixels are scored from one ink
AGREED = 0.5  # weight of the pixels' agreement on a piece's digit in its log-quality
LEAST_LIKELY = 1e-6  # floor of a digit's probability, by which is divided
APART = 0.25  # of its longer side: a symbol that keeps this distance to all others stands alone
PIECES = 0.6  # share of a glyph's ink that must lie in good pieces where the pen was lifted

# Where it was not lifted, the log-odds that a cut glyph is a number are summed. TELLS is each piece's log-likelihood
# ratio by its digit, number against letter, scribble or figure, as counted on the development half. Leftovers are often
# bars, which look like 1s, and those of letters often rings, which look like 0s.
TELLS = np.array([0.6, -1.4, 2, 2, 1.2, 2, 1.2, 2, 2, 2])
NO_DIGIT = -1.8  # log-likelihood ratio of a piece that is no digit
SUREST = 0.995  # the probability of no digit, by all pixels together, is clipped here and at 1 - SUREST
CLEAR = 4.0  # log-odds above which a cut glyph is taken for a number,
POSSIBLE = 1.3  # and above which it is where at least AMONG of the other ink is in digits
AMONG = 0.5  # share of the other ink
COMPANY = 0.8  # quality from which a glyph's ink counts as in digits
SPECK = 0.25  # of the usual digit's longer side: a smaller glyph is a dot, a comma or a speck
MOST_CUT = 12  # glyphs that are cut, the highest: a page with more unreadable ones is no page of digits
MOST_PIECES = 2_000  # of all cut glyphs together: bounds the work


@dataclass(frozen=True, eq=False)
class Found:
    """Glyphs, and row by row their scores.

    left_out   the places of specks, which are too small beside the digits to be writing, and why
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

    `part` parts a glyph of a drawing where the pen was lifted; None for a picture.
    """
    return segment_all([(ink, part)], recognizer)[0]


def segment_all(
    pages: Sequence[tuple[NDArray[np.float32], Part | None]], recognizer: Recognizer
) -> list[Found]:
    """Every symbol on each of many pages, (ink, part) each; the candidates of all pages are scored together."""
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
    """The glyphs without specks beside digits, except specks that look like digits, which are `left_out`."""
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
    """The quality of each glyph, (N,): the probability that it is a digit, and the one that is read."""
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
    """Re-scores glyphs that are digits, but unsure which, with the votes of their pixels."""
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
    """Replaces glyphs that are no good digit as a whole by their pieces where these are better.

    One that touches the edge of the page, of that `size`, must be clearly a number: it may be a finger.
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
    """The log-quality of each run, (N,), plus AGREED of the logarithm of its atoms' consent (10,) on its digit."""
    agreed = (scores.probabilities * np.reshape(consents, (-1, 10))).sum(axis=1)
    return np.asarray(np.log(quality(scores)) + AGREED * np.log(agreed))


def _cuts(glyphs: list[tuple[int, Glyph]], recognizer: Recognizer, part: Part | None) -> dict[int, Chain]:
    """The chains that those glyphs may be cut into, by their places, until there are MOST_PIECES."""
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
    """Whether the pieces, runs of the chain, are possibly and whether they are clearly a number, not a letter or a
    drawing in pieces.
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
    """Whether a box keeps a share of its size, APART, from all others."""
    low, high = boxes[:, :2], boxes[:, :2] + boxes[:, 2:]
    gaps = np.maximum(np.maximum(low - high[which], low[which] - high).max(axis=1), 0)
    return bool((np.delete(gaps, which) >= APART * boxes[which, 2:].max()).all())
