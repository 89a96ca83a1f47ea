"""What may be expected: patterns, ranges, lists and check digits, and what is refused."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from scrawl import OptionError
from scrawl.glyphs.expectation import MOST_KEPT, Expectation, columns, listed, named, parsed
from scrawl.glyphs.patterns import MOST_LISTED

ISBN, LUHN, TAX_ID = "0306406152", "79927398713", "86095742719"  # valid by their standards' own examples


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("####", ["1234", "0000"], ["123", "12345", "12,4", ""]),
        ("#{1,3},##", ["1,22", "111,22"], ["1111,22", ",22", "1.22"]),
        ("##.##.####|##:##", ["01.02.2026", "12:30"], ["1.2.26", "12:3"]),
        ("-#{1,2}", ["-3", "-12"], ["3", "-"]),
        ("12|15|19", ["12", "15", "19"], ["11", "1", "1215"]),
        ("0..100", ["0", "7", "10", "99", "100"], ["101", "07", "-1", "999"]),
        ("37..1234", ["37", "99", "100", "999", "1000", "1234"], ["36", "1235", "3", "9999", "037"]),
        ("-15..7", ["-15", "-1", "0", "7"], ["-16", "8", "-0"]),
        ("0..10/0.5", ["0", "0.5", "0,5", "7", "7.0", "10,0"], ["10.5", "0.3", "0.50"]),
        ("-1..1/0.25", ["-1", "-0.75", "-0,50", "0.00", "1.00"], ["-0", "-1.25", "0.3"]),
        (f"{10**40}..{10**40}.5/0.5", [f"{10**40}", f"{10**40},5"], [f"{10**40}.4", f"{10**40 + 1}"]),
        ("luhn", [LUHN, "18"], [LUHN[:-1] + "0", "17", "5"]),
        ("#{10}mod11", [ISBN], ["0306406153", ISBN[1:]]),
        ("#-###-#####-#mod11", ["0-306-40615-2"], ["0-306-40615-3"]),
        ("#{11}iso7064|##", [TAX_ID, "12"], ["86095742718"]),
        ("#{8}luhn|#{8}mod11", ["18181818", "00000018"], ["12345678"]),
    ],
)
def test_what_is_expected(pattern: str, yes: list[str], no: list[str]) -> None:
    expectation = parsed(pattern)
    assert [text for text in yes if not expectation.meets(text)] == []
    assert [text for text in no if expectation.meets(text)] == []


def test_a_range_is_each_of_its_numbers() -> None:
    for low, high in ((0, 0), (5, 132), (98, 1003), (0, 999), (100, 100), (-7, 12)):
        expectation = parsed(f"{low}..{high}")
        met = [each for each in range(-1200, 1200) if expectation.meets(str(each))]
        assert met == list(range(low, high + 1))


@pytest.mark.parametrize(
    ("pattern", "column", "part"),
    [
        ("", 1, "nothing is expected"),
        ("##x", 3, "`x` cannot be expected"),
        ("12|#a", 5, "`a` cannot be expected"),
        ("#|", 3, "nothing is expected"),
        ("##{3,1}", 3, "least to most"),
        ("#{0}", 2, "least to most"),
        ("#{1000000000}", 2, "how often"),
        ("#{65}", 2, "at most 64"),
        ("#{,2}", 2, "how often"),
        ("{2}", 1, "cannot be expected"),
        ("#{0,2}", 1, "may have none"),
        ("#{0,1},", 1, "may have none"),
        ("-", 1, "has no digit"),
        ("##|100..0", 4, "upside down"),
        ("0..9/0", 1, "more than 0"),
        ("a..b", 1, "a range is as"),
        ("0..100000/0.01", 1, "more than 10,000"),
        ("ibán", 1, "cannot be expected"),
        ("file:ids.txt", 1, "cannot be expected"),
        ("٠..٩", 1, "a range is as"),
        ("#{٢}", 2, "how often"),
    ],
)
def test_a_wrong_pattern_shows_its_column(pattern: str, column: int, part: str) -> None:
    with pytest.raises(OptionError, match=part) as caught:
        parsed(pattern)
    assert f"Column {column}:" in str(caught.value)
    assert caught.value.field == "expect"


RANGES = "|".join(f"{k}..{10**60}" for k in range(5))  # of 40,000 moves and more each


@pytest.mark.parametrize("pattern", ["#" * 2_001, "#{0,1}" * 300 + "#", "#{1,64}" * 200, RANGES])
def test_too_much_is_refused(pattern: str) -> None:
    with pytest.raises(OptionError, match=r"at most|too much"):
        parsed(pattern)


def test_a_class_list(tmp_path: Path) -> None:
    path = tmp_path / "ids.txt"
    path.write_text("4071\n\n 4072 \n12,5\n", encoding="utf-8")
    expectation = named(f"file:{path}", in_columns=False)
    assert isinstance(expectation, Expectation)
    assert [text for text in ("4071", "4072", "12,5", "4073") if expectation.meets(text)] == [
        "4071",
        "4072",
        "12,5",
    ]


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "empty"),
        (b"4071\nname\n", "Line 2"),
        ("4071\n٤٠٧٢\n".encode(), "Line 2"),
        (b"\xff\xfe1", "UTF-8"),
        (b"1" * 65, "Line 1"),
    ],
)
def test_a_wrong_list(content: bytes, part: str, tmp_path: Path) -> None:
    (tmp_path / "ids.txt").write_bytes(content)
    with pytest.raises(OptionError, match=part):
        named(f"file:{tmp_path / 'ids.txt'}", in_columns=False)
    with pytest.raises(OptionError, match="cannot be read"):
        named(f"file:{tmp_path / 'none.txt'}", in_columns=False)


def test_a_list_of_a_million_is_refused_early() -> None:
    asked = []

    def numbers() -> object:
        for k in range(10**6):
            asked.append(k)
            yield str(k)

    with pytest.raises(OptionError, match="10,000"):
        listed(numbers())  # type: ignore[arg-type]
    assert len(asked) == MOST_LISTED + 1


def test_it_travels_to_other_processes() -> None:
    sent: Expectation = pickle.loads(pickle.dumps(parsed("0..100|####luhn")))
    assert sent.meets("100")
    assert not sent.meets("101")


def test_columns_of_a_table() -> None:
    first, second, third = columns("#{1,3};;##,#")
    assert first is not None
    assert third is not None
    assert (first.meets("123"), second, third.meets("12,5")) == (True, None, True)
    assert [each and each.text for each in columns("##")] == ["##"]
    with pytest.raises(OptionError, match=r"In column 2 of the table: Column 1: "):
        columns("#;x")
    with pytest.raises(OptionError, match="`;` cannot be expected"):
        parsed("#;#")


def test_no_more_than_the_latest_patterns_are_kept() -> None:
    """Whoever asks for one after the other fills no memory."""
    for known in (parsed, columns):
        for number in range(MOST_KEPT + 10):
            known(f"{number}")
        assert known.cache_info().currsize == MOST_KEPT
