"""How well whole pages are read: composed ones of real pen strokes, with each nuisance alone and all together.

    python bench/pages.py --pages 300                       # the whole table
    python bench/pages.py --row ruled --save wrong          # one row, and pictures of what went wrong

With `layout=auto` a digit alone is right if the whole text is that digit, a number if a line of the text is that number
and stands in its order, a number on a form if it is the whole text, a page without digits if nothing is read there, and
of two versions of one page, both if they have the same text, and any. `layout=digit` is right if its most probable
digit is the one.
Writers of one half of $SCRAWL_DATA's pen collections have written all of it; none of them was trained on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from pathlib import Path

import cv2
import numpy as np
import options
from numpy.typing import NDArray

from scrawl import Reader
from scrawl.measure.figures import interval
from scrawl.measure.processes import processes
from scrawl.picture import encode_png
from scrawl.scenes import camera, compose
from scrawl.scenes.pages import (
    CHANGED,
    CLOSE_UP,
    COMPOSED,
    NUMBERS,
    ONE_DIGIT,
    ROWS,
    TURNS,
    Folder,
    in_order,
    numbers,
    page_to_turn,
)

CAMERA_QUALITY = 92  # of a JPEG as phones save it
RESENT_QUALITY = 50  # and as messengers send it on


@dataclass(frozen=True)
class Outcome:
    """How many of a page's texts were read right; `alone`: with `layout=digit`, None where there is not one digit."""

    right: int
    texts: int = 1
    alone: bool | None = None


reader = cache(Reader)


def halved(pixels: NDArray[np.uint8], _: np.random.Generator) -> NDArray[np.uint8]:
    """At half the size."""
    return np.asarray(cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)


def doubled(pixels: NDArray[np.uint8], _: np.random.Generator) -> NDArray[np.uint8]:
    """At twice the size."""
    return np.asarray(cv2.resize(pixels, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)


def turned(pixels: NDArray[np.uint8], rng: np.random.Generator) -> bytes:
    """As a camera files it that was held another way; its remark says so."""
    quality = CAMERA_QUALITY if rng.random() < 0.5 else None
    return camera.encode(pixels, quality=quality, orientation=int(rng.choice([6, 3, 8])))


def inverted(pixels: NDArray[np.uint8], _: np.random.Generator) -> NDArray[np.uint8]:
    """As a negative."""
    return 255 - pixels


def resent(pixels: NDArray[np.uint8], _: np.random.Generator) -> bytes:
    """As a messenger sends it on."""
    return camera.encode(pixels, quality=RESENT_QUALITY)


CHANGES: dict[str, Callable[[NDArray[np.uint8], np.random.Generator], NDArray[np.uint8] | bytes]] = dict(
    zip(CHANGED, (halved, doubled, turned, inverted, resent), strict=True)
)


def read_page(folder: Folder, seed: int, row: str, number: int, save: Path | None) -> Outcome:
    """Compose the page of that number in the row, read it, and save it if that went wrong."""
    rng = np.random.default_rng([seed, ROWS.index(row), number])
    if row in CHANGES:
        page = numbers(compose.some, folder, rng, least=CLOSE_UP)
        wanted = reader().read(page.pixels).text
        answer = reader().read(CHANGES[row](page.pixels, rng)).text
        outcome = Outcome(wanted == answer != "")
    elif row in TURNS:
        page = page_to_turn(folder, rng)
        wanted = reader().read(page.pixels).text
        answer = reader().read(np.ascontiguousarray(np.rot90(page.pixels, -TURNS[row]))).text
        outcome = Outcome(wanted == answer != "")
    else:
        page = COMPOSED[row](folder, rng)
        wanted, answer = page.text, reader().read(page.pixels).text
        outcome = Outcome(wanted == answer)
    if row in NUMBERS:
        outcome = Outcome(in_order(page.lines, tuple(answer.split("\n"))), len(page.lines))
    if row in ONE_DIGIT:
        alone = [str(each.digit) for each in reader().read(page.pixels, layout="digit").digits] == [wanted]
        outcome = Outcome(outcome.right, alone=alone)
    if save and outcome.right < outcome.texts:
        name = f"{row}-{number:04d}-{_in_name(wanted)}_{_in_name(answer)}.png"
        (save / name.replace(" ", "-").replace(":", "")).write_bytes(encode_png(page.pixels))
    return outcome


def _in_name(text: str) -> str:
    return text.replace("\n", "+").replace("?", "#")[:60] or "nothing"


def line(row: str, outcomes: list[Outcome]) -> str:
    """A line of the table."""
    right, texts = sum(each.right for each in outcomes), sum(each.texts for each in outcomes)
    alone = [each.alone for each in outcomes if each.alone is not None]
    low, high = (abs(each) for each in interval(right, texts))
    share = f"{100 * sum(alone) / len(alone):.1f} %" if alone else ""
    return f"| {row} | {texts} | {100 * right / texts:.1f} % | {100 * low:.1f}–{100 * high:.1f} % | {share} |"


@options.command(__doc__)
@options.writers
@options.count("--pages", 300)
@options.seed
@options.only("--row", ROWS)
@options.save
@options.workers
def main(
    folder: Folder, count: int, seed: int, rows: tuple[str, ...], save: Path | None, workers: int
) -> None:
    print("| pages | n | right | 95 % interval | layout=digit right |")
    print("|---|--:|--:|--:|--:|", flush=True)
    with processes(workers) as mapper:
        for row in rows or ROWS:
            outcomes = mapper(
                read_page, repeat(folder), repeat(seed), repeat(row), range(count), repeat(save)
            )
            print(line(row, list(outcomes)), flush=True)


if __name__ == "__main__":
    main()
