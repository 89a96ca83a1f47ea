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
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from scrawl.errors import OptionError
from scrawl.glyphs.patterns import CHECKS, DIGITS, MARKS, MOST_LISTED, MOST_TIMES, Patterns, of_text

MOST_CHARACTERS = 2_000  # of a pattern
MOST_KEPT = 64  # patterns that are compiled once for all who ask
MOST_SEEN = 100_000  # steps that are remembered
FILE = "file:"

_LISTED = re.compile(rf"[{re.escape(MARKS)}]?\d[\d{re.escape(MARKS)}]*", re.ASCII)

State = tuple[
    frozenset[int], tuple[int, ...]
]  # where in the patterns one may be, and how the check digits stand


@dataclass(frozen=True, eq=False)
class Expectation:
    """What each number of a page is expected to be; made by `parsed` or `of_file`. It may be pickled.

    text  that it was made of
    """

    text: str
    _patterns: Patterns
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
    return Expectation(text, of_text(text))


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
    patterns = Patterns()
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
