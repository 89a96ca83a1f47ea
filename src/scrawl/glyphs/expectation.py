"""What is expected to be written: patterns of digits and marks, ranges, lists and check digits.

    ####            four digits             12|15|19      one of these
    #{1,3},##       12,50 and 112,50        0..100        a whole number of that range, without leading zeros
    ##.##.####      a date                  0..10/0.5     in steps: 7, 7.5, 7,5, 7.0
    ##:##           a time                  ########luhn  eight digits, the last of which checks them

A digit stands for itself, and so do the marks `, . - / : +`; `#` is any digit. `{n}` and `{m,n}` behind one of these
say how often. `luhn`, `mod11` (as in ISBN-10, without X) or `iso7064` (MOD 11,10) behind digits and marks: the last
digit checks all digits before it; alone it takes any number of digits. `|` parts alternatives; of a
table `;` parts the columns, and an empty one may hold anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from scrawl.errors import OptionError

MARKS = ",.-/:+"
DIGITS = "0123456789"
MOST_CHARACTERS = 2_000  # of a pattern
MOST_TIMES = 64  # that an item may be repeated, and digits of a number of a range
MOST_LISTED = 10_000  # values of a list or of a range with steps
MOST_MOVES = 200_000  # of the automaton, alternatives and repetitions written out: bounds the work
MOST_KEPT = 64  # patterns that are compiled once for all who ask
MOST_SEEN = 100_000  # steps that are remembered
FILE = "file:"

_RANGE = re.compile(r"([-+]?\d+(?:[.,]\d+)?)\.\.([-+]?\d+(?:[.,]\d+)?)(?:/(\d+(?:[.,]\d+)?))?")
_TIMES = re.compile(r"\{(\d{1,9})(?:,(\d{1,9}))?\}")
_LISTED = re.compile(rf"[{re.escape(MARKS)}]?\d[\d{re.escape(MARKS)}]*")

State = tuple[
    frozenset[int], tuple[int, ...]
]  # where in the patterns one may be, and how the check digits stand
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
class _Patterns:
    """All alternatives as one automaton without empty moves; state 0 is its start.

    moves  by state and character, the states behind
    ends   states in which a number may end, and the check that its digits must meet, "" for none
    """

    moves: list[dict[str, list[int]]] = field(default_factory=lambda: [{}])
    ends: dict[int, set[str]] = field(default_factory=dict)

    def add(self, before: Iterable[int], characters: str) -> int:
        """A new state, behind any of the characters from those before."""
        before = list(before)
        self._count += len(before) * len(characters)
        if self._count > MOST_MOVES:
            raise OptionError(
                "This expects too much at once: write fewer alternatives or repetitions.", "expect"
            )
        self.moves.append({})
        for state in before:
            for character in characters:
                self.moves[state].setdefault(character, []).append(len(self.moves) - 1)
        return len(self.moves) - 1

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


@dataclass(frozen=True, eq=False)
class Expectation:
    """What each number of a page is expected to be; made by `parsed` or `of_file`. It may be pickled.

    text  that it was made of
    """

    text: str
    _patterns: _Patterns
    _seen: dict[tuple[State, str], State | None] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text

    @property
    def start(self) -> State:
        """The state before the first character."""
        return frozenset({0}), tuple(sum((CHECKS[name][0] for name in self._checks), ()))

    def step(self, state: State, character: str) -> State | None:
        """The state behind a digit or mark; None if nothing that is expected goes on so."""
        key = state, character
        if key not in self._seen:
            if len(self._seen) >= MOST_SEEN:
                self._seen.clear()
            self._seen[key] = self._stepped(state, character)
        return self._seen[key]

    def accepts(self, state: State) -> bool:
        """Whether a number may end there."""
        sums = dict(zip(self._checks, zip(state[1][::2], state[1][1::2], strict=True), strict=True))
        asked: set[str] = set().union(*(self._patterns.ends.get(place, ()) for place in state[0]))
        return any(not name or CHECKS[name][2](sums[name]) for name in asked)

    def meets(self, text: str) -> bool:
        """Whether a number as written is expected."""
        state: State | None = self.start
        for character in text:
            state = state and self.step(state, character)
        return state is not None and self.accepts(state)

    @property
    def _checks(self) -> list[str]:
        return sorted(set().union(*self._patterns.ends.values()) - {""})

    def _stepped(self, state: State, character: str) -> State | None:
        moves = self._patterns.moves
        places = frozenset(behind for place in state[0] for behind in moves[place].get(character, ()))
        if not places:
            return None
        sums = state[1]
        if character in DIGITS:
            each = enumerate(self._checks)
            sums = sum((CHECKS[name][1](sums[2 * k : 2 * k + 2], int(character)) for k, name in each), ())
        return places, sums


@lru_cache(maxsize=MOST_KEPT)
def parsed(text: str) -> Expectation:
    """The expectation that a text names; OptionError, which shows the column, if it names none."""
    if len(text) > MOST_CHARACTERS:
        raise OptionError(
            f"This has {len(text):,} characters; at most {MOST_CHARACTERS:,} are read.", "expect"
        )
    patterns = _Patterns()
    column = 0
    for alternative in text.split("|"):
        _add(patterns, text, column, column + len(alternative))
        column += len(alternative) + 1
    return Expectation(text, patterns)


@lru_cache(maxsize=MOST_KEPT)
def columns(text: str) -> tuple[Expectation | None, ...]:
    """What is expected in each column of a table, parted by `;`, None: anything. Without `;` it holds for all."""
    made: list[Expectation | None] = []
    for part in text.split(";"):
        try:
            made.append(parsed(part) if part or ";" not in text else None)
        except OptionError as error:
            place = f"In column {len(made) + 1} of the table: " if ";" in text else ""
            raise OptionError(f"{place}{error}", "expect") from error
    return tuple(made)


def listed(values: Iterable[str]) -> Expectation:
    """The expectation of one of some numbers as written, as those of a class; empty ones do not count."""
    patterns = _Patterns()
    kept: dict[str, None] = {}
    for line, value in enumerate(values, 1):
        if not (text := value.strip()):
            continue
        if len(text) > MOST_TIMES or not _LISTED.fullmatch(text):
            raise OptionError(
                f"Line {line:,} is no number of digits and {' '.join(MARKS)}: {text[:40]!r}.", "expect"
            )
        kept[text] = None
        if len(kept) > MOST_LISTED:
            raise OptionError(f"A list may have {MOST_LISTED:,} numbers; this has more.", "expect")
    if not kept:
        raise OptionError("The list of what is expected is empty.", "expect")
    for text in kept:
        patterns.literal(text)
    return Expectation("|".join(kept), patterns)


def named(text: str, *, in_columns: bool) -> str | Expectation:
    """A text that was checked, or of `file:ids.txt` the expectation of its lines; OptionError if it names nothing."""
    if text.startswith(FILE):
        return of_file(text.removeprefix(FILE))
    checked(text, in_columns=in_columns)
    return text


def checked(text: str, *, in_columns: bool) -> tuple[Expectation | None, ...]:
    """What is expected of each number, or in each column of a table; OptionError if the text names nothing."""
    return columns(text) if in_columns else (parsed(text),)


def of_file(path: str) -> Expectation:
    """The expectation of one of the numbers in a file's lines; OptionError if it cannot be read."""
    try:
        with Path(path).open(encoding="utf-8") as lines:
            return listed(lines)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        raise OptionError(f"The list {path} cannot be read: {reason}.", "expect") from error


