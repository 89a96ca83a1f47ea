"""Writes the golden files: drawings and their readings, for every other implementation of reading strokes to meet.

    python tests/support/golden.py

`tests/golden/made.json.gz` holds drawings that are made here: digits, numbers, marks, doodles, and nasty ones.
`tests/golden/pen.json.gz` holds numbers composed of pen digits by writers of the development half (UCI's pendigits and
UJI pen characters, CC BY 4.0); without $SCRAWL_DATA it keeps the drawings that it has.
`tests/golden/expected.json.gz` holds numbers that are made here, each with several expectations, met and not met.
Each case has what is sent to `/api/v1/read`, the layout, what is expected if anything is, and the reading as it is
answered; of some with frames and evidence.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from scrawl import Reader, Strokes
from scrawl.scenes import doodles, numerals, pages, writing
from scrawl.scenes.writing import Hand, Symbol
from scrawl.training import hands

FOLDER = Path(__file__).parents[1] / "golden"
MADE, PEN, EXPECTED = (FOLDER / f"{name}.json.gz" for name in ("made", "pen", "expected"))
GAPS = ((0.15, 0.8), (0.0, 0.15), (-0.12, 0.0))  # apart, tight, touching; in digit heights
CROWDED = (-0.3, -0.15)  # digits that lie over each other: an expectation tells them apart
DETAILED = 24  # every such case has frames and evidence
MOST = 18  # points of a stroke, about

Case = dict[str, Any]


def made() -> list[Case]:
    """All drawings that are made here, unread."""
    return [
        *_singles(50),
        *_numbers(_hand, 48, "number"),
        *_numerals(40),
        *_doodles(20),
        *_over(12),
        *_nasty(),
    ]


def pens(data: Path) -> list[Case]:
    """Numbers of pen digits, unread."""
    known = pages.digit_hands(pages.Folder(data, development=True))
    return _numbers(lambda rng: known[rng.integers(len(known))], 48, "pen")


def expected() -> list[Case]:
    """Drawings with what is expected of their numbers, unread."""
    cases = []
    for k in range(12):
        rng = np.random.default_rng([7, k])
        labels = "".join(rng.choice(list("0123456789"), 2 + k % 5))
        placed = _placed(_hand(rng), list(labels), (*GAPS, CROWDED)[k % 4], rng)
        cases += _under(_case(f"number {k}", [stroke for _, stroke in placed], brush=7.0), _patterns(labels))
    for k in range(12):
        rng = np.random.default_rng([8, k])
        line = numerals.a_line(list(numerals.KINDS)[k % len(numerals.KINDS)], rng)
        page = numerals.written(_hand(rng), (line,) * (1 + k % 4 // 3), 60, 5, rng)
        drawn = [stroke for symbol in page.symbols for stroke in symbol]
        cases += _under(_case(f"marks {k}", drawn, brush=5.0), (*MARKED, line, re.sub(r"\d", "#", line)))
    for long in (0.58, 0.6, 0.72, 0.74):  # from a 1 to a 7
        flag = np.array([[50 - 40 * long, 40 - 35 * long], [55, 8], [45, 100]])
        three = [flag, flag * [0.9, 1] + [90, 0], np.array([[190, 5], [187, 101]])]
        patterns = ("7##", "1##", "771|117", "##7", "0..999/7", "luhn")
        cases += _under(_case(f"flags {long}", three, brush=8.0), patterns)
    for case in (*_singles(3), *_doodles(2), *_over(2)):
        cases += _under(case, ("#", "##|###", "7|1|4", "#{1,12}"))
    return cases


# Whole numbers, decimals, dates and times, as the page expects them, and steps.
MARKED = (
    "#{1,12}|-#{1,12}",
    "#{1,12},#{1,6}|#{1,12}.#{1,6}|-#{1,12}.#{1,6}|-#{1,12},#{1,6}",
    "#{1,2}.#{1,2}.##|#{1,2}.#{1,2}.####|#{1,2}/#{1,2}/####|####-##-##",
    "#{1,2}:##",
    "-20..150/0.5",
)


def _patterns(text: str) -> tuple[str, ...]:
    """What may be expected of plain digits: their number and others, ranges, lists, check digits."""
    count, value = len(text), int(text)
    return (
        "#" * count,
        f"#{{{count + 1}}}",
        f"#{{{count - 1}}}|#,#{{1,3}}",
        "#{1,12}",
        text,
        f"{value + 1}|{value + 10}|{text[::-1]}|{text[:-1]}",
        f"{max(value - 60, 0)}..{value + 60}",
        f"{value % 7}..{value + 700}/7" if value < 9_000 else "1000..9000",
        f"#{{{count}}}luhn",
        f"#{{{count}}}mod11|#{{{count}}}iso7064",
        "luhn",
    )


def _under(case: Case, patterns: Iterable[str]) -> list[Case]:
    return [case | {"name": f"{case['name']}, {pattern}", "expect": pattern} for pattern in patterns]


def read(cases: list[Case], reader: Reader) -> list[Case]:
    """The cases with their readings."""
    told = []
    for number, case in enumerate(cases):
        include = frozenset({"frame", "evidence"} if number % DETAILED == 0 and "expect" not in case else ())
        sent = case["sent"]
        drawn = Strokes.of(sent["strokes"], sent.get("width"), sent.get("height"), sent.get("brush"))
        reading = reader.read(drawn, layout=case["layout"], expect=case.get("expect")).to_dict(include)
        del reading["model"]
        told.append({**case, "reading": reading})
    return told


def written(path: Path) -> list[Case]:
    """The cases of a golden file."""
    cases: list[Case] = json.loads(gzip.decompress(path.read_bytes()))
    return cases


def _case(name: str, strokes: Any, layout: str = "auto", **sizes: float) -> Case:
    """Drawn to a hundredth, as all that is compared must be the same drawing."""
    points = [
        [[round(value, 2) for value in point] for point in np.asarray(each).tolist()] for each in strokes
    ]
    return {"name": name, "layout": layout, "sent": {"strokes": points, **sizes}}


def _symbol(label: int, rng: np.random.Generator) -> Symbol:
    """A digit of some school's, 100 high."""
    return [_thinned(100.0 * stroke) for stroke in hands.strokes(label, rng)]


