"""Curves and dots as places on a chart, ready to be drawn as SVG: no colours, no markup.

A chart is `WIDTH`×`HEIGHT` units, of which `PLOT` is spanned by its axes; y points down, as in SVG.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scrawl.measure.figures import expected_calibration_error, interval, refusal_curve, reliability

WIDTH, HEIGHT = 420, 330
PLOT = (54, 14, 342, 268)  # x, y, width, height

LEAST_WRONG = 5e-4  # where the axis of wrong answers in the tables' strips begins: one in two thousand


@dataclass(frozen=True)
class Axis:
    """From `low` to `high`, by their logarithms if `log`; `ticks` are values and their labels."""

    label: str
    low: float
    high: float
    ticks: Sequence[tuple[float, str]]
    log: bool = False

    def share(self, value: float) -> float:
        """Where on the axis the value lies, 0…1; a value beyond an end lies at that end."""
        inside = min(max(value, self.low), self.high)
        if self.log:
            return math.log(inside / self.low) / math.log(self.high / self.low)
        return (inside - self.low) / (self.high - self.low)


@dataclass(frozen=True)
class Dot:
    """A place, what it says when pointed at, and the ends of its whisker in y if it has one."""

    x: float
    y: float
    title: str
    whisker: tuple[float, float] | None = None


@dataclass(frozen=True)
class Curve:
    """A named line, `points` as SVG writes them, and dots."""

    name: str
    points: str = ""
    dots: Sequence[Dot] = ()


@dataclass(frozen=True)
class Chart:
    """Axes with ticks, curves, guides (lines to compare with) and bars (x, y, width, height)."""

    title: str
    x: Axis
    y: Axis
    curves: Sequence[Curve]
    guides: Sequence[str] = ()
    bars: Sequence[tuple[float, float, float, float]] = ()
    x_ticks: list[tuple[float, str]] = field(init=False)
    y_ticks: list[tuple[float, str]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "x_ticks", [(_x(self.x, value), text) for value, text in self.x.ticks])
        object.__setattr__(self, "y_ticks", [(_y(self.y, value), text) for value, text in self.y.ticks])


def reliability_diagram(title: str, confidence: NDArray[np.float32], right: NDArray[np.bool_]) -> Chart:
    """Share right against confidence (N,), with the number of answers in each bin as bars."""
    x = Axis("confidence", 0, 1, _percents((0, 0.2, 0.4, 0.6, 0.8, 1)))
    y = Axis("right", 0, 1, x.ticks)
    of = reliability(confidence, right)
    dots, bars = [], []
    most = math.log1p(int(of.count.max(initial=1)))
    for count, mean, held in zip(of.count.tolist(), of.confidence.tolist(), of.right.tolist(), strict=True):
        low, high = interval(held, count)
        said = f"{held:,} of {count:,} right, mean confidence {_percent(mean)}"
        dots.append(Dot(_x(x, mean), _y(y, held / count), said, (_y(y, low), _y(y, high))))
        tall = 0.22 * math.log1p(count) / most
        bars.append((_x(x, mean) - 7, _y(y, tall), 14.0, round(tall * PLOT[3], 1)))
    error = expected_calibration_error(confidence, right)
    title = f"{title}: expected calibration error {_percent(error)}"
    return Chart(
        title, x, y, [Curve("share right", dots=dots)], guides=[_points(x, y, [(0, 0), (1, 1)])], bars=bars
    )


def refusal_chart(
    digits: NDArray[np.float32],
    others: Iterable[tuple[str, NDArray[np.float32]]],
    threshold: float,
) -> Chart:
    """Non-digits accepted against digits refused, a curve for each of `others`, and a dot for the threshold."""
    x = Axis(
        "pen digits refused",
        1e-4,
        1,
        [(1e-4, "≤ .01 %"), (1e-3, ".1 %"), (1e-2, "1 %"), (0.1, "10 %"), (1, "100 %")],
        log=True,
    )
    y = Axis("non-digits accepted", 0, 1, _percents((0, 0.2, 0.4, 0.6, 0.8, 1)))
    shipped = float((digits < threshold).mean())
    curves = []
    for name, scores in others:
        refused, accepted = refusal_curve(digits, scores)
        at = float((scores >= threshold).mean())
        said = f"{name}: {_percent(at)} accepted, {_percent(shipped)} of pen digits refused"
        path = _points(x, y, zip(refused.tolist(), accepted.tolist(), strict=True))
        curves.append(Curve(name, path, [Dot(_x(x, shipped), _y(y, at), said)]))
    return Chart(
        "Non-digits accepted when so many digits are refused",
        x,
        y,
        curves,
        guides=[_points(x, y, [(shipped, 0), (shipped, 1)])],
    )


def wrong_axis() -> Axis:
    """The share of wrong answers, for a strip beside a row of a table."""
    ticks = [(1e-3, ".1 %"), (1e-2, "1 %"), (0.1, "10 %"), (1, "100 %")]
    return Axis("wrong", LEAST_WRONG, 1, ticks, log=True)


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _percents(values: Iterable[float]) -> list[tuple[float, str]]:
    return [(value, f"{100 * value:.0f} %") for value in values]


def _x(axis: Axis, value: float) -> float:
    return round(PLOT[0] + PLOT[2] * axis.share(value), 1)


def _y(axis: Axis, value: float) -> float:
    return round(PLOT[1] + PLOT[3] * (1 - axis.share(value)), 1)


def _points(x: Axis, y: Axis, places: Iterable[tuple[float, float]]) -> str:
    """Places as SVG writes them, without those nearer than half a unit to the one before."""
    kept: list[tuple[float, float]] = []
    for place in places:
        at = _x(x, place[0]), _y(y, place[1])
        if not kept or max(abs(at[0] - kept[-1][0]), abs(at[1] - kept[-1][1])) >= 0.5:
            kept.append(at)
    return " ".join(f"{a},{b}" for a, b in kept)
