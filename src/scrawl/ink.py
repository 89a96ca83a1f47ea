"""Ink drawn from strokes: 1 where a pen touched, 0 on paper."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl.reading import Box
from scrawl.strokes import MOST_POINTS, MOST_STROKES, Strokes, span
from scrawl.timing import counts_as

__all__ = ["MOST_POINTS", "MOST_STROKES", "Raster", "Strokes", "rasterize"]

PEN_THICKNESS = 6  # in raster pixels as OpenCV counts, where LEAST_SIDE and MOST_SIDE permit
LEAST_SIDE = 112  # raster pixels of the ink's longer side: far finer than the frame's 20
MOST_SIDE = 1024  # raster pixels of the ink's longer side: bounds the work
MARGIN_PIXELS = 2  # raster pixels of paper around the ink
LIGHTEST_PRESSURE = 0.25  # a pen that hardly touches still leaves a line this share of its width
HAIRLINE = 1 / 80  # of the strokes' usual size: in a frame of 20 pixels a thinner line would hardly be seen

_SUBPIXEL_BITS = 8  # OpenCV draws at 1/256 pixel


@dataclass(frozen=True, eq=False)
class Raster:
    """Ink drawn from strokes, and where it lies: stroke unit = raster pixel / scale + origin.

    ink         (H, W) float32, 0…1
    scale       raster pixels per stroke unit
    origin      x, y of the raster's upper left corner in stroke units
    paths       for each stroke (n, 2) float64: x, y in raster pixels as OpenCV counts, from the first one's centre
    pressures   for each stroke (n,) float64, 0…1, or None
    pen         the pen's diameter in raster pixels
    """

    ink: NDArray[np.float32]
    scale: float
    origin: tuple[float, float]
    paths: tuple[NDArray[np.float64], ...] = ()
    pressures: tuple[NDArray[np.float64] | None, ...] = ()
    pen: float = 1.0

    def box(self, box: Box) -> Box:
        """A box in raster pixels as one in stroke units."""
        x, y, width, height = (value / self.scale for value in box)
        return x + self.origin[0], y + self.origin[1], width, height

    def stroke(self, place: int) -> NDArray[np.uint8]:
        """The ink of one stroke alone, (H, W), 0…255."""
        canvas = np.zeros(self.ink.shape, np.uint8)
        _draw(canvas, self.paths[place], self.pressures[place], self.pen)
        return canvas


@counts_as("decode")
def rasterize(strokes: Strokes) -> Raster:
    """Draw `strokes` with a round pen. The raster holds the ink and a margin, not the canvas.

    Its resolution follows the pen and the drawing, so that neither a drawing's units nor its place on the canvas
    change its ink. A pen thinner than HAIRLINE of the strokes' usual size is drawn that wide, and pressure leaves at
    least LIGHTEST_PRESSURE of the width. No strokes give ink of one pixel, 0.
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
    paths = tuple((points - least) * scale + margin for points in strokes.points)
    for path, pressure in zip(paths, strokes.pressures, strict=True):
        _draw(canvas, path, pressure, pen)
    # OpenCV's coordinates are of pixel centres; a box is measured from pixel corners.
    corner = least - (margin + 0.5) / scale
    ink = canvas.astype(np.float32) / np.float32(255)
    return Raster(ink, scale, (float(corner[0]), float(corner[1])), paths, strokes.pressures, pen)


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
