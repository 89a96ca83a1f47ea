"""Pictures whose digits are known, for the models in the card to be fitted to."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scrawl.errors import DataError
from scrawl.measure.photographs import Photograph, collections
from scrawl.reader import Source
from scrawl.scenes import compose, numerals, pages, tables, writing
from scrawl.scenes.compose import Page
from scrawl.scenes.writing import Writing
from scrawl.strokes import Strokes

WAYS = ("plain", "everything", "drawn")  # of pages with marks: see `bench/numerals.py`
FITTED = 1  # part of the seed, which keeps these pages apart from those that `bench/pages.py` composes


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What to fit to: `pages` made-up pages with one digit of each kind, and every `step`-th photograph of each set.

    Of pages with numbers there are twice as many, and four times as many on their heads, where a 6 is a good 9. Of
    pages without digits there are `empty`, since each of their many sights is rare, and of forms and pages with words
    twice as many.
    """

    seed: int = 0
    pages: int = 10
    empty: int = 24
    step: int = 1

    def count(self, row: str) -> int:
        """How many made-up pages of that row of `scenes.pages` there are."""
        if row in pages.FORMS or row in pages.WORDS or row == "no digits: words":
            return 2 * self.empty
        if row in pages.NOTHING:
            return self.empty
        if pages.TURNS.get(row) == 2:
            return 4 * self.pages
        return 2 * self.pages if row in pages.NUMBERS else self.pages


@dataclass(frozen=True, eq=False)
class Drawing:
    """Strokes that a page was written with.

    lines, boxes   see `Page`, in the units of the strokes
    """

    strokes: Strokes
    lines: tuple[str, ...]
    boxes: NDArray[np.int64]


Known = Page | Photograph


@dataclass(frozen=True, eq=False)
class Turned:
    """A page that was made up upright and is sent on another side.

    turned  by how many degrees, clockwise, it must be turned to be upright
    """

    page: Page
    turned: int

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """The picture as it is sent."""
        return np.ascontiguousarray(np.rot90(self.page.pixels, self.turned // 90))


def source(known: Known | Drawing | Turned) -> Source:
    """What of it is read."""
    if isinstance(known, Drawing):
        return known.strokes
    return known.encoded if isinstance(known, Photograph) else known.pixels


def sets(recipe: Recipe, data: Path) -> dict[str, list[Callable[[], Known]]]:
    """Makers of the pictures, set by set; of pens the development half writes. DataError if there are none."""
    folder = _pens(data)
    made: dict[str, list[Callable[[], Known]]] = {}
    for row in pages.COMPOSED if folder else ():
        made[row] = _several(recipe.count(row), _composed, folder, recipe.seed, row)
    made |= _photographs(recipe, data)
    if not made:
        raise DataError(f"There is nothing to be fitted to in {data}: it needs photos and pen.")
    return made


def _pens(data: Path) -> pages.Folder | None:
    """The development half of a folder, if it has pens."""
    folder = pages.Folder(data, development=True)
    return folder if pages.digit_hands(folder) else None


def _several(count: int, make: Callable[..., Any], *given: Any) -> list[Callable[[], Any]]:
    """Makers of `count` pictures, which their numbers tell apart."""
    return [partial(make, *given, number) for number in range(count)]


def _photographs(recipe: Recipe, data: Path) -> dict[str, list[Callable[[], Any]]]:
    return {
        name: [partial(_given, picture) for picture in pictures[:: recipe.step]]
        for name, pictures in collections(data).items()
    }


def _composed(folder: pages.Folder, seed: int, row: str, number: int) -> Page:
    rng = np.random.default_rng([seed, FITTED, pages.ROWS.index(row), number])
    return pages.COMPOSED[row](folder, rng)


def touching(recipe: Recipe, data: Path) -> dict[str, list[Callable[[], Page]]]:
    """Makers of pages on which there is ink to part, and ink that is not to be, set by set; none without pens."""
    folder = _pens(data)
    rows = (*pages.NUMBERS, *pages.FORMS, *pages.NOTHING) if folder else ()
    return {row: _several(recipe.empty, _composed, folder, recipe.seed, row) for row in rows}


def marked(recipe: Recipe, data: Path) -> dict[str, list[Callable[[], Known | Drawing]]]:
    """Makers of pages and drawings of numbers with marks, and of all that has none, set by set; none without pens."""
    if not (folder := _pens(data)):
        return {}
    made: dict[str, list[Callable[[], Known | Drawing]]] = {
        f"{kind}, {way}": _several(recipe.pages, _marked, folder, recipe.seed, kind, way)
        for kind in (*numerals.KINDS, "several")
        for way in WAYS
    }
    made["tables"] = _several(recipe.pages, _tabled, folder, recipe.seed)
    made["numbers, drawn"] = _several(50 * recipe.empty, _plain, folder, recipe.seed)
    for row in (*pages.NUMBERS, *pages.FORMS, *pages.NOTHING):
        count = (10 if row in pages.FORMS else 2) * recipe.empty  # few bits of walls look like marks
        made[row] = _several(count, _composed, folder, recipe.seed, row)
    return made | _photographs(recipe, data)


def _marked(folder: pages.Folder, seed: int, kind: str, way: str, number: int) -> Page | Drawing:
    kinds = (*numerals.KINDS, "several")
    rng = np.random.default_rng([seed, FITTED, kinds.index(kind), WAYS.index(way), number])
    named = compose.together(rng) if way == "everything" else frozenset({"pen"})
    written = numerals.a_writing(
        pages.a_hand(folder, rng), kind, rng, any_pen=way != "drawn" and "pen" in named
    )
    if way != "drawn":
        return compose.photograph(written, named, rng)
    return _drawing(written)


def _tabled(folder: pages.Folder, seed: int, number: int) -> Page:
    """A photographed table, which has many digits, and litter of all of them."""
    return tables.page(folder, np.random.default_rng([seed, FITTED, number]))


def _plain(folder: pages.Folder, seed: int, number: int) -> Drawing:
    """A number without marks, in which a 1 may lean like a slash."""
    rng = np.random.default_rng([seed, FITTED, number])
    hand, height = pages.a_hand(folder, rng), writing.a_height(rng)
    lengths = [int(rng.integers(2, 8, endpoint=True))]
    touching = bool(rng.random() < 0.5)
    return _drawing(writing.numbers(hand, lengths, height, writing.usual_pen(height), rng, touching=touching))


def _drawing(written: Writing) -> Drawing:
    low = np.array([np.concatenate(symbol).min(axis=0) for symbol in written.symbols])
    high = np.array([np.concatenate(symbol).max(axis=0) for symbol in written.symbols])
    boxes = np.column_stack([np.floor(low - written.pen / 2), np.ceil(high - low + written.pen)])
    strokes = [stroke for symbol in written.symbols for stroke in symbol]
    return Drawing(Strokes.of(strokes, brush=written.pen), written.lines, boxes.astype(np.int64))


def turned(recipe: Recipe, data: Path) -> dict[str, list[Callable[[], Turned]]]:
    """Makers of pages of numbers that lie on their side or their head, set by set; none without pens."""
    folder = _pens(data)
    rows = pages.TURNS if folder else ()
    return {row: _several(recipe.count(row), _turned, folder, recipe.seed, row) for row in rows}


def _turned(folder: pages.Folder, seed: int, row: str, number: int) -> Turned:
    rng = np.random.default_rng([seed, FITTED, pages.ROWS.index(row), number])
    return Turned(pages.page_to_turn(folder, rng), 360 - 90 * pages.TURNS[row])


def _given(photograph: Photograph) -> Photograph:
    return photograph
