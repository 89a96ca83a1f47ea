"""Tables in which some of the cells are struck out: what `glyphs/struck.py` is fitted to, and measured on."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scrawl.scenes import compose, doodles, forms, numerals, pages, tables, writing
from scrawl.scenes.compose import Page
from scrawl.scenes.marks import MARKS
from scrawl.scenes.pages import Folder
from scrawl.scenes.writing import Hand, Symbol, Writing

Generator = np.random.Generator

ROWS, COLUMNS = (4, 6), (2, 4)
# Nearly half of the cells hold numbers, so that the page has digits to measure by.
KINDS = {"number": 0.25, "struck number": 0.2, "struck word": 0.1, "word": 0.1, "bar": 0.1}
KINDS |= {"dash": 0.1, "plus": 0.05, "scribble": 0.05, "empty": 0.05}
STRUCK = ("struck number", "struck word")
PITCH = (1.6, 2.6)  # from one row to the next, in digit heights
BEYOND = (-0.05, 0.35)  # of what it goes through, on either side, in digit heights
ENDS = (0.3, 0.7)  # where either end of a line through it lies, from top to bottom
LEAN = 0.25  # dx/dy of a bar, and dy/dx of a dash, standard deviation
DASH = (0.3, 2.5)  # length in digit heights: some draw one through an empty cell
TREMOR = 0.02  # of digits' heights, standard deviation of a point of a line
TWICE = 0.15  # share of what is struck out with two lines


def page(folder: Folder, rng: Generator, *, photographed: bool) -> Page:
    """A table, half of them ruled, by any pen; its lines are the KINDS of cells that have writing, its boxes theirs."""
    others = pages.letter_hands(folder)
    hand, other = pages.a_hand(folder, rng), others[rng.integers(len(others))]
    height, pen = writing.sizes({"pen"}, rng)
    written, form = _written(hand, other, height, pen, rng)
    named = compose.some(rng) - {"squared", "ruled", "blackboard"} if photographed else frozenset[str]()
    return compose.photograph(written, named | {"pen"}, rng, form)


def _written(
    hand: Hand, other: Hand, height: float, pen: float, rng: Generator
) -> tuple[Writing, forms.Form | None]:
    rows, columns = (int(rng.integers(*ends, endpoint=True)) for ends in (ROWS, COLUMNS))
    kinds = rng.choice(list(KINDS), (rows, columns), p=list(KINDS.values()))
    kinds[rng.integers(rows, size=columns), np.arange(columns)] = "number"
    cells = [[_cell(kind, hand, other, height, pen, rng) for kind in row] for row in kinds.tolist()]
    widths = [
        max(np.ptp(np.concatenate(cell)[:, 0]) if cell else 0.0 for cell in column)
        + 2 * rng.uniform(*tables.ROOM) * height
        for column in zip(*cells, strict=True)
    ]
    lefts = np.cumsum([0.0, *widths])
    pitch = rng.uniform(*PITCH) * height
    symbols, lines = [], []
    for row, column in np.argwhere(kinds != "empty").tolist():
        points = np.concatenate(cells[row][column])
        middle = (lefts[column] + lefts[column + 1]) / 2
        move = [middle - (points[:, 0].min() + points[:, 0].max()) / 2, row * pitch]
        symbols.append([stroke + move for stroke in cells[row][column]])
        lines.append(str(kinds[row, column]))
    levels = (np.arange(rows + 1) - 0.5) * pitch - height / 2
    form = forms.ruled(lefts, levels, height, rng) if rng.random() < 0.5 else None
    return Writing(symbols, tuple(lines), height, pen), form


def _cell(kind: str, hand: Hand, other: Hand, height: float, pen: float, rng: Generator) -> Symbol:
    """All strokes of a cell, about on y = 0."""
    if kind == "empty":
        return []
    if kind.endswith("number"):
        text = "".join(str(rng.integers(10)) for _ in range(rng.integers(1, 4, endpoint=True)))
        strokes = [stroke for symbol in numerals.a_number(hand, text, height, pen, rng) for stroke in symbol]
    elif kind.endswith("word"):
        strokes = [stroke for symbol in writing.word(other, height, pen, rng) for stroke in symbol]
    else:
        strokes = DRAWN[kind](height, rng)
    if kind in STRUCK:
        strokes += [_line(strokes, height, rng) for _ in range(2 if rng.random() < TWICE else 1)]
    return strokes


def _line(strokes: Symbol, height: float, rng: Generator) -> NDArray[np.float64]:
    """A line through strokes, as straight as a hand draws it."""
    low, high = (getattr(np.concatenate(strokes), end)(axis=0) for end in ("min", "max"))
    left, right = low[0] - rng.uniform(*BEYOND) * height, high[0] + rng.uniform(*BEYOND) * height
    x = np.linspace(left, right, 6)
    ends = low[1] + rng.uniform(*ENDS, 2) * (high[1] - low[1])
    y = np.linspace(ends[0], ends[1], len(x))
    return np.column_stack([x, y + rng.normal(0, TREMOR, len(x)) * height])


def _shaky(length: float, height: float, rng: Generator) -> NDArray[np.float64]:
    x = np.linspace(0, length, 4)
    return np.column_stack([x, rng.normal(0, LEAN) * (x - length / 2) + rng.normal(0, TREMOR, 4) * height])


def _scribble(height: float, rng: Generator) -> Symbol:
    drawing = doodles.SCRIBBLES[rng.integers(len(doodles.SCRIBBLES))](rng)
    return [(stroke - [0, 1]) * height * rng.uniform(0.8, 1.2) for stroke in drawing]


DRAWN: dict[str, Callable[[float, Generator], Symbol]] = {
    "bar": lambda height, rng: [-_shaky(rng.uniform(0.8, 1.3) * height, height, rng)[:, ::-1]],
    "dash": lambda height, rng: [_shaky(rng.uniform(*DASH) * height, height, rng) - [0, height / 2]],
    "plus": lambda height, rng: [stroke * height for stroke in MARKS["+"](rng)],
    "scribble": _scribble,
}
