"""Where touching digits may be cut apart: along seams that cross little ink."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.page.chains import Chain, Glyph, Run
from scrawl.page.parts import INK_LEVEL

HEIGHT = 48  # px that a glyph is brought to for looking for seams
LEAST_WIDTH = 0.12  # of the height: no piece is narrower
WIDEST = 1.3  # of a piece's own height: no digit is wider
LONGEST = 10  # times as wide as high: a longer row of digits that all touch is a line, not a number
LOWEST = 0.4  # of the glyph's height: no piece is lower
SIDEWAYS = 0.1  # what a step aside costs a seam, in pixels of ink
THROUGH = (0.25, 0.5, 0.75)  # of the height: the seams are the cheapest ways through points at these
STEP = 2  # px between those points
MOST_SEAMS = 14  # in a width of HEIGHT
DIFFERENT = 0.03  # of an upright digit's ink lies between any two seams
CROSSED = 0.01  # of the ink may lie between two seams that cross; they bound no piece otherwise
CRUMB = 0.08  # of a piece's ink: what is smaller and apart from it belongs to its neighbour
CUT = 0.1  # each cut must be worth so much, as a logarithm

_UPRIGHT = 0.7  # width of a usual digit, of its height


def cut(glyph: Glyph) -> Chain | None:
    """The glyph as a chain of pieces between seams; None if there is nothing to cut."""
    height, width = glyph.ink.shape
    columns = round(width * HEIGHT / height)
    if columns < 3 * LEAST_WIDTH * HEIGHT or columns > LONGEST * HEIGHT:
        return None
    small = np.asarray(cv2.resize(glyph.ink, (columns, HEIGHT), interpolation=cv2.INTER_AREA), np.float32)
    seams, before = _seams(small)
    return _chain(glyph, seams, before) if len(seams) > 2 else None


def _seams(ink: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Columns (n, HEIGHT) that each seam passes before in each row, from left to right, and the ink before them there.

    Each is the cheapest way from the top to the bottom through some point; the first and the last are the edges.
    """
    height, columns = ink.shape
    downwards, above = _cheapest(ink)
    upwards, below = (each[::-1] for each in _cheapest(ink[::-1]))
    margin = round(LEAST_WIDTH * HEIGHT)
    starts = np.arange(margin, columns - margin + 1, STEP)
    ways, costs = [], []
    for row in (round(share * height) for share in THROUGH):
        way = np.empty((len(starts), height), np.int64)
        way[:, row] = starts
        for y in range(row, 0, -1):
            way[:, y - 1] = above[y, way[:, y]]
        for y in range(row, height - 1):
            way[:, y + 1] = below[y, way[:, y]]
        ways.append(way)
        costs.append(downwards[row, starts] + upwards[row, starts] - ink[row, starts])
    edges = np.repeat([[0], [columns]], height, axis=1)
    seams = np.concatenate([edges, *ways])
    sums = np.pad(np.cumsum(ink, axis=1), ((0, 0), (1, 0)))
    before = np.take_along_axis(sums, seams.T, axis=1).T
    least = DIFFERENT * float(ink.sum()) * min(1.0, _UPRIGHT * height / columns)
    chosen = [0, 1]
    for k in (np.argsort(np.concatenate(costs), kind="stable") + 2).tolist():
        if len(chosen) > MOST_SEAMS * columns / height:
            break
        if np.abs(before[chosen] - before[k]).sum(axis=1).min() > least:
            chosen.append(k)
    chosen.sort(key=lambda k: float(before[k].sum()))
    return seams[chosen], before[chosen]


def _cheapest(ink: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """The ink on the cheapest way from the first row down to each pixel, and the column it comes from in the row above.

    In a row it may go on to either side, for the ink there and SIDEWAYS a pixel.
    """
    rows, columns = ink.shape
    here = np.arange(columns)
    least = np.zeros((rows, columns), np.float32)
    came = np.tile(here, (rows, 1))
    above = np.zeros(columns, np.float32)
    for row in range(rows):
        steps = ink[row] + np.float32(SIDEWAYS)
        down = above + ink[row]
        from_left, left = _along(down, steps)
        from_right, right = (each[::-1] for each in _along(down[::-1], steps[::-1]))
        is_right = from_right < from_left
        above = np.where(is_right, from_right, from_left)
        came[row] = np.where(is_right, columns - 1 - right, left)
        least[row] = above
    return least, came


def _along(
    costs: NDArray[np.float32], steps: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """The least of each pixel's cost and those of pixels before it with the steps from there; and whose it is."""
    way = np.cumsum(steps)
    least = np.minimum.accumulate(costs - way)
    whose = np.maximum.accumulate(np.where(costs - way <= least, np.arange(len(costs)), 0))
    return least + way, whose


def _chain(glyph: Glyph, seams: NDArray[np.int64], before: NDArray[np.float32]) -> Chain | None:
    """The pieces between any two seams that do not cross each other."""
    height, width = glyph.ink.shape
    rows = np.arange(height) * HEIGHT // height
    edges = np.rint(seams[:, rows] * (width / seams[-1, 0]))[:, :, None]
    crossed = np.maximum(before[:, None] - before, 0).sum(axis=2)
    widths = (edges[None] - edges[:, None]).max(axis=(2, 3))
    total, last = float(before[-1].sum()), len(seams) - 1
    runs = [Run(0, last, glyph)]
    for start in range(last):
        for stop in range(start + 1, last + 1):
            if (
                stop - start == last
                or crossed[start, stop] > CROSSED * total
                or widths[start, stop] > WIDEST * height
            ):
                continue
            piece = _piece(glyph, edges[start], edges[stop])
            if piece:
                runs.append(Run(start, stop, piece, -CUT if stop < last else 0.0))
    weights = np.diff(before.sum(axis=1)).astype(np.float64) / total
    return Chain(weights, tuple(runs)) if len(runs) > 1 else None


def _piece(glyph: Glyph, start: NDArray[np.float64], stop: NDArray[np.float64]) -> Glyph | None:
    """The ink between two edges, (h, 1) columns, without neighbours' crumbs; None if it has no digit's proportions."""
    first, behind = int(start.min()), int(stop.max())
    if first >= behind:
        return None
    columns = np.arange(first, behind)
    ink = np.where((columns >= start) & (columns < stop), glyph.ink[:, first:behind], np.float32(0))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        (ink > INK_LEVEL).astype(np.uint8), connectivity=8
    )
    if count == 1:
        return None
    areas = stats[1:, cv2.CC_STAT_AREA]
    kept = np.flatnonzero(areas >= min(CRUMB * areas.sum(), areas.max())) + 1
    left, top = stats[kept, :2].min(axis=0).tolist()
    right, bottom = (stats[kept, :2] + stats[kept, 2:4]).max(axis=0).tolist()
    width, height = right - left, bottom - top
    if height < LOWEST * glyph.ink.shape[0] or width > WIDEST * height:
        return None
    is_own = np.zeros(count, np.bool_)
    is_own[[0, *kept]] = True
    crop = np.where(is_own[labels], ink, np.float32(0))[top:bottom, left:right]
    return Glyph(crop, (glyph.box[0] + first + left, glyph.box[1] + top, width, height))
