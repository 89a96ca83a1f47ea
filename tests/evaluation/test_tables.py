"""Rows of the tables, of results that can be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from scrawl.evaluation.photographs import Outcome
from scrawl.evaluation.report import markdown
from scrawl.evaluation.results import Results
from scrawl.evaluation.tables import VerdictRow, tables
from scrawl.measure.symbols import DISPUTED
from scrawl.reading import Verdict

DIGIT: Verdict = "digit"
UNSURE: Verdict = "unsure"
REFUSED: Verdict = "not_a_digit"


def made(
    collection: str, labels: list[int], answers: list[int], verdicts: list[Verdict], digitness: list[float]
) -> Results:
    """Results with those answers, of which each has the probability .8."""
    probabilities = np.full((len(labels), 10), 0.2 / 9, np.float32)
    probabilities[np.arange(len(labels)), answers] = 0.8
    return Results(
        collection,
        np.array(labels),
        probabilities,
        np.array(digitness, np.float32),
        np.array(verdicts),
        np.zeros((len(labels), 28, 28), np.uint8),
        np.array([str(answer) for answer in answers]),
        None,
        [np.zeros((28, 28), np.uint8)] * len(labels),
        drawn=True,
    )


@pytest.fixture
def pens() -> Results:
    """Ten digits: seven right (one flagged, one refused), three wrong (one flagged, one refused)."""
    return made(
        "uji digits, thin",
        labels=list(range(10)),
        answers=[0, 1, 2, 3, 4, 5, 6, 1, 3, 4],
        verdicts=[DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, UNSURE, REFUSED, UNSURE, REFUSED, DIGIT],
        digitness=[*[0.9] * 6, 0.1, 0.9, 0.2, 0.9],
    )


@pytest.fixture
def letters() -> Results:
    """Four letters: two refused, one flagged, one read as a digit."""
    return made("letters", [-1] * 4, [0, 0, 0, 7], [REFUSED, REFUSED, UNSURE, DIGIT], [0.1, 0.15, 0.5, 0.9])


@pytest.fixture
def signs() -> Results:
    """Two signs, both refused."""
    return made("signs", [-1] * 2, [0, 0], [REFUSED, REFUSED], [0.0, 0.0])


def row(rows: list[VerdictRow], measure: str, over: str) -> VerdictRow:
    return next(each for each in rows if (each.measure, each.over) == (measure, over))


def test_unsure_is_counted_among_what_is_not_refused(pens: Results) -> None:
    rows = tables([pens], []).verdicts
    caught = row(rows, "wrong answers flagged unsure", "pen digits")
    assert (caught.value, caught.size) == (1 / 2, 2)
    flagged = row(rows, "right answers flagged unsure", "pen digits")
    assert (flagged.value, flagged.size) == (1 / 6, 6)
    refused = row(rows, "digits refused", "pen digits")
    assert (refused.value, refused.size) == (2 / 10, 10)
    assert refused.low is not None
    assert refused.low < 0.2


def test_calibration_counts_the_refused_too(pens: Results) -> None:
    # Ten answers at .8 of which seven are right.
    error = row(tables([pens], []).verdicts, "expected calibration error", "pen digits")
    assert error.value == pytest.approx(0.1, abs=1e-6)
    assert error.size == 10


def test_each_collection_counts_the_same_in_the_mean(pens: Results, letters: Results, signs: Results) -> None:
    made_of = tables([pens], [letters, signs])
    assert [each.accepted for each in made_of.non_digits] == [1 / 2, 0]
    mean = row(made_of.verdicts, "non-digits accepted", "mean of the 2 collections")
    assert (mean.value, mean.low) == (1 / 4, None)


def test_pens_are_what_was_drawn_as_strokes(pens: Results, signs: Results) -> None:
    photo = Results(**{**vars(pens), "collection": "photos", "drawn": False})
    rows = tables([pens, photo], [signs]).verdicts
    assert row(rows, "digits refused", "pen digits").size == 10
    assert row(rows, "expected calibration error", "all digits").size == 20


def test_nothing_wrong_leaves_a_dash(pens: Results) -> None:
    flawless = pens.take("flawless", np.arange(5))
    made_of = tables([flawless], [])
    assert row(made_of.verdicts, "wrong answers flagged unsure", "pen digits").value is None
    assert "| wrong answers flagged unsure | pen digits | 0 | **–** | – |" in markdown(made_of)


def test_where_no_ink_is_found_nothing_is_right() -> None:
    blank = made("blank", [0], [0], [REFUSED], [0.0])
    blank.probabilities[:] = 0
    assert blank.answers.tolist() == [-1]
    assert tables([blank], []).digits[0].right == 0


def test_disputed_labels_of_mnist_are_left_out_of_a_row_of_their_own() -> None:
    labels = np.arange(10_000) % 10
    answers = labels.copy()
    answers[list(DISPUTED)] = (labels[list(DISPUTED)] + 1) % 10
    mnist = made("MNIST test", labels.tolist(), answers.tolist(), [DIGIT] * 10_000, [0.9] * 10_000)
    disputed, undisputed = tables([mnist], []).digits
    assert disputed.right == pytest.approx(0.9985)
    assert (undisputed.collection, undisputed.size, undisputed.right) == ("MNIST test, undisputed", 9_985, 1)


def test_photographs_are_the_first_table(pens: Results) -> None:
    registers = [
        Outcome("a.jpg", "12", exact=True, right=None),
        Outcome("b.jpg", "7", exact=True, right=True),
        Outcome("c.jpg", "1\n7", exact=False, right=True),
        Outcome("d.jpg", "", exact=False, right=False),
    ]
    pages = [Outcome("e.jpg", "314", exact=True, right=None)]
    made_of = tables([pens], [], [("registers", registers), ("photos-c", pages)])
    first, second = made_of.photographs
    assert (first.collection, first.size, first.exact, first.singles) == ("registers", 4, 1 / 2, 3)
    assert first.right == pytest.approx(2 / 3)
    assert (first.low, first.high) == pytest.approx((0.1500, 0.8500), abs=1e-4)  # Wilson's of 2 in 4
    assert (second.exact, second.right, second.singles) == (1, None, 0)
    text = markdown(made_of)
    assert "| registers | 4 | **50.00 %** | 15.00–85.00 % | 66.67 % | 3 |" in text
    assert "| photos-c | 1 | **100.00 %** | 20.65–100.00 % | – | 0 |" in text
    assert text.index("development data") < text.index("| digits |")
