"""Boxes with one number each, as test sheets and forms have them: the lines are no ink, and the writing is.

A number lies in a box of its own that is hardly larger, or each of its digits in a cell (a comb). So a corner of a
frame is as large as a digit and as near as its neighbour, which no form of `printing` has.
"""

from __future__ import annotations

import string
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.training import manuscript, printing
from scrawl.training.augment import Points
from scrawl.training.manuscript import Sources
from scrawl.training.plane import Field, log_uniform, pixels, turned, within

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
SLANT = 0.12  # standard deviation, heights

NUMBERED, LABELLED = 0.75, 0.25  # shares with a question's number in the corner, and with words beside
QUESTION, WORDS = (0.11, 0.2), (7.0, 20.0)  # heights of that number, in the box's, and of those words, px
BOLD = (4.5, 8)  # heights of a printed number to its strokes' width

CELLS = 6  # of a comb, at most
CELL_TALL, CELL_WIDE = (1.0, 1.6), (0.6, 1.1)  # heights of a cell, in digits'; its widths in its heights
UNFILLED = 0.25  # share of cells, and of combs
TICKS = 0.4  # share of combs whose cells are parted by short lines on the bottom line alone
SINGLE = 0.25  # share of combs of single boxes,
BETWEEN = (0.08, 0.5)  # and how far these are apart, in their heights
TICK = (0.2, 0.5)  # of a cell's height, theirs
ASIDE = 0.06  # of a cell, standard deviation: how far from its middle each digit is
SLOPPY, FAR_ASIDE = 0.3, 0.14  # share of combs whose digits touch lines, and how far aside these are


@dataclass(frozen=True, eq=False)
class Filled:
    """A filled form: how much of each pixel (side, side) its lines and its text cover; points of writing (n, 2)."""

    lines: Field
    text: Field
    points: Points


@dataclass(frozen=True, eq=False)
class Place:
    """Where a form lies: how far across and down from its middle each pixel (side, side) is, px."""

    angle: float
    middle: NDArray[np.floating]
    across: Field
    down: Field

    def on_page(self, points: Points) -> Points:
        """Points (n, 2) that far across and down from the middle → their x and y, px."""
        return np.stack(turned(points[:, 0], points[:, 1], -self.angle), axis=-1) + self.middle


def place(half: NDArray[np.floating], side: int, rng: np.random.Generator) -> Place:
    """A form of twice that width and height (2,), a little askew, with some of it, often a corner, on the piece."""
    angle = float(np.clip(rng.normal(0, ASKEW), -MOST_ASKEW, MOST_ASKEW))
    kind = rng.random()
    reach = 1.0 if kind < CORNER else 0.3 if kind < CORNER + WITHIN else rng.uniform()
    shown = rng.choice([-1, 1], 2) * reach
    middle = rng.uniform(*SHOWN, 2) * side - shown * half
    x, y = pixels(side)
    return Place(angle, middle, *turned(x - middle[0], y - middle[1], angle))


def outline(at: Place, half: NDArray[np.floating], width: float, corner: float = 0.0) -> Field:
    """How much of each pixel lines `width` px wide around a box cover; `corner` is the radius of its corners, px."""
    x, y = np.abs(at.across) - half[0] + corner, np.abs(at.down) - half[1] + corner
    if corner:
        away = np.hypot(np.maximum(x, 0), np.maximum(y, 0)) + np.minimum(np.maximum(x, y), 0) - corner
    else:
        away = np.maximum(x, y)
    return within(np.abs(away), width / 2)


def number(
    sources: Sources, height: float, count: int, rng: np.random.Generator, kind: str = "digits"
) -> Points:
    """Points (n, 2) of `count` symbols in a row, about `height` px high, whose middle is at (0, 0)."""
    gap = rng.uniform(*(manuscript.OVERLAP if rng.random() < TOUCHING else GAPS))
    slant = np.array([[1, rng.normal(0, SLANT)], [0, 1]])
    x, row = 0.0, []
    for _ in range(count):
        size = height / manuscript.TALL * rng.uniform(0.9, 1.1)
        points = manuscript.symbol(sources, kind, rng) @ slant.T * size
        row.append(points + [x - points[:, 0].min(), rng.normal(0, manuscript.BASELINE) * height])
        x += np.ptp(points[:, 0]) + gap * height
    points = np.concatenate(row)
    return points - (points.min(axis=0) + points.max(axis=0)) / 2


def answer(sources: Sources, height: float, side: int, rng: np.random.Generator) -> Filled:
    """A box with one number, about `height` px high, or none, and print in its corner and beside it."""
    kind = "letters" if rng.random() < LETTERS else "digits"
    points = number(sources, height, int(rng.choice(len(DIGITS), p=DIGITS)) + 1, rng, kind)
    size = np.ptp(points, axis=0)
    tall = height * rng.uniform(*TALL)
    half = np.maximum([tall * rng.uniform(*WIDE), tall], size + 0.2 * height) / 2
    if rng.random() < TIGHT:
        half = size / 2 + rng.uniform(*ROOM, 2) * height
    at = place(half, side, rng)
    width = a_width(height, rng, WIDTHS[0], max(1.6, min(WIDTHS[1], height / HEAVIEST)))
    corner = rng.uniform(0.05, 0.3) * float(half.min()) if rng.random() < ROUND else 0.0
    lines = outline(at, half, width, corner)
    if rng.random() < BESIDE:
        step = (2 * half + rng.uniform(0.05, 1) * height) * np.eye(2)[rng.integers(2)] * rng.choice([-1, 1])
        beside = Place(at.angle, at.middle, at.across - step[0], at.down - step[1])
        lines = np.maximum(lines, outline(beside, half, width, corner))
    text = printed(at, half, rng)
    if rng.random() < EMPTY:
        return Filled(lines, text, np.empty((0, 2)))
    return Filled(lines, text, at.on_page(points + offset(half, size, height, rng)))


