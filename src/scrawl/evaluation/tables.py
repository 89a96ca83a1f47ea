"""The figures of an evaluation: rows computed from results, and the tables they make."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scrawl.evaluation.photographs import Outcome
from scrawl.evaluation.results import Results, joined
from scrawl.measure.figures import auroc, expected_calibration_error, interval
from scrawl.measure.symbols import DISPUTED

PENS = "pen digits"
ALL = "all digits"

PHOTOGRAPHS = (
    "Pictures by strangers. *exact*: `layout=auto`, and the text is what is written by hand, line by line; "
    "signs, points and spaces do not count, and printed numbers may stand in the answer or not. *right*: the digit of "
    "`layout=digit`, asked where one digit is all that is written. Intervals are Wilson's, 95 %, of *exact*. All of "
    "these pictures are development data: whoever changes the reader may have looked at what it gets wrong in them."
)
HALVES = (
    "Each collection is reported on one half, the one that recipes are not chosen by: of writers with an odd number, "
    "or every other sample where writers are not known. MNIST's test set has no such halves and is reported whole."
)
DIGITS = (
    "*right*: the digit when told that there is one, whatever the verdict. *whole way*: as the page does it, finding "
    "the digits itself, and the text is exactly the label; an unsure one counts as wrong. *usual recipe*: the same "
    "network without the framing. Intervals are Wilson's, 95 %. Undisputed: without the 15 pictures whose label is "
    "contested (Northcutt et al. 2021)."
)
NON_DIGITS = (
    "*accepted*: not refused, be it as `digit` or as `unsure`. AUROC: digitness of the pen digits (large, both pens) "
    "against it. Letters and symbols that some people write like a digit are left out."
)
VERDICTS = (
    "Pen digits: uji digits and pendigits, large, both pens. All digits: every collection above, small ones too. An "
    "`unsure` is counted among answers that are not refused. Expected calibration error: 15 bins of confidence (Guo et "
    "al. 2017), over every answer, refused ones included."
)


@dataclass(frozen=True)
class PhotographRow:
    """One set of photographs; shares from 0 to 1.

    exact      the whole text equals the handwriting, with `layout=auto`
    low, high  the 95 % interval of `exact`
    right      of the `singles`, which show one digit alone, read as that digit with `layout=digit`; None without any
    """

    collection: str
    size: int
    exact: float
    low: float
    high: float
    right: float | None
    singles: int


@dataclass(frozen=True)
class DigitRow:
    """One collection of digits; shares from 0 to 1.

    right     read as its label, whatever the verdict, when told that there is one digit
    low, high the 95 % interval of `right`
    whole     the page's whole way: `layout=auto`, and the text is just the label
    refused   verdict `not_a_digit`
    unsure    verdict `unsure`
    usual     right by the usual recipe; None where Keras is not installed
    """

    collection: str
    size: int
    right: float
    low: float
    high: float
    whole: float
    refused: float
    unsure: float
    usual: float | None


@dataclass(frozen=True)
class NonDigitRow:
    """One collection of non-digits; shares from 0 to 1.

    accepted  not refused, with its 95 % interval low, high
    auroc     of digitness against the pen digits; None where there are none
    """

    collection: str
    size: int
    refused: float
    accepted: float
    low: float
    high: float
    auroc: float | None


@dataclass(frozen=True)
class VerdictRow:
    """One measure of verdicts or calibration over one set: a share `value` of `size`, with its 95 % interval.

    `value` is None where nothing could be counted; `low` and `high` are None unless it is a share of a count.
    """

    measure: str
    over: str
    value: float | None
    low: float | None
    high: float | None
    size: int


@dataclass(frozen=True)
class Tables:
    """All rows of an evaluation."""

    photographs: list[PhotographRow]
    digits: list[DigitRow]
    non_digits: list[NonDigitRow]
    verdicts: list[VerdictRow]


def tables(
    digits: Sequence[Results],
    non_digits: Sequence[Results],
    photographs: Sequence[tuple[str, Sequence[Outcome]]] = (),
) -> Tables:
    """All figures of those collections and of the outcomes of each set of photographs, none of them empty."""
    pens = [each for each in digits if each.drawn]
    scores = np.concatenate([each.digitness for each in pens]) if pens else np.empty(0)
    return Tables(
        [_photograph_row(name, outcomes) for name, outcomes in photographs],
        [_digit_row(each) for each in _with_undisputed(digits)],
        [_non_digit_row(each, scores) for each in non_digits],
        list(_verdict_rows(digits, non_digits)),
    )


def pen_digits(digits: Sequence[Results]) -> Results | None:
    """The digits that were drawn large, all in one; None if there are none."""
    pens = [each for each in digits if each.drawn]
    return joined(PENS, pens) if pens else None


def all_digits(digits: Sequence[Results]) -> Results | None:
    """All digits in one; None if there are none."""
    return joined(ALL, digits) if digits else None


def percent(share: float | None) -> str:
    """A share as people read it."""
    return "–" if share is None else f"{100 * share:.2f} %"


def decimal(value: float | None) -> str:
    """A number from 0 to 1, to four places."""
    return "–" if value is None else f"{value:.4f}"


def between(row: PhotographRow | DigitRow | NonDigitRow | VerdictRow) -> str:
    """The interval of a row."""
    return "–" if row.low is None else f"{100 * row.low:.2f}–{percent(row.high)}"


def _with_undisputed(digits: Sequence[Results]) -> Iterator[Results]:
    for each in digits:
        yield each
        if each.collection == "MNIST test" and len(each) == 10_000:
            yield each.take("MNIST test, undisputed", np.setdiff1d(np.arange(len(each)), DISPUTED))


def _share(counted: Sequence[bool] | NDArray[np.bool_]) -> tuple[float, float, float]:
    """The share that is true, and its interval."""
    return float(np.mean(counted)), *interval(int(np.sum(counted)), len(counted))


def _photograph_row(collection: str, outcomes: Sequence[Outcome]) -> PhotographRow:
    exact = [each.exact for each in outcomes]
    right = [each.right for each in outcomes if each.right is not None]
    return PhotographRow(
        collection, len(outcomes), *_share(exact), sum(right) / len(right) if right else None, len(right)
    )


def _digit_row(results: Results) -> DigitRow:
    return DigitRow(
        results.collection,
        len(results),
        *_share(results.right),
        whole=float((results.texts == results.labels.astype(str)).mean()),
        refused=float(results.are("not_a_digit").mean()),
        unsure=float(results.are("unsure").mean()),
        usual=None if results.usual is None else float((results.usual == results.labels).mean()),
    )


def _non_digit_row(results: Results, pens: NDArray[np.floating]) -> NonDigitRow:
    refused, against = results.are("not_a_digit"), auroc(pens, results.digitness)
    return NonDigitRow(
        results.collection,
        len(results),
        float(refused.mean()),
        *_share(~refused),
        auroc=None if math.isnan(against) else against,
    )


def _verdict_rows(digits: Sequence[Results], non_digits: Sequence[Results]) -> Iterator[VerdictRow]:
    sets = [each for each in (pen_digits(digits), all_digits(digits)) if each is not None]
    for each in sets[:1]:
        yield _verdict_row("digits refused", each.collection, each.are("not_a_digit"))
    yield from _accepted(non_digits)
    for kind, is_right in (("wrong", False), ("right", True)):
        for each in sets:
            flagged = each.are("unsure")[(each.right == is_right) & ~each.are("not_a_digit")]
            yield _verdict_row(f"{kind} answers flagged unsure", each.collection, flagged)
    for each in (*sets, *digits):
        error = expected_calibration_error(each.confidence, each.right)
        yield VerdictRow("expected calibration error", each.collection, error, None, None, len(each))


def _accepted(non_digits: Sequence[Results]) -> Iterator[VerdictRow]:
    """The mean over the collections, each counting as much as another, and each."""
    measure = "non-digits accepted"
    rows = [_verdict_row(measure, each.collection, ~each.are("not_a_digit")) for each in non_digits]
    if rows:
        mean = float(np.mean([row.value for row in rows]))
        over = f"mean of the {len(rows)} collections"
        yield VerdictRow(measure, over, mean, None, None, sum(row.size for row in rows))
    yield from rows


def _verdict_row(measure: str, over: str, counted: NDArray[np.bool_]) -> VerdictRow:
    if not len(counted):
        return VerdictRow(measure, over, None, None, None, 0)
    return VerdictRow(measure, over, *_share(counted), len(counted))
