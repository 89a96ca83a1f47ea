"""Fits the judge of readings (see `scrawl.glyphs.judge`) to pictures whose digits are known.

A picture is read in every way that the reader knows. Of those readings some are exact and some are not. To choose
between them the weights are those under which the best ones have the largest scores, a conditional logit (McFadden
1974) with a picture for a choice; to tell whether a reading is exact, those of a logistic regression over all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scrawl.errors import DataError
from scrawl.glyphs.judge import CHANCE, CHOICE, FEATURES, SIDE, Judge
from scrawl.glyphs.search import LEAST_TURNED
from scrawl.measure.photographs import Photograph
from scrawl.measure.processes import reader_with
from scrawl.scenes import pages
from scrawl.training import logistic, pictures
from scrawl.training.pictures import Known, Recipe, Turned

RIDGE = 0.002  # of the squared weights, for features of variance 1: what few pictures tell moves them little


@dataclass(frozen=True, eq=False)
class Question:
    """A picture and its readings.

    features  (n, len(FEATURES)) float64, of the picture as it is
    right     (n,) float64, the share of each that equals the writing, 0…1
    turned    (m, len(FEATURES)) float64, from other sides, of enough digits to be believed; none of them is right
    sides     (n + m,) int, by how many degrees the picture was turned for each; 0 of the first n
    about     (n + m, len(SIDE.features)) float64, of each: see `Attempt.side`
    up        by how many degrees it must be turned to be upright
    weight    how much the picture counts
    """

    features: NDArray[np.float64]
    right: NDArray[np.float64]
    turned: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, len(FEATURES))))
    sides: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    about: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, len(SIDE.features))))
    up: int = 0
    weight: float = 1.0

    @property
    def best(self) -> NDArray[np.bool_]:
        """Which readings are as right as any, (n,)."""
        return np.asarray(self.right == self.right.max())


def sets(recipe: Recipe, data: Path) -> dict[str, Sequence[Callable[[], Known | Turned]]]:
    """Makers of pictures that are sent upright and, if there are pens, of some that lie on another side."""
    return {**pictures.sets(recipe, data), **pictures.turned(recipe, data)}


def asked(weights: Path, make: Callable[[], Known | Turned]) -> Question:
    """A picture with all of its readings."""
    known = make()
    attempts = reader_with(weights).attempts(pictures.source(known))
    upright = [attempt for attempt in attempts if not attempt.canvas.turned]
    turned = [attempt for attempt in attempts if attempt.canvas.turned and attempt.good >= LEAST_TURNED]
    right = np.zeros(len(upright))  # of a page on another side
    if not isinstance(known, Turned):
        right = np.array([_right("\n".join(attempt.digits()[1]), known) for attempt in upright])
    return Question(
        np.array([attempt.features for attempt in upright]),
        right,
        np.reshape([attempt.features for attempt in turned], (-1, len(FEATURES))),
        np.array([attempt.canvas.turned for attempt in (*upright, *turned)]),
        np.reshape([attempt.side for attempt in (*upright, *turned)], (-1, len(SIDE.features))),
        known.turned if isinstance(known, Turned) else 0,
    )


def _right(text: str, known: Known) -> float:
    """The share of an answer that equals the writing, 0…1: by lines on a made-up page of numbers, else all or none."""
    if isinstance(known, Photograph):
        return float(known.is_exact(text))
    if text == known.text or len(known.text) < 2:
        return float(text == known.text)
    answered = tuple(text.split("\n"))
    return pages.in_order(known.lines, answered) / max(len(known.lines), len(answered))


def fit(sets: Mapping[str, Sequence[Question]]) -> dict[str, Any]:
    """What a model card says of its judge (see `Judge.of`); a set counts by the root of its size.

    Pictures that lie on another side tell of sides alone.
    DataError if no picture has readings that differ in how right they are.
    """
    asked = [replace(each, weight=len(told) ** -0.5) for told in sets.values() for each in told]
    questions = [each for each in asked if not each.up]
    if all(each.best.all() for each in questions):
        raise DataError("No picture has a right reading and a wrong one, so nothing tells them apart.")
    choice = _choice(questions)
    return {
        "choice": CHOICE.named(choice),
        "chance": CHANCE.named(_chance(questions)),
        "side": SIDE.named(_side(asked, choice)),
        "pictures": len(questions),
    }


def chosen(sets: Mapping[str, Sequence[Question]], judge: Judge) -> Iterator[str]:
    """For each set of pictures that are sent upright a line that says how often the best reading is chosen."""
    for name, questions in sets.items():
        if not any(each.up for each in questions):
            right = sum(bool(each.best[(each.features @ judge.choice).argmax()]) for each in questions)
            yield f"{name}: of {len(questions)} pictures the best reading is chosen in {right}"


def _choice(questions: Sequence[Question]) -> NDArray[np.float64]:
    """The weights of CHOICE under which the best reading of each picture is the likeliest to be chosen."""
    places = [FEATURES.index(name) for name in CHOICE.features]
    told = [each for each in questions if not each.best.all()]
    return _conditional_logit([_Choice(each.features[:, places], each.best, each.weight) for each in told])


@dataclass(frozen=True, eq=False)
class _Choice:
    """A choice between n alternatives.

    features  (n, k)
    best      (n,) bool, which ones are best
    weight    how much the choice counts
    offset    (n,) added to the score of each, with weight 1
    """

    features: NDArray[np.float64]
    best: NDArray[np.bool_]
    weight: float
    offset: NDArray[np.float64] | float = 0.0


def _conditional_logit(choices: Sequence[_Choice]) -> NDArray[np.float64]:
    """The weights (k,) that make the best alternatives the likeliest to be chosen (McFadden 1974)."""

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = 0.0, np.zeros_like(weights)
        for each in choices:
            logits = each.features @ weights + each.offset
            share = np.exp(logits - logits.max())
            share /= share.sum()
            found = float(share[each.best].sum())
            total -= each.weight * float(np.log(found))
            slope += each.weight * ((share - share * each.best / found) @ each.features)
        return total, slope

    return logistic.least(loss, np.concatenate([each.features for each in choices]), RIDGE)


def _chance(questions: Sequence[Question]) -> NDArray[np.float64]:
    """The weights of CHANCE: a logistic regression of which readings are exact."""
    places = [FEATURES.index(name) for name in CHANCE.features if name != "bias"]
    readings = [each for question in questions for each in (question.features, question.turned)]
    features = np.concatenate(readings)[:, places]
    known = np.column_stack([features, np.ones(len(features))])
    exact = np.concatenate(
        [np.append(each.right == 1, np.zeros(len(each.turned), bool)) for each in questions]
    )
    counts = [len(each.features) + len(each.turned) for each in questions]
    weight = np.repeat([each.weight / count for each, count in zip(questions, counts, strict=True)], counts)

    return logistic.fit(known, exact, weight, RIDGE)


def _side(questions: Sequence[Question], choice: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weights of SIDE, beside the score, under which the side that is up is the likeliest to be chosen.

    Asked of pictures that are read from several sides, by the best reading from each. A larger share of them is turned
    than of the pictures that people send: the weights are those of a reader who expects it.
    """
    places = [FEATURES.index(name) for name in CHOICE.features]
    asked = []
    for each in questions:
        scores = np.concatenate([each.features, each.turned])[:, places] @ choice
        sides = np.unique(each.sides)
        is_known = each.up or each.right.any()  # else a photograph may lie on another side than it says
        if is_known and len(sides) > 1 and each.up in sides:
            best = [
                max(np.flatnonzero(each.sides == side), key=lambda place: scores[place]) for side in sides
            ]
            asked.append(_Choice(each.about[best], sides == each.up, each.weight, scores[best]))
    return _conditional_logit(asked) if asked else np.zeros(len(SIDE.features))
