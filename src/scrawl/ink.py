"""Ink drawn from strokes: 1 where a pen touched, 0 on paper.

A stroke is the union of tapered capsules, one a segment: a pixel's ink is how far the nearest segment's edge reaches
over it, ``clip(radius + ½ − distance of its middle, 0, 1)``, and the most of all segments. The browser's engine does
this arithmetic, too (web/static/engine/ink.js), so both draw equal ink.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from scrawl.reading import Box
from scrawl.strokes import Strokes, span
from scrawl.timing import counts_as

LEAST_SIDE = 112  # raster pixels of the ink's longer side: far finer than the frame's 20
# Raster pixels of the pen's diameter, where the sides permit: that of a digit by a usual pen.
PEN = LEAST_SIDE / 16
MOST_SIDE = 1024  # raster pixels of the ink's longer side: bounds the work
MARGIN_PIXELS = 2  # raster pixels around the ink: as far reach soft edges, and `Glyph.touches` looks
LIGHTEST_PRESSURE = 0.25  # a pen that hardly touches still leaves a line this share of its width
HAIRLINE = LIGHTEST_PRESSURE / 20  # of the strokes' usual size: as thin in the network's frame of 20 pixels

MOST_POINTS = 4  # of a stroke in the width of a raster pixel: bounds the work
MOST_LENGTH = 8.0  # raster pixels of a segment's window; a longer one is drawn in pieces: bounds the work
MOST_TOGETHER = 1_000_000  # pixels of windows that are drawn at a time: bounds the memory

Pieces = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Raster:
    """Ink drawn from strokes, and where it lies: stroke unit = raster pixel / scale + origin.

    ink     (H, W) float32, 0…1
    scale   raster pixels per stroke unit
    origin  x, y of the raster's upper left corner in stroke units
    paths   for each stroke (n, 2) float64: x, y in raster pixels from the middle of the first one
    radii   for each stroke (n,) float64: half the line's width at each point, in raster pixels
    strokes for each stroke its ink alone, (h, w) float32, and where that lies: left and top, in raster pixels
    """

    ink: NDArray[np.float32]
    scale: float
    origin: tuple[float, float]
    paths: tuple[NDArray[np.float64], ...] = ()
    radii: tuple[NDArray[np.float64], ...] = ()
    strokes: tuple[tuple[NDArray[np.float32], int, int], ...] = ()

    def box(self, box: Box) -> Box:
        """A box in raster pixels as one in stroke units."""
        x, y, width, height = (value / self.scale for value in box)
        return x + self.origin[0], y + self.origin[1], width, height

    def seen(self, places: Sequence[int], lean: float) -> NDArray[np.float32]:
        """The ink of some strokes alone, (h, w) 0…1, leaning: each x is x + lean · y."""
        turn = np.array([[1.0, 0.0], [lean, 1.0]])
        paths = [self.paths[k] @ turn for k in places]
        return _drawn(paths, [self.radii[k] for k in places], [len(paths)])[0][0]


@counts_as("decode")
def rasterize(strokes: Strokes) -> Raster:
    """Draw `strokes` with a round pen. The raster holds the ink and a margin, not the canvas.

    Its resolution follows the pen and the drawing, so that neither a drawing's units nor its place on the canvas
    change its ink. A pen thinner than HAIRLINE of the strokes' usual size is drawn that wide, and pressure leaves at
    least LIGHTEST_PRESSURE of the width. No strokes give ink of one pixel, 0.
    """
    if not strokes.points:
        return Raster(np.zeros((1, 1), np.float32), 1.0, (0.0, 0.0))
    usual = median(max(span([points])) for points in strokes.points)
    brush = max(strokes.brush, usual * HAIRLINE)
    side = max(span(strokes.points)) + brush
    scale = min(max(PEN / brush, LEAST_SIDE / side), MOST_SIDE / side)
    radius = max(brush * scale, 1) / 2  # a line thinner than a pixel would fall between them
    everything = np.concatenate(strokes.points)
    least = everything.min(axis=0)
    margin = math.ceil(radius) + MARGIN_PIXELS
    width, height = (np.ceil((everything.max(axis=0) - least) * scale).astype(int) + 2 * margin + 1).tolist()
    paths = tuple((points - least) * scale + margin for points in strokes.points)
    radii = tuple(
        np.full(len(path), radius) if each is None else radius * np.maximum(each, LIGHTEST_PRESSURE)
        for path, each in zip(paths, strokes.pressures, strict=True)
    )
    alone = tuple(_drawn(paths, radii, [1] * len(paths)))
    ink = np.zeros((height, width), np.float32)
    for own, left, top in alone:
        place = ink[top : top + own.shape[0], left : left + own.shape[1]]
        np.maximum(place, own, out=place)
    corner = least - (margin + 0.5) / scale
    return Raster(ink, scale, (float(corner[0]), float(corner[1])), paths, radii, alone)


def _drawn(
    paths: Sequence[NDArray[np.float64]], radii: Sequence[NDArray[np.float64]], groups: Sequence[int]
) -> list[tuple[NDArray[np.float32], int, int]]:
    """The ink, (h, w), of groups of so many strokes each, and where its left upper corner lies, in raster pixels."""
    lengths = np.array([len(path) for path in paths])
    owners = np.repeat(np.repeat(np.arange(len(groups)), groups), lengths)  # of each point, its group
    points = np.column_stack([np.concatenate(paths), np.concatenate(radii)])
    starts = np.searchsorted(owners, np.arange(len(groups)))
    reach = np.ceil(np.maximum.reduceat(points[:, 2:], starts)) + 1
    corners = np.floor(np.minimum.reduceat(points[:, :2], starts)) - reach
    sizes = (np.ceil(np.maximum.reduceat(points[:, :2], starts)) + reach + 1 - corners).astype(np.intp)
    points[:, :2] -= corners[owners]
    pieces, begins = _pieces(points, np.cumsum(lengths))
    inks = _draw(pieces, owners[begins], sizes)
    return [(ink, left, top) for ink, (left, top) in zip(inks, corners.astype(int).tolist(), strict=True)]


def _pieces(points: NDArray[np.float64], ends: NDArray[np.intp]) -> tuple[Pieces, NDArray[np.intp]]:
    """The pieces of strokes, at most MOST_LENGTH long, and which of the points (x, y, radius) each is drawn from.

    `ends` are the places behind each stroke's points. The last is a piece of no length, so that a dot is drawn, too.
    """
    cells = np.floor(points[:, :2] * MOST_POINTS)
    is_last = np.zeros(len(points), np.bool_)
    is_last[ends - 1] = True
    is_kept = is_last.copy()
    is_kept[0] = True
    is_kept[ends[:-1]] = True
    is_kept[1:] |= (cells[1:] != cells[:-1]).any(axis=1)
    kept = np.flatnonzero(is_kept)
    begins, is_last = points[kept], is_last[kept]
    ways = np.zeros_like(begins)
    ways[:-1] = begins[1:] - begins[:-1]
    ways[is_last] = 0
    counts = np.maximum(np.ceil(np.hypot(ways[:, 0], ways[:, 1]) / MOST_LENGTH), 1).astype(int)
    which = np.repeat(np.arange(len(counts)), counts)
    step = (np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts))[:, None]
    parts = ways[which] / counts[which, None]
    return np.hstack([begins[which] + step * parts, begins[which] + (step + 1) * parts]), kept[which]


def _draw(pieces: Pieces, owners: NDArray[np.intp], sizes: NDArray[np.intp]) -> list[NDArray[np.float32]]:
    """The inks of `sizes`, (n, 2) width and height, each of its own pieces, which keep a pixel from its edges."""
    reach = float(pieces[:, [2, 5]].max()) + 0.5
    side = math.ceil(MOST_LENGTH + 2 * reach) + 1
    widths, heights = sizes.T
    # Below each ink there is room for windows; to its right they reach into the next row, where they hold no ink.
    ends = np.cumsum((heights + side) * widths + side)
    begins = np.concatenate([[0], ends[:-1]])
    flat = np.zeros(int(ends[-1]), np.float32)
    count = max(MOST_TOGETHER // side**2, 1)
    for start in range(0, len(pieces), count):
        some = owners[start : start + count]
        _draw_windows(flat, begins[some], widths[some], pieces[start : start + count], reach, side)
    return [
        flat[begin : begin + height * width].reshape(height, width)
        for begin, (width, height) in zip(begins.tolist(), sizes.tolist(), strict=True)
    ]


def _draw_windows(
    ink: NDArray[np.float32],
    begins: NDArray[np.intp],
    widths: NDArray[np.intp],
    pieces: Pieces,
    reach: float,
    side: int,
) -> None:
    """Draw pieces on inks of those widths that begin there, each in a square window of that side."""
    begin, way = pieces[:, :2], pieces[:, 3:5] - pieces[:, :2]
    corner = np.ceil(np.minimum(begin, pieces[:, 3:5]) - reach)
    squared = np.maximum((way**2).sum(axis=1), 1e-12)
    places = np.arange(side)
    x, y = ((each[:, None] + places).astype(np.float32) for each in (corner - begin).T)
    across, down = ((each / squared).astype(np.float32)[:, None] for each in way.T)
    share = np.clip((x * across)[:, None, :] + (y * down)[:, :, None], 0, 1)
    along = way.astype(np.float32)[:, :, None, None]
    away_x, away_y = x[:, None, :] - share * along[:, 0], y[:, :, None] - share * along[:, 1]
    radius = pieces[:, [2, 5]].astype(np.float32)[:, :, None, None]
    edge = radius[:, 0] + share * (radius[:, 1] - radius[:, 0]) + np.float32(0.5)
    cover = np.clip(edge - np.sqrt(away_x * away_x + away_y * away_y), 0, 1)
    first = corner[:, 1].astype(np.intp) * widths + corner[:, 0].astype(np.intp) + begins
    rows = first[:, None] + places * widths[:, None]
    np.maximum.at(ink, (rows[:, :, None] + places).ravel(), cover.ravel())
