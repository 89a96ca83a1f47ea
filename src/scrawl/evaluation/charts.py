"""The charts of the report, as pictures that stand in the page. Needs Matplotlib, which the extra `train` brings."""

import base64
import io
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure
from numpy.typing import NDArray

from scrawl.evaluation.tables import DigitRow, percent
from scrawl.measure.figures import expected_calibration_error, interval, refusal_curve, reliability

LEAST = 1e-4  # where logarithmic axes begin: one in ten thousand
COUNTED = 0.2  # height of the bar of the most answers, of the chart's


def wrong_answers(rows: Sequence[DigitRow]) -> str:
    """Share of wrong answers in each collection with its interval, and by the usual recipe where that was measured."""
    figure, axes = _chart("Wrong answers", "wrong", "", (10, 1 + 0.3 * len(rows)))
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:.2%}")
    wrong = 1 - np.array([row.right for row in rows])
    reach = [wrong - [1 - row.high for row in rows], [1 - row.low for row in rows] - wrong]
    places = range(len(rows))
    axes.errorbar(np.maximum(wrong, LEAST), places, xerr=np.maximum(reach, 0), fmt="o", label="ours")
    usual = [(1 - row.usual, place) for place, row in enumerate(rows) if row.usual is not None]
    if usual:
        axes.plot(*np.transpose(usual), "o", color="0.4", mfc="none", label="the usual recipe")
        axes.legend()
    axes.set_yticks(places, [row.collection for row in rows])
    axes.set(xlim=(LEAST, 1))
    axes.invert_yaxis()
    return _drawn(figure)


def reliability_diagram(title: str, confidence: NDArray[np.float32], right: NDArray[np.bool_]) -> str:
    """Share right against confidence (N,), with the number of answers in each bin as bars."""
    error = percent(expected_calibration_error(confidence, right))
    figure, axes = _chart(f"{title}: expected calibration error {error}", "confidence", "right")
    count, promised, held = reliability(confidence, right)
    share = held / count
    low, high = np.transpose([interval(*each) for each in zip(held.tolist(), count.tolist(), strict=True)])
    axes.bar(promised, COUNTED * np.log1p(count) / np.log1p(count.max()), 0.04, color="0.85")
    axes.plot([0, 1], [0, 1], "--", color="0.5")
    axes.errorbar(promised, share, np.maximum([share - low, high - share], 0), fmt="o")
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.xaxis.set_major_formatter("{x:.0%}")
    axes.yaxis.set_major_formatter("{x:.0%}")
    return _drawn(figure)


def refusal_chart(
    digits: NDArray[np.float32], others: Iterable[tuple[str, NDArray[np.float32]]], threshold: float
) -> str:
    """Non-digits accepted against digits refused, a curve for each of `others`, and a dot for the threshold."""
    figure, axes = _chart(
        "Non-digits accepted when so many digits are refused", "pen digits refused", "non-digits accepted"
    )
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:.2%}")
    shipped = max(float((digits < threshold).mean()), LEAST)
    axes.axvline(shipped, ls="--", color="0.5")
    for name, scores in others:
        refused, accepted = refusal_curve(digits, scores)
        (curve,) = axes.plot(np.maximum(refused, LEAST), accepted, label=name)
        axes.plot(shipped, (scores >= threshold).mean(), "o", color=curve.get_color())
    axes.legend()
    axes.set(xlim=(LEAST, 1), ylim=(0, 1))
    axes.yaxis.set_major_formatter("{x:.0%}")
    return _drawn(figure)


def _chart(title: str, x: str, y: str, size: tuple[float, float] = (6, 4.5)) -> tuple[Any, Any]:
    """An empty figure of that size in inches, and its axes."""
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots()
    axes.set(title=title, xlabel=x, ylabel=y)
    axes.grid(color="0.9")
    axes.set_axisbelow(True)
    return figure, axes


def _drawn(figure: Any) -> str:
    """The figure as a data URI, in which text stays text."""
    file = io.BytesIO()
    with rc_context({"svg.fonttype": "none"}):
        figure.savefig(file, format="svg")
    return "data:image/svg+xml;base64," + base64.b64encode(file.getvalue()).decode()
