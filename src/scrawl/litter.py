"""What lies about the writing: specks, commas, the sheet's edge and its holes, fingers, remains of printed lines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scrawl.judge import GOOD
from scrawl.medians import weighted_median
from scrawl.page import INK, Glyph
from scrawl.paper import THUMBNAIL
from scrawl.reading import Reason

KNOWN = 0.8  # and of one that a 1 is judged by, or that may lie along an edge: a piece of a ring may be a poor digit
SMALL = 0.25  # of the usual digit's side: what is smaller is a dot, a comma or a speck
CONTACT = 0.35  # of its side: what lies along the picture's edge so far reaches in over it
FILLED = 0.8  # of its sides: a picture cut to its writing
RINGS = 2  # alike, touching the picture's edge in a row, are a binding if there are digits inside …
RING = 0.15  # … if their sizes and places differ by less than this share of their size
ALIKE = 1.5  # digits of one picture are mostly of sizes within this factor
# All else leaves bars, and every bar is a 1, if it is long enough to tell:
LEAST = 7  # px
SHORT = 0.4  # of the other digits' sides, or where only letters or drawings are, of theirs: no 1 is shorter

Bools = NDArray[np.bool_]


def litter(
    glyphs: Sequence[Glyph], qualities: NDArray[np.float64], ones: Bools, size: tuple[int, ...]
) -> dict[int, Reason]:
    """The places of the glyphs that are no writing, and why.

    qualities  (n,) how good a digit each is
    ones       (n,) whether that digit is a 1
    size       height and width of the picture
    """
    if not glyphs or (len(glyphs) == 1 and max(size) < THUMBNAIL):
        return {}
    boxes = np.array([glyph.box for glyph in glyphs]).T
    mass = np.array([float(glyph.ink.sum()) for glyph in glyphs])
    sides = boxes[2:].max(axis=0)
    touch = np.array([contact(glyph, size) for glyph in glyphs])
    touching, along = touch > 0, touch > CONTACT * sides
    good = qualities >= GOOD
    edge, small, bars = (np.zeros(len(glyphs), np.bool_) for _ in range(3))
    is_cut_out = max(size) < THUMBNAIL or _is_cut_to(boxes, good, good & ~along, size)
    if not is_cut_out and (good & ~touching).any():
        edge = _binding(boxes, touching)
    if max(size) >= THUMBNAIL:
        bars = _bars(glyphs, boxes, mass, np.where(edge, 0, qualities), ones, touching, size)
    good &= ~edge & ~bars
    is_inside = mass[good & ~touching].sum() > mass[good].sum() / 2
    usual = good & ~touching if is_inside else good
    if usual.any():
        side = weighted_median(sides[usual], mass[usual])
        small = sides < SMALL * side
        if not is_cut_out:
            alike = good & (sides > side / ALIKE) & (sides < side * ALIKE)
            if is_inside:
                edge |= touching & ~alike
            edge |= along & ~(alike & ~ones & (qualities >= KNOWN))
    reasons: dict[int, Reason] = {}
    for k in np.flatnonzero(edge | small | bars).tolist():
        reasons[k] = "edge" if edge[k] else "too_small" if small[k] else "mark"
    return reasons


def _is_cut_to(boxes: NDArray[np.int64], good: Bools, inside: Bools, size: tuple[int, ...]) -> bool:
    """Whether a picture is cut to its writing: then some of it touches the edges as a matter of course."""
    if not good.any():
        return False
    shares = _filled(boxes[:, inside if inside.any() else good], size)
    return (max(shares) if inside.any() else min(shares)) >= FILLED


def _bars(
    glyphs: Sequence[Glyph],
    boxes: NDArray[np.int64],
    mass: NDArray[np.float64],
    qualities: NDArray[np.float64],
    ones: Bools,
    touching: Bools,
    size: tuple[int, ...],
) -> Bools:
    """Which ones are none: too short to tell or beside the others, or at the edge."""
    good = qualities >= GOOD
    asked, inside = ones & good, good & ~touching
    if not asked.any():
        return asked
    sides = boxes[2:].max(axis=0)
    bars = sides < LEAST
    if touching.any() and inside.any() and max(_filled(boxes[:, inside], size)) < FILLED:
        bars |= touching
    others = ~ones & (qualities >= KNOWN) & ~touching
    unread = ~asked & ~others & ~touching
    if others.any():
        longer = sides / weighted_median(sides[others], mass[others])
        bars |= longer < SHORT
    elif unread.any():  # letters and drawings leave bars, too
        bars |= sides < SHORT * weighted_median(sides[unread], mass[unread])
    return np.asarray(bars & asked)


def _binding(boxes: NDArray[np.int64], touching: Bools) -> Bools:
    """Which of the boxes (4, n) touch the picture's edge in a row of many alike: holes and rings, hardly digits."""
    if np.count_nonzero(touching) < RINGS:
        return np.zeros_like(touching)
    sides = np.maximum(boxes[2], boxes[3])
    alike = (np.abs(boxes[2:, :, None] - boxes[2:, None]) <= RING * sides).all(axis=0)
    level = (np.abs(boxes[:2, :, None] - boxes[:2, None]) <= RING * sides).any(axis=0)
    return np.asarray(touching & ((alike & level & touching).sum(axis=1) >= RINGS))


def _filled(boxes: NDArray[np.int64], size: tuple[int, ...]) -> tuple[float, float]:
    """The shares of the picture's width and height that boxes (4, n) take together.

    A picture cut to its writing is full of it, and some of it touches the edges as a matter of course.
    """
    wide, high = (boxes[:2] + boxes[2:]).max(axis=1) - boxes[:2].min(axis=1)
    return float(wide / size[1]), float(high / size[0])


def contact(glyph: Glyph, size: tuple[int, ...]) -> int:
    """How many pixels of the glyph lie along the picture's edges."""
    x, y, width, height = glyph.box
    edges = []
    if x <= 1:
        edges.append(glyph.ink[:, :2].max(axis=1))
    if y <= 1:
        edges.append(glyph.ink[:2].max(axis=0))
    if x + width >= size[1] - 1:
        edges.append(glyph.ink[:, -2:].max(axis=1))
    if y + height >= size[0] - 1:
        edges.append(glyph.ink[-2:].max(axis=0))
    return sum(int(np.count_nonzero(edge > INK)) for edge in edges)