def _wrong(text: str, column: int, reason: str) -> OptionError:
    """The error that shows the column, counted from 1, and the text before it."""
    return OptionError(
        f"Column {column + 1}: {reason} Read so far: `{text[max(column - 40, 0) : column]}`.", "expect"
    )


def _add(patterns: _Patterns, text: str, start: int, stop: int) -> None:
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
            raise _wrong(text, column, f"{character!r} cannot be expected; {_KNOWN}")
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


def _add_range(patterns: _Patterns, text: str, column: int, part: str) -> None:
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


def _add_whole(patterns: _Patterns, start: int, low: int, high: int) -> None:
    """Add the whole numbers from `low` to `high`, 0 or more, without leading zeros, behind a state."""
    for length in range(len(str(low)), len(str(high)) + 1):
        least = str(max(low, 10 ** (length - 1) if length > 1 else 0))
        most = str(min(high, 10**length - 1))
        # States behind each digit: whether it is still that of the least number, and of the most.
        states = {(True, True): start}
        for floor, ceiling in zip(least, most, strict=True):
            behind: dict[tuple[bool, bool], dict[int, list[str]]] = {}
            for (at_least, at_most), state in states.items():
                for digit in DIGITS[int(floor) if at_least else 0 : (int(ceiling) if at_most else 9) + 1]:
                    tight = at_least and digit == floor, at_most and digit == ceiling
                    behind.setdefault(tight, {}).setdefault(state, []).append(digit)
            states = {}
            for tight, moves in behind.items():
                (first, digits), *others = moves.items()
                states[tight] = patterns.add([first], "".join(digits))
                for state, more in others:
                    for digit in more:
                        patterns.moves[state].setdefault(digit, []).append(states[tight])
        patterns.end(states.values())
