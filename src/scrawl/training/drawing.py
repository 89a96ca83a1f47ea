"""Fits how strokes are put together (`scrawl.glyphs.drawing`), on numbers composed of the digits of many writers.

Of all ways through a chain of strokes one is right. The weights are those under which the right one's share in the sum
of all exponentiated scores is largest: a semi-Markov conditional random field (Sarawagi & Cohen 2004).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scrawl.errors import DataError
from scrawl.glyphs import drawing
from scrawl.glyphs.chains import Glyph
from scrawl.glyphs.drawing import DRAWING
from scrawl.ink import rasterize
from scrawl.measure.processes import reader_with
from scrawl.scenes import pages, writing
from scrawl.scenes.writing import Hand, Symbol
from scrawl.strokes import Strokes
from scrawl.training import hands
from scrawl.training.logistic import least
from scrawl.training.pictures import FITTED, Recipe

RIDGE = 1e-4  # penalty on the squared weights, for features of variance 1: few strokes must not move them far
COUNT = 4_000  # drawings to fit to
SINGLE = 0.5  # of drawings hold one digit, as most do,
LENGTHS = (2, 7)  # and others a number of so many digits
GAPS = ((0.15, 0.8), (0.0, 0.15), (-0.12, 0.0))  # between neighbours, in digit heights
UNEVEN = 0.25  # of a digit's size, by which it differs from that of the number, at most
LATE = 0.1  # of numbers: whoever wrote them drew all bars and hats at the end
TAUGHT = 0.3  # of drawings: in a made-up hand, as some school teaches it
SLOPED = 0.2  # of numbers: the line rises or falls by as much as STEEP of its length
STEEP = 0.4
BROKEN = 0.1  # of numbers: they go on in further lines
LEADING = (0.05, 0.6)  # between two lines, in digit heights

Numbers = NDArray[np.float64]
Number = tuple[list[int], Strokes]  # which digit of it each stroke is of, and the strokes


@dataclass(frozen=True, eq=False)
class Asked:
    """A chain and the way through it that is right.

    spans     (n, 2) int, first stroke of each run and the one behind it
    features  (n, len(DRAWING.features))
    right     the runs of the right way
    """

    spans: NDArray[np.intp]
    features: Numbers
    right: tuple[int, ...]


def sets(recipe: Recipe, data: Path) -> dict[str, list[Callable[[], Number]]]:
    """Makers of COUNT numbers by writers of the development half; none without pens."""
    folder = pages.Folder(data, development=True)
    if not pages.digit_hands(folder):
        return {}
    return {"numbers": [partial(_number, folder, recipe.seed, number) for number in range(COUNT)]}


def asked(weights: Path, make: Callable[[], Number]) -> list[Asked]:
    """The chains of a number."""
    digits, drawn = make()
    raster = rasterize(drawn)
    strokes = [drawing.stroke(raster, place) for place in range(len(raster.paths))]
    boxes, masses = drawing.measured(strokes)
    recognizer = reader_with(weights).recognizer
    told = []
    ways = [
        tuple(places) for order in drawing.orders(boxes, masses) for places in drawing.parted(order, boxes)
    ]
    for places in dict.fromkeys(ways):
        if len(places) == 1:
            continue  # there is nothing to tell apart
        runs = list(drawing.spans(places, boxes, masses))
        at = {(start, stop): k for k, (start, stop, _) in enumerate(runs)}
        ends = np.cumsum([0, *(len(list(each)) for _, each in groupby(digits[k] for k in places))]).tolist()
        right = tuple(at.get(span, -1) for span in pairwise(ends))
        whole = all(
            digits[k] not in {digits[j] for j in places} for k in set(range(len(digits))) - set(places)
        )
        if -1 in right or not whole or len({digits[k] for k in places}) < len(right):
            continue  # no way is right
        crops = [Glyph.joined([strokes[k] for k in places[start:stop]]).ink for start, stop, _ in runs]
        odds = drawing.log_odds(recognizer.score(crops))
        features = np.column_stack([odds, [each for *_, each in runs]])
        told.append(Asked(np.array([run[:2] for run in runs]), features, right))
    return told


def _number(folder: pages.Folder, seed: int, number: int) -> Number:
    rng = np.random.default_rng([seed, FITTED, number])
    hand = _taught(rng) if rng.random() < TAUGHT else pages.a_hand(folder, rng)
    length = 1 if rng.random() < SINGLE else int(rng.integers(*LENGTHS, endpoint=True))
    labels = rng.choice(sorted(hand.samples), length).tolist()
    height = writing.a_height(rng)
    pen = writing.a_pen(height, rng)
    sizes = height * rng.uniform(1 - UNEVEN, 1 + UNEVEN, len(labels))
    symbols = [writing.digit(hand, label, size, rng) for label, size in zip(labels, sizes, strict=True)]
    gaps = height * rng.uniform(*GAPS[rng.integers(len(GAPS))], len(labels))
    of_line = rng.integers(1, length) if length > 1 and rng.random() < BROKEN else length
    placed: list[Symbol] = []
    for first in range(0, length, of_line):
        line = slice(first, first + of_line)
        placed += _below(
            placed, writing.side_by_side(symbols[line], pen, gaps[line]), pen + height * rng.uniform(*LEADING)
        )
    slope = rng.uniform(-STEEP, STEEP) if rng.random() < SLOPED else 0.0
    told = [(k, stroke, place) for k, symbol in enumerate(placed) for place, stroke in enumerate(symbol)]
    if rng.random() < LATE:
        told.sort(key=lambda each: each[2] > 0)
    strokes = [stroke @ np.array([[1, slope], [0, 1]]) for _, stroke, _ in told]
    return [k for k, *_ in told], Strokes.of(strokes, brush=pen)


def _taught(rng: np.random.Generator) -> Hand:
    return Hand({str(label): [hands.strokes(label, rng)] for label in range(10)})


def _below(placed: Sequence[Symbol], line: list[Symbol], gap: float) -> list[Symbol]:
    """The line, that far below all that is placed."""
    if not placed:
        return line
    foot = max(stroke[:, 1].max() for symbol in placed for stroke in symbol)
    top = min(stroke[:, 1].min() for symbol in line for stroke in symbol)
    return [[stroke + [0, foot - top + gap] for stroke in symbol] for symbol in line]


def fit(sets: Mapping[str, Sequence[Sequence[Asked]]]) -> dict[str, float]:
    """What a model card says of drawings (see `scrawl.glyphs.drawing`). DataError if no chain can be parted wrongly."""
    told = [each for numbers in sets.values() for chains in numbers for each in chains if len(each.spans) > 1]
    if not told:
        raise DataError("No number has a stroke beside another, so nothing tells what belongs together.")

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        total, slope = 0.0, np.zeros_like(weights)
        for each in told:
            mass, share = _shares(each.spans, each.features @ weights)
            right = each.features[list(each.right)]
            total += (mass - float((right @ weights).sum())) / len(told)
            slope += (share @ each.features - right.sum(axis=0)) / len(told)
        return total, slope

    return DRAWING.named(least(loss, np.concatenate([each.features for each in told]), RIDGE))


def _shares(spans: NDArray[np.intp], scores: Numbers) -> tuple[float, Numbers]:
    """The logarithm of the sum over all ways, and the share of those that each run is part of, (n,)."""
    last = int(spans.max())
    ahead, behind = np.full(last + 1, -np.inf), np.full(last + 1, -np.inf)
    ahead[0], behind[last] = 0.0, 0.0
    for stop in range(1, last + 1):
        ending = spans[:, 1] == stop
        ahead[stop] = np.logaddexp.reduce(ahead[spans[ending, 0]] + scores[ending])
    for start in range(last - 1, -1, -1):
        begun = spans[:, 0] == start
        behind[start] = np.logaddexp.reduce(behind[spans[begun, 1]] + scores[begun])
    mass = float(ahead[last])
    return mass, np.exp(ahead[spans[:, 0]] + scores + behind[spans[:, 1]] - mass)
