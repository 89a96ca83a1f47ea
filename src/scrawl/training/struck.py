"""Fits the model that tells whether a cell of a table was struck out (`scrawl.glyphs.struck`) to made-up tables."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scrawl.binarize import Picture
from scrawl.glyphs.fitted import named
from scrawl.glyphs.struck import FEATURES, Written
from scrawl.glyphs.tables import tabled
from scrawl.measure.processes import Mapper, reader_with
from scrawl.scenes import struck, tables
from scrawl.scenes.compose import Page
from scrawl.scenes.pages import Folder
from scrawl.training import logistic
from scrawl.training.logistic import Asked

RIDGE = 3e-4  # penalty on the squared weights, for features of variance 1: few cells must not move them far
COST = 3  # of a plain number that is lost, in lines that are missed: these leave the number to be seen
FITTED = 1  # part of the seed, which keeps these pages apart from those that `bench/struck.py` measures on
WAYS = {"plain": 45, "photographed": 45, "tables": 10}  # pages: about 1,000 cells with writing of each way


def gather(
    data: Path, weights: Path, seed: int, mapper: Mapper = map, ways: Mapping[str, int] = WAYS
) -> dict[str, list[Asked]]:
    """What the development half wrote into the cells of tables, and whether it was struck out, way by way."""
    folder = Folder(data, development=True)
    return {
        way: list(mapper(partial(_asked, folder, weights, seed, way), range(count)))
        for way, count in ways.items()
    }


def _asked(folder: Folder, weights: Path, seed: int, way: str, number: int) -> Asked:
    rng = np.random.default_rng([seed, FITTED, list(WAYS).index(way), number])
    page, is_struck = _page(folder, way, rng)
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

    if not attempt.canvas.turned:  # else its rules are elsewhere
        rules = Picture(page.pixels, lambda _: np.zeros((1, 1), np.float32)).rules()
        tabled(attempt, rules, noted)
    return Asked(np.reshape(features, (-1, len(FEATURES))), np.array(right, np.bool_))


def _page(folder: Folder, way: str, rng: np.random.Generator) -> tuple[Page, NDArray[np.bool_]]:
    """A page, and which of its boxes were struck out: none in tables as most people write them."""
    if way == "tables":
        page = tables.page(folder, rng)
        return page, np.zeros(len(page.boxes), np.bool_)
    page = struck.page(folder, rng, photographed=way == "photographed")
    return page, np.isin(page.lines, struck.STRUCK)


def fit(sets: dict[str, list[Asked]]) -> dict[str, float]:
    """What a model card says of what is struck out (see `Struck.of`): logistic regression.

    DataError if all cells are struck out, or none is.
    """
    weights = logistic.fit_to_pages(sets, RIDGE, "cells that are struck out")
    weights[FEATURES.index("bias")] -= np.log(COST)
    return named(FEATURES, weights)
