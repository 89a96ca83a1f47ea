"""Fits the judge of readings (see `scrawl.glyphs.judge`) to pictures whose digits are known.

A picture is read in every way that the reader knows. Of those readings some are exact and some are not. To choose
between them the weights are those under which the best ones have the largest scores, a conditional logit (McFadden
1974) with a picture for a choice; to tell whether a reading is exact, those of a logistic regression over all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from scrawl.errors import DataError, EngineError
from scrawl.evaluation.photographs import Photograph
from scrawl.evaluation.results import Mapper, processes
from scrawl.glyphs.acceptance import Acceptance
from scrawl.glyphs.judge import CHANCE, CHOICE, FEATURES, Judge
from scrawl.reader import LEAST_TURNED
from scrawl.recognizer import Recognizer
from scrawl.scenes import pages
from scrawl.scenes.compose import Page
from scrawl.training import acceptance, export, pictures, ways
from scrawl.training.pictures import Known, Recipe, reader_of

RIDGE = 0.002  # of the squared weights, for features of variance 1: what few pictures tell moves them little


@dataclass(frozen=True, eq=False)
class Question:
    """A picture and its readings.

    features  (n, len(FEATURES)) float64, of the picture as it is
    right     (n,) float64, the share of each that equals the writing, 0…1
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
    """Fit the acceptance, and then the judge, of the weights in a folder, and write them into their card.

    `data` is the folder of collections; of pens the development half is written with. DataError if it has none.
    """
    sets = pictures.sets(recipe, data)
    recognizer = Recognizer(weights=weights)
    export.record(weights, upright=ways.fit(recognizer, data))
    card = recognizer.card
    try:
        Judge.of(card), Acceptance.of(card)
    except EngineError:  # readings are asked for before there is one
        export.record(weights, judge=neutral(), acceptance=acceptance.neutral())
    with processes() as mapper:
        accepted = acceptance.fit(acceptance.gather(sets, weights, mapper))
    export.record(weights, acceptance=accepted)
    with processes() as mapper:  # others, for a reader keeps its card
        asked = gather(sets, weights, mapper)
    judge = fit([each for questions in asked.values() for each in questions])
    fitted = Judge.of({"judge": judge})
    for name, questions in asked.items():
        right = sum(bool(each.best[(each.features @ fitted.choice).argmax()]) for each in questions)
        tell(f"{name}: of {len(questions)} pictures the best reading is chosen in {right}")
    export.record(weights, judge=judge)


def neutral() -> dict[str, object]:
    """What a card says of a judge to whom all readings are alike."""
    return {"choice": dict.fromkeys(CHOICE, 0.0), "chance": dict.fromkeys((*CHANCE, "bias"), 0.0)}


def gather(
    sets: dict[str, list[Callable[[], Known]]], weights: Path, mapper: Mapper = map
) -> dict[str, list[Question]]:
    """The readings of all pictures, set by set; a set counts by the root of its size."""
    asked = {name: list(mapper(partial(_asked, weights), made)) for name, made in sets.items()}
    return {
        name: [replace(each, weight=len(questions) ** -0.5) for each in questions]
        for name, questions in asked.items()
    }


def _asked(weights: Path, make: Callable[[], Known]) -> Question:
    known = make()
    attempts = reader_of(weights).attempts(known.pixels if isinstance(known, Page) else known.encoded)
    upright = [attempt for attempt in attempts if not attempt.canvas.turned]
    turned = [attempt for attempt in attempts if attempt.canvas.turned and attempt.good >= LEAST_TURNED]
    return Question(
        np.array([attempt.features for attempt in upright]),
        np.array([_right("\n".join(attempt.digits()[1]), known) for attempt in upright]),
        np.reshape([attempt.features for attempt in turned], (-1, len(FEATURES))),
    )


def _right(text: str, known: Known) -> float:
    """The share of an answer that equals the writing, 0…1: by lines on a made-up page of numbers, else all or none."""
    if isinstance(known, Photograph):
        return float(known.is_exact(text))
    if text == known.text or len(known.text) < 2:
        return float(text == known.text)
    answered = tuple(text.split("\n"))
    return pages.in_order(known.lines, answered) / max(len(known.lines), len(answered))


def fit(questions: Sequence[Question]) -> dict[str, object]:
    """What a model card says of its judge (see `Judge.of`).

    DataError if no picture has readings that differ in how right they are.
    """
    if all(each.best.all() for each in questions):
        raise DataError("No picture has a right reading and a wrong one, so nothing tells them apart.")
    return {
        "choice": _told(CHOICE, _choice(questions)),
        "chance": _told((*CHANCE, "bias"), _chance(questions)),
        "pictures": len(questions),
    }


def _told(names: Sequence[str], weights: NDArray[np.float64]) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


def _choice(questions: Sequence[Question]) -> NDArray[np.float64]:
    """The weights (len(CHOICE),) under which the best reading of each picture is the likeliest to be chosen."""
    places = [FEATURES.index(name) for name in CHOICE]
    told = [each for each in questions if not each.best.all()]
    scale = _scale(np.concatenate([each.features[:, places] for each in told]))

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = RIDGE * float(weights @ weights), 2 * RIDGE * weights
        for each in told:
            known = each.features[:, places] / scale
            share = np.exp(known @ weights - (known @ weights).max())
            share /= share.sum()
            found = float(share[each.best].sum())
            total -= each.weight * float(np.log(found))
            slope = slope + each.weight * ((share - share * each.best / found) @ known)
        return total, slope

    return _least(loss, len(CHOICE)) / scale


def _chance(questions: Sequence[Question]) -> NDArray[np.float64]:
    """The weights (len(CHANCE) + 1,), the bias last, of a logistic regression of which readings are exact."""
    places = [FEATURES.index(name) for name in CHANCE]
    readings = [each for question in questions for each in (question.features, question.turned)]
    features = np.concatenate(readings)[:, places]
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
