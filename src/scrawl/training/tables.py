"""Tables with thin rules and a small number in many of their fields, as registers and lists have them.

In `printing` a table's lines run wherever they like under the writing. Here numbers stand in fields, several on a
piece, with words among them.
"""

from itertools import pairwise

import numpy as np

from scrawl.training import boxes, printing
from scrawl.training.augment import Points
from scrawl.training.boxes import Filled
from scrawl.training.manuscript import Sources
from scrawl.training.plane import Field, within

ROWS, COLUMNS = (1.3, 3.5), (1.5, 7)  # from line to line, in heights of digits
RULED, PARTED = 0.65, 0.85  # shares of tables with lines between rows, and between columns
WIDTHS = (0.6, 1.8)  # px, of its lines; where all is small they are thin
DOUBLE = 0.25  # share of tables with a second line beside that between columns
HEADED, HEAVIER = 0.3, (1.2, 3)  # share with a heavier line between two rows; widths of that, of the others'
FILLED, WORDS = (0.2, 0.9), 0.2  # shares of fields with something in them, and of these with a word
LETTERS = (2, 6)  # of a word
MOST = 24  # fields with something in them: more would take long to write
ASIDE = 0.12  # heights, standard deviation: how far from its field's middle each number is


def table(sources: Sources, height: float, side: int, rng: np.random.Generator) -> Filled:
    """A table all over `side` × `side` px with numbers about `height` px high."""
    at = boxes.place(np.full(2, side / 2), side, rng)
    row = height * rng.uniform(*ROWS)
    ends = _columns(height, side, rng)
    width = rng.uniform(WIDTHS[0], max(0.9, min(WIDTHS[1], height / 12)))
    lines: Field = np.zeros((side, side))
    if rng.random() < RULED:
        lines = printing.lines(at.down, row, width)
    if rng.random() < PARTED:
        gap = rng.uniform(2.5, 5) * width if rng.random() < DOUBLE else 0.0
        for end in ends:
            lines = np.maximum.reduce(
                [lines, _line(at.across - end, width), _line(at.across - end - gap, width)]
            )
    if rng.random() < HEADED:
        heavy = _line(at.down - row * rng.integers(-2, 3), width * rng.uniform(*HEAVIER))
        lines = np.maximum(lines, heavy)
    middles = [
        ((left + right) / 2, (down + 0.5) * row)
        for left, right in pairwise(ends)
        for down in range(-int(side / row) - 1, int(side / row) + 1)
    ]
    share = rng.uniform(*FILLED)
    shown = [
        middle
        for middle, (x, y) in zip(middles, at.on_page(np.array(middles)), strict=True)
        if rng.random() < share and 0 < x < side and 0 < y < side
    ]
    written = [np.empty((0, 2))]
    for index in rng.permutation(len(shown))[:MOST]:
        written.append(_entry(sources, height, rng) + shown[index] + rng.normal(0, ASIDE, 2) * height)
    return Filled(lines, np.zeros((side, side), np.float32), at.on_page(np.concatenate(written)))


def _entry(sources: Sources, height: float, rng: np.random.Generator) -> Points:
    """Points (n, 2) of a number, or of a word, about (0, 0)."""
    if rng.random() < WORDS:
        return boxes.number(sources, 0.8 * height, int(rng.integers(*LETTERS)), rng, "letters")
    count = int(rng.choice(len(boxes.DIGITS), p=boxes.DIGITS)) + 1
    return boxes.number(sources, height * rng.uniform(0.85, 1.1), count, rng)


def _columns(height: float, side: int, rng: np.random.Generator) -> list[float]:
    """How far from the middle the lines between columns are, px: to either side of the piece and beyond it."""
    ends = [-1.2 * side - rng.uniform(0, COLUMNS[1]) * height]
    while ends[-1] < 1.2 * side:
        ends.append(ends[-1] + height * rng.uniform(*COLUMNS))
    return ends


def _line(away: Field, width: float) -> Field:
    return within(np.abs(away), width / 2)
