"""How well numbers with marks are read: decimals, negatives, dates, times, fractions, composed of real pen strokes.

    python bench/numerals.py --pages 100                      # the whole table
    python bench/numerals.py --half development --kind dates --save wrong

A line is exact if its text is what was written, marks and spaces and all, and no digit unsure; its form is right if
all is right but which digits they are. `plain` has any pen on white paper, `everything` all nuisances together,
`strokes` is sent as a drawing with the usual pen. Digits are those of writers of one half of $SCRAWL_DATA's pen
collections; the marks are made up, by other code than those that the network of marks learned from. The last table
counts what was invented: marks in rows of plain digits and on single pen digits, and plain numbers that were parted.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass
from functools import cache, partial
from itertools import repeat
from pathlib import Path

import click
import numpy as np
import options

from scrawl import Reader, Reading, Strokes
from scrawl.measure.figures import interval
from scrawl.measure.processes import Mapper, processes
from scrawl.measure.symbols import pen_samples
from scrawl.picture import encode_png
from scrawl.scenes import compose, numerals, pages
from scrawl.scenes.pages import Folder, in_order

KINDS = (*numerals.KINDS, "several")
WAYS = ("plain", "everything", "strokes")
SINGLE = ("uji-digits", "pendigits")  # collections of single pen digits
PEN = 0.06  # of a digit's size


@dataclass(frozen=True)
class Outcome:
    """Of one page: lines exact, lines of the right form, numbers parted or joined wrongly, and all lines."""

    right: int
    formed: int
    parted: int
    lines: int


reader = cache(Reader)


def read_page(folder: Folder, seed: int, kind: str, way: str, number: int, save: Path | None) -> Outcome:
    """Write the page of that number, read it in that way, and save it if that went wrong."""
    rng = np.random.default_rng([seed, KINDS.index(kind), number])
    named = compose.together(rng) if way == "everything" else frozenset({"pen"})
    hand = pages.a_hand(folder, rng)
    written = numerals.a_writing(hand, kind, rng, any_pen=way != "strokes" and "pen" in named)
    if way == "strokes":
        strokes = [stroke for symbol in written.symbols for stroke in symbol]
        reading = reader().read(Strokes.of(strokes, brush=written.pen))
    else:
        page = compose.photograph(written, named, rng)
        reading = reader().read(page.pixels)
        if save and reading.lines != written.lines:
            name = f"{way}-{kind}-{number:04d}-{_in_name(written.lines)}_{_in_name(reading.lines)}.png"
            (save / name).write_bytes(encode_png(page.pixels))
    if save and way == "strokes" and reading.lines != written.lines:
        print(f"strokes {kind} {number}: {written.lines} read as {reading.lines}")
    wanted, answer = written.lines, reading.lines
    formed = in_order(_form(wanted), _form(answer))
    return Outcome(in_order(wanted, answer), formed, _parted(wanted, answer), len(wanted))


def _form(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines with one digit in the place of all."""
    return tuple(re.sub(r"[\d?]", "0", line) for line in lines)


def _parted(wanted: tuple[str, ...], answer: tuple[str, ...]) -> int:
    """How many lines with the right digits and marks are parted otherwise than they were written."""
    same = [(a, b) for a, b in zip(wanted, answer, strict=False) if a.replace(" ", "") == b.replace(" ", "")]
    return sum(a != b for a, b in same)


def _in_name(lines: tuple[str, ...]) -> str:
    return "+".join(lines).replace("/", "÷").replace(":", "=").replace("?", "#")[:60] or "nothing"


def plain_row(folder: Folder, seed: int, row: str, number: int) -> Counter[str]:
    """What was invented in a page of plain rows of digits: see `bench/pages.py`."""
    rng = np.random.default_rng([seed, pages.ROWS.index(row), number])
    page = pages.COMPOSED[row](folder, rng)
    return _invented(reader().read(page.pixels), len(page.lines))


def single(sample: dict[str, object]) -> Counter[str]:
    """What was invented beside one pen digit."""
    strokes = sample["strokes"]
    points = np.concatenate([np.asarray(stroke, float)[:, :2] for stroke in strokes])  # type: ignore[attr-defined]
    size = float(np.ptp(points, axis=0).max())
    drawn = Strokes.of(strokes, brush=PEN * size)  # type: ignore[arg-type]
    return _invented(reader().read(drawn), 1)


def _invented(reading: Reading, lines: int) -> Counter[str]:
    marks = any(number.marks for number in reading.numbers)
    return Counter(lines=lines, pages=1, marks=int(marks), parted=sum(" " in each for each in reading.lines))


def _share(count: int, of: int) -> str:
    low, high = (abs(each) for each in interval(count, of))
    return f"{100 * count / of:.1f} % | {100 * low:.1f}–{100 * high:.1f} %"


@options.command(__doc__)
@options.writers
@options.count("--pages", 100)
@options.seed
@options.only("--kind", KINDS)
@options.only("--way", WAYS)
@click.option("--invented/--no-invented", default=True, help="Whether to look for what was invented.")
@options.save
@options.workers
def main(
    folder: Folder,
    count: int,
    seed: int,
    kinds: tuple[str, ...],
    ways: tuple[str, ...],
    invented: bool,
    save: Path | None,
    workers: int,
) -> None:
    with processes(workers) as mapper:
        print("| numbers | way | lines | exact | 95 % interval | form right | parted or joined wrongly |")
        print("|---|---|--:|--:|--:|--:|--:|", flush=True)
        for way in ways or WAYS:
            every: Counter[str] = Counter()
            for kind in kinds or KINDS:
                read = partial(read_page, folder, seed, kind, way)
                outcomes: list[Outcome] = list(mapper(read, range(count), repeat(save)))
                totals = sum((Counter(asdict(each)) for each in outcomes), Counter[str]())
                print(_line(kind, way, totals), flush=True)
                every += totals
            print(_line("**all**", way, every), flush=True)
        if invented:
            _print_invented(mapper, folder, seed, count)


def _line(kind: str, way: str, totals: Counter[str]) -> str:
    lines = totals["lines"]
    formed, parted = (f"{100 * totals[name] / lines:.1f} %" for name in ("formed", "parted"))
    return f"| {kind} | {way} | {lines} | {_share(totals['right'], lines)} | {formed} | {parted} |"


def _print_invented(mapper: Mapper, folder: Folder, seed: int, count: int) -> None:
    print("\n| plain digits | pages | with marks invented | 95 % interval | lines | parted |")
    print("|---|--:|--:|--:|--:|--:|", flush=True)
    told: dict[str, list[Counter[str]]] = {}
    for row in pages.NUMBERS:
        told[row] = list(mapper(partial(plain_row, folder, seed, row), range(count)))
    for name in SINGLE:
        samples = pen_samples(folder.data, name, development=folder.development)[: 10 * count]
        told[name] = list(mapper(single, samples))
    for name, counters in told.items():
        sums = sum(counters, Counter())
        lines, parted = sums["lines"], sums["parted"]
        print(
            f"| {name} | {len(counters)} | {_share(sums['marks'], len(counters))} | {lines} | {parted} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
