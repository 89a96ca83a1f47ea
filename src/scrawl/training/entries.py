"""Fits the linear models in the card of some weights, one after the other: each by readings with those before it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from scrawl.errors import EngineError
from scrawl.glyphs.acceptance import ACCEPTANCE
from scrawl.glyphs.drawing import DRAWING
from scrawl.glyphs.fitted import Linear
from scrawl.glyphs.judge import CHANCE, CHOICE, SIDE, Judge
from scrawl.glyphs.marking import MARKING
from scrawl.glyphs.parting import PARTING
from scrawl.glyphs.struck import STRUCK
from scrawl.measure.processes import processes
from scrawl.recognizer import Recognizer
from scrawl.training import acceptance, drawing, export, judge, marking, parting, pictures, struck, ways
from scrawl.training.logistic import fit_to_pages
from scrawl.training.pictures import Recipe

MODELS = (DRAWING, PARTING, ACCEPTANCE, CHOICE, CHANCE, SIDE, MARKING, STRUCK)


def _blank(model: Linear, **known: float) -> dict[str, float]:
    return dict.fromkeys(model.features, 0.0) | known


@dataclass(frozen=True)
class Entry:
    """An entry of the card.

    blank  what it is before anything is fitted
    sets   makers of what it is asked of, set by set; none where the folder of collections lacks it
    asked  what a reader with the weights in a folder tells of one of these
    fit    the entry by all that was told
    """

    blank: Mapping[str, Any]
    sets: Callable[[Recipe, Path], Mapping[str, Sequence[Callable[[], Any]]]]
    asked: Callable[[Path, Callable[[], Any]], Any]
    fit: Callable[[Mapping[str, Sequence[Any]]], Mapping[str, Any]]


# In the order in which they are fitted. To begin with readings are alike, looks alone count, nothing is parted, struck
# out or a mark. Cells come last: their tables are read with all the others.
ENTRIES = {
    "drawing": Entry(_blank(DRAWING, odds=1.0), drawing.sets, drawing.asked, drawing.fit),
    "parting": Entry(
        _blank(PARTING), pictures.touching, parting.asked, partial(fit_to_pages, PARTING, "touching digits")
    ),
    "acceptance": Entry(
        _blank(ACCEPTANCE), pictures.sets, acceptance.asked, partial(fit_to_pages, ACCEPTANCE, "digits")
    ),
    "judge": Entry(
        {"choice": _blank(CHOICE), "chance": _blank(CHANCE), "side": _blank(SIDE)},
        judge.sets,
        judge.asked,
        judge.fit,
    ),
    "marking": Entry(
        _blank(MARKING, bias=-1.0), pictures.marked, marking.asked, partial(fit_to_pages, MARKING, "marks")
    ),
    "struck": Entry(
        _blank(STRUCK),
        struck.sets,
        struck.asked,
        partial(fit_to_pages, STRUCK, "cells that are struck out", cost=struck.COST),
    ),
}


def train(recipe: Recipe, *, data: Path, weights: Path, tell: Callable[[str], None] = print) -> None:
    """Fit the linear models to collections for the weights in a folder, and write them into their card.

    `data` is the folder of collections; of pens the development half is written with. DataError if it has none.
    """
    sets = {name: entry.sets(recipe, data) for name, entry in ENTRIES.items()}
    recognizer = Recognizer(weights=weights)
    export.record(weights, upright=ways.fit(recognizer, data))
    try:
        for model in MODELS:
            model.weights(recognizer.card)
    except EngineError:  # readings are asked for before there is one
        export.record(weights, **{name: entry.blank for name, entry in ENTRIES.items()})
    for name, entry in ENTRIES.items():
        if not sets[name]:
            continue
        with processes() as mapper:  # others for each entry: a reader keeps its card
            asked = {
                row: list(mapper(partial(entry.asked, weights), made)) for row, made in sets[name].items()
            }
        fitted = entry.fit(asked)
        export.record(weights, **{name: fitted})
        if name == "judge":
            for line in judge.chosen(asked, Judge.of({name: fitted})):
                tell(line)
