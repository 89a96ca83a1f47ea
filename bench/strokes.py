"""How many numbers drawn as strokes are read whole: 2 to 8 digits of unseen writers, apart, tight or touching.

    python bench/strokes.py --numbers 400                       # the whole table
    python bench/strokes.py --half development --way touching --save wrong

Every digit of a number is one writer's, of one half of $SCRAWL_DATA's pen collections, drawn with the usual pen in the
order that it was written. *Apart*, a digit keeps .15 to .8 of a digit's height from the one before; *tight*, up to .15;
*touching*, they share up to .12 of that height. A number is read whole if its digits are those that were written,
an unsure digit taken for its likeliest, and nothing else is read; it is exact if no digit is unsure, either.
"""

from __future__ import annotations

import time
from functools import cache, partial
from pathlib import Path

import numpy as np
import options

from scrawl import Reader, Strokes
from scrawl.measure.figures import interval
from scrawl.measure.processes import processes
from scrawl.picture import encode_png
from scrawl.scenes import pages, writing
from scrawl.scenes.pages import Folder

# Between neighbours, in digit heights.
WAYS = {"apart": writing.GAPS, "tight": (0.0, writing.GAPS[0]), "touching": (-writing.OVERLAP, 0.0)}
LENGTHS = (2, 8)


reader = cache(Reader)


def number(folder: Folder, seed: int, way: str, place: int) -> tuple[str, Strokes]:
    """What the number in that place says, and its strokes."""
    rng = np.random.default_rng([seed, list(WAYS).index(way), place])
    hand = pages.a_hand(folder, rng)
    labels = rng.choice(sorted(hand.samples), rng.integers(*LENGTHS, endpoint=True)).tolist()
    height = writing.a_height(rng)
    pen = writing.usual_pen(height)
    symbols = [writing.digit(hand, label, height, rng) for label in labels]
    placed = writing.side_by_side(symbols, pen, rng.uniform(*WAYS[way], len(labels)) * height)
    return "".join(labels), Strokes.of([stroke for symbol in placed for stroke in symbol], brush=pen)


def read_number(
    folder: Folder, seed: int, way: str, save: Path | None, place: int
) -> tuple[bool, bool, float]:
    """Whether the number in that place is read whole, and exactly, and how many seconds that took."""
    text, strokes = number(folder, seed, way, place)
    start = time.perf_counter()
    reading = reader().read(strokes, stages=save is not None)
    taken = time.perf_counter() - start
    answer = "".join(str(digit.digit) for digit in reading.digits if digit.line is not None)
    is_whole = answer == text and len(reading.text) == len(text)  # no mark, no space, one line
    if save and not is_whole:
        name = f"{way}-{place:04d}-{text}_{reading.text or 'nothing'}".replace("\n", "+").replace("/", "÷")
        (save / f"{name}.png".replace("?", "#")).write_bytes(encode_png(reading.stages["glyphs"]))
    return is_whole, reading.text == text, taken


@options.command(__doc__)
@options.writers
@options.count("--numbers", 400, "way")
@options.seed
@options.only("--way", list(WAYS))
@options.save
@options.workers
def main(
    folder: Folder, count: int, seed: int, ways: tuple[str, ...], save: Path | None, workers: int
) -> None:
    print("| numbers | written | read whole | 95 % interval | exact | ms each |")
    print("|---|--:|--:|--:|--:|--:|", flush=True)
    with processes(workers) as mapper:
        for way in ways or WAYS:
            told = list(mapper(partial(read_number, folder, seed, way, save), range(count)))
            right, exact = (sum(each) for each in list(zip(*told, strict=True))[:2])
            low, high = interval(right, count)
            spent = 1000 * float(np.median([taken for *_, taken in told]))
            print(
                f"| {way} | {count} | {100 * right / count:.1f} % | {100 * low:.1f}–{100 * high:.1f} % "
                f"| {100 * exact / count:.1f} % | {spent:.1f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
