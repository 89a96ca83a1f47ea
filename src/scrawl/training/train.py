"""From MNIST to the served weights, in one call.

Expected with the defaults (30 epochs, about 75 minutes on two cores): 99.4–99.5 % on MNIST's test set, which only
`scrawl evaluate` looks at, never this module. It is not known whether another epoch than the last would be better: with
54 held-out writers the error is known to ±.15 %.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from scrawl.errors import DataError
from scrawl.nets.digits import CLASSES, Network, Shape, build
from scrawl.training import (
    augment,
    calibrate,
    export,
    fonts,
    mnist,
    negatives,
    patterns,
    robustness,
    skeleton,
)
from scrawl.training.fitting import Course, learn, told
from scrawl.training.runs import Run, ancestry, gather, inherit, parents

DEVELOPMENT = "development.npz"
VALIDATION = 1_000_000  # the epoch whose random numbers make the validation samples: no run gets there
LOSSES = {
    "logits": keras.losses.CategoricalCrossentropy(from_logits=True),
    "digit_logit": keras.losses.BinaryCrossentropy(from_logits=True),
}

Batch = tuple[NDArray[np.float32], dict[str, Any], dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Recipe(Course):
    """All that a run depends on beside MNIST; saved beside its weights."""

    epochs: int = 30
    batch: int = 256
    warm_up: float = 0.2
    weight_decay: float = 0.02
    average: float = 0.998
    smoothing: float = 0.02  # of the labels
    negatives: float = 0.25  # share of each batch that is no digit
    negative_weight: float = 0.5  # of their pull towards ten equal probabilities
    validation: int = 6_000  # samples drawn from the held-out pictures
    without: tuple[str, ...] = ()  # families of non-digits held out of the training
    channels: tuple[int, ...] = Shape.channels  # widths of the convolutions

    def __post_init__(self) -> None:
        """Refuse what cannot be trained."""
        super().__post_init__()
        if self.pictures is not None and self.pictures < 2 * self.batch:
            raise DataError(f"{self.pictures} pictures are too few; at least {2 * self.batch} are needed.")
        negatives.check(self.without)


@dataclass(frozen=True, eq=False)
class Samples:
    """What batches of new samples are made of; epoch and index alone determine one, whichever is made first."""

    pictures: mnist.Pictures
    skeletons: skeleton.Skeletons
    banks: dict[str, list[augment.Points]]
    recipe: Recipe

    @property
    def digits(self) -> int:
        """How many digits a batch has."""
        return round(self.recipe.batch * (1 - self.recipe.negatives))

    def batch(self, epoch: int, index: int) -> Batch:
        """Ink (B, 112, 112), targets and weights of one batch."""
        ink, labels = self.samples(epoch, index)
        is_digit = labels >= 0
        smoothing = self.recipe.smoothing
        target = np.full((len(labels), CLASSES), 1 / CLASSES, np.float32)
        target[is_digit] = np.eye(CLASSES)[labels[is_digit]] * (1 - smoothing) + smoothing / CLASSES
        weight = np.where(is_digit, 1.0, self.recipe.negative_weight).astype(np.float32)
        targets = {"logits": target, "digit_logit": is_digit[:, None].astype(np.float32)}
        return ink, targets, {"logits": weight, "digit_logit": np.ones_like(weight)}

    def samples(self, epoch: int, index: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Ink (B, 112, 112) of one batch and its labels (B,), -1 for non-digits."""
        order = np.random.default_rng([self.recipe.seed, epoch]).permutation(len(self.pictures))
        rng = np.random.default_rng([self.recipe.seed, epoch, index])
        chosen = order[index * self.digits : (index + 1) * self.digits]
        labels = np.full(self.recipe.batch, -1)
        labels[: len(chosen)] = self.pictures.labels[chosen]
        sources = negatives.Sources(self.pictures.images, self.skeletons, self.banks)
        made = [
            augment.digit(self.pictures.images[k], self.skeletons[int(k)], int(self.pictures.labels[k]), rng)
            for k in chosen
        ]
        others = range(len(chosen), self.recipe.batch)
        made += [negatives.non_digit(rng, sources, self.recipe.without) for _ in others]
        return np.stack(made), labels


@dataclass(frozen=True, eq=False)
class Unseen:
    """Samples that are not learned from.

    ink (N, 112, 112), labels (N,)  samples made from held-out writers; -1 for non-digits
    development                     the half of the collections that recipes are chosen by, if they are there
    """

    ink: NDArray[np.float32]
    labels: NDArray[np.int64]
    development: robustness.Development | None


