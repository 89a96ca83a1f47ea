"""What digits and marks are as numbers: where one ends, what kind it is, what it is worth."""

from __future__ import annotations

import pytest

from scrawl.glyphs.numbers import Token, decimal_of, meaning, parted
from scrawl.reading import Decimal, Kind

HEIGHT = 100.0


def line(text: str, *gaps: float) -> list[Token]:
    """The characters of a text half a height wide, those gaps apart, in heights; the last one again and again."""
    tokens, left = [], 0.0
    for k, character in enumerate(text):
        tokens.append(Token(character, left, left + 50))
        left += 50 + HEIGHT * gaps[min(k, len(gaps) - 1)]
    return tokens


def read(tokens: list[Token]) -> list[str]:
    return ["".join(tokens[k].character for k in number) for number in parted(tokens, HEIGHT)]


@pytest.mark.parametrize(
    ("text", "gaps", "wanted"),
    [
        ("407", [0.3], ["407"]),
        ("12345", [0.2, 0.3, 1.2, 0.25], ["123", "45"]),
        ("12345", [0.8, 0.2, 0.75, 0.5], ["12345"]),  # as uneven as hurried writing
        ("1234", [1.5], ["1234"]),  # wide apart, but evenly
        ("1234", [0.2, 0.8, 0.2], ["1234"]),  # no farther than digits of one number may stand
        ("1234", [0.2, 1.1, 0.2], ["12", "34"]),
        ("1234", [0.6, 1.1, 0.6], ["1234"]),  # less than twice as far as the others
        ("1234", [0.6, 1.3, 0.6], ["12", "34"]),
        ("1234", [1.5, 3.0, 1.5], ["12", "34"]),
        ("12", [1.5], ["12"]),  # nothing to compare with
        ("12", [2.5], ["1", "2"]),
        ("123", [1.2, 0.1], ["1", "23"]),
        ("?4", [0.3], ["?4"]),
        ("", [0.3], []),
    ],
)
def test_wide_gaps_part_numbers(text: str, gaps: list[float], wanted: list[str]) -> None:
    assert read(line(text, *gaps)) == wanted


def test_a_1_in_a_row_of_cells_parts_nothing() -> None:
    narrow = {0: 50, 1: 50, 2: 10, 3: 50}
    tokens = [Token("4", 140 * k - width / 2, 140 * k + width / 2) for k, width in narrow.items()]
    assert read(tokens) == ["4444"]


@pytest.mark.parametrize(
    ("text", "gaps", "wanted"),
    [
        ("12,5", [0.2], ["12,5"]),
        ("12-5", [0.2], ["12-5"]),
        ("12-5", [0.2, 0.75, 0.2], ["12", "-5"]),  # the sign of what follows
        ("12-5", [0.2, 0.55, 0.2], ["12-5"]),
        ("-5", [0.2], ["-5"]),
        ("5-", [0.2], ["5"]),
        ("12.", [0.2], ["12"]),  # the end of a sentence
        (",5", [0.2], ["5"]),
        ("1.,5", [0.2], ["1,5"]),  # of two marks the one that is nearer to what follows
        ("--5", [0.2], ["-5"]),
        (".", [0.2], []),
    ],
)
def test_marks_stand_where_they_make_a_number(text: str, gaps: list[float], wanted: list[str]) -> None:
    assert read(line(text, *gaps)) == wanted


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("407", "integer", 407),
        ("-3", "integer", -3),
        ("+3", "integer", 3),
        ("007", "integer", 7),
        ("12,5", "decimal", 12.5),
        ("-12,5", "decimal", -12.5),
        ("0.25", "decimal", 0.25),
        ("1.250,00", "decimal", 1250.0),
        ("1,250.5", "decimal", 1250.5),
        ("1.250.000", "integer", 1_250_000),
        ("-1,250,000", "integer", -1_250_000),
        ("07/04/2026", "date", None),
        ("7.4.26", "date", None),
        ("12/31/99", "date", None),
        ("2026-04-07", "date", None),
        ("14:30", "time", None),
        ("7:05:59", "time", None),
        ("3/4", "fraction", 0.75),
        ("3/0", "fraction", None),
        ("14:75", "other", None),
        ("45.13.2026", "other", None),
        ("12-5", "other", None),
        ("1.2.3", "other", None),
        ("1,25.000", "other", None),
        ("4?", "integer", None),
        ("4,?", "decimal", None),
        ("?/4", "fraction", None),
        ("1?:30", "time", None),
        ("1?.04.2026", "date", None),
    ],
)
def test_kind_and_value(text: str, kind: Kind, value: float | None) -> None:
    assert meaning(text) == (kind, value)
    if value is not None:
        assert isinstance(meaning(text)[1], int if kind == "integer" else float)


@pytest.mark.parametrize(
    ("decimal", "kind", "value"), [(None, "decimal", 1.25), (",", "integer", 1250), (".", "decimal", 1.25)]
)
def test_what_is_a_thousand_can_be_told(decimal: Decimal | None, kind: Kind, value: float) -> None:
    assert meaning("1.250", decimal) == (kind, value)
    assert meaning("1.25", decimal) == ("decimal", 1.25)  # no group of three


@pytest.mark.parametrize(
    ("texts", "decimal"),
    [
        (["1.250,00", "3"], ","),
        (["12,5", "1.250"], ","),
        (["1.250.000"], ","),
        (["0.5"], "."),
        (["1250.125"], "."),  # no group is that long
        (["1.250"], None),
        (["1,5", "2.5"], None),
        (["7.4.2026", "14:30", "3/4"], None),
        ([], None),
    ],
)
def test_page_tells_its_decimal_mark(texts: list[str], decimal: Decimal | None) -> None:
    assert decimal_of(texts) == decimal


def test_no_number_is_too_long_for_its_value() -> None:
    assert meaning("9" * 20) == ("integer", 10**20 - 1)
    assert meaning("9" * 300) == ("integer", 10**300 - 1)
    assert meaning("9" * 301) == ("integer", None)
    assert meaning("9" * 500 + ",5") == ("decimal", None)


def test_what_is_joined_is_not_parted_and_its_gaps_are_no_measure() -> None:
    tokens = line("12345", 2.0, 0.2, 1.2, 0.2)
    assert [len(number) for number in parted(tokens, HEIGHT)] == [1, 2, 2]
    assert [len(number) for number in parted(tokens, HEIGHT, {1})] == [3, 2]
    assert [len(number) for number in parted(tokens, HEIGHT, {1, 3})] == [5]