def _thinned(stroke: Any) -> Any:
    step = 1 + len(stroke) // MOST
    return np.concatenate([stroke[:-1:step], stroke[-1:]])


def _hand(rng: np.random.Generator) -> Hand:
    return Hand({str(label): [_symbol(label, rng)] for label in range(10)})


def _singles(count: int) -> Iterator[Case]:
    for k in range(count):
        rng = np.random.default_rng([1, k])
        layout = "digit" if k % 3 == 0 else "auto"
        drawn = [stroke + 90 for stroke in _symbol(k % 10, rng)]
        yield _case(f"digit {k}", drawn, layout, width=280, height=280, brush=float(rng.integers(2, 24)))


def _numbers(hand_of: Any, count: int, name: str) -> list[Case]:
    cases = []
    for k in range(count):
        rng = np.random.default_rng([2, k])
        hand = hand_of(rng)
        labels = rng.choice(sorted(hand.samples), rng.integers(2, 7)).tolist()
        strokes = _placed(hand, labels, GAPS[k % 3], rng)
        if k % 10 == 9:  # all bars and hats at the end
            strokes.sort(key=lambda each: each[0])
        slope = rng.choice([0, 0, 0, -0.3, 0.3])
        cases.append(_case(f"{name} {k}", [s @ [[1, slope], [0, 1]] for _, s in strokes], brush=7.0))
    return cases


def _placed(hand: Hand, labels: list[str], gaps: tuple[float, float], rng: Any) -> list[tuple[bool, Any]]:
    """The strokes of digits beside each other, and whether each is a later one of its digit."""
    symbols = [writing.digit(hand, label, 80, rng) for label in labels]
    placed = writing.side_by_side(symbols, 7, rng.uniform(*gaps, len(labels)) * 80)
    return [(place > 0, stroke) for symbol in placed for place, stroke in enumerate(symbol)]


def _numerals(count: int) -> Iterator[Case]:
    kinds = [*numerals.KINDS, "several"]
    for k in range(count):
        rng = np.random.default_rng([3, k])
        lines = tuple(numerals.a_line(kinds[k % len(kinds)], rng) for _ in range(1 + k % 2))
        page = numerals.written(_hand(rng), lines, 60, 5, rng)
        yield _case(f"marks {k}", [stroke for symbol in page.symbols for stroke in symbol], brush=5.0)


