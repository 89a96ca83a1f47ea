"""A drawing is read from its strokes: which runs of strokes that follow each other are a symbol each.

A run is drawn alone, from its own strokes, so that a neighbour's ink never gets in. The network scores all runs of all
drawings in one batch, and dynamic programming takes the best way through each chain of strokes. A run's score is

    odds · log(q / (1 - q + 1/1000))    q: probability that it is a digit, and the one that is read
    + symbol                            so that more symbols are not likelier by themselves
    + gap · g                           g: widest distance of a stroke from those before it in the run
    + shared · s                        s: how far the next stroke reaches over or under the run
    + above · a                         a: 1 if the next stroke stands above or below the run, else 0
    + whole · w                         w: 1 if the run is all of its chain, else 0
    + small · log(min(1, size / .75))   size: the run's longer side

All lengths are in the usual size of strokes, the longer side of the one that the middle pixel of all ink belongs to; of
a chain that is lower than that it is the chain's own. The weights (`odds` …) are fitted on numbers of many writers
(`scrawl.training.drawing`), and stand in the card of the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scrawl.glyphs.chains import LONGEST_RUN, Chain, Glyph, Run
from scrawl.glyphs.fitted import weights_of
from scrawl.glyphs.judge import GOOD
from scrawl.glyphs.parts import INK_LEVEL, weighted_median
from scrawl.glyphs.segmentation import LEAST_LIKELY, SURE, Candidates, Found, quality, without_specks
from scrawl.ink import Raster
from scrawl.recognizer import Recognizer, Scores

FEATURES = ("odds", "symbol", "gap", "shared", "above", "whole", "small")

# In usual sizes, if nothing else is said.
BEHIND = 0.1  # a stroke whose middle lies further left than that of the one before is late
OVER = 0.12  # between strokes one above the other, at most, if they are one symbol
FAR = 0.2  # between strokes that are surely two symbols; of chains by the longer side of the larger one
LARGEST = 2.5  # a longer run is surely more than one symbol,
WIDEST = 1.6  # and so is a wider one
SMALL = 0.75  # the longer side of a symbol that nothing speaks against
TINIEST = 0.2  # smaller ones are as unlikely symbols
ODD = 1e-3  # added to the probability of no digit, so that the odds stay finite
MOST_RUNS = 4_000  # of one drawing: bounds the work
# An unsure digit is looked at again: leaning to either side, narrower and wider (each x is a x + b y).
VIEWS = ((1.0, -0.2), (1.0, 0.2), (0.8, 0.0), (1.2, 0.0))
TEMPER = 0.35  # exponent of the product of all views' probabilities, which are about one ink
MOST_STROKES = 24  # that touch, at most; ink of more is a scribble
PIECES = 0.6  # share of ink that touches which must lie in good digits; else it is crossed out, a figure or a letter

Boxes = NDArray[np.float64]  # (n, 4) left, top, right, bottom


def segment_all(drawings: Sequence[Raster], recognizer: Recognizer) -> list[Found]:
    """Every symbol of each drawing; the candidates of all drawings are scored together."""
    weights = weights_of(recognizer.card, "drawing", FEATURES)
    made = [chains(drawing, weights) for drawing in drawings]
    runs = [run for each in made for chain in each for run in chain.runs]
    scores = recognizer.score([run.glyph.ink for run in runs])
    odds = log_odds(scores)
    found, first = [], 0
    for drawing, each in zip(drawings, made, strict=True):
        chosen: list[int] = []
        asked = []
        for chain in each:
            asked.append(Candidates(chain, scores, first))
            behind = first + len(chain.runs)
            chosen += [first + k for k in chain.best(odds[first:behind].tolist())]
            first = behind
        own = Found(tuple(runs[k].glyph for k in chosen), scores.take(chosen))
        whole = crossed_out(looked_at_again(own, drawing, recognizer), recognizer)
        looked_at = sum(len(chain.runs) for chain in each)
        found.append(replace(without_specks(whole, looked_at), chains=tuple(asked)))
    return found


def looked_at_again(found: Found, drawing: Raster, recognizer: Recognizer) -> Found:
    """The glyphs, and their scores: those of digits that are unsure which by all VIEWS together."""
    likely = np.maximum(found.scores.probabilities.astype(np.float64), LEAST_LIKELY)
    unsure = np.flatnonzero((found.scores.digitness >= GOOD) & (likely.max(axis=1) < SURE))
    if not len(unsure):
        return found
    crops = [drawing.seen(found.glyphs[k].strokes, view) for k in unsure for view in VIEWS]
    told = recognizer.score(crops).probabilities.astype(np.float64).reshape(len(unsure), len(VIEWS), 10)
    votes = np.ones_like(likely)
    together = likely[unsure] * np.maximum(told, LEAST_LIKELY).prod(axis=1)
    votes[unsure] = together**TEMPER / likely[unsure]
    return Found(found.glyphs, found.scores.voted(votes))


def log_odds(scores: Scores) -> NDArray[np.float64]:
    """The log-odds of each glyph being a digit, and the one that is read, (n,)."""
    likely = quality(scores)
    return np.asarray(np.log(likely / (1 - likely + ODD)))


def chains(drawing: Raster, weights: NDArray[np.float64]) -> list[Chain]:
    """The strokes as chains: neighbours share one where they may be one symbol. `weights` are those of FEATURES."""
    strokes = [stroke(drawing, place) for place in range(len(drawing.paths))]
    if len(strokes) < 2:
        return [Chain.of_one(each) for each in strokes]
    boxes, masses = measured(strokes)
    made, runs = [], 0
    for places in parted(ordered(boxes, masses), boxes):
        longest = LONGEST_RUN if runs < MOST_RUNS else 1
        told = [
            Run(
                start, stop, Glyph.joined([strokes[k] for k in places[start:stop]]), float(each @ weights[1:])
            )
            for start, stop, each in spans(places, boxes, masses, longest)
        ]
        made.append(Chain(masses[places] / masses[places].sum(), tuple(told), each=float(weights[0])))
        runs += len(told)
    return made


def measured(strokes: Sequence[Glyph]) -> tuple[Boxes, NDArray[np.float64]]:
    """The boxes of strokes, (n, 4), and how much ink each has, (n,)."""
    boxes = np.array([glyph.box for glyph in strokes], np.float64)
    boxes[:, 2:] += boxes[:, :2]
    return boxes, np.array([float(glyph.ink.sum()) for glyph in strokes])


def stroke(drawing: Raster, place: int) -> Glyph:
    """The stroke in that place alone."""
    ink, left, top = drawing.strokes[place]
    glyph = Glyph.of(ink)
    assert glyph  # a pen leaves ink wherever it touches
    x, y, width, height = glyph.box
    return Glyph(glyph.ink, (left + x, top + y, width, height), (place,))


def ordered(boxes: Boxes, masses: NDArray[np.float64]) -> list[int]:
    """The places of strokes in the order in which they were drawn, late ones behind those that they belong to.

    A stroke is late if it lies left of the one drawn before it, or FAR from it. It belongs to the stroke that it lies
    over, or closely above or below, for the longest way, and at least for half of the narrower one; if there is none,
    it stays in its place.
    """
    size = usual(boxes, masses)
    middles = (boxes[:, 0] + boxes[:, 2]) / 2
    order: list[int] = []
    for k in range(len(boxes)):
        place = len(order)
        before = order[-1] if order else k
        is_left = middles[k] < middles[before] - BEHIND * size
        if is_left or _distance(boxes[before], boxes[k]) > FAR * size:
            over = [_over(boxes[each], boxes[k], size) for each in order]
            place = int(np.argmax(over)) + 1 if max(over) > 0 else place
        order.insert(place, k)
    return order


def _over(box: NDArray[np.float64], other: NDArray[np.float64], size: float) -> float:
    """How much of their width two boxes share if that is half of the narrower one and one lies over the other; or 0."""
    apart = np.maximum(box[:2], other[:2]) - np.minimum(box[2:], other[2:])
    narrower = min(box[2] - box[0], other[2] - other[0])
    return float(-apart[0]) if -apart[0] >= narrower / 2 and apart[1] <= OVER * size else 0.0


def usual(boxes: Boxes, masses: NDArray[np.float64]) -> float:
    """The longer side of the stroke that the middle pixel of all ink belongs to."""
    return float(weighted_median((boxes[:, 2:] - boxes[:, :2]).max(axis=1), masses))


def parted(order: Sequence[int], boxes: Boxes) -> Iterator[list[int]]:
    """The order in pieces: where the next stroke is FAR from the one before, a new one begins."""
    piece: list[int] = []
    for k in order:
        if piece:
            far = FAR * max((boxes[each, 2:] - boxes[each, :2]).max() for each in (piece[-1], k))
            if _distance(boxes[piece[-1]], boxes[k]) > far:
                yield piece
                piece = []
        piece.append(k)
    yield piece


def _distance(box: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """How far two boxes are apart, across or down; 0 if they share a place."""
    return max(float((np.maximum(box[:2], other[:2]) - np.minimum(box[2:], other[2:])).max()), 0.0)


def spans(
    places: Sequence[int], boxes: Boxes, masses: NDArray[np.float64], longest: int = LONGEST_RUN
) -> Iterator[tuple[int, int, NDArray[np.float64]]]:
    """The runs of a chain of strokes in those places, each with its FEATURES but the odds, (len(FEATURES) - 1,)."""
    own = boxes[places]
    high = float(own[:, 3].max() - own[:, 1].min())
    size = min(usual(boxes, masses), max(usual(own, masses[places]), high))
    for start in range(len(own)):
        box, gap = own[start], 0.0
        for stop in range(start + 1, min(start + longest, len(own)) + 1):
            last = own[stop - 1]
            gap = max(gap, _distance(box, last))
            box = np.concatenate([np.minimum(box[:2], last[:2]), np.maximum(box[2:], last[2:])])
            long = float((box[2:] - box[:2]).max()) / size
            too_wide = long > LARGEST or box[2] - box[0] > WIDEST * size
            if stop > start + 1 and (too_wide or gap > FAR * size):
                break
            shared, above = (
                (_shared(box, own[stop], size), _above(box, own[stop])) if stop < len(own) else (0.0, 0.0)
            )
            small = np.log(min(max(long, TINIEST) / SMALL, 1.0))
            yield (
                start,
                stop,
                np.array([1.0, gap / size, shared / size, above, float(stop - start == len(own)), small]),
            )


def _shared(box: NDArray[np.float64], other: NDArray[np.float64], size: float) -> float:
    """How much of their width two boxes share that are beside or closely above each other."""
    apart = np.maximum(box[:2], other[:2]) - np.minimum(box[2:], other[2:])
    return max(float(-apart[0]), 0.0) if apart[1] < OVER * size else 0.0


def _above(box: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """1 if two boxes share half of the narrower one's width, and less than half of the lower one's height; else 0."""
    apart = np.maximum(box[:2], other[:2]) - np.minimum(box[2:], other[2:])
    least = np.minimum(box[2:] - box[:2], other[2:] - other[:2])
    return float(-apart[0] >= least[0] / 2 and -apart[1] < least[1] / 2)


def crossed_out(found: Found, recognizer: Recognizer) -> Found:
    """Joins glyphs that touch and of whose ink less than PIECES is in good digits.

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
        if len(places) > 1 and (share < PIECES or many):
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
