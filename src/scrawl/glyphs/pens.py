"""Where a drawing's digits that touch part: between strokes, where the pen was lifted; and which strokes are no two."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scrawl.glyphs.chains import INK, LONGEST_RUN, Chain, Glyph, Run
from scrawl.ink import Raster

MOST_STROKES = 24  # of one glyph; a glyph with more is a scribble
PARTED = 0.05  # log-likelihood that parting must gain, since strokes can be parted anywhere
SHARED = 0.2  # added to it where one side lies wholly above or below the other, and less where in part
PLAIN = 2.25  # heights that a pen travels up and down in one digit, at most: two take down, up and down again


def part(glyph: Glyph, raster: Raster) -> Chain | None:
    """A glyph of the drawing as a chain of its strokes in the order they were drawn; of one atom if it is one stroke
    that is one digit at the most; None if it has too many strokes, or one that may be several digits.
    """
    places = [k for k, path in enumerate(raster.paths) if _holds(glyph, path)]
    if len(places) == 1 and _is_plain(raster.paths[places[0]]):
        return Chain.of_one(glyph)
    if not 1 < len(places) <= MOST_STROKES:
        return None
    strokes = [raster.stroke(k) for k in places]
    columns = [np.flatnonzero(stroke.any(axis=0))[[0, -1]] for stroke in strokes]
    masses = np.array([float(stroke.sum()) for stroke in strokes])
    count = len(strokes)
    runs = [Run(0, count, glyph)]
    for start in range(count):
        for stop in range(start + 1, min(start + LONGEST_RUN, count) + 1):
            ink = np.maximum.reduce(strokes[start:stop])
            piece = Glyph.of(ink)
            if piece and stop - start < count:
                cost = _parting(piece.box, columns[stop]) if stop < count else 0.0
                runs.append(Run(start, stop, piece, -cost))
    return Chain(masses / masses.sum(), tuple(runs), lifted=True)


def _holds(glyph: Glyph, path: NDArray[np.float64]) -> bool:
    """Whether most of the path's points lie in the glyph's ink."""
    x, y, width, height = glyph.box
    columns, rows = np.rint(path).astype(int).T - [[x], [y]]
    inside = (columns >= 0) & (rows >= 0) & (columns < width) & (rows < height)
    held = glyph.ink[rows[inside], columns[inside]] > INK
    return bool(np.count_nonzero(held) > len(path) / 2)


def _is_plain(path: NDArray[np.float64]) -> bool:
    """Whether the pen went up and down too little for two digits, as in one that is only begun."""
    heights = path[:, 1]
    return bool(np.abs(np.diff(heights)).sum() <= PLAIN * np.ptp(heights))


def _parting(box: tuple[int, int, int, int], following: NDArray[np.intp]) -> float:
    """What it costs to end a symbol before a stroke with those first and last columns."""
    left, right = box[0], box[0] + box[2]
    first, behind = int(following[0]), int(following[1]) + 1
    shared = max(min(right, behind) - max(left, first), 0)
    return PARTED + SHARED * shared / min(right - left, behind - first)
