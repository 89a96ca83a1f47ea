"""Tables of numbers as people fill them, ruled and not: what `bench/tables.py` measures on."""

import numpy as np

from scrawl.scenes import compose, forms, numerals, pages, writing
from scrawl.scenes.compose import Page
from scrawl.scenes.forms import Form
from scrawl.scenes.pages import Folder
from scrawl.scenes.writing import Hand, Symbol, Writing

Generator = np.random.Generator

ROWS, COLUMNS = (3, 20), (2, 8)
EMPTY = 0.12  # share of the cells
PITCH = (1.6, 2.6)  # from one row to the next, in digit heights
ROOM = (0.45, 1.2)  # left and right of the widest number of a column, in digit heights
DECIMALS = 0.3  # share of the columns whose numbers have a decimal

Texts = tuple[tuple[str, ...], ...]


def page(folder: Folder, rng: Generator) -> Page:
    """A table in any pen, half of them ruled, with half of the nuisances of a photograph."""
    hand, height = pages.a_hand(folder, rng), writing.a_height(rng)
    ruled = bool(rng.random() < 0.5)
    filled, form = written(hand, texts(rng), height, writing.a_pen(height, rng), rng, ruled=ruled)
    named = {"pen"} | compose.some(rng) - {"squared", "ruled", "blackboard"}
    return compose.photograph(filled, named, rng, form)


def texts(rng: Generator) -> Texts:
    """What stands in each cell, row by row; no row and no column is empty."""
    rows, columns = (int(rng.integers(*ends, endpoint=True)) for ends in (ROWS, COLUMNS))
    kept = rng.random((rows, columns)) >= EMPTY
    kept[np.arange(rows), rng.integers(columns, size=rows)] = True
    kept[rng.integers(rows, size=columns), np.arange(columns)] = True
    most = rng.integers(1, 4, size=columns, endpoint=True)
    decimal = rng.random(columns) < DECIMALS

    def a_number(column: int) -> str:
        whole = str(rng.integers(10 ** int(rng.integers(1, most[column], endpoint=True))))
        return f"{whole},{rng.integers(10)}" if decimal[column] else whole

    return tuple(
        tuple(a_number(column) if kept[row, column] else "" for column in range(columns))
        for row in range(rows)
    )


def written(
    hand: Hand, cells: Texts, height: float, pen: float, rng: Generator, *, ruled: bool
) -> tuple[Writing, Form | None]:
    """The cells in one writer's hand, to the left, the middle or the right of their columns; and the printed rules."""
    made = [[numerals.a_number(hand, text, height, pen, rng) for text in row] for row in cells]
    widths = [
        max(map(_width, column)) + 2 * rng.uniform(*ROOM) * height for column in zip(*made, strict=True)
    ]
    lefts = np.cumsum([0.0, *widths])
    pitch = rng.uniform(*PITCH) * height
    side = float(rng.choice([0.0, 0.5, 1.0]))
    symbols: list[Symbol] = []
    for row, line in enumerate(made):
        for column, number in enumerate(line):
            spare = widths[column] - _width(number) - 0.8 * height
            move = [lefts[column] + 0.4 * height + side * spare, row * pitch + rng.normal(0, 0.05) * height]
            symbols += [[stroke + move for stroke in symbol] for symbol in number]
    lines = tuple(" ".join(text for text in row if text) for row in cells)
    top, bottom = -(pitch + height) / 2, (len(cells) - 1) * pitch + (pitch - height) / 2
    levels = np.linspace(top, bottom, len(cells) + 1)
    return Writing(symbols, lines, height, pen), forms.ruled(lefts, levels, height, rng) if ruled else None


def _width(symbols: list[Symbol]) -> float:
    if not symbols:
        return 0.0
    points = np.concatenate([stroke for symbol in symbols for stroke in symbol])
    return float(np.ptp(points[:, 0]))
