"""What the digits and marks of a line of writing are as numbers: where one ends, what kind it is, what it is worth."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import cast

from scrawl.reading import Decimal, Kind

# Gaps between neighbours of one line, in heights of its digits. Digits of one number stand up to .85 apart in made-up
# rows; numbers are parted by more than that, and by clearly more than the digits of each.
APART = 0.92
CLEARLY = 2.0  # times the median of all smaller gaps of the line
SIGNS = "-+"
MOST_CHARACTERS = 300  # of a number that has a value: JSON and Parquet hold no larger one

_DIGIT = r"[\d?]"
_INTEGER = re.compile(rf"[+-]?{_DIGIT}+")
_FRACTION = re.compile(rf"([+-]?{_DIGIT}+)/({_DIGIT}+)")
_TIME = re.compile(rf"({_DIGIT}{{1,2}}):({_DIGIT}{{2}})(?::({_DIGIT}{{2}}))?")
_DATES = (
    re.compile(rf"(?P<a>{_DIGIT}{{1,2}})([./-])(?P<b>{_DIGIT}{{1,2}})\2(?:{_DIGIT}{{4}}|{_DIGIT}{{2}})"),
    re.compile(rf"{_DIGIT}{{4}}([./-])(?P<a>{_DIGIT}{{1,2}})\1(?P<b>{_DIGIT}{{1,2}})"),
)
_GROUPED = re.compile(rf"([+-]?)({_DIGIT}+(?:[.,]{_DIGIT}+)+)")


@dataclass(frozen=True)
class Token:
    """A digit or a mark in its line: its character (`?` for an unsure digit), and where it begins and ends, px."""

    character: str
    left: float
    right: float

    @property
    def is_digit(self) -> bool:
        """Whether it is a digit, sure or unsure."""
        return self.character.isdigit() or self.character == "?"


def parted(tokens: Sequence[Token], height: float, joined: Collection[int] = frozenset()) -> list[list[int]]:
    """The tokens of a line, from left to right, in numbers: places in `tokens`, without marks that are no part of one.

    `height` is that of the line's digits, px. Tokens at the places `joined` are of one number with those before them.
    """
    gaps = [(b.left - a.right) / height for a, b in pairwise(tokens)]
    least = _least([gap for place, gap in enumerate(gaps, 1) if place not in joined])
    numbers: list[list[int]] = [[0]] if tokens else []
    for place, gap in enumerate(gaps, 1):
        after = gaps[place] if place < len(gaps) else math.inf
        # Farther from what is before it than from what follows, it is the sign of that.
        is_sign = tokens[place].character in SIGNS and gap >= after + APART / 2
        if place not in joined and (gap >= least or is_sign):
            numbers.append([place])
        else:
            numbers[-1].append(place)
    return [kept for number in numbers if (kept := _kept(tokens, number))]


def _least(gaps: Sequence[float]) -> float:
    """The gap from which two numbers are parted in a line with those gaps; infinite if it is one number."""
    ordered = sorted(gaps) if len(gaps) > 1 else [APART, *gaps]  # a lone gap has no other to compare with
    for place, gap in enumerate(ordered[1:], 1):
        if gap >= max(APART, CLEARLY * median(ordered[:place])):
            return gap
    return math.inf


def _kept(tokens: Sequence[Token], number: Sequence[int]) -> list[int]:
    """The number without marks that have no digit behind them, or none before them where they need one."""
    kept: list[int] = []
    for place in number:
        token = tokens[place]
        while token.is_digit is False and kept and not tokens[kept[-1]].is_digit:
            kept.pop()
        if token.is_digit or kept or token.character in SIGNS:
            kept.append(place)
    while kept and not tokens[kept[-1]].is_digit:
        kept.pop()
    return kept


def decimal_of(texts: Sequence[str]) -> Decimal | None:
    """Which mark the numbers of a page have before their decimals, by those that can have one only; None if unknown.

    1.250,00 tells it, and so do 12,5 and 1.250.000; 1.250 does not.
    """
    told: Counter[str] = Counter()
    for text in texts:
        grouped = _GROUPED.fullmatch(text)
        if not grouped or _is_date(text):
            continue
        seps, groups = re.findall(r"[.,]", text), re.split(r"[.,]", grouped[2])
        if len(set(seps)) == 2:
            told[seps[-1]] += 1
        elif len(seps) > 1:
            told[_other(seps[0])] += 1
        elif len(groups[1]) != 3 or len(groups[0]) > 3:
            told[seps[0]] += 1
    common = told.most_common(2)
    if not common or (len(common) == 2 and common[0][1] == common[1][1]):
        return None
    return cast(Decimal, common[0][0])


def meaning(text: str, decimal: Decimal | None = None) -> tuple[Kind, float | int | None]:
    """What kind of number a text is, and what it is worth: None for dates, times, unsure digits and what is no number.

    `decimal` is the mark before the decimals; where it is not known, a single mark is one.
    """
    is_sure = "?" not in text and len(text) <= MOST_CHARACTERS
    if _INTEGER.fullmatch(text):
        return "integer", int(text) if is_sure else None
    if _is_date(text):
        return "date", None
    if time := _TIME.fullmatch(text):
        hour, *rest = (int(each.replace("?", "0")) for each in time.groups() if each)
        return ("time" if hour <= 24 and max(rest) < 60 else "other"), None
    if fraction := _FRACTION.fullmatch(text):
        worth = is_sure and int(fraction[2]) > 0
        return "fraction", int(fraction[1]) / int(fraction[2]) if worth else None
    grouped = _GROUPED.fullmatch(text)
    if not grouped:
        return "other", None
    kind, value = _grouped(grouped[1], grouped[2].replace("?", "0"), decimal)
    return kind, value if is_sure else None


def _grouped(sign: str, digits: str, decimal: Decimal | None) -> tuple[Kind, float | int | None]:
    """The meaning of digits with points and commas among them."""
    seps, groups = re.findall(r"[.,]", digits), re.split(r"[.,]", digits)
    by_thousands = 1 <= len(groups[0]) <= 3
    if len(seps) == 1 and not (decimal == _other(seps[0]) and by_thousands and len(groups[1]) == 3):
        kind: Kind = "decimal"
        written = f"{groups[0]}.{groups[1]}"
    else:
        has_decimals = len(set(seps)) == 2
        whole = groups[:-1] if has_decimals else groups
        before = set(seps[:-1]) if has_decimals else set(seps)
        if not by_thousands or len(before) != 1 or any(len(group) != 3 for group in whole[1:]):
            return "other", None
        kind = "decimal" if has_decimals else "integer"
        written = "".join(whole) + (f".{groups[-1]}" if has_decimals else "")
    return kind, float(sign + written) if kind == "decimal" else int(sign + written)


def _is_date(text: str) -> bool:
    for form in _DATES:
        if date := form.fullmatch(text):
            first, second = sorted(int(date[name].replace("?", "1")) for name in ("a", "b"))
            return 1 <= first <= 12 and second <= 31
    return False


def _other(mark: str) -> str:
    return "," if mark == "." else "."
