"""Strokes: a drawing as the pen moved, checked once where it comes in."""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from types import NoneType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scrawl.errors import StrokesError

MOST_STROKES = 1_000  # of a drawing: bounds the work
MOST_POINTS = 50_000  # of a drawing: bounds the memory
LARGEST = 1e9  # of a coordinate or a size; no canvas reaches further
SMALLEST = 1e-6  # of a size

BRUSH_SHARE = 0.065  # a pen's diameter where none is told, as a share of the canvas' longer side


@dataclass(frozen=True, eq=False)
class Strokes:
    """A drawing as the pen moved; made and checked by `Strokes.of`.

    points      for each stroke (n, 2) float64: x, y; y down
    pressures   for each stroke (n,) float64, 0…1, or None if the pen told none
    width       of the canvas, in the points' units; points may lie outside it
    height
    brush       the pen's diameter, in the points' units
    """

    points: tuple[NDArray[np.float64], ...]
    pressures: tuple[NDArray[np.float64] | None, ...]
    width: float
    height: float
    brush: float

    @classmethod
    def of(
        cls,
        strokes: Sequence[Any] | NDArray[Any],
        width: float | None = None,
        height: float | None = None,
        brush: float | None = None,
        *,
        most_strokes: int = MOST_STROKES,
        most_points: int = MOST_POINTS,
    ) -> Strokes:
        """The drawing of `strokes`, each a sequence of points [x, y], [x, y, t] or [x, y, t, pressure].

        Lists and arrays alike; t is in ms or None. A missing width or height fits the points' box and the pen, a
        missing brush is BRUSH_SHARE of the canvas' longer side (1 for a dot on a canvas of no size).

        Raises StrokesError, whose `field` names the place, as in ``strokes[2][0]``.
        """
        if not _is_list(strokes):
            raise StrokesError("Strokes must be a list of strokes, each a list of points [x, y].")
        if len(strokes) > most_strokes:
            raise StrokesError(f"There are {len(strokes):,} strokes; at most {most_strokes:,} are read.")
        tables = _tables(list(_within(strokes, most_points)))
        points = tuple(np.ascontiguousarray(table[:, :2]) for table in tables)
        span_x, span_y = span(points)
        sides = (_size(width, "width"), _size(height, "height"))
        pen = _size(brush, "brush") or _usual_brush(sides, (span_x, span_y))
        return cls(
            points=points,
            pressures=tuple(None if (table[:, 2] == 1).all() else table[:, 2].copy() for table in tables),
            width=sides[0] or span_x + pen,
            height=sides[1] or span_y + pen,
            brush=pen,
        )


def _is_list(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.ndim > 0
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _within(strokes: Sequence[Any] | NDArray[Any], most_points: int) -> Iterator[Any]:
    """The strokes one by one, until there are too many points."""
    count = 0
    for i, stroke in enumerate(strokes):
        if not _is_list(stroke):
            raise StrokesError("A stroke must be a list of points [x, y].", f"strokes[{i}]")
        count += len(stroke)
        if count > most_points:
            raise StrokesError(f"There are more than {most_points:,} points, the most that are read.")
        yield stroke


def _tables(strokes: list[Any]) -> list[NDArray[np.float64]]:
    """x, y and pressure, (n, 3), of each stroke; checked all together, and each by itself only if that fails."""
    if strokes and all(type(stroke) in (list, tuple) and stroke for stroke in strokes):
        together = _regular(list(chain.from_iterable(strokes)))
        if together is not None:
            ends = accumulate(map(len, strokes))
            return [together[end - len(stroke) : end] for end, stroke in zip(ends, strokes, strict=True)]
    return [_table(stroke, f"strokes[{i}]") for i, stroke in enumerate(strokes)]


def _table(stroke: Any, field: str) -> NDArray[np.float64]:
    """x, y and pressure, (n, 3), of one stroke; checked as a whole, and point by point only if that fails."""
    if len(stroke) == 0:
        raise StrokesError("A stroke needs at least one point. Leave it out.", field)
    table = _regular(stroke)
    if table is None:
        table = np.array([_point(point, f"{field}[{i}]") for i, point in enumerate(stroke)])
    return table


def _regular(stroke: Any) -> NDArray[np.float64] | None:
    """Points of plain, valid numbers, all of one length, as (n, 3) x, y, pressure; else None."""
    if isinstance(stroke, np.ndarray):
        if stroke.dtype.kind not in "iuf" or stroke.ndim != 2 or not 2 <= stroke.shape[1] <= 4:
            return None
        table = stroke.astype(np.float64)
    else:
        if not all(type(point) in (list, tuple) for point in stroke) or len(set(map(len, stroke))) != 1:
            return None
        types = set(map(type, chain.from_iterable(stroke)))
        if not 2 <= len(stroke[0]) <= 4 or not types <= {int, float, NoneType}:
            return None
        try:
            table = np.array(stroke, dtype=np.float64)  # None becomes NaN
        except OverflowError:
            return None
        if NoneType in types and table.shape[1] > 2:
            table[[point[2] is None for point in stroke], 2] = 0
    pressure = table[:, 3:] if table.shape[1] == 4 else np.ones((len(table), 1))
    valid = np.isfinite(table).all() and (np.abs(table[:, :2]) <= LARGEST).all()
    if not valid or (pressure < 0).any() or (pressure > 1).any():
        return None
    return np.hstack([table[:, :2], pressure])


def _point(point: Any, field: str) -> tuple[float, float, float]:
    """x, y and pressure of one point, each number checked."""
    if not _is_list(point) or not 2 <= len(point) <= 4:
        raise StrokesError("A point must be [x, y], [x, y, t] or [x, y, t, pressure].", field)
    x, y = (_number(point[i], f"{field}[{i}]") for i in range(2))
    if len(point) > 2 and point[2] is not None:
        _number(point[2], f"{field}[2]", largest=math.inf)
    pressure = _number(point[3], f"{field}[3]") if len(point) > 3 else 1.0
    if not 0 <= pressure <= 1:
        raise StrokesError(f"A pressure must be from 0 to 1, not {pressure:g}.", f"{field}[3]")
    return x, y, pressure


def _number(value: Any, field: str, largest: float = LARGEST) -> float:
    if not isinstance(value, numbers.Real) or isinstance(value, bool):
        raise StrokesError("This must be a number.", field)
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number) or abs(number) > largest:
        raise StrokesError(f"This must be a finite number of at most {LARGEST:,.0f} either way.", field)
    return number


def _size(value: float | None, field: str) -> float | None:
    if value is None:
        return None
    size = _number(value, field)
    if size < SMALLEST:
        raise StrokesError(f"The {field} must be greater than 0 (at least {SMALLEST:g}).", field)
    return size


def _usual_brush(sides: tuple[float | None, float | None], spans: tuple[float, float]) -> float:
    """BRUSH_SHARE of the longer side, where a side that is not told is the points' span and the brush itself.

    For a side that is not told, b = BRUSH_SHARE · (span + b) is solved for the brush b.
    """
    shares = [
        BRUSH_SHARE * span / (1 - BRUSH_SHARE) if side is None else BRUSH_SHARE * side
        for side, span in zip(sides, spans, strict=True)
    ]
    return max(shares) if max(shares) >= SMALLEST else 1.0


def span(points: Sequence[NDArray[np.float64]]) -> tuple[float, float]:
    """Width and height of the box of all points, without the pen."""
    if not points:
        return 0.0, 0.0
    spans = np.ptp(np.concatenate(points), axis=0)
    return float(spans[0]), float(spans[1])
