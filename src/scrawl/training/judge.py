"""Fits the judge of readings (see `scrawl.judge`) to pictures of which it is known what is written on them.

A picture is read in every way that the reader knows. Of those readings some are exact and some are not. To choose
between them the weights are those under which the best ones have the largest scores, a conditional logit (McFadden
1974) with a picture for a choice; to tell whether a reading is exact, those of a logistic regression over all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from scrawl.errors import DataError, EngineError
from scrawl.evaluation import pages, photographs
from scrawl.evaluation.photographs import Photograph
from scrawl.evaluation.results import Mapper, processes
from scrawl.judge import FEATURES, Judge
from scrawl.reader import LEAST_TURNED, Reader
from scrawl.recognizer import Recognizer
from scrawl.training import export, ways

FITTED = 1  # apart from the pages that `bench/pages.py` composes from the same seed
RIDGE = 0.002  # of the squared weights, for features of variance 1: what few pictures tell moves them little


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What the judge learns from: so many made-up pages of each kind, and every `step`-th photograph of each set."""

    seed: int = 0
    pages: int = 10
    step: int = 2


@dataclass(frozen=True, eq=False)
class Question:
    """A picture and its readings.

    features  (n, len(FEATURES)) float64, of the picture as it is
    right     (n,) float64, the share of each that is what is written, 0…1
    turned    (m, len(FEATURES)) float64, from other sides, of enough digits to be believed; none of them is right
    weight    how much the picture counts
    """

    features: NDArray[np.float64]
    right: NDArray[np.float64]
    turned: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, len(FEATURES))))
    weight: float = 1.0

    @property
    def best(self) -> NDArray[np.bool_]:
        """Which readings are as right as any, (n,)."""
        return np.asarray(self.right == self.right.max())


def train(recipe: Recipe, *, data: Path, weights: Path, tell: Callable[[str], None] = print) -> None:
    """Fit the judge of the weights in a folder, and write it into their card.

    `data` is the folder of collections; of pens the development half is written with. DataError if it has none.
    """
    if not (data / "photos").is_dir() and not (data / "pen").is_dir():
        raise DataError(f"There is nothing to fit a judge to in {data}: it needs photos and pen.")
    recognizer = Recognizer(weights=weights)
    export.record(weights, upright=ways.fit(recognizer, data))
    card = recognizer.card
    try:
        Judge.of(card)
    except EngineError:  # readings are asked for before there is one
        export.record(weights, judge=neutral())
    with processes() as mapper:
        sets = gather(recipe, data, weights, mapper)
    questions = [each for questions in sets.values() for each in questions]
    judge = fit(questions)
    fitted = Judge.of({"judge": judge})
    for name, asked in sets.items():
        right = sum(bool(each.best[(each.features @ fitted.choice).argmax()]) for each in asked)
        tell(f"{name}: of {len(asked)} pictures the best reading is chosen in {right}")
    export.record(weights, judge=judge)


def neutral() -> dict[str, object]:
    """What a card says of a judge to whom all readings are alike."""
    return {"choice": dict.fromkeys(FEATURES, 0.0), "chance": dict.fromkeys((*FEATURES, "bias"), 0.0)}


def gather(recipe: Recipe, data: Path, weights: Path, mapper: Mapper = map) -> dict[str, list[Question]]:
    """The readings of photographs and made-up pages, set by set; a set counts by the root of its size."""
    sets: dict[str, list[Question]] = {}
    folder = pages.Folder(data, development=True)
    rows = pages.COMPOSED if pages.digit_hands(folder) else {}
    for row in rows:
        composed = partial(_composed, weights, folder, recipe.seed, row)
        sets[row] = _weighted(list(mapper(composed, range(recipe.pages))))
    for name, pictures in photographs.collections(data).items():
        sets[name] = _weighted(list(mapper(partial(_photographed, weights), pictures[:: recipe.step])))
    return sets


def _weighted(questions: list[Question]) -> list[Question]:
    return [replace(each, weight=len(questions) ** -0.5) for each in questions]


