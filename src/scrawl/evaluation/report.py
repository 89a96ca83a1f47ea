"""An evaluation as Markdown, and as one HTML page that needs nothing else: tables, charts, the worst mistakes."""

import base64
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from numpy.typing import NDArray

from scrawl.evaluation import tables as words
from scrawl.evaluation.results import Results
from scrawl.evaluation.tables import Tables, all_digits, pen_digits
from scrawl.measure import figures
from scrawl.measure.photographs import PHONE
from scrawl.picture import encode_png

MOST_MISTAKES = 24  # shown of one collection
FULL_HEAT = 0.1  # a digit that is read so often as another one has the strongest colour
REFUSED = (0.005, 0.01, 0.02)  # shares of pen digits to compare other thresholds at
TAGS = {"digit": "", "unsure": "unsure", "not_a_digit": "refused"}


@dataclass(frozen=True)
class Mistake:
    """A picture as it was, the frame that the network saw (both data URIs), and what was read."""

    picture: str
    frame: str
    coarse: bool  # the picture has so few pixels that they should be seen
    caption: str
    tag: str


@dataclass(frozen=True)
class Gallery:
    """The worst mistakes of a collection, and how many there are in all."""

    collection: str
    summary: str
    mistakes: Sequence[Mistake]


@dataclass(frozen=True)
class Cell:
    """How often, and 0…1 how strongly it is coloured; `right` where that is as it should be."""

    count: int
    heat: float
    right: bool = False


@dataclass(frozen=True)
class Matrix:
    """Rows of what was read as 0 to 9, each with its name."""

    title: str
    rows: Sequence[tuple[str, Sequence[Cell]]]


def markdown(tables: Tables) -> str:
    """The four tables with their captions."""
    return TEMPLATES.get_template("report.md.jinja").render(tables=tables, words=words)


def page(
    digits: Sequence[Results], non_digits: Sequence[Results], tables: Tables, card: dict[str, Any]
) -> str:
    """The whole page, about the network of that `card`."""
    pens, threshold = pen_digits(digits), card["thresholds"]["t_digit"]
    return TEMPLATES.get_template("report.html.jinja").render(
        card=card,
        words=words,
        tables=tables,
        headlines=headlines(tables, pens),
        charts=_charts(digits, non_digits, tables, threshold),
        operating=operating_points(pens, non_digits, threshold) if pens and non_digits else None,
        matrices=[confusion_matrix(each) for each in digits],
        accepted=accepted_matrix(non_digits) if non_digits else None,
        galleries=[worst_digits(each) for each in digits] + [worst_non_digits(each) for each in non_digits],
    )


def _charts(
    digits: Sequence[Results], non_digits: Sequence[Results], tables: Tables, threshold: float
) -> dict[str, list[str]]:
    """The charts of each section, as data URIs; none where Matplotlib is not installed."""
    try:
        from scrawl.evaluation import charts  # noqa: PLC0415 — an extra
    except ImportError:
        return {}
    pens, others = pen_digits(digits), [(each.collection, each.digitness) for each in non_digits]
    sets = [each for each in (pens, all_digits(digits)) if each is not None]
    return {
        "digits": [charts.wrong_answers(tables.digits)] if tables.digits else [],
        "non_digits": [charts.refusal_chart(pens.digitness, others, threshold)] if pens and others else [],
        "verdicts": [
            charts.reliability_diagram(each.collection, each.confidence, each.right) for each in sets
        ],
    }


def headlines(tables: Tables, pens: Results | None) -> list[tuple[str, str]]:
    """The few figures that say most: each with what it is."""
    found = [
        (words.percent(row.exact), f"of {row.size:,} photographed digits read exactly")
        for row in tables.photographs
        if row.collection == PHONE
    ]
    if pens:
        found.append((words.percent(float(pens.right.mean())), f"of {len(pens):,} pen digits read right"))
    found += [
        (words.percent(row.right), f"of {row.size:,} digits of {row.collection} read right")
        for row in tables.digits
        if row.collection == "MNIST test"
    ]
    for row in tables.verdicts:
        if row.measure == "non-digits accepted" and row.over.startswith("mean") and row.value is not None:
            found.append((words.percent(1 - row.value), f"of non-digits refused, {row.over}"))
        if row.measure == "expected calibration error" and row.over == words.PENS:
            found.append((words.percent(row.value), "between confidence and truth, pen digits"))
    return found