def a_width(height: float, rng: np.random.Generator, least: float, most: float) -> float:
    """The width of the lines around digits of that height, px: between two, or a share of the height."""
    if rng.random() < HEAVY:
        return max(least, height * log_uniform(*HEAVY_WIDTHS, rng))
    return float(rng.uniform(least, most))


def offset(
    half: NDArray[np.floating], size: NDArray[np.floating], height: float, rng: np.random.Generator
) -> NDArray[np.floating]:
    """How far from a box's middle (2,) the number in it is, px: anywhere within, or across one of its lines."""
    room = half - size / 2
    aside = rng.uniform(-1, 1, 2) * room
    if rng.random() < CROSSING:
        axis = int(rng.integers(2))
        aside[axis] = rng.choice([-1, 1]) * (room[axis] + rng.uniform(*OVER) * height)
    return aside


def printed(at: Place, half: NDArray[np.floating], rng: np.random.Generator) -> Field:
    """How much of each pixel the question's number in a box's corner, and words above or beneath it, cover."""
    page = np.zeros(at.across.shape, np.uint8)
    if rng.random() < NUMBERED:
        high = max(2 * half[1] * rng.uniform(*QUESTION), WORDS[0])
        start = rng.uniform(0.25, 0.8, 2) * high - half + [0, high]
        _put(page, f"{rng.integers(1, 21)}.", at.on_page(start[None])[0], high, rng, bold=rng.random() < 0.7)
    if rng.random() < LABELLED:
        high = rng.uniform(*WORDS)
        words = " ".join(_word(rng) for _ in range(int(rng.integers(1, 5))))
        below = half[1] + rng.uniform(1.4, 2.5) * high
        y = below if rng.random() < 0.5 else high - below
        _put(
            page, words, at.on_page(np.array([[rng.uniform(-1, 0.3) * half[0], y]]))[0], high, rng, bold=False
        )
    return page.astype(np.float32) / np.float32(255)


def _word(rng: np.random.Generator) -> str:
    return "".join(rng.choice(list(string.ascii_lowercase), int(rng.integers(2, 9))))


def _put(
    page: NDArray[np.uint8],
    text: str,
    start: NDArray[np.floating],
    high: float,
    rng: np.random.Generator,
    *,
    bold: bool,
) -> None:
    """Print the text on the page, `high` px high, from `start`, the left end of its baseline, on."""
    font = printing.FONTS[rng.integers(len(printing.FONTS))]
    thick = max(1, round(high / (rng.uniform(*BOLD) if bold else rng.uniform(8, 14))))
    cv2.putText(
        page, text, (int(start[0]), int(start[1])), font, high / printing.CAPITAL, 255, thick, cv2.LINE_AA
    )


def comb(sources: Sources, height: float, side: int, rng: np.random.Generator) -> Filled:
    """A row of equal cells, a digit about `height` px high in each of them or in some."""
    cells = int(rng.integers(1, CELLS + 1))
    tall = height * rng.uniform(*CELL_TALL)
    wide = tall * rng.uniform(*CELL_WIDE)
    gap = tall * rng.uniform(*BETWEEN) if rng.random() < SINGLE else 0.0
    step = wide + gap
    half = np.array([cells * step - gap, tall]) / 2
    at = place(half, side, rng)
    width = a_width(height, rng, 0.8, max(1.2, min(WIDTHS[1], height / (1.5 * HEAVIEST))))
    is_inside = (np.abs(at.across) < half[0]) & (np.abs(at.down) < half[1])
    parted = printing.lines(at.across + half[0], wide, width) * is_inside
    if gap:
        # How far across from the middle of the nearest box each pixel is.
        cell = np.clip(np.floor((at.across + half[0] + gap / 2) / step), 0, cells - 1)
        own = at.across + half[0] - cell * step - wide / 2
        lines = outline(Place(at.angle, at.middle, own, at.down), np.array([wide, tall]) / 2, width)
    elif rng.random() < TICKS:
        tick = rng.uniform(*TICK) * tall
        bottom = within(np.abs(at.down - half[1]), width / 2) * (np.abs(at.across) < half[0])
        lines = np.maximum(parted * (at.down > half[1] - tick), bottom)
    else:
        lines = np.maximum(parted, outline(at, half, width))
    written = [np.empty((0, 2))]
    aside = FAR_ASIDE if rng.random() < SLOPPY else ASIDE
    if rng.random() >= UNFILLED:
        for cell in range(cells):
            if rng.random() >= UNFILLED:
                middle = [cell * step + wide / 2 - half[0], 0] + rng.normal(0, aside, 2) * [wide, tall]
                written.append(manuscript.digit(sources, height * rng.uniform(0.85, 1.1), rng) + middle)
    text = np.zeros((side, side), np.float32)
    return Filled(lines, text, at.on_page(np.concatenate(written)))
