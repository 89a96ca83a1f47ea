"""Numbers with marks as people write them, on made-up pages and as strokes: what `bench/numerals.py` measures on."""

from collections.abc import Callable

import numpy as np

from scrawl.scenes import writing
from scrawl.scenes.marks import MARKS
from scrawl.scenes.writing import Hand, Symbol, Writing

Generator = np.random.Generator

GAPS = (0.12, 0.5)  # between the ink of neighbours in a line, in digit heights, in the mean;
UNEVEN = 0.3  # each differs by that share of it, at most
CLOSER = 0.7  # of that gap is left beside a mark
SPACES = (1.2, 2.2)  # between two numbers of a line, in digit heights
LINES = (1, 3)  # of a page
SEVERAL = (2, 3)  # numbers of a line that holds several


def _digits(rng: Generator, low: int, high: int) -> str:
    return "".join(str(rng.integers(10)) for _ in range(int(rng.integers(low, high + 1))))


def _integer(rng: Generator) -> str:
    return str(rng.integers(1, 10)) + _digits(rng, 0, 4)


def _decimal(rng: Generator) -> str:
    whole = str(rng.integers(0, 10 ** int(rng.integers(1, 4))))
    return whole + str(rng.choice([",", "."])) + _digits(rng, 1, 2)


def _date(rng: Generator) -> str:
    day, month, year = rng.integers(1, 29), rng.integers(1, 13), rng.integers(1990, 2030)
    kind = rng.random()
    if kind < 0.2:
        return f"{year}-{month:02}-{day:02}"
    dot = "." if kind < 0.6 else "/"
    first, second = (f"{day:02}", f"{month:02}") if rng.random() < 0.6 else (str(day), str(month))
    return f"{first}{dot}{second}{dot}{year if rng.random() < 0.5 else year % 100:02}"


KINDS: dict[str, Callable[[Generator], str]] = {
    "decimals": _decimal,
    "negatives": lambda rng: "-" + (_decimal(rng) if rng.random() < 0.3 else _integer(rng)),
    "dates": _date,
    "times": lambda rng: f"{rng.integers(0, 24)}:{rng.integers(0, 60):02}",
    "fractions": lambda rng: f"{rng.integers(1, 20)}/{rng.integers(2, 20)}",
    "with a plus": lambda rng: f"+{rng.integers(1, 100)}",
    "integers": _integer,
}


def written(hand: Hand, lines: tuple[str, ...], height: float, pen: float, rng: Generator) -> Writing:
    """Those lines of digits, marks and spaces, in one writer's hand."""
    made = [a_number(hand, line, height, pen, rng) for line in lines]
    return Writing(writing.one_below_another(made, height, rng), lines, height, pen)


def a_writing(hand: Hand, kind: str, rng: Generator, *, any_pen: bool) -> Writing:
    """Some lines of that kind (see `a_line`) in a writer's hand, with the usual pen or any."""
    lines = tuple(a_line(kind, rng) for _ in range(rng.integers(*LINES, endpoint=True)))
    height, pen = writing.sizes({"pen"} if any_pen else (), rng)
    return written(hand, lines, height, pen, rng)


def a_number(hand: Hand, text: str, height: float, pen: float, rng: Generator) -> list[Symbol]:
    """The digits and marks of a text from x = 0 on, standing about on y = 0; none of an empty one."""
    if not text:
        return []
    usual = rng.uniform(*GAPS)
    symbols, gaps = [], []
    gap = 0.0
    for k, character in enumerate(text):
        if character == " ":
            gap = rng.uniform(*SPACES)
            continue
        if not gap:
            beside = character in MARKS or text[k - 1] in MARKS
            gap = usual * rng.uniform(1 - UNEVEN, 1 + UNEVEN) * (CLOSER if beside else 1)
        symbols.append(_symbol(hand, character, height, rng))
        gaps.append(gap * height)
        gap = 0.0
    return writing.side_by_side(symbols, pen, np.array(gaps))


def _symbol(hand: Hand, character: str, height: float, rng: Generator) -> Symbol:
    if character in MARKS:
        return [stroke * height for stroke in MARKS[character](rng)]
    return writing.digit(hand, character, height, rng)


def a_line(kind: str, rng: Generator) -> str:
    """The text of a line: a number of that one of KINDS, or of `several` in a line some of any kind."""
    if kind != "several":
        return KINDS[kind](rng)
    kinds = list(KINDS)
    return " ".join(
        KINDS[kinds[rng.integers(len(kinds))]](rng) for _ in range(rng.integers(*SEVERAL, endpoint=True))
    )
