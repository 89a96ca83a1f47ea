"""The language of expectations, written out as the moves of an automaton; `expectation.py` describes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from scrawl.errors import OptionError

MARKS = ",.-/:+"
DIGITS = "0123456789"
MOST_TIMES = 64  # that an item may be repeated, and digits of a number of a range
MOST_LISTED = 10_000  # values of a list or of a range with steps
MOST_MOVES = 200_000  # of the automaton, alternatives and repetitions written out: bounds the work

_RANGE = re.compile(r"([-+]?\d+(?:[.,]\d+)?)\.\.([-+]?\d+(?:[.,]\d+)?)(?:/(\d+(?:[.,]\d+)?))?", re.ASCII)
_TIMES = re.compile(r"\{(\d{1,9})(?:,(\d{1,9}))?\}", re.ASCII)

Check = tuple[
    tuple[int, ...], Callable[[tuple[int, ...], int], tuple[int, ...]], Callable[[tuple[int, ...]], bool]
]


def _luhn(sums: tuple[int, ...], digit: int) -> tuple[int, ...]:
    """Two sums, one for each way to double every other digit: which is right the length tells in the end.

    The first is the one that left the last digit as it is.
    """
    doubled = 2 * digit - 9 * (digit > 4)
    return (sums[1] + digit) % 10, (sums[0] + doubled) % 10


def _mod11(sums: tuple[int, ...], digit: int) -> tuple[int, ...]:
    """The sum of the digits, and that of all such sums: each digit by its place from the right."""
    plain = (sums[0] + digit) % 11
    return plain, (sums[1] + plain) % 11


def _iso7064(product: tuple[int, ...], digit: int) -> tuple[int, ...]:
    """The product of MOD 11,10 behind a digit, and whether that digit checks those before it."""
    total = (product[0] + digit) % 10
    return (total or 10) * 2 % 11, int(total == 1)


CHECKS: dict[str, Check] = {
    "luhn": ((0, 0), _luhn, lambda sums: sums[0] == 0),
    "mod11": ((0, 0), _mod11, lambda sums: sums[1] == 0),
    "iso7064": ((10, 0), _iso7064, lambda product: product[1] == 1),
}


@dataclass
class Patterns:
    """All alternatives as one automaton without empty moves; state 0 is its start.

    moves  by state and character, the states behind
    ends   states in which a number may end, and the check that its digits must meet, "" for none
    """

    moves: list[dict[str, list[int]]] = field(default_factory=lambda: [{}])
    ends: dict[int, set[str]] = field(default_factory=dict)

    def add(self, before: Iterable[int], characters: str) -> int:
        """A new state, behind any of the characters from those before."""
        self.moves.append({})
        made = len(self.moves) - 1
        for state in before:
            for character in characters:
                self.join(state, character, made)
        return made

    def join(self, state: int, character: str, behind: int) -> None:
        """A move from one state to another."""
        self._count += 1
        if self._count > MOST_MOVES:
            raise OptionError(
                "This expects too much at once: write fewer alternatives or repetitions.", "expect"
            )
        self.moves[state].setdefault(character, []).append(behind)

    def repeated(self, before: list[int], characters: str, least: int, most: int) -> list[int]:
        """The states behind `least` to `most` of the characters."""
        behind = list(before) if least == 0 else []
        for count in range(1, most + 1):
            before = [self.add(before, characters)]
            behind += before if count >= least else []
        return behind

    def literal(self, text: str) -> None:
        """A value that is written as it stands; values that begin alike share their states."""
        state = 0
        for character in text:
            known = [behind for behind in self.moves[state].get(character, ()) if behind in self._shared]
            state = known[0] if known else self.add([state], character)
            self._shared.add(state)
        self.end([state])

    def end(self, states: Iterable[int], check: str = "") -> None:
        """A number may end there, if its digits meet the check."""
        for state in states:
            self.ends.setdefault(state, set()).add(check)

    _shared: set[int] = field(default_factory=set)  # states of literals alone
    _count: int = 0  # moves


def of_text(text: str) -> Patterns:
    """The alternatives that a text names; OptionError, which shows the column, if it names none."""
    patterns = Patterns()
    column = 0
    for alternative in text.split("|"):
        _add(patterns, text, column, column + len(alternative))
        column += len(alternative) + 1
    return patterns


def _wrong(text: str, column: int, reason: str) -> OptionError:
    """The error that shows the column, counted from 1, and the text before it."""
    return OptionError(
        f"Column {column + 1}: {reason} Read so far: `{text[max(column - 40, 0) : column]}`.", "expect"
    )


def _add(patterns: Patterns, text: str, start: int, stop: int) -> None:
    """Add the alternative in those columns of the text."""
    part = text[start:stop]
    if not part:
        raise _wrong(text, start, "nothing is expected here; write `#` for a digit.")
    if ".." in part:
        _add_range(patterns, text, start, part)
        return
    check = next((name for name in CHECKS if part.endswith(name)), "")
    stop -= len(check)
    ends, column, has_digit = [0], start, False
    if check and start == stop:
        ends, column, has_digit = patterns.repeated([0], DIGITS, 2, MOST_TIMES), stop, True
    while column < stop:
        character = text[column]
        if character != "#" and character not in DIGITS + MARKS:
            raise _wrong(text, column, f"`{character}` cannot be expected; {_KNOWN}")
        least, most, column = _times(text, column + 1, stop)
        has_digit |= character not in MARKS and least > 0
        ends = patterns.repeated(ends, DIGITS if character == "#" else character, least, most)
    if not has_digit:
        raise _wrong(text, start, "this has no digit, or may have none; write `#` for a digit.")
    patterns.end(ends, check)


_KNOWN = (
    "there are `#`, digits, `, . - / : +`, `{2}` and `{1,3}`, `|`, ranges as `0..100` or `0..10/0.5`, "
    "and behind digits `luhn`, `mod11` or `iso7064`."
)


def _times(text: str, column: int, stop: int) -> tuple[int, int, int]:
    """How often at least and at most what stands before that column is written, and the column behind."""
    if column >= stop or text[column] != "{":
        return 1, 1, column
    told = _TIMES.match(text, column, stop)
    if not told:
        raise _wrong(text, column, "behind `{` stands how often, as `{4}` or `{1,3}`.")
    least, most = int(told[1]), int(told[2] or told[1])
    if not least <= most or not 1 <= most <= MOST_TIMES:
        raise _wrong(text, column, f"`{told[0]}` must be from least to most, and at most {MOST_TIMES}.")
    return least, most, told.end()


def _add_range(patterns: Patterns, text: str, column: int, part: str) -> None:
    """Add a range of numbers."""
    told = _RANGE.fullmatch(part)
    if not told or len(part) > 2 * MOST_TIMES:
        raise _wrong(text, column, "a range is as `0..100`, or in steps as `0..10/0.5`.")
    texts = [(each or "1").replace(",", ".") for each in told.groups()]
    places = max(len(each.partition(".")[2]) for each in texts)
    low, high, step = (_scaled(each, places) for each in texts)
    if low > high:
        raise _wrong(text, column, f"the range is upside down: {texts[0]} is more than {texts[1]}.")
    if step <= 0:
        raise _wrong(text, column, "the step must be more than 0.")
    if step != 1 or places:
        if high - low >= MOST_LISTED * step:
            raise _wrong(text, column, f"the range has more than {MOST_LISTED:,} values.")
        for value in range(low, high + 1, step):
            for form in _forms(value, places):
                patterns.literal(form)
        return
    if low < 0:
        _add_whole(patterns, patterns.add([0], "-"), max(1, -high), -low)
    if high >= 0:
        _add_whole(patterns, 0, max(0, low), high)


def _scaled(text: str, places: int) -> int:
    """A number with decimals, times 10 to the power of `places`; floats and Decimals round long ones."""
    whole, _, decimals = text.partition(".")
    return int(whole + decimals.ljust(places, "0"))


def _forms(value: int, places: int) -> set[str]:
    """How a value, times 10 to the power of `places`, may be written: with and without decimals that are 0."""
    digits = str(abs(value)).rjust(places + 1, "0")
    full = "-" * (value < 0) + digits[: len(digits) - places] + "." + digits[len(digits) - places :]
    bare = full.rstrip("0").rstrip(".")
    return {form.replace(".", mark) for form in (full if places else bare, bare) for mark in ".,"}


def _add_whole(patterns: Patterns, start: int, low: int, high: int) -> None:
    """Add the whole numbers from `low` to `high`, 0 or more, without leading zeros, behind a state."""
    for length in range(len(str(low)), len(str(high)) + 1):
        least = str(max(low, 10 ** (length - 1) if length > 1 else 0))
        most = str(min(high, 10**length - 1))
        # States behind each digit: whether it is still that of the least number, and of the most.
        states = {(True, True): start}
        for floor, ceiling in zip(least, most, strict=True):
            behind: dict[tuple[bool, bool], list[tuple[int, str]]] = {}
            for (at_least, at_most), state in states.items():
                for digit in DIGITS[int(floor) if at_least else 0 : (int(ceiling) if at_most else 9) + 1]:
                    tight = at_least and digit == floor, at_most and digit == ceiling
                    behind.setdefault(tight, []).append((state, digit))
            states = {}
            for tight, moves in behind.items():
                states[tight] = patterns.add((), "")
                for state, digit in moves:
                    patterns.join(state, digit, states[tight])
        patterns.end(states.values())
