"""Where touching digits may be cut apart: along seams that cross little ink."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.page.chains import LONGEST_RUN, Chain, Glyph, Run

HEIGHT = 48  # px that a glyph is brought to for looking for seams
STEP = 3  # px between the places that seams begin at
LEAST_WIDTH = 0.12  # of the height: no piece is narrower
WIDEST = 1.6  # of a piece's own height: no digit is wider
LONGEST = 10  # times as wide as high: a longer row of digits that all touch is a line, not a number
LOWEST = 0.4  # of the glyph's height: no piece is lower
SIDEWAYS = 0.06  # what a step aside costs a seam, in pixels of ink
ASIDE = 16  # px that a seam may lie beside its beginning
MOST_SEAMS = 6  # in a width of HEIGHT
ALIKE = 4  # px: seams that part the ink as far as ones so near to each other would are one
CRUMB = 0.08  # of a piece's ink: what is smaller and apart from it belongs to its neighbour

_STEPS = np.array([0, -1, 1], np.int8)

CUT = 0.25  # each cut must be worth so much, as a logarithm …
CUT_INK = 0.02  # … and so much more for each pixel of ink that the seam crosses


def cut(glyph: Glyph) -> Chain | None:
    """The glyph as a chain of pieces between seams; None if there is nothing to cut."""
    height, width = glyph.ink.shape
    scale = HEIGHT / height
    columns = round(width * scale)
    if columns < 3 * LEAST_WIDTH * HEIGHT or columns > LONGEST * HEIGHT:
        return None
    small = np.asarray(cv2.resize(glyph.ink, (columns, HEIGHT), interpolation=cv2.INTER_AREA), np.float32)
    seams, costs = _seams(small)
    if not len(seams):
        return None
    left = np.arange(columns)[None, None] >= seams[:, :, None]
    atom_of = np.asarray(
        cv2.resize(left.sum(axis=0).astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    )
    return _chain(glyph, atom_of, costs)


def _seams(ink: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Columns (n, HEIGHT) where each seam crosses each row, from left to right, and the ink each crosses."""
    columns = ink.shape[1]
    margin = round(LEAST_WIDTH * HEIGHT)
    starts = np.arange(margin, columns - margin + 1, STEP)
    ways, costs = _cheapest(ink, starts)
    total = max(float(ink.sum()), 1e-6)
    before = np.concatenate([np.zeros((HEIGHT, 1), np.float32), np.cumsum(ink, axis=1)], axis=1)
    shares = np.take_along_axis(before, ways.T, axis=1).sum(axis=0) / total
    alike = ALIKE / columns
    chosen: list[int] = []
    for k in np.argsort(costs, kind="stable").tolist():
        if not alike < shares[k] < 1 - alike or len(chosen) == MOST_SEAMS * columns // HEIGHT:
            continue
        if all(abs(shares[k] - shares[other]) > alike for other in chosen):
            chosen.append(k)
    chosen.sort(key=lambda k: float(shares[k]))
    return ways[chosen], costs[chosen]


def _cheapest(
    ink: NDArray[np.float32], starts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The way from each start in the first row to the last row that crosses the least ink, one column a row aside.

    It stays within ASIDE columns of its start: what lies farther away is another seam's.
    """
    columns = starts[:, None] + np.arange(-ASIDE, ASIDE + 1)
    near = np.pad(ink, ((0, 0), (ASIDE, ASIDE + 1)))[:, columns + ASIDE]
    cost = near[0] + SIDEWAYS * np.abs(np.arange(-ASIDE, ASIDE + 1, dtype=np.float32))
    came = np.zeros(near.shape, np.int8)
    walls = np.full((len(starts), 1), np.inf, np.float32)
    for row in range(1, HEIGHT):
        ways = np.stack(
            [
                cost,
                np.concatenate([walls, cost[:, :-1]], axis=1) + SIDEWAYS,
                np.concatenate([cost[:, 1:], walls], axis=1) + SIDEWAYS,
            ]
        )
        best = ways.argmin(axis=0)
        came[row] = _STEPS[best]
        cost = ways.min(axis=0) + near[row]
    at = cost.argmin(axis=1)
    seams = np.empty((len(starts), HEIGHT), np.int64)
    crossed = np.zeros(len(starts), np.float32)
    everyone = np.arange(len(starts))
    for row in range(HEIGHT - 1, -1, -1):
        seams[:, row] = columns[everyone, at]
        crossed += near[row, everyone, at]
        at = at + came[row, everyone, at]
    return np.clip(seams, 0, ink.shape[1]), crossed


def _chain(glyph: Glyph, atom_of: NDArray[np.uint8], costs: NDArray[np.float32]) -> Chain | None:
    count = len(costs) + 1
    shares = np.bincount(atom_of.ravel(), weights=glyph.ink.ravel(), minlength=count)
    runs = [Run(0, count, glyph)]
    for start in range(count):
        for stop in range(start + 1, min(start + LONGEST_RUN + 4, count) + 1):
            if stop - start == count:
                continue
            piece = _piece(glyph, (atom_of >= start) & (atom_of < stop))
            if piece is None:
                continue
            favour = -(CUT + CUT_INK * float(costs[stop - 1])) if stop < count else 0.0
            runs.append(Run(start, stop, piece, favour))
    return Chain(shares / shares.sum(), tuple(runs)) if len(runs) > 1 else None


def _piece(glyph: Glyph, where: NDArray[np.bool_]) -> Glyph | None:
    """The glyph's ink at those places without its neighbours' crumbs; None if it has no digit's proportions."""
    ink = np.where(where, glyph.ink, np.float32(0))
    count, labels, stats, _ = cv2.connectedComponentsWithStats((ink > 0.25).astype(np.uint8), connectivity=8)
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
    own = is_own[labels]
    crop = np.where(own, ink, np.float32(0))[top:bottom, left:right]
    return Glyph(crop, (glyph.box[0] + left, glyph.box[1] + top, width, height))
