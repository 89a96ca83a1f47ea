"""Pictures of which it is known what is written on them: what the acceptance and the judge are fitted to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np

from scrawl.errors import DataError
from scrawl.evaluation import photographs
from scrawl.evaluation.photographs import Photograph
from scrawl.reader import Reader
from scrawl.recognizer import Recognizer
from scrawl.scenes import pages
from scrawl.scenes.compose import Page

FITTED = 1  # apart from the pages that `bench/pages.py` composes from the same seed


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What is learned from: so many made-up pages of each kind, and every `step`-th photograph of each set.

    Of pages without digits there are `empty`, for all that can be seen there is seldom.
    """

    seed: int = 0
    pages: int = 10
    empty: int = 24
    step: int = 2


Known = Page | Photograph


def sets(recipe: Recipe, data: Path) -> dict[str, list[Callable[[], Known]]]:
    """What makes the pictures, set by set; of pens the development half writes. DataError if there is no such data."""
    if not (data / "photos").is_dir() and not (data / "pen").is_dir():
        raise DataError(f"There is nothing to be fitted to in {data}: it needs photos and pen.")
    made: dict[str, list[Callable[[], Known]]] = {}
    folder = pages.Folder(data, development=True)
    for row in pages.COMPOSED if pages.digit_hands(folder) else ():
        count = recipe.empty if row.startswith("no digits") else recipe.pages
        made[row] = [partial(_composed, folder, recipe.seed, row, number) for number in range(count)]
    for name, pictures in photographs.collections(data).items():
        made[name] = [partial(_given, picture) for picture in pictures[:: recipe.step]]
    return made


def _composed(folder: pages.Folder, seed: int, row: str, number: int) -> Page:
    rng = np.random.default_rng([seed, FITTED, pages.ROWS.index(row), number])
    return pages.COMPOSED[row](folder, rng)


def _given(photograph: Photograph) -> Photograph:
    return photograph


@cache
def reader_of(weights: Path) -> Reader:
    """One with the weights in that folder, kept for the process."""
    return Reader(Recognizer(weights=weights))
