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
from difflib import SequenceMatcher
from functools import cache, partial
from itertools import repeat
from pathlib import Path

import click
import cv2
import numpy as np
from numpy.typing import NDArray

from scrawl import Reader
from scrawl.evaluation import camera, compose, doodles, forms, writing
from scrawl.evaluation.compose import NUISANCES, Page
from scrawl.evaluation.metrics import interval
from scrawl.evaluation.results import processes
from scrawl.picture import encode_png

Generator = np.random.Generator
CLOSE_UP = 48  # px, the least digit height of a page that is halved
CAMERA_QUALITY = 92  # of a JPEG as phones save it
BOXED = (1, 4)  # digits of a number in a box
RESENT_QUALITY = 50  # and as messengers send it on


@dataclass(frozen=True)
class Folder:
    """Which half of which data folder."""

    data: Path
    development: bool


@dataclass(frozen=True)
class Outcome:
    """How many of a page's texts were read right; `alone`: with `layout=digit`, None where there is not one digit."""

    right: int
    texts: int = 1
    alone: bool | None = None


@cache
def digit_hands(folder: Folder) -> list[writing.Hand]:
    return writing.digit_hands(folder.data, development=folder.development)


@cache
def letter_hands(folder: Folder) -> list[writing.Hand]:
    return writing.letter_hands(folder.data, development=folder.development)


@cache
def reader() -> Reader:
    return Reader()


Composer = Callable[[Folder, Generator], Page]


def numbers(
    nuisances: Callable[[Generator], frozenset[str]],
    folder: Folder,
    rng: Generator,
    *,
    single: bool = False,
    touching: bool = False,
    least: float = writing.HEIGHTS[0],
) -> Page:
    hands = digit_hands(folder)
    hand = hands[rng.integers(len(hands))]
    lengths = [1] if single else rng.integers(2, 8, rng.integers(1, 6, endpoint=True), endpoint=True).tolist()
    named = nuisances(rng)
    height = writing.a_height(rng, least)
    pen = writing.a_pen(height, rng) if "pen" in named else writing.usual_pen(height)
    return compose.photograph(writing.numbers(hand, lengths, height, pen, rng, touching=touching), named, rng)


def nothing(kind: str, folder: Folder, rng: Generator) -> Page:
    """A page without digits, half of the nuisances on it."""
    height = writing.a_height(rng)
    pen = writing.a_pen(height, rng)
    named = compose.some(rng)
    if kind in ("blank", "ruled", "squared"):
        written = writing.Writing([], (), height, pen)
        named = named - {"ruled", "squared"} | ({kind} & {"ruled", "squared"})
    elif kind == "words":
        hands = letter_hands(folder)
        written = writing.words(hands[rng.integers(len(hands))], height, pen, rng)
    else:
        written = {"shapes": doodles.shapes, "scribbles": doodles.scribbles}[kind](height, pen, rng)
    return compose.photograph(written, named, rng)


def on_form(folder: Folder, rng: Generator, *, comb: bool) -> Page:
    """A number in a printed box, or each digit of it in a cell of a comb."""
    hands = digit_hands(folder)
    named = of_a_form(rng) | ({"pencil"} if rng.random() < 0.5 else set())
    height = writing.a_height(rng)
    pen = writing.a_pen(height, rng) if "pen" in named else writing.usual_pen(height)
    least, most = forms.CELLS if comb else BOXED
    lengths = [int(rng.integers(least, most, endpoint=True))]
    hand = hands[rng.integers(len(hands))]
    written = writing.numbers(hand, lengths, height, pen, rng, touching=False)
    written, form = forms.into_comb(written, rng) if comb else (written, forms.around(written, rng))
    return compose.photograph(written, named, rng, form)


def empty_form(_: Folder, rng: Generator) -> Page:
    height = writing.a_height(rng)
    form = forms.empty(height, rng)
    return compose.photograph(writing.Writing([], (), height, 1), of_a_form(rng), rng, form)


def of_a_form(rng: Generator) -> frozenset[str]:
    """Half of the nuisances that a photographed form can have, or one time in two those of a scan."""
    named = compose.some(rng) - {"rotation", "ruled", "squared", "blackboard"}
    if rng.random() < 0.5:
        return named & {"pen", "ink colour", "faint ink", "JPEG"} | {"scan"}
    return named


def just(*names: str) -> Callable[[Generator], frozenset[str]]:
    return lambda _: frozenset(names)


ONE_DIGIT: dict[str, Composer] = {
    "plain": partial(numbers, just(), single=True),
    **{name: partial(numbers, just(name), single=True) for name in NUISANCES},
    "all together": partial(numbers, compose.together, single=True),
}
NUMBERS: dict[str, Composer] = {
    "numbers apart": partial(numbers, just("pen")),
    "numbers touching": partial(numbers, just("pen"), touching=True),
    "numbers apart, all together": partial(numbers, compose.together),
    "numbers touching, all together": partial(numbers, compose.together, touching=True),
}
NOTHING: dict[str, Composer] = {
    f"no digits: {kind}": partial(nothing, kind)
    for kind in ("blank", "ruled", "squared", "shapes", "scribbles", "words")
}


