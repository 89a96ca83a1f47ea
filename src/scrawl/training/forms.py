"""Forms with numbers in their fields: boxes, combs, grids and tables. Lines are no ink; writing and type are.

In `printing` lines run wherever they like under the writing. Here each number has lines beside it, as near and as dark
as itself, and a corner is as large as a digit: the hardest places to tell the two apart.
"""

from __future__ import annotations

import string
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scrawl.scenes import writing
from scrawl.scenes.forms import cells
from scrawl.scenes.plane import Field, about, log_uniform, parallel, turned
from scrawl.training import manuscript, printing
from scrawl.training.augment import Points
from scrawl.training.manuscript import Sources

Generator = np.random.Generator

ASKEW, MOST_ASKEW = np.radians(1.2), np.radians(3)  # a sheet on a scanner: standard deviation, and at most
WIDTHS, HEAVIEST = (1.3, 4.2), 8  # px of a box's lines; heights of the digits to a width, at least
HEAVY, HEAVY_WIDTHS = 0.35, (0.03, 0.12)  # share with broad lines; widths of these, in heights of digits
CORNER, WITHIN = 0.3, 0.55  # shares of which a corner is shown, and about the middle; of others any point
SHOWN = (0.15, 0.85)  # of the side: where that is

TALL, WIDE = (1.5, 4), (0.8, 2.2)  # heights of a box, in those of its digits, and its widths in its heights
TIGHT, ROOM = 0.3, (0.03, 0.6)  # share of boxes close around their number; how far from it, in heights
ROUND = 0.12  # share with round corners
BESIDE = 0.25  # share with another box beside or beneath it
EMPTY, CROSSING = 0.25, 0.3  # shares of boxes without a number, and whose number crosses a line
LETTERS = 0.08  # share with letters in place of digits
DIGITS = (0.2, 0.45, 0.25, 0.1)  # how often a number has 1, 2, … digits
OVER = (-0.05, 0.3)  # how far across a line those that cross one are, in heights
GAPS, TOUCHING = (0.05, 0.45), 0.15  # from digit to digit, in heights; share of numbers whose digits touch

NUMBERED, LABELLED = 0.75, 0.25  # shares with a question's number in the corner, and with words beside
QUESTION, WORDS = (0.11, 0.2), (7.0, 20.0)  # heights of that number, in the box's, and of those words, px
BOLD, USUAL = (4.5, 8), (8, 14)  # heights of a printed number, and of words, to their strokes' width

CELLS = 6  # of a comb, at most
CELL_TALL, CELL_WIDE = (1.0, 1.6), (0.6, 1.1)  # heights of a cell, in digits'; its widths in its heights
UNFILLED = 0.25  # share of cells, and of combs
TICKS, TICK = 0.4, (0.2, 0.5)  # share of combs parted by short lines on the bottom line; of a cell's height
SINGLE, BETWEEN = 0.25, (0.08, 0.5)  # share of combs of single boxes; from one to the next, in heights
ASIDE = 0.06  # of a cell, standard deviation: how far from its middle each digit is
SLOPPY, FAR_ASIDE = 0.3, 0.14  # share of combs whose digits touch lines, and how far aside these are

IN_CELL = (0.5, 0.85)  # of a grid's spacing, the height of digits
BLOCK, BLOCK_WIDTHS = 3, (1, 3.2)  # cells from a heavy line of a grid to the next; widths of the others'
UNEVEN, SHADED = 0.4, 0.35  # shares of grids
FILLED, TYPED = (0.3, 1), (0, 0.2, 0.5)  # of its cells; of these in type, one as often as another

ROWS, COLUMNS = (1.3, 3.5), (1.5, 7)  # of a table, from line to line, in heights of digits
RULED, PARTED, HEADED = 0.65, 0.85, 0.3  # shares with lines between rows, between columns, and a heavier one
DOUBLE = 0.25  # share of tables with a second line beside that between columns
KEPT, WORDED = (0.2, 0.9), 0.2  # shares of fields with something in them, and of these with a word
MOST = 40  # fields with something in them: more would take long to write


