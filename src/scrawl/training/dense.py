"""How the small networks of dense prediction learn, which say something of each pixel: from synthetic samples alone.

They differ in their samples, their graphs and their losses (see `Task`), and in nothing else.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import keras
import numpy as np
import onnx
from numpy.typing import NDArray

from scrawl.errors import DataError
from scrawl.training import export, fonts, skeleton
from scrawl.training.fitting import Course, learn
from scrawl.training.graphs import with_resizes
from scrawl.training.manuscript import Sources
from scrawl.training.runs import Run, ancestry, gather, inherit, parents

VALIDATION = 1_000_000  # the epoch whose random numbers make the validation samples

Sample = tuple[NDArray[Any], NDArray[Any]]  # input and target; of batches, stacked
Maker = Callable[[np.random.Generator], Sample]


@dataclass(frozen=True, eq=False)
class Kind:
    """Samples of one shape: a batch is of one kind, or it could not be stacked.

    make    makes one
    amount  of them in a batch, for each of `Recipe.batch`
    share   of all batches, or a multiple of it
    """

    make: Maker
    amount: float = 1.0
    share: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Recipe(Course):
    """All that a run depends on beside MNIST; `batch` counts samples of the first kind."""

    batches: int  # learned from in an epoch
    times: int = 1  # that each is learned from
    weight_decay: float = 0.01
    average: float = 0.995
    validation: int = 8  # batches of held-out writers, of the first kind

    def __post_init__(self) -> None:
        """Refuse settings that cannot be trained."""
        super().__post_init__()
        if self.batches % self.times:
            raise DataError(
                f"{self.batches} batches cannot be new ones learned from {self.times} times each."
            )


@dataclass(frozen=True, eq=False)
class Task:
    """What one network is to learn.

    name   of its files
    build  a new one, with one input and one output
    loss   of targets and outputs, a number
    kinds  of samples of some writers, the usual one first
    """

    name: str
    build: Callable[[], keras.Model]
    loss: Callable[[Any, Any], Any]
    kinds: Callable[[Sources], tuple[Kind, ...]]


def batch(kinds: tuple[Kind, ...], recipe: Recipe, epoch: int, index: int) -> Sample:
    """Inputs and targets, (B, …) each; epoch and index alone determine it, in whichever order batches are made."""
    rng = np.random.default_rng([recipe.seed, epoch, index])
    shares = np.array([kind.share for kind in kinds])
    kind = kinds[rng.choice(len(kinds), p=shares / shares.sum())]
    count = max(round(recipe.batch * kind.amount), 1)
    given, wanted = zip(*(kind.make(rng) for _ in range(count)), strict=True)
    return np.stack(given), np.stack(wanted)


def train(
    task: Task,
    recipe: Recipe,
    *,
    data: Path | None,
    out: Path,
    handwriting: Path | None = None,
    start: Sequence[Path] = (),
    resume: bool = False,
    progress: bool = True,
    say: Callable[[str], None] = print,
) -> float:
    """Train and export into the folder `out`, as an .onnx and a .keras file of the task's name; return the loss.

    That is on samples of held-out writers. A checkpoint is written after every epoch; with `resume` the run goes on
    after the last one. Letters are of the fonts of handwriting in that folder, too. The run begins with the mean of
    the weights in the folders `start`. Raises DataError if MNIST cannot be had, a folder lacks fonts or weights, or
    `out` holds another run.
    """
    known = parents(start, task.name)
    asked = {**asdict(recipe), "handwriting": fonts.names(handwriting), **ancestry(known)}
    run = Run(out, asked, say, progress).begun(resume=resume)
    keras.utils.set_random_seed(recipe.seed)
    pictures, skeletons, held_out = gather(data, out, seed=recipe.seed, most=recipe.pictures, say=say)
    letters = fonts.lettering(handwriting)
    unseen = task.kinds(Sources(held_out.labels, skeleton.of_pictures(held_out.images), *letters))
    validation = [batch(unseen[:1], recipe, VALIDATION, index) for index in range(recipe.validation)]
    kinds = task.kinds(Sources(pictures.labels, skeletons, *letters))

    model = task.build()
    inherit(model, known)

    def error() -> float:
        """Mean loss on samples of held-out writers."""
        losses = [float(task.loss(wanted, model(given, training=False))) for given, wanted in validation]
        return float(np.mean(losses))

    make, count = partial(batch, kinds, recipe), recipe.batches // recipe.times
    learn(model, recipe, run, task.loss, make, lambda: {"error": error()}, count, recipe.times)
    save(model, task.name, validation[0][0], out)
    reached = error()
    say(f"Averaged: error {reached:.4f}")
    say(f"Weights are in {out}. Serve them with SCRAWL_WEIGHTS={out}, beside digits.onnx")
    return reached


def save(model: keras.Model, name: str, given: NDArray[Any], out: Path) -> None:
    """Write `name`.keras and `name`.onnx into the folder `out`; EngineError if they differ on the input `given`."""
    with export.unchecked(out, f"{name}.keras", f"{name}.onnx") as (weights, graph):
        # Not `model` itself, which would bring the optimizer's state, three times as much.
        keras.Model(model.input, model.output, name=model.name).save(weights)
        # A graph keeps the names of outputs that are in a dictionary.
        output = model.output_names[0]
        named = keras.Model(model.input, {output: model.output})
        expected = np.asarray(named(given)[output])
        named.export(graph, format="onnx", verbose=False)
        exported = onnx.load(graph)
        with_resizes(exported)
        onnx.save(exported, graph)
        size = max(float(np.abs(expected).max()), 1.0)  # rounding errors grow with the logits
        export.agree(f"{name}.onnx", output, (export.run(graph, given)[0] - expected) / size)