def halved(pixels: NDArray[np.uint8], _: Generator) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)


def doubled(pixels: NDArray[np.uint8], _: Generator) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(pixels, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)


def turned(pixels: NDArray[np.uint8], rng: Generator) -> bytes:
    quality = CAMERA_QUALITY if rng.random() < 0.5 else None
    return camera.encode(pixels, quality=quality, orientation=int(rng.choice([6, 3, 8])))


def inverted(pixels: NDArray[np.uint8], _: Generator) -> NDArray[np.uint8]:
    return 255 - pixels


def resent(pixels: NDArray[np.uint8], _: Generator) -> bytes:
    return camera.encode(pixels, quality=RESENT_QUALITY)


CHANGES: dict[str, Callable[[NDArray[np.uint8], Generator], NDArray[np.uint8] | bytes]] = {
    "same at half the size": halved,
    "same at twice the size": doubled,
    "same turned by EXIF": turned,
    "same inverted": inverted,
    "same recompressed": resent,
}
FORMS: dict[str, Composer] = {
    "no digits: forms": empty_form,
    "numbers in boxes": partial(on_form, comb=False),
    "numbers in combs": partial(on_form, comb=True),
}
TURNS = {f"turned by {90 * quarters}°": quarters for quarters in (1, 2, 3)}  # clockwise
ROWS = (*ONE_DIGIT, *NUMBERS, *NOTHING, *CHANGES, *FORMS, *TURNS)


def tells_up_from_down(page: Page) -> bool:
    """Whether it has at least three digits and one that is none when it stands on its head."""
    digits = "".join(page.lines)
    return len(digits) >= 3 and not set(digits) <= set("01689")


def read_page(folder: Folder, seed: int, row: str, number: int, save: Path | None) -> Outcome:
    """Compose the page of that number in the row, read it, and save it if that went wrong."""
    rng = np.random.default_rng([seed, ROWS.index(row), number])
    if row in CHANGES:
        page = numbers(compose.some, folder, rng, least=CLOSE_UP)
        wanted = reader().read(page.pixels).text
        answer = reader().read(CHANGES[row](page.pixels, rng)).text
        outcome = Outcome(wanted == answer != "")
    elif row in TURNS:
        pages = iter(partial(numbers, compose.some, folder, rng, least=CLOSE_UP), None)
        page = next(filter(tells_up_from_down, pages))
        wanted = reader().read(page.pixels).text
        answer = reader().read(np.ascontiguousarray(np.rot90(page.pixels, -TURNS[row]))).text
        outcome = Outcome(wanted == answer != "")
    else:
        page = (ONE_DIGIT | NUMBERS | NOTHING | FORMS)[row](folder, rng)
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


def in_order(wanted: tuple[str, ...], answer: tuple[str, ...]) -> int:
    """How many of the wanted lines were read, in their order."""
    blocks = SequenceMatcher(None, wanted, answer, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)


def _in_name(text: str) -> str:
    return text.replace("\n", "+").replace("?", "#")[:60] or "nothing"


def line(row: str, outcomes: list[Outcome]) -> str:
    """A line of the table."""
    right, texts = sum(each.right for each in outcomes), sum(each.texts for each in outcomes)
    alone = [each.alone for each in outcomes if each.alone is not None]
    low, high = (abs(each) for each in interval(right, texts))
    share = f"{100 * sum(alone) / len(alone):.1f} %" if alone else ""
    return f"| {row} | {texts} | {100 * right / texts:.1f} % | {100 * low:.1f}–{100 * high:.1f} % | {share} |"


@click.command(help=(__doc__ or "").replace("    python", "\b\n    python", 1))
@click.option("--data", type=click.Path(exists=True, path_type=Path), envvar="SCRAWL_DATA", required=True)
@click.option(
    "--half", type=click.Choice(["development", "reporting"]), default="reporting", show_default=True
)
@click.option("--pages", type=click.IntRange(1), default=300, show_default=True, help="Of each row.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--row", "rows", type=click.Choice(ROWS), multiple=True, help="Only that; may be repeated.")
@click.option("--save", type=click.Path(path_type=Path), help="Folder for pages read wrongly: truth_answer.")
@click.option("--processes", "workers", type=click.IntRange(0), default=2, show_default=True)
def main(
    data: Path, half: str, pages: int, seed: int, rows: tuple[str, ...], save: Path | None, workers: int
) -> None:
    if save:
        save.mkdir(parents=True, exist_ok=True)
    folder = Folder(data, development=half == "development")
    print("| pages | n | right | 95 % interval | layout=digit right |")
    print("|---|--:|--:|--:|--:|", flush=True)
    with processes(workers) as mapper:
        for row in rows or ROWS:
            outcomes = mapper(
                read_page, repeat(folder), repeat(seed), repeat(row), range(pages), repeat(save)
            )
            print(line(row, list(outcomes)), flush=True)


if __name__ == "__main__":
    main()
