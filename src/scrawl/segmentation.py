"""Ink to digits: the page proposes what may be a symbol, the network says how good a digit it is, the best wins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scrawl.page import INK, Chain, Cut, Glyph, Parts, cut
from scrawl.paper import THUMBNAIL
from scrawl.recognizer import Recognizer, Scores

MOST_GLYPHS = 500
WORST = 1e-3  # the least quality of a glyph: one that is surely none must not outweigh all others
SURE = 0.9  # quality of what is one digit for certain
GOOD = 0.5  # quality of a glyph that others are measured by; one of less may be several that touch
LITTER = 0.25  # of the usual digit's side: what is smaller is a dot, a comma or a speck
CONTACT = 0.35  # of its side: what lies along the picture's edge so far reaches in over it
APART = 0.25  # of its longer side: a symbol that keeps so far from all others stands alone
FILLED = 0.8  # of its sides: a picture cut to its writing
RINGS = 5  # alike, touching the picture's edge in a row, are a binding …
RING = 0.15  # … if their sizes and places differ by less than this share of their size
ALIKE = 1.5  # digits of one picture are mostly of sizes within this factor
PIECES = 0.6  # of a glyph's ink must lie in good pieces if it is to be parted …
CLEAR = 0.7  # … and along seams, these must be so good in the mean …
ONES = 1 / 3  # … and no more of them ones: a seam makes bars of nearly every letter and triangle
MOST_CUT = 12  # glyphs; a page with more that nobody can read is no page of digits


@dataclass(frozen=True, eq=False)
class Found:
    """Glyphs, and row by row what the network says of them."""

    glyphs: tuple[Glyph, ...]
    scores: Scores

    def take(self, chosen: Sequence[int]) -> Found:
        """Some of them, in that order."""
        return Found(tuple(self.glyphs[k] for k in chosen), self.scores.take(chosen))


def segment(ink: NDArray[np.float32], recognizer: Recognizer, cut: Cut = cut) -> Found:
    """Every symbol on a page of `ink`, (H, W) float32, at most MOST_GLYPHS, the largest.

    `cut` says where a glyph may be several that touch.
    """
    chains = Parts.of(ink).chains()
    chains = sorted(chains, key=lambda chain: -max(max(run.glyph.box[2:]) for run in chain.runs))[
        :MOST_GLYPHS
    ]
    found = _cut_apart(_chosen(chains, recognizer), recognizer, cut)
    return found.take(_written(found, ink.shape)[:MOST_GLYPHS])


def _written(found: Found, size: tuple[int, ...]) -> list[int]:
    """The glyphs that are writing, not litter: dots, commas, specks, and what reaches in over the picture's edge."""
    if not found.glyphs:
        return []
    boxes = np.array([glyph.box for glyph in found.glyphs]).T
    mass = np.array([float(glyph.ink.sum()) for glyph in found.glyphs])
    sides = boxes[2:].max(axis=0)
    good = quality(found.scores) >= GOOD
    touch = np.array([_contact(glyph, size) for glyph in found.glyphs])
    touching = touch > 0
    usual = good & ~touching if (good & ~touching).any() else good
    litter = np.zeros(len(sides), np.bool_)
    if usual.any():
        side = float(np.quantile(sides[usual], 0.5, weights=mass[usual], method="inverted_cdf"))
        litter |= sides < LITTER * side
        if max(size) >= THUMBNAIL and mass[usual & ~touching].sum() > mass[good].sum() / 2:
            litter |= touching & ~(good & (sides > side / ALIKE) & (sides < side * ALIKE))
    along = touch > CONTACT * sides
    inside = good & ~along
    if good.any() and max(size) >= THUMBNAIL:
        shares = _filled(boxes[:, inside if inside.any() else good], size)
        if (max(shares) if inside.any() else min(shares)) < FILLED:
            litter |= along
    litter |= _binding(boxes, touching)
    return np.flatnonzero(~litter).tolist()


