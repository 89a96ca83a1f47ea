"""A page of ink to its glyphs: the parts of each symbol put together, line by line, left to right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

INK_LEVEL = 0.1  # ink paler than this is the soft edge of a stroke; the frame's ink box counts the same way
SPECK = 0.06  # a part whose longer side is a smaller share of the writing's usual one is dust
MOST_PARTS = 1_000  # the largest are kept: no page has more handwriting, noise and texture have
MOST_GLYPHS = 500

# When two parts are one symbol: how far their ink may lie apart, as a share of the larger part's longer side.
# Measured on pens that lift within a digit; neighbours written apart leave .15 and more.
FRAGMENT = 0.6  # a part is a fragment of another if its longer side is a smaller share of the other's
FRAGMENT_GAP = 0.15  # a bar, a hat, the end of a broken stroke
STACKED_GAP = 0.12  # one above the other: the loops of an 8, the head of a 5
PART_GAP = 0.09  # otherwise: the two halves of a 4
NEIGHBOUR_GAP = 0.04  # two parts of one height, side by side, look like two digits
ENCLOSED = 0.5  # a part whose box is covered this far by the other's box belongs to it at any distance

SAME_LINE = 0.4  # share of the lower glyph's height that overlaps with its neighbour in the line
_CONTOUR_POINTS = 256  # of a part's outline, enough to tell a gap to a hundredth of its size


@dataclass(frozen=True, eq=False)
class Glyph:
    """One piece of handwriting taken for a symbol.

    ink     (h, w) float32, 0…1: this glyph's ink alone, cropped to its box
    box     x, y, width, height in the page's pixels
    line    which line of writing, counted from the top
    """

    ink: NDArray[np.float32]
    box: tuple[int, int, int, int]
    line: int


@dataclass(frozen=True, eq=False)
class _Parts:
    """The connected pieces of ink on a page.

    labels   (H, W) int32: which piece, 0 where there is none
    names    (n,) the labels of the pieces worth looking at
    boxes    (n, 4) int: left, top, right, bottom; right and bottom exclusive
    """

    labels: NDArray[np.int32]
    names: NDArray[np.intp]
    boxes: NDArray[np.int64]


def find_glyphs(ink: NDArray[np.float32], *, layout: Literal["auto", "digit"]) -> list[Glyph]:
    """The glyphs on a page of `ink`, (H, W) float32, in reading order; none if it is empty.

    layout `auto`: every symbol that stands apart from its neighbours; at most MOST_GLYPHS, the largest.
    layout `digit`: all ink as one glyph.
    """
    page = _box_of(ink > INK_LEVEL)
    if page is None:
        return []
    left, top, right, bottom = page
    if layout == "digit":
        return [Glyph(ink[top:bottom, left:right].copy(), (left, top, right - left, bottom - top), 0)]
    written = ink[top:bottom, left:right]
    parts = _parts(written)
    symbols = _largest(_symbols(parts), parts.boxes)
    glyphs = []
    boxes = np.array([_union(parts.boxes[symbol]) for symbol in symbols])
    for line, places in enumerate(_lines(boxes)):
        for place in places:
            x0, y0, x1, y1 = boxes[place].tolist()
            crop = _crop(written, parts, symbols[place], (x0, y0, x1, y1))
            glyphs.append(Glyph(crop, (x0 + left, y0 + top, x1 - x0, y1 - y0), line))
    return glyphs


def _box_of(mask: NDArray[np.bool_]) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom of what is True; None if nothing is."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if rows.size == 0:
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _parts(ink: NDArray[np.float32]) -> _Parts:
    """The connected pieces of `ink`, without dust, the MOST_PARTS largest."""
    mask = (ink > INK_LEVEL).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_32S)
    sides, areas = stats[1:, 2:4].max(axis=1), stats[1:, cv2.CC_STAT_AREA]
    order = np.argsort(sides, kind="stable")
    half = np.searchsorted(np.cumsum(areas[order]), areas.sum() / 2)
    usual = sides[order][half]  # the size of the part that the middle pixel of all ink belongs to
    names = np.flatnonzero(sides >= SPECK * usual)
    names = np.sort(names[np.argsort(-sides[names], kind="stable")][:MOST_PARTS]) + 1
    x, y, width, height = stats[names, :4].T.astype(np.int64)
    boxes = np.stack([x, y, x + width, y + height], axis=1)
    return _Parts(np.asarray(labels, np.int32), names, boxes)


def _symbols(parts: _Parts) -> list[NDArray[np.intp]]:
    """The parts that belong together, as arrays of places in `parts.names`."""
    count = len(parts.names)
    group = np.arange(count)
    firsts, seconds = _nearby(parts.boxes)
    outlines = _outlines(parts) if len(firsts) else {}
    for a, b in zip(firsts.tolist(), seconds.tolist(), strict=True):
        if group[a] == group[b]:
            continue
        if _belong_together(parts.boxes[a], parts.boxes[b], outlines[a], outlines[b]):
            group[group == group[b]] = group[a]
    return [np.flatnonzero(group == each) for each in np.unique(group)]


def _nearby(boxes: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The pairs of boxes near enough to be asked about, the nearest first."""
    sides = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    apart = np.maximum(boxes[:, None, :2], boxes[:, :2]) - np.minimum(boxes[:, None, 2:], boxes[:, 2:])
    gaps = np.maximum(apart, 0).max(axis=2)
    firsts, seconds = np.nonzero(np.triu(gaps <= np.maximum(sides[:, None], sides) * FRAGMENT_GAP, 1))
    order = np.argsort(gaps[firsts, seconds], kind="stable")
    return firsts[order], seconds[order]


