"""Ink, 1 where a pen touched and 0 on paper: drawn from strokes, or told from the paper in a picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.reading import Box
from scrawl.strokes import MOST_POINTS, MOST_STROKES, Strokes, span

__all__ = ["MOST_POINTS", "MOST_STROKES", "Raster", "Strokes", "from_pixels", "rasterize"]

PEN_THICKNESS = 6  # in raster pixels as OpenCV counts, where LEAST_SIDE and MOST_SIDE permit
LEAST_SIDE = 112  # of the ink's longer side in raster pixels: finer than the frame's 20 by far
MOST_SIDE = 1024
MARGIN_PIXELS = 2
LIGHTEST_PRESSURE = 0.25  # a pen that hardly touches still leaves a line this share of its width
HAIRLINE = 1 / 80  # of the strokes' usual size: in a frame of 20 pixels a thinner line would hardly be seen

_SUBPIXEL_BITS = 8  # OpenCV draws at 1/256 pixel

PAPER_FITS = 6
PAPER_SIDE = 256  # the paper is estimated on a copy with at most this longer side
LEAST_CONTRAST = 24  # of 255: what differs less from the paper is no ink
NOISE_REACH = 6  # in standard deviations of the paper: what differs less is no ink either
EDGE = 0.12  # of a full stroke: a paler pixel is paper, as JPEG leaves it around strokes
CORE = 0.3  # of a full stroke: what has no pixel so dark is noise, not a stroke


@dataclass(frozen=True, eq=False)
class Raster:
    """Ink drawn from strokes, and where it lies: stroke unit = raster pixel / scale + origin.

    ink      (H, W) float32, 0…1
    scale    raster pixels per stroke unit
    origin   x, y of the raster's upper left corner in stroke units
    """

    ink: NDArray[np.float32]
    scale: float
    origin: tuple[float, float]

    def box(self, box: Box) -> Box:
        """A box in raster pixels as one in stroke units."""
        x, y, width, height = (value / self.scale for value in box)
        return x + self.origin[0], y + self.origin[1], width, height


def rasterize(strokes: Strokes) -> Raster:
    """Draw `strokes` with a round pen. The raster holds the ink and a margin, not the canvas.

    Its resolution follows the pen and the drawing, so that the same drawing in other units, or elsewhere on
    its canvas, gives the same ink. A pen thinner than HAIRLINE of the strokes' usual size is drawn that wide,
    and pressure never takes more than LIGHTEST_PRESSURE leaves. No strokes give ink of one pixel, 0.
    """
    if not strokes.points:
        return Raster(np.zeros((1, 1), np.float32), 1.0, (0.0, 0.0))
    longer = max(span(strokes.points))
    usual = float(np.median([max(span([points])) for points in strokes.points]))
    pen, scale = _resolution(longer, max(strokes.brush, usual * HAIRLINE))
    everything = np.concatenate(strokes.points)
    least = everything.min(axis=0)
    margin = math.ceil(pen / 2) + MARGIN_PIXELS
    width, height = (np.ceil((everything.max(axis=0) - least) * scale).astype(int) + 2 * margin + 1).tolist()
    canvas = np.zeros((height, width), np.uint8)
    for points, pressure in zip(strokes.points, strokes.pressures, strict=True):
        _draw(canvas, (points - least) * scale + margin, pressure, pen)
    # OpenCV's coordinates are of pixel centres; a box is measured from pixel corners.
    corner = least - (margin + 0.5) / scale
    ink = canvas.astype(np.float32) / np.float32(255)
    return Raster(ink, scale, (float(corner[0]), float(corner[1])))


def from_pixels(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The ink of a drawing or scan, (H, W) float32, from its pixels, (H, W) grey or (H, W, 3) RGB uint8.

    Ink is what differs from the paper in any channel, dark on light or light on dark: 0 on paper, 1 in a full
    stroke, softly between at its edges. Noise and a smooth gradient of the paper are no ink; a blank page is
    all 0. Takes time linear in the pixels.
    """
    height, width = pixels.shape[:2]
    if pixels.size == 0:
        return np.zeros((height, width), np.float32)
    surface, share = _paper(_reduced(pixels))
    paper = cv2.resize(surface, (width, height), interpolation=cv2.INTER_LINEAR)
    difference = np.asarray(cv2.absdiff(pixels, paper.reshape(pixels.shape)), np.uint8)
    if difference.ndim == 3:
        difference = np.maximum.reduce(cv2.split(difference))
    return _ink_of(difference, share)


