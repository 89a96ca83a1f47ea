"""The kinds of made-up pages that are measured on, by name: each composes a page from random numbers.

They are tests of parts: paper, print, light and lens are made up here, and only the strokes are people's. The exam is
photographs by strangers (`scrawl.measure.photographs`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, partial
from pathlib import Path

import numpy as np

from scrawl.scenes import compose, doodles, forms, writing
from scrawl.scenes.compose import NUISANCES, Page

Generator = np.random.Generator
CLOSE_UP = 48  # px, the least digit height of a page that is halved
BOXED = (1, 4)  # digits of a number in a box


@dataclass(frozen=True)
class Folder:
    """Which half of which data folder."""

    data: Path
    development: bool


@cache
def digit_hands(folder: Folder) -> list[writing.Hand]:
    """The writers of digits of that half."""
    return writing.digit_hands(folder.data, development=folder.development)


@cache
def letter_hands(folder: Folder) -> list[writing.Hand]:
    """The writers of letters of that half."""
    return writing.letter_hands(folder.data, development=folder.development)


def a_hand(folder: Folder, rng: Generator) -> writing.Hand:
    """One of the writers of digits of that half."""
    hands = digit_hands(folder)
    return hands[rng.integers(len(hands))]


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
    """One to six lines of two to eight digits by one writer, or a single digit, with those nuisances."""
    hand = a_hand(folder, rng)
    lengths = [1] if single else rng.integers(2, 8, rng.integers(1, 6, endpoint=True), endpoint=True).tolist()
    named = nuisances(rng)
    height, pen = writing.sizes(named, rng, least)
    return compose.photograph(writing.numbers(hand, lengths, height, pen, rng, touching=touching), named, rng)


def nothing(kind: str, folder: Folder, rng: Generator) -> Page:
    """A page without digits, half of the nuisances on it."""
    height, pen = writing.sizes({"pen"}, rng)
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


def beside_words(folder: Folder, rng: Generator) -> Page:
    """Numbers before, behind, below and above words, half of the nuisances on the page."""
    others = letter_hands(folder)
    named = compose.some(rng)
    height, pen = writing.sizes(named, rng)
    hand, other = a_hand(folder, rng), others[rng.integers(len(others))]
    return compose.photograph(writing.beside_words(hand, other, height, pen, rng), named, rng)


def on_form(folder: Folder, rng: Generator, *, comb: bool) -> Page:
    """A number in a printed box, or each digit of it in a cell of a comb."""
    named = of_a_form(rng) | ({"pencil"} if rng.random() < 0.5 else set())
    height, pen = writing.sizes(named, rng)
    least, most = forms.CELLS if comb else BOXED
    lengths = [int(rng.integers(least, most, endpoint=True))]
    written = writing.numbers(a_hand(folder, rng), lengths, height, pen, rng, touching=False)
    written, form = forms.into_comb(written, rng) if comb else (written, forms.around(written, rng))
    return compose.photograph(written, named, rng, form)


def empty_form(_: Folder, rng: Generator) -> Page:
    """Printed boxes, combs or tables without writing."""
    height = writing.a_height(rng)
    form = forms.empty(height, rng)
    return compose.photograph(writing.Writing([], (), height, 1), of_a_form(rng), rng, form)


def of_a_form(rng: Generator) -> frozenset[str]:
    """Random nuisances of a photographed form, or one time in two of a scanned one."""
    named = compose.some(rng) - {"rotation", "ruled", "squared", "blackboard"}
    if rng.random() < 0.5:
        return named & {"pen", "ink colour", "faint ink", "JPEG"} | {"scan"}
    return named


def just(*names: str) -> Callable[[Generator], frozenset[str]]:
    """Those nuisances and no others."""
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


FORMS: dict[str, Composer] = {
    "no digits: forms": empty_form,
    "numbers in boxes": partial(on_form, comb=False),
    "numbers in combs": partial(on_form, comb=True),
}
WORDS: dict[str, Composer] = {"numbers beside words": beside_words}
COMPOSED: dict[str, Composer] = ONE_DIGIT | NUMBERS | NOTHING | FORMS | WORDS


# Pages that are changed; `bench/pages.py` does it.
CHANGED = tuple(
    f"same {how}"
    for how in ("at half the size", "at twice the size", "turned by EXIF", "inverted", "recompressed")
)
TURNS = {f"turned by {90 * quarters}°": quarters for quarters in (1, 2, 3)}  # clockwise
ROWS = (*ONE_DIGIT, *NUMBERS, *NOTHING, *CHANGED, *FORMS, *TURNS, *WORDS)


def page_to_turn(folder: Folder, rng: Generator) -> Page:
    """Numbers with some nuisances: at least three digits, and one that is none when it stands on its head."""
    while True:
        page = numbers(compose.some, folder, rng, least=CLOSE_UP)
        digits = "".join(page.lines)
        if len(digits) >= 3 and not set(digits) <= set("01689"):
            return page


def in_order(wanted: tuple[str, ...], answer: tuple[str, ...]) -> int:
    """How many of the wanted lines were read, in their order."""
    blocks = SequenceMatcher(None, wanted, answer, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)
