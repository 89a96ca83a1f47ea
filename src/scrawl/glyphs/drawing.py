"""A drawing is read from its strokes: which runs of strokes that follow each other are a symbol each.

A run is drawn alone, from its own strokes, so that a neighbour's ink never gets in. The network scores runs of all
drawings in one batch, and dynamic programming takes the best way through each chain of strokes. A run's score is

    odds · log((d + WORST) / (1 - d + WORST))   d: digitness
    + symbol                            so that more symbols are not likelier by themselves
    + gap · g                           g: widest distance of a stroke from those before it in the run
    + small · log(min(1, size))         size: the run's longer side

and by the stroke that follows the run in its chain, if one does,

    + shared · s                        s: how far it reaches over or under the run
    + space · p                         p: how far it keeps from the run, across
    + below · b                         b: how far it reaches below the run's foot
    + shorter · h                       h: how much less high than the run it is
    + inside · i² j                     i: how near their middles are, across, 1 if they are one and 0 half the wider
                                           one's width apart; j: share of the lower one's height that the other has,
                                           too: a bar in a ring is a slashed 0

All lengths are in the usual size of strokes, the longer side of the one that the middle pixel of all ink belongs to; of
a chain that is lower than that it is the chain's own. The weights (`odds` …) are fitted on numbers of many writers
(`scrawl.training.drawing`), and stand in the card of the model.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.pieces import INK_LEVEL
from scrawl.glyphs.chains import MOST_ATOMS, WORST, Chain, Glyph, Run
from scrawl.glyphs.fitted import Linear
from scrawl.glyphs.judge import GOOD, SURE
from scrawl.glyphs.parts import weighted_median
from scrawl.glyphs.segmentation import BOTH, Candidates, Found, quality, without_specks
from scrawl.ink import Raster
from scrawl.recognizer import Recognizer, Scores

FEATURES = ("odds", "symbol", "gap", "small", "shared", "space", "below", "shorter", "inside")
DRAWING = Linear("drawing", FEATURES)

FAR = 0.2  # usual sizes: strokes that keep more than that from each other are surely two symbols
MOST_ROUNDS = 4  # of scoring, before all candidates are scored: bounds the work
MOST_RUNS = 4_000  # of one drawing: bounds the work
LEANING = 0.2  # of its height: how far an unsure digit leans to either side where it is looked at again
MOST_STROKES = 24  # that touch, at most; ink of more is a scribble

Sides = tuple[float, float, float, float]  # left, top, right, bottom


def segment_all(drawings: Sequence[Raster], recognizer: Recognizer) -> list[Found]:
    """Every symbol of each drawing; the candidates of all drawings are scored together."""
    weights = DRAWING.weights(recognizer.card)
    made = [chains(drawing, weights) for drawing in drawings]
    unlike = {id(chain): chain for orders in made for order in orders for chain in order}
    ways, scores = likeliest(list(unlike.values()), recognizer)
    known = dict(zip(unlike, ways, strict=True))
    found = []
    for drawing, orders in zip(drawings, made, strict=True):
        best = max(orders, key=lambda order: sum(known[id(chain)].value for chain in order))
        chosen = [(chain.runs[k].glyph, row) for chain in best for k, row in known[id(chain)].rows.items()]
        own = Found(tuple(glyph for glyph, _ in chosen), scores.take([row for _, row in chosen]))
        whole = crossed_out(looked_at_again(own, drawing, recognizer), recognizer)
        looked_at = sum(len(chain.runs) for chain in best)
        found.append(replace(without_specks(whole, looked_at), chains=tuple(map(Candidates, best))))
    return found


@dataclass(frozen=True)
class Way:
    """The best way through a chain: the places of its runs with the rows of their scores, and the sum of these."""

    rows: dict[int, int]
    value: float


def likeliest(chains: Sequence[Chain], recognizer: Recognizer) -> tuple[list[Way], Scores]:
    """The best way through each chain, and the scores of all runs that were scored.

    A run that was not scored yet counts as if it were surely a digit. Once all runs of the way that is best so are
    scored, no other way is better. That spares most of them; after MOST_ROUNDS all are scored.
    """
    odds = [np.full(len(chain.runs), np.log((1 + WORST) / WORST)) for chain in chains]
    rows: list[dict[int, int]] = [{} for _ in chains]
    ways = [list[int]() for _ in chains]
    batches: list[Scores] = []
    todo, count = list(range(len(chains))), 0
    while todo:
        asked = []
        for number in todo:
            ways[number] = chains[number].best(odds[number].tolist())
            wanted = ways[number] if len(batches) < MOST_ROUNDS else range(len(odds[number]))
            asked += [(number, k) for k in wanted if k not in rows[number]]
        if not asked:
            break
        batches.append(recognizer.score([chains[number].runs[k].glyph.ink for number, k in asked]))
        for row, ((number, k), own) in enumerate(zip(asked, log_odds(batches[-1]), strict=True), count):
            odds[number][k], rows[number][k] = own, row
        count += len(asked)
        todo = sorted({number for number, _ in asked})
    scores = reduce(Scores.joined, batches) if batches else recognizer.score([])
    told = [
        Way({k: own[k] for k in way}, sum(chain.value(chain.runs[k], float(known[k])) for k in way))
        for chain, way, own, known in zip(chains, ways, rows, odds, strict=True)
    ]
    return told, scores


def looked_at_again(found: Found, drawing: Raster, recognizer: Recognizer) -> Found:
    """The glyphs, and their scores: those of digits that are unsure which by their leaning views, too."""
    likely = found.scores.likely
    unsure = np.flatnonzero((found.scores.digitness >= GOOD) & (likely.max(axis=1) < SURE))
    if not len(unsure):
        return found
    crops = [drawing.seen(found.glyphs[k].strokes, lean) for k in unsure for lean in (-LEANING, LEANING)]
    told = recognizer.score(crops).likely.reshape(len(unsure), -1, 10)
    votes = np.ones_like(likely)
    together = likely[unsure] * told.prod(axis=1)
    votes[unsure] = together**BOTH / likely[unsure]
    return Found(found.glyphs, found.scores.voted(votes))


def log_odds(scores: Scores) -> NDArray[np.float64]:
    """The log-odds of each glyph being a digit, (n,)."""
    digitness = scores.digitness.astype(np.float64)
    return np.asarray(np.log((digitness + WORST) / (1 - digitness + WORST)))


def chains(drawing: Raster, weights: NDArray[np.float64]) -> list[list[Chain]]:
    """The strokes as chains, in each order that they may have: neighbours share one where they may be one symbol.

    `weights` are those of FEATURES.
    """
    strokes = [stroke(drawing, place) for place in range(len(drawing.paths))]
    if len(strokes) < 2:
        return [[Chain.of_one(each) for each in strokes]]
    boxes, masses = measured(strokes)
    known: dict[tuple[int, ...], Chain] = {}
    count = 0
    made = [[tuple(places) for places in parted(order, boxes)] for order in orders(boxes, masses)]
    for places in dict.fromkeys(places for order in made for places in order):
        longest = MOST_ATOMS if count < MOST_RUNS else 1
        runs = tuple(
            Run(
                start, stop, Glyph.joined([strokes[k] for k in places[start:stop]]), float(weights[1:] @ each)
            )
            for start, stop, each in spans(places, boxes, masses, longest)
        )
        own = masses[list(places)]
        known[places] = Chain(own / own.sum(), runs, each=float(weights[0]))
        count += len(runs)
    return [[known[places] for places in order] for order in made]


def measured(strokes: Sequence[Glyph]) -> tuple[list[Sides], NDArray[np.float64]]:
    """The box of each stroke, and how much ink it has, (n,)."""
    boxes = [
        (float(x), float(y), float(x + wide), float(y + high))
        for x, y, wide, high in (g.box for g in strokes)
    ]
    return boxes, np.array([float(glyph.ink.sum()) for glyph in strokes])


def stroke(drawing: Raster, place: int) -> Glyph:
    """The stroke in that place alone."""
    ink, left, top = drawing.strokes[place]
    glyph = Glyph.of(ink)
    assert glyph  # a pen leaves ink wherever it touches
    x, y, width, height = glyph.box
    return Glyph(glyph.ink, (left + x, top + y, width, height), (place,))


def orders(boxes: Sequence[Sides], masses: NDArray[np.float64]) -> list[list[int]]:
    """The places of strokes in the order in which they were drawn and, if it is another, as they are `ordered`."""
    drawn, moved = list(range(len(boxes))), ordered(boxes, masses)
    return [drawn] if moved == drawn else [drawn, moved]


def ordered(boxes: Sequence[Sides], masses: NDArray[np.float64]) -> list[int]:
    """The places of strokes in the order in which they were drawn, late ones behind those that they belong to.

    A stroke is late if it lies FAR to the left of the one drawn before it, or FAR from it. It belongs to the stroke
    that it lies over, or closely above or below, for the longest way, and at least for half of the narrower one; if
    there is none, it stays in its place.
    """
    size = usual(boxes, masses)
    middles = [(left + right) / 2 for left, _, right, _ in boxes]
    order: list[int] = []
    for k, box in enumerate(boxes):
        place = len(order)
        before = order[-1] if order else k
        if middles[k] < middles[before] - FAR * size or _distance(boxes[before], box) > FAR * size:
            over = [_over(boxes[each], box, size) for each in order]
            place = over.index(max(over)) + 1 if max(over) > 0 else place
        order.insert(place, k)
    return order


def usual(boxes: Sequence[Sides], masses: NDArray[np.float64]) -> float:
    """The longer side of the stroke that the middle pixel of all ink belongs to."""
    return float(weighted_median(np.array([_longer(box) for box in boxes]), masses))


def parted(order: Sequence[int], boxes: Sequence[Sides]) -> Iterator[list[int]]:
    """The order in pieces: where a stroke is FAR from all that could be of one symbol with it, a new one begins."""
    piece: list[int] = []
    for k in order:
        far = (
            _distance(boxes[j], boxes[k]) > FAR * max(_longer(boxes[j]), _longer(boxes[k]))
            for j in piece[1 - MOST_ATOMS :]
        )
        if piece and all(far):
            yield piece
            piece = []
        piece.append(k)
    yield piece


def spans(
    places: Sequence[int], boxes: Sequence[Sides], masses: NDArray[np.float64], longest: int = MOST_ATOMS
) -> Iterator[tuple[int, int, tuple[float, ...]]]:
    """The runs of a chain of strokes in those places, each with its FEATURES but the odds."""
    own = [boxes[k] for k in places]
    high = max(box[3] for box in own) - min(box[1] for box in own)
    size = min(usual(boxes, masses), max(usual(own, masses[list(places)]), high))
    for start in range(len(own)):
        box, gap = own[start], 0.0
        for stop in range(start + 1, min(start + longest, len(own)) + 1):
            last = own[stop - 1]
            gap = max(gap, _distance(box, last))
            box = min(box[0], last[0]), min(box[1], last[1]), max(box[2], last[2]), max(box[3], last[3])
            if gap > FAR * size:
                break
            small = math.log(min(_longer(box) / size, 1.0))
            follows = _follows(box, own[stop], size) if stop < len(own) else (0.0,) * 5
            yield start, stop, (1.0, gap / size, small, *follows)


def _follows(box: Sides, other: Sides, size: float) -> tuple[float, float, float, float, float]:
    """How far a run and the stroke that follows share their width, and keep apart; how far that reaches below the
    run, and how much less high it is; in sizes. And how much one lies in the middle of the other, 0…1."""
    across, down = _apart(box, other)
    wide, high = max(box[2] - box[0], other[2] - other[0]), min(box[3] - box[1], other[3] - other[1])
    off = abs(box[0] + box[2] - other[0] - other[2]) / wide
    return (
        max(-across, 0.0) / size if down < FAR * size else 0.0,
        max(across, 0.0) / size,
        max(other[3] - box[3], 0.0) / size,
        max(box[3] - box[1] - other[3] + other[1], 0.0) / size,
        max(1 - off, 0.0) ** 2 * max(-down, 0.0) / high,
    )


def _apart(box: Sides, other: Sides) -> tuple[float, float]:
    """How far two boxes are apart, across and down; below 0 how much they share."""
    return max(box[0], other[0]) - min(box[2], other[2]), max(box[1], other[1]) - min(box[3], other[3])


def _distance(box: Sides, other: Sides) -> float:
    """How far two boxes are apart, across or down; 0 if they share a place."""
    return max(*_apart(box, other), 0.0)


def _over(box: Sides, other: Sides, size: float) -> float:
    """How much of their width two boxes share if that is half of the narrower one and one lies over the other; or 0."""
    across, down = _apart(box, other)
    narrower = min(box[2] - box[0], other[2] - other[0])
    return -across if -across >= narrower / 2 and down <= FAR * size else 0.0


def _longer(box: Sides) -> float:
    return max(box[2] - box[0], box[3] - box[1])


def crossed_out(found: Found, recognizer: Recognizer) -> Found:
    """Joins glyphs that touch and of whose ink less than half is in good digits.

    What is crossed out holds good digits, and so do figures and letters: bars are 1s, rings 0s.
    """
    is_good = quality(found.scores) >= GOOD
    counts = [len(glyph.strokes) for glyph in found.glyphs]
    if len(is_good) < 2 or (is_good.all() and sum(counts) <= MOST_STROKES):
        return found
    masses = np.array([float(glyph.ink.sum()) for glyph in found.glyphs])
    joined, kept = [], []
    for places in touching(found.glyphs):
        share = float(masses[places] @ is_good[places] / masses[places].sum())
        many = sum(counts[k] for k in places) > MOST_STROKES
        if len(places) > 1 and (share < 0.5 or many):
            joined.append(Glyph.joined([found.glyphs[k] for k in places]))
        else:
            kept += places
    if not joined:
        return found
    whole = found.take(sorted(kept))
    scores = Scores.joined(whole.scores, recognizer.score([glyph.ink for glyph in joined]))
    return Found((*whole.glyphs, *joined), scores)


def touching(glyphs: Sequence[Glyph]) -> list[list[int]]:
    """The places of glyphs in groups whose ink touches or overlaps."""
    right, below = np.max([np.add(glyph.box[:2], glyph.box[2:]) for glyph in glyphs], axis=0)
    owner = np.full((int(below), int(right)), -1)
    group = np.arange(len(glyphs))
    for k, glyph in enumerate(glyphs):
        x, y, width, height = glyph.box
        place = owner[y : y + height, x : x + width]
        inked = glyph.ink > INK_LEVEL
        for other in np.unique(place[inked]):
            if other >= 0:
                group[group == group[other]] = group[k]
        place[inked] = k
    return [np.flatnonzero(group == each).tolist() for each in np.unique(group)]