def train(
    recipe: Recipe,
    *,
    data: Path | None,
    out: Path,
    collections: Path | None = None,
    handwriting: Path | None = None,
    start: Sequence[Path] = (),
    resume: bool = False,
    progress: bool = True,
    say: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Train, calibrate and export into the folder `out`; return the model card.

    `out` then holds digits.onnx, digits.keras, mnist_model_saved.h5, card.json and curves.png. A checkpoint is written
    after every epoch; with `resume` the run goes on after the last one. With `collections`, a folder of them, their
    development half is scored after every epoch, and has a say in temperature and thresholds. Letters are of the fonts
    of handwriting in that folder, too. The run begins with the mean of the weights in the folders `start`. Raises
    DataError if MNIST cannot be had, a folder lacks fonts or weights, or `out` holds another run.
    """
    known = parents(start, "digits")
    asked = {**asdict(recipe), "handwriting": fonts.names(handwriting), **ancestry(known)}
    run = Run(out, asked, say, progress).begun(resume=resume)
    keras.utils.set_random_seed(recipe.seed)
    pictures, skeletons, held_out = gather(data, out, seed=recipe.seed, most=recipe.pictures, say=say)
    most = min(patterns.BANK, recipe.pictures or patterns.BANK)
    banks = patterns.banks(pictures.labels, skeletons, most, handwriting)
    development = robustness.load(collections, out / DEVELOPMENT) if collections else None
    unseen = Unseen(*_validation(held_out, banks, recipe), development)

    shape = Shape(recipe.channels)
    net = build(shape)
    inherit(net.served, known)
    samples = Samples(pictures, skeletons, banks, recipe)
    count = len(pictures) // samples.digits
    learn(net.trained, recipe, run, LOSSES, samples.batch, lambda: _scores(net, unseen), count)
    chosen = _calibrate(net, unseen)
    card = export.card(
        recipe=run.recipe,
        shape=shape,
        thresholds=chosen,
        validation={"samples": len(unseen.labels), **_scores(net, unseen)},
        history=run.history,
    )
    export.export(net.served, shape, card, unseen.ink[:: max(len(unseen.ink) // 100, 1)], out)
    export.draw_curves(run.history, out / "curves.png")
    say(f"Averaged: {told(card['validation'])}")
    say(f"Weights are in {out}. Serve them with SCRAWL_WEIGHTS={out}")
    return card


def _scores(net: Network, unseen: Unseen) -> dict[str, float]:
    """The network's scores on the samples that it did not learn from."""
    scores = calibrate.score(net.trained.predict(unseen.ink, verbose=0), unseen.labels)
    if unseen.development:
        outputs = net.framed.predict(unseen.development.frames, verbose=0)
        scores |= robustness.score(unseen.development, outputs)
    return {name: round(value, 4) for name, value in scores.items()}


def _calibrate(net: Network, unseen: Unseen) -> dict[str, float]:
    """Fold a temperature into the weights, chosen on all that was not learned from; return the thresholds.

    These are chosen by the pens of the development half, or by held-out writers where there is none.
    """
    outputs, labels = [net.trained.predict(unseen.ink, verbose=0)], [unseen.labels]
    if unseen.development:
        outputs.append(net.framed.predict(unseen.development.frames, verbose=0))
        labels.append(unseen.development.labels)
    logits = np.concatenate([each["logits"] for each in outputs])
    temperature = calibrate.temperature(logits, np.concatenate(labels))
    net.served.get_layer("heads").divide_logits(temperature)
    outputs[-1]["logits"] = outputs[-1]["logits"] / temperature
    usual = unseen.development.pens if unseen.development else np.ones(len(unseen.labels), np.bool_)
    return calibrate.thresholds(outputs[-1], labels[-1], usual)


def _validation(
    held_out: mnist.Pictures, banks: dict[str, list[augment.Points]], recipe: Recipe
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Samples made from held-out writers in the way of the training's, non-digits among them."""
    samples = Samples(held_out, skeleton.of_pictures(held_out.images), banks, recipe)
    count = max(min(len(held_out) // samples.digits, recipe.validation // recipe.batch), 1)
    batches = [samples.samples(VALIDATION, index) for index in range(count)]
    return np.concatenate([ink for ink, _ in batches]), np.concatenate([labels for _, labels in batches])