@dataclass(frozen=True, eq=False)
class Filled:
    """A filled form: how much of each pixel (side, side) its lines and its text cover; points of writing (n, 2).

    shade  (side, side): how much of each pixel's light shaded fields take
    """

    lines: Field
    text: Field
    points: Points
    shade: Field | float = 0.0


@dataclass(frozen=True, eq=False)
class Place:
    """Where a form lies: its angle in radians, and x and y of its middle (2,), px."""

    angle: float
    middle: NDArray[np.floating]

    def on_page(self, points: Points) -> Points:
        """Points (n, 2) that far across and down from the middle → their x and y, px."""
        return np.stack(turned(points[:, 0], points[:, 1], -self.angle), axis=-1) + self.middle

    def drawn(self, lines: writing.Symbol, width: float, side: int) -> Field:
        """How much of each of `side` × `side` px lines cover whose points are across and down from the middle."""
        return writing.coverage([self.on_page(line) + 0.5 for line in lines], width, (side, side))


def place(half: NDArray[np.floating], side: int, rng: Generator) -> Place:
    """A form of twice that width and height (2,), a little askew, with some of it, often a corner, on the piece."""
    angle = float(np.clip(rng.normal(0, ASKEW), -MOST_ASKEW, MOST_ASKEW))
    kind = rng.random()
    reach = 1.0 if kind < CORNER else 0.3 if kind < CORNER + WITHIN else rng.uniform()
    return Place(angle, rng.uniform(*SHOWN, 2) * side - rng.choice([-1, 1], 2) * reach * half)


def box(sources: Sources, height: float, side: int, rng: Generator) -> Filled:
    """A box with one number, about `height` px high, or none, and print in its corner and beside it."""
    points = number(sources, height, rng, "letters" if rng.random() < LETTERS else "digits")
    size = np.ptp(points, axis=0)
    tall = height * rng.uniform(*TALL)
    half = np.maximum([tall * rng.uniform(*WIDE), tall], size + 0.2 * height) / 2
    if rng.random() < TIGHT:
        half = size / 2 + rng.uniform(*ROOM, 2) * height
    at = place(half, side, rng)
    corner = rng.uniform(0.05, 0.3) * float(half.min()) if rng.random() < ROUND else 0.0
    lines = [outline(half, corner)]
    if rng.random() < BESIDE:
        step = (2 * half + rng.uniform(0.05, 1) * height) * np.eye(2)[rng.integers(2)] * rng.choice([-1, 1])
        lines.append(lines[0] + step)
    width = a_width(height, rng, WIDTHS[0], max(1.6, min(WIDTHS[1], height / HEAVIEST)))
    text = printed(at, half, side, rng)
    points = points[:0] if rng.random() < EMPTY else points + offset(half, size, height, rng)
    return Filled(at.drawn(lines, width, side), text, at.on_page(points))


def outline(half: NDArray[np.floating], corner: float) -> Points:
    """Points (n, 2) along a box of twice that width and height (2,); `corner` is the radius of its corners."""
    angles = np.linspace(0, 2 * np.pi, 33)
    ring = np.column_stack([np.cos(angles), np.sin(angles)]).round(6)
    return np.sign(ring) * (half - corner) + ring * corner


def number(sources: Sources, height: float, rng: Generator, kind: str = "digits") -> Points:
    """Points (n, 2) of one to four symbols in a row, about `height` px high, whose middle is at (0, 0)."""
    gap = rng.uniform(*(manuscript.OVERLAP if rng.random() < TOUCHING else GAPS))
    slant = manuscript.a_slant(rng)
    symbols = [
        manuscript.symbol(sources, kind, rng) @ slant * (height / manuscript.TALL * rng.uniform(0.9, 1.1))
        for _ in range(int(rng.choice(len(DIGITS), p=DIGITS)) + 1)
    ]
    return manuscript.row(symbols, height, [gap] * len(symbols), rng)


