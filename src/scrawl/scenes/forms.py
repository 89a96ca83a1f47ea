"""Printed forms to write into: boxes, frames, combs, tables and lines, as strokes that a printer's line follows.

People scan a form for the number in it, and often a field of it is empty. A printed line is no digit, and a digit
in a box is still that digit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scrawl.scenes.paper import PRINTS, Colour
from scrawl.scenes.writing import GAPS, Symbol, Writing, one_below_another, side_by_side

Points = NDArray[np.float64]

TILT = 3.0  # degrees that a form lies askew, at most
LINES = (1.0, 5.0)  # px, width of a printed line
SHARES = (0.02, 0.1)  # or of a digit's height
SIZES = (0.5, 5.0)  # of an empty form's height, in digit heights
LONGEST = 1200.0  # px
APART = 4.0  # line widths between two lines of an empty form at least, or they would be one thick bar
ROOM = (0.1, 2.0)  # digit heights between a number and the box around it
CROSSED = 0.15  # of a digit's own width or height that may lie beyond a line, at most
TOUCHING = 0.3  # share of the numbers that touch their box or comb
NARROW = 0.3  # a digit narrower than that, in its heights, would be lost in an upright line
CELLS = (1, 6)  # of a comb
CELL = ((1.15, 1.7), (1.2, 1.8))  # its width and height: the widest digit fits, with a little room


@dataclass(frozen=True, eq=False)
class Form:
    """The printed lines of a sheet, in the px of the writing on it.

    lines   strokes
    width   of the printed lines, px
    colour  (3,) how much of red, green and blue the print lets through
    tilt    degrees by which the sheet lies askew
    """

    lines: Symbol
    width: float
    colour: Colour
    tilt: float


def empty(height: float, rng: np.random.Generator) -> Form:
    """One to three rows of forms beside digits of that height, nothing written on them."""
    kinds = (box, frame, comb, table, answer_line)
    width = _line_width(height, rng)
    rows = []
    for _ in range(rng.integers(1, 4)):
        items = []
        for _ in range(rng.integers(1, 3)):
            item = kinds[rng.integers(len(kinds))](rng)
            size = max(height * float(np.exp(rng.uniform(*np.log(SIZES)))), APART * width / _narrowest(item))
            scale = min(size, LONGEST / float(np.concatenate(item).max()))
            items.append([stroke * scale for stroke in item])
        rows.append(side_by_side(items, width, rng.uniform(*GAPS, len(items)) * height))
    lines = [line for item in one_below_another(rows, height, rng) for line in item]
    return Form(lines, width, _a_print(rng), _a_tilt(rng))


def printed(lines: Symbol, height: float, rng: np.random.Generator) -> Form:
    """Those lines as a printer draws them, beside digits of that height."""
    return Form(lines, _line_width(height, rng), _a_print(rng), _a_tilt(rng))


def ruled(
    lefts: NDArray[np.floating], levels: NDArray[np.floating], height: float, rng: np.random.Generator
) -> Form:
    """A table with upright lines at `lefts` and level ones at `levels`, (n,) each, px."""
    level = [np.array([[lefts[0], y], [lefts[-1], y]]) for y in levels]
    return printed(level + [np.array([[x, levels[0]], [x, levels[-1]]]) for x in lefts], height, rng)


def around(written: Writing, rng: np.random.Generator) -> Form:
    """A closed box around one number, which now and then touches or crosses it."""
    points = np.concatenate([stroke for symbol in written.symbols for stroke in symbol])
    low, high = points.min(axis=0), points.max(axis=0)
    room = rng.uniform(*ROOM, (2, 2)) * written.height * rng.choice([1, 1, 0.3])
    if rng.random() < TOUCHING:
        end, axis = rng.integers(2).item(), rng.integers(2).item()
        outer = written.symbols[-end] if axis == 0 else [points]
        size = np.ptp(np.concatenate(outer), axis=0)
        axis = axis if size[0] > NARROW * size[1] else 1
        room[end, axis] = rng.uniform(-CROSSED, 0.02) * size[axis]
    corners = np.array([low - room[0], high + room[1]])
    lines = [_closed(corners[[0, 1, 1, 0], 0], corners[[0, 0, 1, 1], 1])]
    return printed(lines, written.height, rng)


def into_comb(written: Writing, rng: np.random.Generator) -> tuple[Writing, Form]:
    """The digits of one number moved into the cells of a comb, one each; now and then one touches a line."""
    wide, tall = (rng.uniform(*least_and_most) * written.height for least_and_most in CELL)
    gap = float(rng.choice([0, 0, rng.uniform(0.1, 0.4)])) * written.height
    toothed = gap == 0 and rng.random() < 0.25
    touching = rng.random() < TOUCHING
    touches = False
    placed = []
    for k, symbol in enumerate(written.symbols):
        points = np.concatenate(symbol)
        low, size = points.min(axis=0), np.ptp(points, axis=0)
        room = np.maximum([wide, tall] - size, 0)
        start = room * rng.uniform(0.25, 0.75, 2)
        # Of two neighbours that reach for the line between them one keeps away: they are not to cover each other.
        touches = touching and not touches and rng.random() < 0.6
        if touches:
            end, axis = rng.integers(2), rng.integers(2) if size[0] > NARROW * size[1] else 1
            over = rng.uniform(-0.02, CROSSED) * size[axis]
            start[axis] = room[axis] + over if end else -over
        placed.append([stroke - low + start + [k * (wide + gap), 0] for stroke in symbol])
    lines = cells(len(placed), wide, tall, gap, tooth=rng.uniform(0.2, 0.5) if toothed else 1)
    return replace(written, symbols=placed), printed(lines, written.height, rng)


def box(rng: np.random.Generator) -> Symbol:
    """A closed one of any proportion, one high."""
    return cells(1, _a_proportion(rng), 1, 0)


def frame(rng: np.random.Generator) -> Symbol:
    """A box within a box, or one with a side or a piece of it missing."""
    wide = _a_proportion(rng)
    corners = np.array([[0, 0], [wide, 0], [wide, 1], [0, 1]], float)
    if rng.random() < 0.3:
        rim = rng.uniform(0.05, 0.15) * min(wide, 1)
        inner = corners + rim * np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
        return [_closed(*corners.T), _closed(*inner.T)]
    around_it = np.roll(corners, int(rng.integers(4)), axis=0)
    if rng.random() < 0.5:
        return [around_it]
    begin, side = rng.uniform(0.1, 0.5), around_it[0] - around_it[3]
    end = begin + rng.uniform(0.2, 0.4)
    return [np.concatenate([[around_it[3] + end * side], around_it, [around_it[3] + begin * side]])]


def comb(rng: np.random.Generator) -> Symbol:
    """One to six cells side by side, joined or apart, or parted by teeth that stand on a line."""
    wide, gap = rng.uniform(0.5, 1.3), float(rng.choice([0, 0, rng.uniform(0.1, 0.5)]))
    tooth = rng.uniform(0.2, 0.6) if gap == 0 and rng.random() < 0.3 else 1
    return cells(int(rng.integers(*CELLS, endpoint=True)), wide, 1, gap, tooth)


def table(rng: np.random.Generator) -> Symbol:
    """Rows and columns, sometimes without an outline at the sides."""
    rows, columns = rng.integers(2, 6, 2)
    x = np.append(0, np.cumsum(rng.uniform(0.6, 2.5, columns) * rng.uniform(0.5, 1)))
    y = np.linspace(0, rows, rows + 1)
    upright = x[1:-1] if rng.random() < 0.25 else x
    across: list[Points] = [np.array([[0, at], [x[-1], at]]) for at in y]
    return [each / rows for each in across + [np.array([[at, 0], [at, y[-1]]]) for at in upright]]


def answer_line(rng: np.random.Generator) -> Symbol:
    """One to four lines to write on, most with a box to tick before or behind each."""
    length, side, apart = rng.uniform(2, 8), rng.uniform(0.4, 0.8), rng.uniform(0.2, 0.6)
    start = float(rng.choice([-side - apart, length + apart]))
    ticked = rng.random() < 0.8
    lines: Symbol = []
    for row in range(rng.integers(1, 5)):
        lines.append(np.array([[0.0, row + side], [length, row + side]]))
        if ticked:
            lines += [corner + [start, row] for corner in cells(1, side, side, 0)]
    return _at_origin(lines)


def cells(count: int, wide: float, tall: float, gap: float, tooth: float = 1) -> Symbol:
    """`count` cells with their outer corner at 0: closed boxes, or if `tooth` is below 1, open ones of low walls."""
    if tooth < 1:
        walls = np.arange(count + 1) * wide
        base: Points = np.array([[0, tall], [count * wide, tall]])
        return [base, *(np.array([[x, tall * (1 - tooth)], [x, tall]]) for x in walls)]
    lefts = np.arange(count) * (wide + gap)
    return [_closed(x + np.array([0, wide, wide, 0]), np.array([0, 0, tall, tall])) for x in lefts]


def _closed(x: Points, y: Points) -> Points:
    return np.column_stack([np.append(x, x[0]), np.append(y, y[0])])


def _at_origin(lines: Sequence[Points]) -> Symbol:
    low = np.concatenate(lines).min(axis=0)
    return [line - low for line in lines]


def _narrowest(lines: Symbol) -> float:
    """The least distance between two upright or two level lines."""
    places = np.round(np.concatenate(lines), 6)
    return float(min(np.diff(np.unique(along)).min(initial=np.inf) for along in places.T))


def _a_proportion(rng: np.random.Generator) -> float:
    """Width by height, from a sixth to six."""
    return float(np.exp(rng.uniform(-np.log(6), np.log(6))))


def _line_width(height: float, rng: np.random.Generator) -> float:
    """Px, or a share of a digit's height."""
    share = max(rng.uniform(*SHARES) * height, LINES[0])
    return float(share if rng.random() < 0.5 else rng.uniform(LINES[0], min(LINES[1], height / 8)))


def _a_print(rng: np.random.Generator) -> Colour:
    """Black and greys, one in five pale and coloured."""
    if rng.random() < 0.2:
        return np.array(PRINTS[rng.integers(len(PRINTS))])
    return np.full(3, rng.choice([rng.uniform(0.05, 0.2), rng.uniform(0.2, 0.6)]))


def _a_tilt(rng: np.random.Generator) -> float:
    """Degrees; one in four lies straight."""
    return float(rng.choice([0, 1, 1, 1]) * rng.uniform(-TILT, TILT))