def _outlines(parts: _Parts) -> dict[int, NDArray[np.float64]]:
    """Points (m, 2) along the edges of each part, by its place in `parts.names`."""
    place_of = np.full(int(parts.labels.max()) + 1, -1)
    place_of[parts.names] = np.arange(len(parts.names))
    kept = (place_of[parts.labels] >= 0).astype(np.uint8)
    pieces: dict[int, list[NDArray[np.int32]]] = {}
    for contour in cv2.findContours(kept, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)[0]:
        points = np.asarray(contour, np.int32).reshape(-1, 2)
        x, y = points[0]
        pieces.setdefault(int(place_of[parts.labels[y, x]]), []).append(points)
    outlines = {}
    for place, contours in pieces.items():
        outline = np.concatenate(contours)
        outlines[place] = outline[:: max(1, len(outline) // _CONTOUR_POINTS)].astype(np.float64)
    return outlines


def _belong_together(
    a: NDArray[np.int64], b: NDArray[np.int64], outline_a: NDArray[np.float64], outline_b: NDArray[np.float64]
) -> bool:
    """Whether two parts, by their boxes and outlines, are of one symbol."""
    size_a, size_b = a[2:] - a[:2], b[2:] - b[:2]
    overlap = np.maximum(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0)
    if overlap.prod() >= ENCLOSED * min(size_a.prod(), size_b.prod()):
        return True
    larger, smaller = max(size_a.max(), size_b.max()), min(size_a.max(), size_b.max())
    share_x, share_y = overlap / np.minimum(size_a, size_b)
    lower, higher = sorted((size_a[1], size_b[1]))
    if share_x < 0.2 and share_y > 0.85 and lower > 0.7 * higher:
        reach = NEIGHBOUR_GAP
    elif smaller < FRAGMENT * larger:
        reach = FRAGMENT_GAP
    elif share_x > 0.5:
        reach = STACKED_GAP
    else:
        reach = PART_GAP
    distances = np.hypot(*(outline_a[:, None] - outline_b).transpose(2, 0, 1))
    return bool(distances.min() - 1 <= reach * larger)


def _union(boxes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])


def _largest(symbols: list[NDArray[np.intp]], boxes: NDArray[np.int64]) -> list[NDArray[np.intp]]:
    """At most MOST_GLYPHS symbols."""
    sizes = [-np.ptp(boxes[symbol][:, [1, 3]]) for symbol in symbols]
    return [symbols[i] for i in np.argsort(sizes, kind="stable")[:MOST_GLYPHS]]


def _lines(boxes: NDArray[np.int64]) -> list[list[int]]:
    """The glyphs of each line of writing, left to right; lines from top to bottom.

    From left to right each glyph joins the line whose last glyph it overlaps most in height, so that a line
    may rise or fall; a glyph that overlaps none begins a line.
    """
    lines: list[list[int]] = []
    for place in np.argsort(boxes[:, 0] + boxes[:, 2], kind="stable").tolist():
        shares = [_shared_height(boxes[place], boxes[line[-1]]) for line in lines]
        best = int(np.argmax(shares)) if shares else 0
        if shares and shares[best] >= SAME_LINE:
            lines[best].append(place)
        else:
            lines.append([place])
    return sorted(lines, key=lambda line: float(boxes[line][:, [1, 3]].mean()))


def _shared_height(a: NDArray[np.int64], b: NDArray[np.int64]) -> float:
    shared = min(a[3], b[3]) - max(a[1], b[1])
    return float(shared / min(a[3] - a[1], b[3] - b[1]))


def _crop(
    ink: NDArray[np.float32], parts: _Parts, symbol: NDArray[np.intp], box: tuple[int, int, int, int]
) -> NDArray[np.float32]:
    """The ink within `box`, without that of other parts; the soft edges around the symbol stay."""
    left, top, right, bottom = box
    labels = parts.labels[top:bottom, left:right]
    own = (labels == 0) | np.isin(labels, parts.names[symbol])
    return np.where(own, ink[top:bottom, left:right], np.float32(0))