def _composed(weights: Path, folder: pages.Folder, seed: int, row: str, number: int) -> Question:
    rng = np.random.default_rng([seed, FITTED, pages.ROWS.index(row), number])
    page = pages.COMPOSED[row](folder, rng)

    def right(text: str) -> float:
        if text == page.text or row not in pages.NUMBERS:
            return float(text == page.text)
        return pages.in_order(page.lines, tuple(text.split("\n"))) / max(
            len(page.lines), len(text.split("\n"))
        )

    return _asked(weights, page.pixels, right)


def _photographed(weights: Path, photograph: Photograph) -> Question:
    return _asked(weights, photograph.encoded, lambda text: float(photograph.is_exact(text)))


def _asked(weights: Path, source: NDArray[np.uint8] | bytes, right: Callable[[str], float]) -> Question:
    attempts = _reader(weights).attempts(source)
    upright = [attempt for attempt in attempts if not attempt.canvas.turned]
    turned = [attempt for attempt in attempts if attempt.canvas.turned and attempt.good >= LEAST_TURNED]
    return Question(
        np.array([attempt.features for attempt in upright]),
        np.array([right("\n".join(attempt.digits()[1])) for attempt in upright]),
        np.reshape([attempt.features for attempt in turned], (-1, len(FEATURES))),
    )


@cache
def _reader(weights: Path) -> Reader:
    return Reader(Recognizer(weights=weights))


def fit(questions: Sequence[Question]) -> dict[str, object]:
    """What a model card says of its judge (see `Judge.of`).

    DataError if no picture has readings that differ in how right they are.
    """
    if all(each.best.all() for each in questions):
        raise DataError("No picture has a right reading and a wrong one, so nothing tells them apart.")
    choice, chance = _choice(questions), _chance(questions)
    return {
        "choice": {name: round(float(weight), 4) for name, weight in zip(FEATURES, choice, strict=True)},
        "chance": {
            name: round(float(weight), 4) for name, weight in zip((*FEATURES, "bias"), chance, strict=True)
        },
        "pictures": len(questions),
    }


def _choice(questions: Sequence[Question]) -> NDArray[np.float64]:
    """The weights (len(FEATURES),) under which the best reading of each picture is the likeliest to be chosen."""
    told = [each for each in questions if not each.best.all()]
    scale = _scale(np.concatenate([each.features for each in told]))
    asked = np.array([name != "upright" for name in FEATURES]) / scale

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = RIDGE * float(weights @ weights), 2 * RIDGE * weights
        for each in told:
            known = each.features * asked
            share = np.exp(known @ weights - (known @ weights).max())
            share /= share.sum()
            found = float(share[each.best].sum())
            total -= each.weight * float(np.log(found))
            slope = slope + each.weight * ((share - share * each.best / found) @ known)
        return total, slope

    return _least(loss, len(FEATURES)) * asked


def _chance(questions: Sequence[Question]) -> NDArray[np.float64]:
    """The weights (len(FEATURES) + 1,), the bias last, under which what is exact is the likeliest to be so."""
    features = np.concatenate([readings for each in questions for readings in (each.features, each.turned)])
    scale = np.append(_scale(features), 1.0)
    known = np.column_stack([features, np.ones(len(features))]) / scale
    exact = np.concatenate(
        [np.append(each.right == 1, np.zeros(len(each.turned), bool)) for each in questions]
    )
    counts = [len(each.features) + len(each.turned) for each in questions]
    weight = np.repeat([each.weight / count for each, count in zip(questions, counts, strict=True)], counts)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = known @ weights
        surprise = float(weight @ (np.logaddexp(0, logits) - exact * logits))
        slope = known.T @ (weight * (1 / (1 + np.exp(-logits)) - exact))
        return surprise + RIDGE * float(weights @ weights), slope + 2 * RIDGE * weights

    return _least(loss, len(scale)) / scale


def _scale(features: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.maximum(features.std(axis=0), 1e-9)


def _least(loss: Callable[..., Any], count: int) -> NDArray[np.float64]:
    return np.asarray(minimize(loss, np.zeros(count), jac=True, method="L-BFGS-B").x)
