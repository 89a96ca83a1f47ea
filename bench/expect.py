"""What `expect` is worth: numbers whose length is told, against not told; and what a wrong expectation gives as sure.

    python bench/expect.py --pages 100
    python bench/expect.py --half development --pages 30 --row "numbers touching, all together"

Pages as those of `bench/pages.py`, all lines of a page of one length. `right`: lines exact with the right length told;
`whole`: an unsure digit counts as its likeliest;
`too long` and `too short` tell a length that is one more or less, `list` other numbers of the right length: numbers
without an unsure digit among all. The last line gives letters with `#`: how many are read as a sure digit.
"""

from __future__ import annotations

from collections import Counter
from functools import cache, partial

import numpy as np
import options

from scrawl import Reader, Reading, Strokes
from scrawl.measure.processes import processes
from scrawl.measure.symbols import LOOK_ALIKES, pen_samples
from scrawl.scenes import compose, pages, writing
from scrawl.scenes.pages import Folder

PEN = 0.06  # of a letter's size


reader = cache(Reader)


def read_page(folder: Folder, seed: int, row: str, number: int) -> Counter[str]:
    """How the page of that number is read, with and without what is expected."""
    rng = np.random.default_rng([seed, pages.ROWS.index(row), number])
    length, lines = int(rng.integers(2, 8, endpoint=True)), int(rng.integers(1, 4, endpoint=True))
    named = compose.together(rng) if "all together" in row else frozenset({"pen"})
    height = writing.a_height(rng)
    pen = writing.a_pen(height, rng)
    written = writing.numbers(
        pages.a_hand(folder, rng), [length] * lines, height, pen, rng, touching="touching" in row
    )
    page = compose.photograph(written, named, rng)
    others = "|".join(str((int(line) + 37) % 10**length).zfill(length) for line in page.lines)
    plain = reader().read(page.pixels)
    right = reader().read(page.pixels, expect=f"#{{{length}}}")
    told = Counter(lines=len(page.lines))
    told["plain"] = pages.in_order(page.lines, plain.lines)
    told["right"] = pages.in_order(page.lines, right.lines)
    told["plain whole"], told["right whole"] = (
        pages.in_order(page.lines, _likeliest(reading)) for reading in (plain, right)
    )
    # A number that is read with the wrong length is as sure under that length, and counts in `read so`.
    wrong = {"too short": f"#{{{length - 1}}}", "too long": f"#{{{length + 1}}}", "list": others}
    for name, expect in wrong.items():
        reading = reader().read(page.pixels, expect=expect)
        told["asked"] += len(reading.numbers)
        told[name] = _sure(reading)
        known = {number.text for number in plain.numbers}
        told["read so"] += sum("?" not in n.text and n.text in known for n in reading.numbers)
    return told


def _likeliest(reading: Reading) -> tuple[str, ...]:
    """The likeliest digits of each number, sure or not."""
    return tuple("".join(str(reading.digits[k].digit) for k in number.digits) for number in reading.numbers)


def _sure(reading: Reading) -> int:
    return sum("?" not in number.text for number in reading.numbers)


def letter(sample: dict[str, object]) -> Counter[str]:
    """Whether a letter is read as a sure digit, with and without `#` expected."""
    strokes = sample["strokes"]
    points = np.concatenate([np.asarray(stroke, float)[:, :2] for stroke in strokes])  # type: ignore[attr-defined]
    drawn = Strokes.of(strokes, brush=PEN * float(np.ptp(points, axis=0).max()))  # type: ignore[arg-type]
    plain, expected = reader().read(drawn), reader().read(drawn, expect="#")
    return Counter(letters=1, plain=bool(_sure(plain)), expected=bool(_sure(expected)))


@options.command(__doc__)
@options.writers
@options.count("--pages", 100)
@options.seed
@options.only("--row", list(pages.NUMBERS))
@options.workers
def main(folder: Folder, count: int, seed: int, rows: tuple[str, ...], workers: int) -> None:
    columns = (
        "lines",
        "plain",
        "right",
        "plain whole",
        "right whole",
        "asked",
        "too short",
        "too long",
        "list",
        "read so",
    )
    with processes(workers) as mapper:
        print(f"| pages | {' | '.join(columns)} |")
        print("|---" * (len(columns) + 1) + "|", flush=True)
        for row in rows or pages.NUMBERS:
            told = sum(mapper(partial(read_page, folder, seed, row), range(count)), Counter[str]())
            print(f"| {row} | {' | '.join(str(told[name]) for name in columns)} |", flush=True)
        samples = pen_samples(folder.data, "uji-letters", development=folder.development)
        fair = [sample for sample in samples if sample["label"] not in LOOK_ALIKES]
        letters = sum(mapper(letter, fair), Counter[str]())
        print(
            f"\n{letters['letters']} letters: {letters['plain']} a sure digit, {letters['expected']} with `#`"
        )


if __name__ == "__main__":
    main()
