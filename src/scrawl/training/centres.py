"""From MNIST to the network that tells touching digits apart (see `scrawl.centres`), in one call.

Expected with the defaults: 30 epochs of some two minutes each on two cores, and on strings of held-out writers a mean
error of .04 heights, where the middles of neighbours lie .5 apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from scrawl import centres
from scrawl.errors import DataError, EngineError
from scrawl.training import export, mnist, skeleton, strings
from scrawl.training.fitting import average, compile_averaged, fit, made_ahead
from scrawl.training.material import gather
from scrawl.training.runs import Run

VALIDATION = 1_000_000  # the epoch whose random numbers make the validation strips
NAME = "centres"


@dataclass(frozen=True)
class Recipe:
    """All that a run depends on beside MNIST; `pictures` takes the first so many of MNIST only, for a quick look."""

    epochs: int = 30
    seed: int = 0
    batch: int = 32  # strips
    batches: int = 200  # of an epoch
    peak_rate: float = 3e-3
    warm_up: float = 0.15
    weight_decay: float = 0.01
    average: float = 0.995
    validation: int = 8  # batches of strips of held-out writers
    pictures: int | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be trained."""
        if self.epochs < 1:
            raise DataError(f"{self.epochs} epochs is no training; at least 1 is needed.")


class Strips:
    """Batches of new strips; batch i of an epoch is the same whoever makes it, and in whichever order."""

    def __init__(
        self, pictures: mnist.Pictures, skeletons: skeleton.Skeletons, recipe: Recipe, epoch: int, count: int
    ) -> None:
        self._labels, self._skeletons = pictures.labels, skeletons
        self._recipe, self._epoch, self._count = recipe, epoch, count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """The batches in their order."""
        return made_ahead(self.batch, len(self))

    def batch(self, index: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Ink (B, HEIGHT, WIDTH), and (B, HEIGHT, WIDTH, 2): offsets and their weights."""
        rng = np.random.default_rng([self._recipe.seed, self._epoch, index])
        made = [strings.strip(self._skeletons, self._labels, rng) for _ in range(self._recipe.batch)]
        wanted = [np.stack([strip.offsets, strip.weights], axis=-1) for strip in made]
        return np.stack([strip.ink for strip in made]), np.stack(wanted)


def train(
    recipe: Recipe,
    *,
    data: Path | None,
    out: Path,
    resume: bool = False,
    progress: bool = True,
    say: Callable[[str], None] = print,
) -> float:
    """Train and export into the folder `out`, as centres.onnx and centres.keras; return the mean error in heights.

    That is on strips of held-out writers. A checkpoint is written after every epoch; with `resume` the run goes on
    after the last one. Raises DataError if MNIST cannot be had or `out` holds another run.
    """
    run = Run.begin(out, asdict(recipe), resume=resume)
    keras.utils.set_random_seed(recipe.seed)
    material = gather(data, out, seed=recipe.seed, most=recipe.pictures, say=say)
    learn, held_out, skeletons = material.learn, material.held_out, material.skeletons
    unseen = Strips(held_out, skeleton.of_pictures(held_out.images), recipe, VALIDATION, recipe.validation)
    known = [unseen.batch(index) for index in range(len(unseen))]

    model = centres.build()
    compile_averaged(model, recipe, recipe.epochs * recipe.batches, centres.loss)
    run.restore(model)
    for epoch in range(len(run.history), recipe.epochs):
        loss = fit(model, Strips(learn, skeletons, recipe, epoch, recipe.batches), progress=progress)
        run.keep(model, {"loss": round(loss, 4), "error": round(_error(model, known), 4)})
        say(f"epoch {epoch + 1}/{recipe.epochs}: loss {loss:.4f}, held-out {run.history[-1]['error']:.4f}")
    average(model, (ink for ink, _ in Strips(learn, skeletons, recipe, recipe.epochs, recipe.batches)))
    save(model, known[0][0], out)
    error = _error(model, known)
    say(f"Averaged: held-out {error:.4f}")
    say(f"Weights are in {out}. Serve them with SCRAWL_WEIGHTS={out}, beside digits.onnx")
    return error


def save(model: keras.Model, ink: NDArray[np.float32], out: Path) -> None:
    """Write centres.keras and centres.onnx into the folder `out`; EngineError if they differ on `ink`."""
    unchecked = {suffix: out / f"unchecked-{NAME}{suffix}" for suffix in (".keras", ".onnx")}
    try:
        expected = np.asarray(model(ink))
        model.save(unchecked[".keras"])
        model.export(unchecked[".onnx"], format="onnx", verbose=False)
        difference = float(np.abs(export.run(unchecked[".onnx"], ink)[0] - expected).max())
        if not difference <= export.TOLERANCE:
            raise EngineError(f"{NAME}.onnx is not what was trained: it differs by {difference:.1e}.")
        for suffix, path in unchecked.items():
            path.replace(out / f"{NAME}{suffix}")
    finally:
        for path in unchecked.values():
            path.unlink(missing_ok=True)


def _error(model: keras.Model, batches: list[tuple[Any, Any]]) -> float:
    return float(
        np.mean([float(centres.loss(wanted, model(ink, training=False))) for ink, wanted in batches])
    )