def _binding(boxes: NDArray[np.int64], touching: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which of the boxes (4, n) touch the picture's edge in a row of many alike: holes and rings, hardly digits."""
    sides = np.maximum(boxes[2], boxes[3])
    alike = (np.abs(boxes[2:, :, None] - boxes[2:, None]) <= RING * sides).all(axis=0)
    level = (np.abs(boxes[:2, :, None] - boxes[:2, None]) <= RING * sides).any(axis=0)
    return np.asarray(touching & ((alike & level & touching).sum(axis=1) >= RINGS))


def _filled(boxes: NDArray[np.int64], size: tuple[int, ...]) -> tuple[float, float]:
    """The shares of the picture's width and height that boxes (4, n) take together.

    A picture cut to its writing is full of it, and some of it touches the edges as a matter of course.
    """
    wide, high = (boxes[:2] + boxes[2:]).max(axis=1) - boxes[:2].min(axis=1)
    return float(wide / size[1]), float(high / size[0])


def _contact(glyph: Glyph, size: tuple[int, ...]) -> int:
    """How many pixels of the glyph lie along the picture's edges."""
    x, y, width, height = glyph.box
    edges = []
    if x <= 1:
        edges.append(glyph.ink[:, :2].max(axis=1))
    if y <= 1:
        edges.append(glyph.ink[:2].max(axis=0))
    if x + width >= size[1] - 1:
        edges.append(glyph.ink[:, -2:].max(axis=1))
    if y + height >= size[0] - 1:
        edges.append(glyph.ink[-2:].max(axis=0))
    return sum(int(np.count_nonzero(edge > INK)) for edge in edges)


def quality(scores: Scores) -> NDArray[np.float64]:
    """How good a digit each glyph is, (N,): the probability that it is one, and the one that is read."""
    return np.asarray(
        np.maximum(scores.digitness.astype(np.float64) * scores.probabilities.max(axis=1), WORST)
    )


def _chosen(chains: list[Chain], recognizer: Recognizer) -> Found:
    """The likeliest glyphs of each chain."""
    glyphs = [run.glyph for chain in chains for run in chain.runs]
    scores = recognizer.score([glyph.ink for glyph in glyphs])
    qualities = np.log(quality(scores))
    chosen: list[int] = []
    first = 0
    for chain in chains:
        behind = first + len(chain.runs)
        way = chain.best(qualities[first:behind].tolist())
        chosen += [first + k for k in way]
        first = behind
    return Found(tuple(glyphs), scores).take(chosen)


def _cut_apart(found: Found, recognizer: Recognizer, cut: Cut) -> Found:
    """The same, with glyphs that are no good digit as a whole in pieces where these are better."""
    qualities = quality(found.scores)
    doubtful = np.flatnonzero(qualities < GOOD)
    doubtful = doubtful[np.argsort([-found.glyphs[k].box[3] for k in doubtful], kind="stable")][:MOST_CUT]
    chains = {int(k): chain for k in doubtful if (chain := cut(found.glyphs[k]))}
    if not chains:
        return found
    pieces = Found(
        tuple(run.glyph for chain in chains.values() for run in chain.runs[1:]),
        recognizer.score([run.glyph.ink for chain in chains.values() for run in chain.runs[1:]]),
    )
    logs = np.log(quality(pieces.scores))
    kept = [k for k in range(len(found.glyphs)) if k not in chains]
    parted: list[int] = []
    first = 0
    for k, chain in chains.items():
        behind = first + len(chain.runs) - 1
        way = chain.best([float(np.log(qualities[k])), *logs[first:behind].tolist()])
        if way == [0] or not _is_number(chain, way, pieces.take(range(first, behind)).scores):
            kept.append(k)
        else:
            parted += [first + run - 1 for run in way]
        first = behind
    whole, apart = found.take(kept), pieces.take(parted)
    return Found(whole.glyphs + apart.glyphs, Scores.joined(whole.scores, apart.scores))


def _is_number(chain: Chain, way: list[int], scores: Scores) -> bool:
    """Whether the pieces, runs of the chain, are digits rather than what a letter or a drawing falls into."""
    places = [k - 1 for k in way]
    weights = np.array([chain.weights[chain.runs[k].start : chain.runs[k].stop].sum() for k in way])
    qualities = quality(scores)[places]
    ones = np.mean(scores.probabilities[places].argmax(axis=1) == 1)
    is_clear = weights @ np.log(qualities) >= np.log(CLEAR) and ones <= ONES
    return bool(weights[qualities >= GOOD].sum() >= PIECES and (chain.lifted or is_clear))


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
    if not parts.glyphs:
        return everything
    boxes = np.array([glyph.box for glyph in parts.glyphs], np.float64)
    together = np.zeros_like(ink)
    for glyph in parts.glyphs:
        x, y, width, height = glyph.box
        np.maximum(
            together[y : y + height, x : x + width], glyph.ink, out=together[y : y + height, x : x + width]
        )
    sizes = boxes[:, 2:].max(axis=1)
    away = np.abs((boxes[:, :2] + boxes[:, 2:] / 2) / ink.shape[::-1] - 0.5).max(axis=1)
    best = int(np.argmax(quality(parts.scores) * sizes / sizes.max() * (1 - away)))
    if quality(parts.scores)[best] >= GOOD and _is_apart(boxes, best):
        return parts.take([best])
    return whole(together, recognizer)


def _is_apart(boxes: NDArray[np.float64], which: int) -> bool:
    """Whether a box keeps a share of its size, APART, from all others."""
    low, high = boxes[:, :2], boxes[:, :2] + boxes[:, 2:]
    gaps = np.maximum(np.maximum(low - high[which], low[which] - high).max(axis=1), 0)
    return bool((np.delete(gaps, which) >= APART * boxes[which, 2:].max()).all())
