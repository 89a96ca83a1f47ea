"""Numbers under an expectation: the likeliest reading that satisfies it, and none that is not there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scrawl import Reader, Strokes
from scrawl.glyphs.expectation import listed
from tests.glyphs.test_marks import pixels, written


@pytest.fixture(scope="module")
def numbers(uji: list[dict[str, Any]]) -> dict[str, Strokes]:
    return {text: written(text, uji) for text in ("4071", "12,5", "-38")}


@pytest.mark.parametrize("sent", ["strokes", "picture"])
@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("4071", "####"),
        ("4071", "#{1,6}"),
        ("4071", "4000..4100"),
        ("4071", "4071|1704"),
        ("12,5", "##,#"),
        ("12,5", "0..20/0.5"),
        ("-38", "-#{2}|##"),
    ],
)
def test_what_is_right_stays(
    text: str, expect: str, sent: str, numbers: dict[str, Strokes], reader: Reader
) -> None:
    source = numbers[text] if sent == "strokes" else pixels(numbers[text])
    plain, reading = reader.read(source), reader.read(source, expect=expect)
    (number,) = reading.numbers
    assert (reading.text, number.unsure, number.unrestrained) == (text, False, None)
    assert number.confidence > 0.8
    assert [digit.digitness for digit in reading.digits] == [digit.digitness for digit in plain.digits]
    assert np.array_equal(
        [digit.probabilities for digit in reading.digits], [digit.probabilities for digit in plain.digits]
    )


@pytest.mark.parametrize("sent", ["strokes", "picture"])
@pytest.mark.parametrize("expect", ["###", "#####", "9999", "##,##", "##:##", "12|15|19", "0..100"])
def test_what_is_not_there_is_unsure(
    expect: str, sent: str, numbers: dict[str, Strokes], reader: Reader
) -> None:
    source = numbers["4071"] if sent == "strokes" else pixels(numbers["4071"])
    reading = reader.read(source, expect=expect)
    (number,) = reading.numbers
    assert number.unsure
    assert not any(character.isdigit() for character in reading.text)
    assert number.value is None
    assert number.unrestrained == "4071"
    assert {reading.digits[place].verdict for place in number.digits} == {"unsure"}


def test_a_check_digit_chooses_between_two_digits(numbers: dict[str, Strokes], reader: Reader) -> None:
    # 4071 itself does not satisfy it, nothing near does: the digits are too clear.
    assert reader.read(numbers["4071"], expect="####luhn").numbers[0].unsure
    assert reader.read(numbers["4071"], expect="####mod11|####").text == "4071"


def test_a_digit_that_is_less_likely_is_given_if_it_alone_fits(reader: Reader) -> None:
    # A 1 with a foreign flag that may be a 7.
    between = Strokes.of([[[20, 45], [55, 10], [52, 100]]], 100, 110, 8)
    plain = reader.read(between)
    first, second = (int(k) for k in np.argsort(-plain.digits[0].probabilities)[:2])
    if plain.digits[0].probabilities[second] < 1e-3:
        pytest.skip("this network is too sure of it")
    reading = reader.read(between, expect=listed([str(second)]))
    assert reading.digits[0].digit == second
    assert np.array_equal(reading.digits[0].probabilities, plain.digits[0].probabilities)
    assert first != second


def test_an_expectation_makes_no_digit(reader: Reader) -> None:
    scribble = [[[10 + 8 * k, 20 if k % 2 else 90] for k in range(12)]]
    reading = reader.read(Strokes.of(scribble, 120, 120, 6), expect="#")
    assert not reading.text or "?" in reading.text
    assert not reader.read(Strokes.of([]), expect="####").text


def test_each_line_and_number_is_expected_to_be_so(uji: list[dict[str, Any]], reader: Reader) -> None:
    above, below = written("407", uji), written("38", uji)
    strokes = [*above.points, *(stroke + [0, 300] for stroke in below.points)]
    reading = reader.read(Strokes.of(strokes, brush=8), expect="###")
    assert [number.unsure for number in reading.numbers] == [False, True]
    assert reading.lines == ("407", "??")


def test_one_symbol(numbers: dict[str, Strokes], reader: Reader) -> None:
    seven = Strokes.of([[[10, 10], [60, 12], [30, 100]]], 100, 110, 8)
    assert reader.read(seven, layout="digit", expect="1|7").text == "7"
    assert reader.read(seven, layout="digit", expect="##").text == "?"