def _reduced(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """A copy (h, w, channels) with a longer side of at most PAPER_SIDE."""
    height, width = pixels.shape[:2]
    shrink = min(1.0, PAPER_SIDE / max(height, width))
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    small = pixels if shrink == 1 else cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return small.astype(np.float32).reshape(size[1], size[0], -1)


def _paper(small: NDArray[np.float32]) -> tuple[NDArray[np.uint8], float]:
    """The paper's colour at each place, (h, w, channels) uint8, and the share of places it is seen at.

    The paper is one of the two colours of the picture, and smooth: a surface of second degree, fitted to
    that colour and then again to all that lies near the surface, until it holds still.
    """
    is_paper = _paper_side(small)
    surface = small
    for _ in range(PAPER_FITS):
        surface = _smooth_surface(small, is_paper)
        distance = np.abs(small - surface).max(axis=2)
        deviation = float(np.quantile(distance[is_paper], 0.68))
        near = distance <= max(LEAST_CONTRAST / 3, 3 * deviation)
        if (near == is_paper).all() or not near.any():
            break
        is_paper = near
    return np.rint(surface).astype(np.uint8), float(is_paper.mean())


def _paper_side(small: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which places have the paper's colour rather than the ink's, (h, w).

    The two are parted by Otsu's threshold along the axis on which the colours differ most. The paper is the
    side that is larger, reaches the border and the corners, and is wide where ink is narrow: the mean of
    these four decides, because a digit cropped tightly defeats each of them now and then.
    """
    colours = small.reshape(-1, small.shape[2])
    centred = colours - colours.mean(axis=0)
    along = centred @ np.linalg.eigh(centred.T @ centred)[1][:, -1]
    along = (along - along.min()) * (255 / max(float(np.ptp(along)), 1e-6))
    levels = np.rint(along).astype(np.uint8).reshape(small.shape[:2])
    side = cv2.threshold(levels, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
    if side.min() == side.max():
        return np.ones(side.shape, np.bool_)
    height, width = side.shape
    top, left = max(1, height // 8), max(1, width // 8)
    rows, columns = (slice(top), slice(-top, None)), (slice(left), slice(-left, None))
    border = np.concatenate([side[0], side[-1], side[:, 0], side[:, -1]])
    corners = np.concatenate([side[y, x].ravel() for y in rows for x in columns])
    thick, thin = _mean_depth(side), _mean_depth(1 - side)
    votes = (side.mean(), border.mean(), corners.mean(), thick / (thick + thin))
    return np.asarray(side == (float(np.mean(votes)) > 0.5), np.bool_)


def _mean_depth(region: NDArray[np.uint8]) -> float:
    """The mean distance of a region's pixels from its edge; the picture's border is no edge."""
    padded = cv2.copyMakeBorder(region, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1]
    return float(depth.sum() / np.count_nonzero(region))


def _smooth_surface(small: NDArray[np.float32], where: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The surface of second degree, (h, w, channels), nearest to `small` at the places `where`.

    Least squares, with a slight pull towards a level one, which decides where the places tell too little.
    """
    height, width = where.shape
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
    level = small[where].mean(axis=0, dtype=np.float64)
    chosen = terms[where]
    normal = chosen.T @ chosen + len(chosen) * np.diag([1e-9, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3])
    weights = np.linalg.solve(normal, chosen.T @ (small[where] - level))
    surface: NDArray[np.float64] = terms @ weights + level
    return np.clip(surface, 0, 255).astype(np.float32)


def _ink_of(difference: NDArray[np.uint8], paper_share: float) -> NDArray[np.float32]:
    """Ink from each pixel's difference to the paper, of which `paper_share` of the pixels is."""
    counts = np.bincount(difference.ravel(), minlength=256)
    deviation = int(np.searchsorted(np.cumsum(counts), 0.68 * paper_share * difference.size))
    candidates = difference[difference > max(LEAST_CONTRAST / 3, 4 * deviation)]
    blank = np.zeros(difference.shape, np.float32)
    if candidates.size == 0:
        return blank
    threshold = cv2.threshold(candidates.reshape(1, -1), 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[0]
    full = float(np.quantile(candidates[candidates >= threshold], 0.75))
    if full < max(LEAST_CONTRAST, NOISE_REACH * deviation):
        return blank
    present = (difference > max(EDGE * full, 4 * deviation)).astype(np.uint8)
    labels = cv2.connectedComponents(present, connectivity=8)[1]
    has_core = np.zeros(int(labels.max()) + 1, np.bool_)
    has_core[labels[difference >= CORE * full]] = True
    has_core[0] = False
    ramp = np.minimum(np.arange(256, dtype=np.float32) / np.float32(full), np.float32(1))
    return np.where(has_core[labels], ramp[difference], blank)


def _drawn(thickness: int) -> float:
    """The diameter in pixels of the soft line OpenCV draws with a `thickness` even or 1.

    Measured with OpenCV 5.0 (and tested): LINE_AA draws odd thicknesses above 1 as wide as the next even one.
    """
    return 1.35 if thickness == 1 else thickness + 1.35


def _thickness(diameter: float) -> int:
    """The greatest thickness, even or 1, whose line is no wider than `diameter` pixels."""
    return max(1, 2 * math.floor((diameter - 1.35) / 2 + 1e-9))


def _resolution(longer: float, brush: float) -> tuple[float, float]:
    """The pen's diameter in raster pixels and the raster's pixels per stroke unit."""
    pens = longer / brush + 1  # the ink's longer side, in pens
    thickness = PEN_THICKNESS
    if pens * _drawn(thickness) < LEAST_SIDE:
        thickness = _thickness(LEAST_SIDE / pens) + 2
    elif pens * _drawn(thickness) > MOST_SIDE:
        thickness = _thickness(MOST_SIDE / pens)
    pen = _drawn(thickness)
    if pens * pen <= MOST_SIDE + 2 * pen:
        return pen, pen / brush
    return pen, (
        MOST_SIDE - pen
    ) / longer  # the thinnest line is wider than the pen: the drawing's size counts


def _draw(
    canvas: NDArray[np.uint8], points: NDArray[np.float64], pressure: NDArray[np.float64] | None, pen: float
) -> None:
    """Draw one stroke, in canvas pixels; a segment between two pressures is as wide as their mean asks."""
    places = np.rint(points * 2**_SUBPIXEL_BITS).astype(np.int32)
    if pressure is None:
        widths = [_thickness(pen)]
    else:
        mean = (pressure[1:] + pressure[:-1]) / 2 if len(pressure) > 1 else pressure
        widths = [_thickness(pen * max(LIGHTEST_PRESSURE, float(each))) for each in mean]
    if (places == places[0]).all():
        radius = round(widths[0] * 2 ** (_SUBPIXEL_BITS - 1))
        cv2.circle(canvas, places[0].tolist(), radius, 255, cv2.FILLED, cv2.LINE_AA, _SUBPIXEL_BITS)
    elif len(set(widths)) == 1:
        cv2.polylines(canvas, [places], False, 255, widths[0], cv2.LINE_AA, _SUBPIXEL_BITS)
    else:
        for start, end, width in zip(places[:-1], places[1:], widths, strict=True):
            cv2.line(canvas, start.tolist(), end.tolist(), 255, width, cv2.LINE_AA, _SUBPIXEL_BITS)