def operating_points(
    pens: Results, non_digits: Sequence[Results], threshold: float
) -> tuple[list[float], list[tuple[str, list[float]]]]:
    """Shares of pen digits refused, the shipped one first; and for each collection the shares accepted then."""
    shipped = float((pens.digitness < threshold).mean())
    rows = [
        (
            each.collection,
            [
                float((each.digitness >= threshold).mean()),
                *(figures.accepted_at(pens.digitness, each.digitness, share) for share in REFUSED),
            ],
        )
        for each in non_digits
    ]
    return [shipped, *REFUSED], rows


def worst_digits(results: Results) -> Gallery:
    """The wrong answers, the most confident first."""

    def caption(k: int) -> str:
        if results.answers[k] < 0:
            return f"{results.labels[k]}: no ink found"
        return f"{results.labels[k]} read as {results.answers[k]}, {_sure(float(results.confidence[k]))}"

    return _gallery(results, ~results.right, results.confidence, "wrong", caption)


def worst_non_digits(results: Results) -> Gallery:
    """The accepted ones, the most like a digit first."""

    def caption(k: int) -> str:
        return f"read as {results.answers[k]}, {_sure(float(results.digitness[k]))} a digit"

    return _gallery(results, ~results.are("not_a_digit"), results.digitness, "accepted", caption)


def confusion_matrix(results: Results) -> Matrix:
    """How often each digit was read as which."""
    counts = figures.confusion(results.labels, results.answers)
    rows = [(str(label), _cells(row, int(row.sum()), label)) for label, row in enumerate(counts)]
    return Matrix(results.collection, rows)


def accepted_matrix(non_digits: Sequence[Results]) -> Matrix:
    """What the non-digits that were accepted were read as."""
    accepted = [(each, each.answers[~each.are("not_a_digit")]) for each in non_digits]
    rows = [(each.collection, _cells(np.bincount(read, minlength=10), len(each))) for each, read in accepted]
    return Matrix("Non-digits accepted as", rows)


def _cells(counts: NDArray[np.int64], of: int, right: int | None = None) -> list[Cell]:
    """A row of how often each digit was read, among so many; `right` is the one that it should be."""
    shares = [min(count / max(of, 1) / FULL_HEAT, 1) for count in counts.tolist()]
    return [
        Cell(count, round(math.sqrt(share), 2), digit == right)
        for digit, (count, share) in enumerate(zip(counts.tolist(), shares, strict=True))
    ]


def marked(text: str) -> Markup:
    """Text with *emphasis* and `code`, as HTML."""
    emphasised = re.sub(r"\*(.+?)\*", r"<em>\1</em>", str(escape(text)))
    return Markup(re.sub(r"`(.+?)`", r"<code>\1</code>", emphasised))


def _gallery(
    results: Results,
    of: NDArray[np.bool_],
    score: NDArray[np.float32],
    what: str,
    caption: Callable[[int], str],
) -> Gallery:
    """Those that are so, the highest scores first."""
    among = np.flatnonzero(of)
    mistakes = [
        Mistake(
            _uri(results.pictures[k]),
            _uri(results.frames[k]),
            max(results.pictures[k].shape) < 60,
            caption(k),
            TAGS[str(results.verdicts[k])],
        )
        for k in among[np.argsort(-score[among], kind="stable")][:MOST_MISTAKES].tolist()
    ]
    return Gallery(results.collection, f"{len(among):,} {what} of {len(results):,}", mistakes)


def _uri(pixels: NDArray[np.uint8]) -> str:
    return "data:image/png;base64," + base64.b64encode(encode_png(pixels)).decode()


def _sure(share: float) -> str:
    """A percentage that is 100 only if nothing is left to doubt."""
    return f"{100 * share:.0f} %" if share < 0.995 else f"{math.floor(1000 * share) / 10:.1f} %"


TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=lambda name: name != "report.md.jinja",
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters |= {
    "counted": "{:,}".format,
    "percent": words.percent,
    "decimal": words.decimal,
    "between": words.between,
    "marked": marked,
}
