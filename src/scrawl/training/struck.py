"""Fits the model that tells whether a cell of a table was struck out (`scrawl.glyphs.struck`) to made-up tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scrawl.binarize import Picture
from scrawl.glyphs.struck import FEATURES, Written
from scrawl.glyphs.tables import tabled
from scrawl.measure.processes import reader_with
from scrawl.scenes import struck, tables
from scrawl.scenes.compose import Page
from scrawl.scenes.pages import Folder, letter_hands
from scrawl.training.logistic import Asked
from scrawl.training.pictures import Recipe

COST = 3  # of a plain number that is lost, in lines that are missed: these leave the number to be seen
FITTED = 1  # part of the seed, which keeps these pages apart from those that `bench/struck.py` measures on
WAYS = {"plain": 45, "photographed": 45, "tables": 10}  # pages: about 1,000 cells with writing of each way

Struck = tuple[Page, NDArray[np.bool_]]  # a page, and which of its boxes were struck out


def sets(recipe: Recipe, data: Path) -> dict[str, list[Callable[[], Struck]]]:
    """Makers of tables that the development half wrote, way by way; none without pens."""
    folder = Folder(data, development=True)
    if not letter_hands(folder):
        return {}
    return {
        way: [partial(_page, folder, recipe.seed, way, number) for number in range(count)]
        for way, count in WAYS.items()
    }


def asked(weights: Path, make: Callable[[], Struck]) -> list[Asked]:
    """Which writing in the cells of a page was struck out."""
    page, is_struck = make()
    reader = reader_with(weights)
    attempt = reader.attempt(page.pixels, layout="table").marked(reader.recognizer)
    features: list[NDArray[np.float64]] = []
    right: list[bool] = []

    def noted(written: Written) -> bool:
        x, y, width, height = attempt.canvas.unit(written.box)
        middle = np.array([x + width / 2, y + height / 2])
        inside = (page.boxes[:, :2] <= middle) & (middle <= page.boxes[:, :2] + page.boxes[:, 2:])
        features.append(written.features)
        right.append(bool((inside.all(axis=1) & is_struck).any()))
        return False

    if view := attempt.canvas.view:
        rules = Picture(view.pixels, lambda _: np.zeros((1, 1), np.float32), is_table=True).rules
        tabled(attempt, rules, noted)
    return [Asked(np.reshape(features, (-1, len(FEATURES))), np.array(right, np.bool_))]


def _page(folder: Folder, seed: int, way: str, number: int) -> Struck:
    """In tables as most people write them nothing is struck out."""
    rng = np.random.default_rng([seed, FITTED, list(WAYS).index(way), number])
    if way == "tables":
        page = tables.page(folder, rng)
        return page, np.zeros(len(page.boxes), np.bool_)
    page = struck.page(folder, rng, photographed=way == "photographed")
    return page, np.isin(page.lines, struck.STRUCK)
