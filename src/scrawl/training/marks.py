"""From MNIST to the network that knows the marks of numbers (see `scrawl.nets.marks`), in one call.

A sample is a few digits of one hand with something between or beside them: a mark, a digit, or what is neither, such
as an apostrophe, a bracket, the dot of an i, a piece of a broken digit or of a printed rule. All is drawn with one pen,
and brought to the size and the wear that ink has when it is read.

The last of the runs that the shipped weights come from (docs/training.md) ended with an error of .139 nats on held-out
writers. What the defaults come to, in some twenty minutes on one core, is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.pieces import INK_LEVEL
from scrawl.glyphs.chains import Glyph
from scrawl.glyphs.pieces import KINDS
from scrawl.glyphs.window import window
from scrawl.nets import marks
from scrawl.scenes import writing
from scrawl.scenes.plane import log_uniform
from scrawl.training import augment, dense, manuscript
from scrawl.training.augment import Points
from scrawl.training.manuscript import Sources
from scrawl.training.signs import mark, spot

Generator = np.random.Generator

WRITING = 64.0  # px, the height of a digit while it is written
PENS = (0.6, 7.0)  # px, radius of the pen
READ = (9.0, 64.0)  # px, the height of a digit in ink that is read; from higher writing nothing more is seen
WIDEST = 1.2  # of its height: a wider one is made smaller
SPREAD, BASELINE = 0.2, 0.06  # how far heights vary; standard deviation of where a digit stands, in heights
FOREIGN = 0.3  # share of digits in another country's hand
GAPS = (0.04, 0.7)  # from ink to ink, in digit heights
ROW = 2.0  # px, height of the rows in which it is measured how far ink reaches
ESTIMATED = (
    0.06  # standard deviation of the logarithm of a line's height as a reader finds it, and of its middle
)
HARD = 0.6  # share of pieces without their soft edge, as connected parts of ink are found
CONTEXT = (0.12, 0.45, 0.28, 0.15)  # how often 0, 1, … digits stand on either side, one at least in all
AMONG = 0.2  # share of neighbours that are marks
ONES = 0.4  # share of digits to be told from marks that are 1s: they look like slashes and commas
BROKEN = 0.1  # of a digit's ink: a smaller piece of it is a point to any eye

# How often each kind is learned from.
SHARES = {".": 0.12, ",": 0.13, "-": 0.12, "/": 0.11, ":": 0.08, "+": 0.07, "digit": 0.15, "nothing": 0.22}


@dataclass(frozen=True, kw_only=True)
class Recipe(dense.Recipe):
    """Ours: of windows."""

    epochs: int = 32
    batch: int = 128
    batches: int = 200
    times: int = 2
    warm_up: float = 0.15
    validation: int = 16


def sample(sources: Sources, rng: Generator) -> dense.Sample:
    """A new window (MARKS_SIDE, MARKS_SIDE, 2), and the place in KINDS of what it shows, () int64."""
    kind = str(rng.choice(list(SHARES), p=list(SHARES.values())))
    while True:
        made = _written(kind, sources, rng)
        if made is not None:
            return made, np.asarray(KINDS.index(kind))


def _written(kind: str, sources: Sources, rng: Generator) -> NDArray[np.float32] | None:
    """A window that shows that kind; None where its ink was lost."""
    before, behind = (int(rng.choice(len(CONTEXT), p=CONTEXT)) for _ in range(2))
    if before + behind == 0:
        before, behind = (1, 0) if rng.random() < 0.5 else (0, 1)
    shown, company = _shown(kind, sources, rng)
    beside = [_neighbour(sources, rng) for _ in range(before + behind)]
    if not any(is_digit for _, is_digit in beside):
        beside[int(rng.integers(len(beside)))] = _digit(sources, rng), True
    slant = manuscript.a_slant(rng)
    spread, radius = rng.uniform(0, SPREAD), log_uniform(*PENS, rng)
    symbols = [
        _uneven(points, spread, rng) @ slant if is_digit else points @ slant for points, is_digit in beside
    ]
    symbols.insert(before, shown @ slant)
    moves = _moves(symbols, radius, rng)
    placed = [points + [move, 0] for points, move in zip(symbols, moves, strict=True)]
    company = [points @ slant + [moves[before], 0] for points in company]
    seen = placed.pop(before)
    digits = [points for points, (_, is_digit) in zip(placed, beside, strict=True) if is_digit]
    return _seen(seen, [*placed, *company], digits, radius, rng)


def _uneven(points: Points, spread: float, rng: Generator) -> Points:
    """A digit somewhat larger or smaller, and off its line."""
    return points * rng.uniform(1 - spread, 1 + spread) + [0, rng.normal(0, BASELINE) * WRITING]


def _moves(symbols: Sequence[Points], radius: float, rng: Generator) -> list[float]:
    """How far to the right each symbol moves until its ink keeps a gap from all ink before it.

    A mark may stand under the arm of a digit, as a point behind a 7 does.
    """
    top = min(points[:, 1].min() for points in symbols)
    rows = int((max(points[:, 1].max() for points in symbols) - top) / ROW) + 1
    reached = np.full(rows, -np.inf)  # in each row, where the ink so far ends
    moves: list[float] = []
    for points in symbols:
        at = ((points[:, 1] - top) / ROW).astype(int)
        begins, ends = np.full(rows, np.inf), np.full(rows, -np.inf)
        np.minimum.at(begins, at, points[:, 0])
        np.maximum.at(ends, at, points[:, 0])
        gap = 2 * radius + rng.uniform(*GAPS) * WRITING
        move = -float(points[:, 0].min())
        if moves:
            move = writing.meeting(reached, begins, int(gap / ROW)) + gap
        moves.append(move)
        reached = np.maximum(reached, ends + move)
    return moves


def _seen(
    shown: Points, others: list[Points], digits: list[Points], radius: float, rng: Generator
) -> NDArray[np.float32] | None:
    """What is shown with all others, drawn with a pen of that radius, at the size and in the wear of what is read."""
    everything = np.concatenate([shown, *others])
    low = everything.min(axis=0) - radius - 4
    columns, rows = (np.ceil(everything.max(axis=0) + radius + 4) - low).astype(int).tolist()
    piece = augment.draw(shown - low, radius, (rows, columns))
    rest = augment.draw(np.concatenate(others) - low, radius, (rows, columns))
    scale = log_uniform(*READ, rng) / WRITING
    size = (max(round(columns * scale), 1), max(round(rows * scale), 1))
    small = [cv2.resize(each, size, interpolation=cv2.INTER_AREA) for each in (piece, rest)]
    piece, rest = augment.worn(small, rng, cut=0.3)
    whole = np.maximum(piece, rest)
    if rng.random() < HARD:
        piece = np.where(piece > INK_LEVEL, piece, np.float32(0))
    glyph = Glyph.of(piece)
    if glyph is None:
        return None
    x = float(shown[:, 0].mean())
    nearest = sorted(digits, key=lambda each: abs(float(each[:, 0].mean()) - x))[:2]
    middle = float(np.mean([each[:, 1].min() + each[:, 1].max() for each in nearest])) / 2 - low[1]
    height = float(np.median([np.ptp(each[:, 1]) for each in digits])) + 2 * radius
    height *= np.exp(rng.normal(0, ESTIMATED))
    middle += rng.normal(0, ESTIMATED) * height
    return window(whole, glyph, middle * scale, height * scale)


def _neighbour(sources: Sources, rng: Generator) -> tuple[Points, bool]:
    """Points of a digit or a mark beside what is shown, and whether it is a digit."""
    if rng.random() < AMONG:
        kind = KINDS[int(rng.integers(6))]
        return _scaled(mark(kind, rng)), False
    return _digit(sources, rng), True


def _digit(sources: Sources, rng: Generator, wanted: int | None = None) -> Points:
    """A digit on y = 0, WRITING px high unless it is wide."""
    return augment.stand(sources.digit(rng, FOREIGN, wanted)[0], WRITING, WIDEST)


def _shown(kind: str, sources: Sources, rng: Generator) -> tuple[Points, list[Points]]:
    """Points of something of that kind, and of what belongs to it, but is not shown with it."""
    if kind == "digit":
        return _digit(sources, rng, 1 if rng.random() < ONES else None), []
    if kind == "nothing":
        makers = list(NOTHING)
        shares = np.array([NOTHING[each] for each in makers])
        return makers[int(rng.choice(len(makers), p=shares / shares.sum()))](sources, rng)
    return _scaled(mark(kind, rng)), []


def _scaled(strokes: Sequence[NDArray[np.floating]]) -> Points:
    """Dense points of strokes in digit heights."""
    return np.concatenate([augment.polyline(np.asarray(stroke) * WRITING) for stroke in strokes])


def _bow(start: NDArray[np.floating], end: NDArray[np.floating], sag: float) -> Points:
    """Dense points of an arc between two places in digit heights; `sag` bends it by that share of its length."""
    return augment.line(start * WRITING, end * WRITING, sag)


def _fragment(sources: Sources, rng: Generator) -> tuple[Points, list[Points]]:
    """A piece of a digit that was broken, and the rest of it."""
    points = _digit(sources, rng)
    for _ in range(8):
        middle = points[int(rng.integers(len(points)))]
        angle = rng.uniform(0, np.pi)
        across = (points - middle) @ np.array([np.cos(angle), np.sin(angle)])
        gap = rng.uniform(0.08, 0.3) * WRITING
        smaller, larger = sorted((points[across < -gap / 2], points[across > gap / 2]), key=len)
        if len(smaller) > BROKEN * len(points):
            return smaller, [larger]
    end = len(points) // 4
    return points[:end], [points[end:]]


def _high(_: Sources, rng: Generator) -> tuple[Points, list[Points]]:
    """An apostrophe, a tick, quotation marks, a degree or a high point."""
    kind = rng.random()
    if kind < 0.3:
        return _scaled([spot(rng, 0, rng.uniform(-1.4, -0.42))]), []
    if kind < 0.4:
        angles = np.linspace(0, 7, 12)
        size = rng.uniform(0.06, 0.16)
        return _scaled([[0, -1] + size * np.column_stack([np.cos(angles), np.sin(angles)])]), []
    start = np.array([0, rng.uniform(-1.35, -0.85)])
    end = start + [rng.normal(-0.06, 0.1), rng.uniform(0.12, 0.45)]
    stroke = _bow(start, end, rng.normal(0, 0.1))
    if kind < 0.55:
        return np.concatenate([stroke, stroke + [rng.uniform(0.08, 0.2) * WRITING, 0]]), []
    return stroke, []


def _low(_: Sources, rng: Generator) -> tuple[Points, list[Points]]:
    """What lies below the line: a speck, a bit of an underline, a tail from the line below."""
    y = rng.uniform(0.22, 0.85)
    if rng.random() < 0.4:
        return _scaled([spot(rng, 0, y + 0.1)]), []
    length = log_uniform(0.2, 3, rng)
    end = np.array([length, y + rng.normal(0, 0.04)])
    return _bow(np.array([0, y]), end, rng.normal(0, 0.02)), []


def _bracket(_: Sources, rng: Generator) -> tuple[Points, list[Points]]:
    """A round or a square bracket, or a long upright rule."""
    top, low = rng.uniform(-1.7, -0.95), rng.uniform(0, 0.6)
    lean = rng.normal(0, 0.05)
    sag = float(rng.choice([-1, 1])) * rng.uniform(0.09, 0.25)
    if rng.random() < 0.6:
        return _bow(np.array([lean, top]), np.array([0, low]), sag), []
    hook = float(rng.choice([-1, 0, 1])) * rng.uniform(0.12, 0.3)
    if hook:
        return _scaled([np.array([[lean + hook, top], [lean, top], [0, low], [hook, low]])]), []
    return _scaled([np.array([[lean / 2, top - rng.uniform(0.2, 1)], [0, low + rng.uniform(0.2, 1)]])]), []


def _bars(_: Sources, rng: Generator) -> tuple[Points, list[Points]]:
    """One or both bars of an equals sign, a bar that is too high, or a bit of a rule that goes on."""
    kind, length = rng.random(), rng.uniform(0.3, 0.8)
    y, apart = rng.uniform(-0.65, -0.4), rng.uniform(0.15, 0.4)
    first = np.array([[0, y], [length, y + rng.normal(0, 0.03)]])
    second = first + [rng.normal(0, 0.04), apart]
    if kind < 0.25:
        return _scaled([first, second]), []
    if kind < 0.5:
        shown, other = (first, second) if rng.random() < 0.5 else (second, first)
        return _scaled([shown]), [_scaled([other])]
    if kind < 0.8:
        return _scaled([first + [0, -rng.uniform(0.35, 0.9)]]), []
    return _scaled([np.array([[0, y], [rng.uniform(1.1, 4), y + rng.normal(0, 0.05)]])]), []


def _one_of_two(_: Sources, rng: Generator) -> tuple[Points, list[Points]]:
    """One point of a colon: the two are shown together."""
    high, low = mark(":", rng)
    shown, other = (high, low) if rng.random() < 0.5 else (low, high)
    return _scaled([shown]), [_scaled([other])]


def _letter(sources: Sources, rng: Generator) -> tuple[Points, list[Points]]:
    """A letter, or the dot of an i."""
    if rng.random() < 0.2:
        stem = np.array([[0, -rng.uniform(0.5, 0.75)], [rng.normal(0, 0.06), 0]])
        dot = spot(rng, rng.normal(0, 0.06), stem[0, 1] - rng.uniform(0.12, 0.4))
        return _scaled([dot]), [_scaled([stem])]
    letter = sources.alphabet[int(rng.integers(len(sources.alphabet)))]
    return letter.written(WRITING, rng), []


def _sign(_: Sources, rng: Generator) -> tuple[Points, list[Points]]:
    """A cross, a star, a tilde, a tick, or any short curve."""
    kind, size = rng.random(), rng.uniform(0.35, 0.9)
    middle = np.array([0, rng.uniform(-0.8, -0.2)])
    if kind < 0.35:  # × or *
        angles = np.radians(rng.uniform(30, 60)) + np.arange(int(rng.integers(2, 4))) * np.pi / 2
        ways = size / 2 * np.column_stack([np.cos(angles), np.sin(angles)])
        return _scaled([np.array([middle - way, middle + way]) for way in ways]), []
    if kind < 0.55:  # a tick
        corner = np.array([0, rng.uniform(-0.3, 0.2)])
        end = corner + [rng.uniform(0.3, 0.6), -rng.uniform(0.6, 1.2)]
        return _scaled([np.array([corner - [0.2, 0.25], corner, end])]), []
    steps = rng.normal(0, size / 3, (int(rng.integers(3, 6)), 2))
    return _scaled([middle + steps.cumsum(axis=0)]), []


def _speck(_: Sources, rng: Generator) -> tuple[Points, list[Points]]:
    """A speck anywhere but where a point would be."""
    return _scaled([spot(rng, rng.uniform(-0.2, 0.2), rng.uniform(-1.3, -0.3), 0.08)]), []


Maker = Callable[[Sources, Generator], tuple[Points, list[Points]]]

# What is no mark, and how often each is drawn: points of what is shown, and of what belongs to it.
NOTHING: dict[Maker, float] = {
    _fragment: 0.28,
    _high: 0.14,
    _low: 0.08,
    _bracket: 0.12,
    _bars: 0.1,
    _one_of_two: 0.06,
    _letter: 0.1,
    _sign: 0.07,
    _speck: 0.05,
}


def _kinds(sources: Sources) -> tuple[dense.Kind, ...]:
    return (dense.Kind(partial(sample, sources)),)


# Train and export as marks.onnx and marks.keras: see `dense.train`, which says the error in nats.
train = partial(dense.train, dense.Task("marks", marks.build, marks.loss, _kinds))