def a_width(height: float, rng: Generator, least: float, most: float) -> float:
    """The width of the lines around digits of that height, px: between two, or a share of the height."""
    if rng.random() < HEAVY:
        return max(least, height * log_uniform(*HEAVY_WIDTHS, rng))
    return float(rng.uniform(least, most))


def offset(
    half: NDArray[np.floating], size: NDArray[np.floating], height: float, rng: Generator
) -> NDArray[np.floating]:
    """How far from a box's middle (2,) the number in it is, px: anywhere within, or across one of its lines."""
    room = half - size / 2
    aside = rng.uniform(-1, 1, 2) * room
    if rng.random() < CROSSING:
        axis = int(rng.integers(2))
        aside[axis] = rng.choice([-1, 1]) * (room[axis] + rng.uniform(*OVER) * height)
    return aside


def printed(at: Place, half: NDArray[np.floating], side: int, rng: Generator) -> Field:
    """How much of each pixel the question's number in a box's corner, and words above or beneath it, cover."""
    page = np.zeros((side, side), np.uint8)
    if rng.random() < NUMBERED:
        high = max(2 * half[1] * rng.uniform(*QUESTION), WORDS[0])
        start = rng.uniform(0.25, 0.8, 2) * high - half + [0, high]
        thin = rng.uniform(*(BOLD if rng.random() < 0.7 else USUAL))
        printing.put(page, f"{rng.integers(1, 21)}.", at.on_page(start[None])[0], high, thin, rng)
    if rng.random() < LABELLED:
        high = rng.uniform(*WORDS)
        words = "".join(rng.choice([*string.ascii_lowercase, *"    "], int(rng.integers(2, 26))))
        below = half[1] + rng.uniform(1.4, 2.5) * high
        start = np.array([rng.uniform(-1, 0.3) * half[0], below if rng.random() < 0.5 else high - below])
        printing.put(page, words, at.on_page(start[None])[0], high, rng.uniform(*USUAL), rng)
    return page.astype(np.float32) / np.float32(255)


def comb(sources: Sources, height: float, side: int, rng: Generator) -> Filled:
    """A row of equal cells, a digit about `height` px high in each of them or in some."""
    count = int(rng.integers(1, CELLS + 1))
    tall = height * rng.uniform(*CELL_TALL)
    wide = tall * rng.uniform(*CELL_WIDE)
    gap = tall * rng.uniform(*BETWEEN) if rng.random() < SINGLE else 0.0
    tooth = rng.uniform(*TICK) if not gap and rng.random() < TICKS else 1.0
    half = np.array([count * (wide + gap) - gap, tall]) / 2
    at = place(half, side, rng)
    width = a_width(height, rng, 0.8, max(1.2, min(WIDTHS[1], height / (1.5 * HEAVIEST))))
    lines = [line - half for line in cells(count, wide, tall, gap, tooth)]
    middles = np.column_stack([np.arange(count) * (wide + gap) + wide / 2 - half[0], np.zeros(count)])
    aside = np.array([wide, tall]) * (FAR_ASIDE if rng.random() < SLOPPY else ASIDE)
    share = 0 if rng.random() < UNFILLED else 1 - UNFILLED
    points = [
        manuscript.digit(sources, height * rng.uniform(0.85, 1.1), rng) + middle + rng.normal(0, aside)
        for middle in middles[rng.random(count) < share]
    ]
    return Filled(at.drawn(lines, width, side), np.zeros((side, side), np.float32), at.on_page(_all(points)))