def _doodles(count: int) -> Iterator[Case]:
    for k in range(count):
        rng = np.random.default_rng([4, k])
        page = (doodles.shapes if k % 2 else doodles.scribbles)(80, 6, rng)
        thinned = [
            stroke[:: 1 + len(stroke) // 60] for symbol in page.symbols for stroke in symbol
        ]  # coils are long
        yield _case(f"doodle {k}", thinned, brush=6.0)


def _over(count: int) -> Iterator[Case]:
    """Digits crossed out, and digits written over others."""
    for k in range(count):
        rng = np.random.default_rng([5, k])
        first, second = (_symbol(int(label), rng) for label in rng.integers(0, 10, 2))
        over = [stroke * 100 for stroke in doodles.zigzag(rng)] if k % 2 else second
        beside = [stroke + [150, 0] for stroke in _symbol(int(rng.integers(10)), rng)]
        yield _case(f"over {k}", [*first, *over, *beside], brush=8.0)


def _nasty() -> Iterator[Case]:
    rng = np.random.default_rng(6)
    stem, bar = np.array([[30.0, 0], [20, 100]]), np.array([[0.0, 50], [60, 50]])
    for layout in ("auto", "digit"):
        yield _case(f"nothing, {layout}", [], layout)
        yield _case(f"a point, {layout}", [[[50, 50]]], layout)
        yield _case(f"a cross, {layout}", [stem, bar], layout, brush=6.0)
    yield _case("a point on a canvas", [[[50, 50]]], width=280, height=280, brush=18)
    yield _case("the same point again and again", [[[5, 5]] * 50], brush=3)
    yield _case("dots", rng.uniform(0, 300, (30, 1, 2)), brush=6)
    yield _case("dots in a row", [[[20 * k, 0]] for k in range(12)], brush=8)
    yield _case("a level line", [[[0, 0], [500, 0]]], brush=4)
    yield _case("a line of no length beside a stem", [stem, [[60, 50], [60, 50]]], brush=6)
    for power in (-6, -3, 3, 6):
        scale = 10.0**power
        drawn = [(each * scale).tolist() for each in (stem, bar, stem + [90, 0])]
        yield {"name": f"times 1e{power}", "layout": "auto", "sent": {"strokes": drawn, "brush": 8 * scale}}
    yield _case("far away", [stem + 900_000_000, bar + 900_000_000], brush=8)
    yield _case("left of and above everything", [stem - 5000, stem - [4930, 5000]], brush=8)
    yield _case("corner to corner", [[[-1e9, -1e9], [1e9, 1e9]], [[0, 0], [1, 1]]])
    yield _case("a hair", [stem, stem + [70, 0]], brush=0.01)
    yield _case("a pen wider than the digits", [stem, stem + [200, 0]], brush=90)
    yield _case("one large, many small", [stem * 10, *[stem + [400 + 60 * k, 0] for k in range(6)]], brush=8)
    yield _case(
        "pressure", [np.column_stack([stem, [0, 0], p]) for p in ([0, 1], [0.5, 0.5], [1, 0])], brush=12
    )
    yield _case("times", [[[30, 0, 0], [25, 50, 12], [20, 100, 40]]], brush=8)
    yield _case("a thousand bars", rng.integers(0, 900, (1000, 1, 2)) + np.array([[0, 0], [2, 30]]), brush=4)
    yield _case("a hundred bars in a row", [stem + [25 * k, 0] for k in range(100)], brush=5)
    yield _case("a comb", [*[[[8 * k, 0], [8 * k, 100]] for k in range(30)], [[0, 50], [240, 50]]], brush=5)
    turn = np.linspace(0, 20 * np.pi, 1200)
    yield _case(
        "more than a thousand points",
        [np.column_stack([np.cos(turn), np.sin(turn)]) * (60 + turn[:, None])],
        brush=5,
    )
    yield _case(
        "two lines that lean", [stem + [60 * k, 20 * k + y] for y in (0, 160) for k in range(5)], brush=7
    )
    yield _case("from right to left", [stem + [60 * k, 0] for k in range(5, 0, -1)], brush=7)


def main() -> None:
    """Write all files."""
    reader = Reader()
    FOLDER.mkdir(exist_ok=True)
    data = os.environ.get("SCRAWL_DATA")
    pen = pens(Path(data)) if data else written(PEN)
    for path, cases in ((MADE, made()), (PEN, pen), (EXPECTED, expected())):
        told = json.dumps(read(cases, reader), separators=(",", ":"))
        path.write_bytes(gzip.compress(told.encode(), mtime=0))
        print(f"{path.name}: {len(cases)} drawings, {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
