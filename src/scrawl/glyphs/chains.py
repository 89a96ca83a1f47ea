"""Chains: ink that may be one symbol or several, as atoms in their order and the runs of them that may be symbols."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.binarize.pieces import INK_LEVEL
from scrawl.recognizer import INK_THRESHOLD

Box = tuple[int, int, int, int]

MOST_ATOMS = 4  # of one symbol: bounds the candidates
WORST = 1e-3  # floor of a probability, or added to both odds: one certain atom or glyph must not outweigh all


@dataclass(frozen=True, eq=False)
class Glyph:
    """One piece of handwriting taken for a symbol.

    ink     (h, w) float32, 0…1: this glyph's ink alone, cropped to its box
    box     x, y, width, height in the page's pixels
    strokes the places of a drawing's strokes that it is made of; none in a picture
    """

    ink: NDArray[np.float32]
    box: Box
    strokes: tuple[int, ...] = ()

    @classmethod
    def of(cls, ink: NDArray[np.float32]) -> Glyph | None:
        """All ink of a page (H, W) as one glyph; None if there is none."""
        inked = ink > INK_THRESHOLD
        rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
        if not len(rows):
            return None
        top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
        return cls(ink[top:bottom, left:right], (left, top, right - left, bottom - top))

    @classmethod
    def joined(cls, glyphs: Sequence[Glyph]) -> Glyph:
        """Several as one, at least one."""
        boxes = np.array([glyph.box for glyph in glyphs])
        left, top = boxes[:, :2].min(axis=0).tolist()
        width, height = ((boxes[:, :2] + boxes[:, 2:]).max(axis=0) - [left, top]).tolist()
        strokes = tuple(place for glyph in glyphs for place in glyph.strokes)
        joined = cls(np.zeros((height, width), np.float32), (left, top, width, height), strokes)
        for glyph in glyphs:
            place = joined.place_of(glyph)
            np.maximum(joined.ink[place], glyph.ink, out=joined.ink[place])
        return joined

    @cached_property
    def stroke(self) -> float:
        """The width of its stroke, px: twice the 90th percentile of its ink's distance to paper."""
        height, width = self.ink.shape
        core = np.zeros((height + 2, width + 2), np.uint8)
        core[1:-1, 1:-1] = self.ink > 2 * INK_LEVEL
        inside = cv2.distanceTransform(core, cv2.DIST_L2, 5)[core > 0]
        if not inside.size:
            return 1.0
        place = 0.9 * (inside.size - 1)
        around = np.sort(inside)[int(place) : int(place) + 2]  # np.percentile takes five times as long
        return max(2 * float(np.interp(place % 1, range(len(around)), around)), 0.5)

    def touches(self, size: tuple[int, ...]) -> bool:
        """Whether it touches an edge of its page, of that height and width."""
        x, y, width, height = self.box
        edges = []
        if x <= 1:
            edges.append(self.ink[:, :2])
        if y <= 1:
            edges.append(self.ink[:2])
        if x + width >= size[1] - 1:
            edges.append(self.ink[:, -2:])
        if y + height >= size[0] - 1:
            edges.append(self.ink[-2:])
        return any(bool((edge > INK_THRESHOLD).any()) for edge in edges)

    def place_of(self, part: Glyph) -> tuple[slice, slice]:
        """The rows and columns of this glyph that one of the glyphs it was joined from takes."""
        x, y, width, height = part.box
        left, top = x - self.box[0], y - self.box[1]
        return slice(top, top + height), slice(left, left + width)


@dataclass(frozen=True, eq=False)
class Run:
    """Atoms start…stop of a chain, taken for one symbol.

    favour  log-likelihood ratio of their being one symbol, by the geometry of a drawing's strokes; 0 in a picture
    """

    start: int
    stop: int
    glyph: Glyph
    favour: float = 0.0


@dataclass(frozen=True, eq=False)
class Chain:
    """All runs of `weights` atoms that may be symbols; every atom is in at least one.

    weights  (n,) how much each atom counts; they sum to 1
    each     what every run's quality counts, whatever its atoms; None if it counts as much as these do
    votes    (n, 11) probability of each atom to belong to each digit, the last to none, seen in place; or None
    """

    weights: NDArray[np.float64]
    runs: tuple[Run, ...]
    each: float | None = None
    votes: NDArray[np.float64] | None = None

    @classmethod
    def of_one(cls, glyph: Glyph) -> Chain:
        """A chain of one atom: nothing to choose."""
        return cls(np.ones(1), (Run(0, 1, glyph),))

    def votes_for(self, run: Run) -> NDArray[np.float64]:
        """The mean of its atoms' votes for each digit and for none, (11,); all 1 if unknown."""
        if self.votes is None:
            return np.ones(11)
        atoms = slice(run.start, run.stop)
        return np.average(self.votes[atoms], axis=0, weights=self.weights[atoms])

    def consent(self, run: Run) -> NDArray[np.float64]:
        """How far the run's atoms agree on each digit, (10,): the geometric mean of their votes; 1 if unknown.

        It is low for a run of two different digits, since each of them has the votes of its own atoms only.
        """
        if self.votes is None:
            return np.ones(10)
        atoms = slice(run.start, run.stop)
        digits = self.votes[atoms, :10] / self.votes[atoms, :10].sum(axis=1, keepdims=True)
        logs = np.log(np.maximum(digits, WORST))
        return np.exp(np.average(logs, axis=0, weights=self.weights[atoms]))

    def value(self, run: Run, quality: float) -> float:
        """What a run of that quality adds to the log-likelihood: the quality, as it counts, and the run's `favour`."""
        counts = float(self.weights[run.start : run.stop].sum()) if self.each is None else self.each
        return quality * counts + run.favour

    def best(self, qualities: Sequence[float]) -> list[int]:
        """The runs, as places in `runs`, that together hold every atom once and are the likeliest.

        `qualities` is the logarithm of how good a digit each run is. The log-likelihood of a segmentation is the sum of
        its runs' `value`s; found by dynamic programming.
        """
        if len(self.runs) == 1:
            return [0]
        count = len(self.weights)
        ends: list[tuple[float, list[int]]] = [(0.0, []), *((-np.inf, list[int]()) for _ in range(count))]
        order = sorted(range(len(self.runs)), key=lambda k: self.runs[k].start)
        for k in order:
            run = self.runs[k]
            before, way = ends[run.start]
            value = before + self.value(run, qualities[k])
            if value > ends[run.stop][0]:
                ends[run.stop] = value, [*way, k]
        return ends[count][1]
