"""The connected pieces of ink on a page, and which of them may be one symbol."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.components import components
from scrawl.binarize.pieces import INK_LEVEL
from scrawl.glyphs.chains import MOST_ATOMS, Chain, Glyph, Run
from scrawl.glyphs.lines import WORD_GAP

# Of a digit's longer side, or of its word's height: a smaller glyph is a dot, a comma or a speck. What holds a part so
# small is a frame.
SPECK = 0.25
DUST = SPECK**2  # of the writing's usual longer side, and of the ink of what was cut: a smaller part is dust
MOST_PARTS = 1_000  # the largest are kept: no page has more handwriting, noise and texture have
MOST_PAIRS = 2_000  # the nearest, whose outlines are compared: 300 digits in halves have fewer

# Of the larger part's longer side: how far a fragment of a symbol, as a bar, a hat or a stroke's end, lies from it as a
# rule. Other parts, as the loops of an 8, lie within two thirds of that, and neighbours that look like digits within a
# third. Half as far apart they are surely one symbol, twice as far surely two; between, the network decides.
# Measured on pens that lift within a digit; neighbours written apart leave .15 and more.
GAP = WORD_GAP / 2  # parts of two symbols may stand in one word
WIDEST = 1.4  # widths in heights: a wider part is not one digit, but may be half of one

MOST_POINTS = 256  # about, of a part's outline: bounds the work, and tells a gap to a hundredth of its size


@dataclass(frozen=True, eq=False)
class Parts:
    """The connected pieces of ink on a page.

    ink      (H, W) float32
    labels   (H, W) int32: which piece, 0 where there is none
    names    (n,) the labels of the pieces worth looking at
    boxes    (n, 4) int: left, top, right, bottom; right and bottom exclusive
    """

    ink: NDArray[np.float32]
    labels: NDArray[np.int32]
    names: NDArray[np.intp]
    boxes: NDArray[np.int64]

    @classmethod
    def of(cls, ink: NDArray[np.float32]) -> Parts:
        """The pieces of `ink`, (H, W) float32, without dust, the MOST_PARTS largest."""
        mask = (ink > INK_LEVEL).view(np.uint8)
        labels, boxes, areas = components(mask)
        names = np.arange(1, len(boxes))
        if len(names) > 1:
            names = _worth_looking_at(boxes[1:], areas[1:])
        return cls(ink, labels, names, boxes[names])

    def glyph(self, places: NDArray[np.intp]) -> Glyph:
        """Those parts as one glyph: the ink within their box, without other parts' ink; soft edges stay."""
        left, top = self.boxes[places, :2].min(axis=0).tolist()
        right, bottom = self.boxes[places, 2:].max(axis=0).tolist()
        labels = self.labels[top:bottom, left:right]
        own = np.zeros(int(labels.max()) + 1, np.float32)
        own[0], own[self.names[places]] = 1, 1
        ink = self.ink[top:bottom, left:right] * own.take(labels)
        return Glyph(ink, (left, top, right - left, bottom - top))

    def chains(self) -> list[Chain]:
        """The parts as chains: parts that are surely one symbol are an atom, atoms that may be one share a chain."""
        if len(self.names) == 1:
            return [Chain.of_one(self.glyph(np.zeros(1, np.intp)))]
        pairs = self._pairs()
        atoms = _groups(len(self.names), [(a, b) for a, b, gap in pairs if gap <= 0.5])
        atom_of = np.empty(len(self.names), np.intp)
        for k, places in enumerate(atoms):
            atom_of[places] = k
        told = ((int(atom_of[a]), int(atom_of[b])) for a, b, _ in pairs)
        near = {(min(pair), max(pair)) for pair in told if pair[0] != pair[1]}
        return [self._chain(atoms, members, near) for members in _groups(len(atoms), sorted(near))]

    def _chain(
        self, atoms: list[NDArray[np.intp]], members: NDArray[np.intp], near: set[tuple[int, int]]
    ) -> Chain:
        if len(members) == 1:
            return Chain.of_one(self.glyph(atoms[members[0]]))
        boxes = np.array([_union(self.boxes[atoms[k]]) for k in members])
        centres = boxes[:, :2] + boxes[:, 2:]
        axis = int(np.argmax(np.ptp(centres, axis=0)))
        ordered = members[np.argsort(centres[:, axis], kind="stable")].tolist()
        runs = []
        for start in range(len(ordered)):
            for stop in range(start + 1, min(start + MOST_ATOMS, len(ordered)) + 1):
                held = ordered[start:stop]
                if sum(a in held and b in held for a, b in near) >= len(held) - 1:
                    runs.append(Run(start, stop, self.glyph(np.concatenate([atoms[k] for k in held]))))
        return Chain(np.full(len(ordered), 1 / len(ordered)), tuple(runs))

    def _pairs(self) -> list[tuple[int, int, float]]:
        """The pairs of parts that may be one symbol, as places, and how far apart they are for that, 0…2."""
        firsts, seconds, reaches = _nearby(self.boxes)
        enclosed = np.isinf(reaches)
        pairs = [(int(a), int(b), 1.0) for a, b in zip(firsts[enclosed], seconds[enclosed], strict=True)]
        asked = np.flatnonzero(~enclosed)[:MOST_PAIRS]
        outlines = self._outlines() if len(asked) else {}
        for a, b, reach in zip(firsts[asked], seconds[asked], reaches[asked], strict=True):
            gap = _gap(outlines[a], outlines[b]) / reach
            if gap <= 2:
                pairs.append((int(a), int(b), gap))
        return pairs

    def _outlines(self) -> dict[int, NDArray[np.float64]]:
        """Points (m, 2) along the edges of each part, by its place."""
        place_of = np.full(int(self.labels.max()) + 1, -1)
        place_of[self.names] = np.arange(len(self.names))
        kept = (place_of[self.labels] >= 0).astype(np.uint8)
        pieces: dict[int, list[NDArray[np.int32]]] = {}
        for contour in cv2.findContours(kept, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)[0]:
            points = np.asarray(contour, np.int32).reshape(-1, 2)
            x, y = points[0]
            pieces.setdefault(int(place_of[self.labels[y, x]]), []).append(points)
        outlines = {}
        for place, contours in pieces.items():
            outline = np.concatenate(contours)
            outlines[place] = outline[:: max(1, len(outline) // MOST_POINTS)].astype(np.float64)
        return outlines


def _worth_looking_at(boxes: NDArray[np.int64], areas: NDArray[np.int64]) -> NDArray[np.intp]:
    """The labels of the parts that are no dust, the MOST_PARTS largest, by the boxes (n, 4) and areas (n,) of all."""
    sides = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    usual = weighted_median(sides, areas)  # the size of the part that the middle pixel of all ink belongs to
    names = np.flatnonzero(sides >= DUST * usual)
    return np.sort(names[np.argsort(-sides[names], kind="stable")][:MOST_PARTS]) + 1


def weighted_median(values: NDArray[Any], weights: NDArray[Any]) -> Any:
    """The least of the values, (n,), n ≥ 1, that together with all lesser ones have half of the weight.

    As `np.quantile(values, 0.5, weights=weights, method="inverted_cdf")`, in a twentieth of the time.
    """
    order = np.argsort(values, kind="stable")
    sums = np.cumsum(weights[order])
    return values[order[np.searchsorted(sums, sums[-1] / 2)]]


def _groups(count: int, pairs: list[tuple[int, int]]) -> list[NDArray[np.intp]]:
    """0…count-1 in groups that the pairs connect."""
    group = np.arange(count)
    for a, b in pairs:
        if group[a] != group[b]:
            group[group == group[b]] = group[a]
    return [np.flatnonzero(group == each) for each in np.unique(group)]


def _nearby(
    boxes: NDArray[np.int64],
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """The pairs of boxes near enough to be asked about, the nearest first, and what `_reaches` says of them."""
    sides = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    apart = np.maximum(boxes[:, None, :2], boxes[:, :2]) - np.minimum(boxes[:, None, 2:], boxes[:, 2:])
    gaps = np.maximum(apart, 0).max(axis=2)
    firsts, seconds = np.nonzero(np.triu(gaps <= np.maximum(sides[:, None], sides) * 2 * GAP, 1))
    reaches = _reaches(boxes[firsts], boxes[seconds])
    gaps = gaps[firsts, seconds]
    order = np.argsort(gaps, kind="stable")
    order = order[gaps[order] <= 2 * reaches[order]]  # ink lies as far apart as its boxes, or farther
    return firsts[order], seconds[order], reaches[order]


def _reaches(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.float64]:
    """The usual gap between the ink of two parts of one symbol, px, by their boxes (n, 4).

    Infinite if one lies within the other, negative if they are surely two.
    """
    size_a, size_b = a[:, 2:] - a[:, :2], b[:, 2:] - b[:, :2]
    overlap = np.maximum(np.minimum(a[:, 2:], b[:, 2:]) - np.maximum(a[:, :2], b[:, :2]), 0)
    longer = np.stack([size_a.max(axis=1), size_b.max(axis=1)])
    larger, smaller = longer.max(axis=0), longer.min(axis=0)
    heights = np.stack([size_a[:, 1], size_b[:, 1]])
    lower, higher = heights.min(axis=0), heights.max(axis=0)
    share_x, share_y = (overlap / np.minimum(size_a, size_b)).T
    widths = np.stack([size_a[:, 0], size_b[:, 0]])
    halves = ((widths / heights).max(axis=0) > WIDEST) & (lower > higher / 2)
    joined_width, joined_height = (np.maximum(a[:, 2:], b[:, 2:]) - np.minimum(a[:, :2], b[:, :2])).T
    enclosed = overlap.prod(axis=1) >= np.minimum(size_a.prod(axis=1), size_b.prod(axis=1)) / 2
    unlike = 0.2  # of a side: how far neighbours that look like two digits may overlap, or differ in height
    neighbours = (share_x < unlike) & (share_y > 1 - unlike) & (lower > (1 - unlike) * higher)
    thirds = np.select(
        [
            enclosed & (smaller < SPECK * larger),  # a speck within a frame
            enclosed,
            halves & ((share_x < 0.5) | (joined_width > joined_height)),
            neighbours,
            smaller < 0.6 * larger,  # a bar, a hat or a stroke's end
            halves,
            (share_x < 0.5) & (share_y > 0.4) & (share_y < 0.6),  # half of it beside the other
        ],
        [-np.inf, np.inf, -np.inf, 1, 3, 1, 3],
        2,
    )
    # A number whose digits touch is one wide part: what counts is the size of its digits.
    return np.asarray(thirds / 3 * GAP * np.minimum(longer, WIDEST * heights).max(axis=0))


def _gap(outline_a: NDArray[np.float64], outline_b: NDArray[np.float64]) -> float:
    """How much paper is between two outlines (m, 2) at the least, px."""
    squares = np.square(outline_a).sum(axis=1)[:, None] + np.square(outline_b).sum(axis=1)
    return math.sqrt(max((squares - 2 * outline_a @ outline_b.T).min(), 0)) - 1


def _union(boxes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])