def grid(sources: Sources, height: float, side: int, rng: Generator) -> Filled:
    """Equal cells all over `side` × `side` px, as a sudoku's, a digit in many of them, by hand or in type."""
    spacing = height / rng.uniform(*IN_CELL)
    at = Place(rng.normal(0, printing.ASKEW), rng.uniform(0, side, 2))
    across, down = about(side, at.middle, at.angle)
    width = rng.uniform(0.7, max(1.2, spacing / 28))
    lines = np.maximum.reduce(
        [
            parallel(along, every * spacing, wide)
            for every, wide in ((1, width), (BLOCK, width * rng.uniform(*BLOCK_WIDTHS)))
            for along in (across, down)
        ]
    )
    if rng.random() < UNEVEN:
        lines = printing.uneven(lines, 0.2, (3, 30), rng)
    shade = printing.shade(across, down, spacing, rng) if rng.random() < SHADED else 0.0
    text, points, typed = np.zeros((side, side), np.uint8), [], rng.choice(TYPED)
    ends = spacing * np.arange(-int(1.5 * side / spacing), int(1.5 * side / spacing) + 1)
    for middle in _fields(at, ends, ends, spacing, side, rng.uniform(*FILLED), rng):
        if rng.random() < typed:
            high = height * rng.uniform(0.7, 1)
            start = at.on_page(middle[None] + high * np.array([-0.4, 0.5]))[0]
            printing.put(text, str(rng.integers(10)), start, high, rng.uniform(6, 14), rng)
        else:
            digit = manuscript.digit(sources, height * rng.uniform(0.85, 1.1), rng)
            points.append(digit + middle + rng.normal(0, ASIDE * spacing, 2))
    return Filled(lines, text / np.float32(255), at.on_page(_all(points)), shade)


def table(sources: Sources, height: float, side: int, rng: Generator) -> Filled:
    """Thin rules all over `side` × `side` px, as registers and lists have them, a number or word in many fields."""
    at = place(np.full(2, side / 2), side, rng)
    spacing = height * rng.uniform(*ROWS)
    rows = spacing * np.arange(-int(1.5 * side / spacing), int(1.5 * side / spacing) + 1)
    columns = np.cumsum(height * rng.uniform(*COLUMNS, int(3 * side / height))) - 1.5 * side
    width = rng.uniform(0.6, max(0.9, min(1.8, height / 12)))
    level = rows if rng.random() < RULED else rows[:0]
    upright = columns if rng.random() < PARTED else columns[:0]
    if rng.random() < DOUBLE:
        upright = np.concatenate([upright, upright + rng.uniform(2.5, 5) * width])
    lines = at.drawn(_rules(level, side, 0) + _rules(upright, side, 1), width, side)
    if rng.random() < HEADED:
        header = at.drawn(_rules(rng.choice(rows, 1), side, 0), width * rng.uniform(1.2, 3), side)
        lines = np.maximum(lines, header)
    points = []
    for middle in _fields(at, columns, rows, height, side, rng.uniform(*KEPT), rng):
        kind, size = ("letters", 0.8) if rng.random() < WORDED else ("digits", rng.uniform(0.85, 1.1))
        points.append(number(sources, size * height, rng, kind) + middle + rng.normal(0, 0.12 * height, 2))
    return Filled(lines, np.zeros((side, side), np.float32), at.on_page(_all(points)))


def _rules(ends: NDArray[np.floating], side: int, axis: int) -> writing.Symbol:
    """Lines from border to border at those distances from the middle, level (axis 0) or upright (1)."""
    lines = (np.array([[-3 * side, end], [3 * side, end]]) for end in ends)
    return [line[:, ::-1] if axis else line for line in lines]


def _fields(
    at: Place,
    columns: NDArray[np.floating],
    rows: NDArray[np.floating],
    room: float,
    side: int,
    share: float,
    rng: Generator,
) -> NDArray[np.floating]:
    """The middles (n, 2) of a share of the fields between lines at those distances from the middle, MOST at most.

    They are on the piece, or not farther than `room` px from it.
    """
    x, y = np.meshgrid((columns[1:] + columns[:-1]) / 2, (rows[1:] + rows[:-1]) / 2)
    middles = np.column_stack([x.ravel(), y.ravel()])
    places = at.on_page(middles)
    is_near = ((places > -room) & (places < side + room)).all(axis=1)
    return rng.permutation(middles[is_near & (rng.random(len(middles)) < share)])[:MOST]


def _all(points: list[Points]) -> Points:
    return np.concatenate([np.empty((0, 2)), *points])
