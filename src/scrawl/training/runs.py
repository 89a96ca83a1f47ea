"""What a training run begins with, and its folder: recipe, scores so far, and the checkpoint where it goes on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import keras
import numpy as np

from scrawl.errors import DataError
from scrawl.training import mnist, skeleton

SKELETONS = "skeletons.npz"
CHECKPOINT, UNFINISHED, STATE = "checkpoint.weights.h5", "unfinished.weights.h5", "state.json"


@dataclass(frozen=True)
class Run:
    """A run in its folder.

    recipe    all that it depends on
    say       is told of each epoch
    progress  whether each shows a bar
    history   the scores after each epoch so far
    """

    folder: Path
    recipe: dict[str, Any]
    say: Callable[[str], None]
    progress: bool
    history: list[dict[str, float]] = field(default_factory=list)

    def begun(self, *, resume: bool) -> Run:
        """This run, or the one that its folder holds, to go on with; DataError if its recipe is another."""
        folder = self.folder
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / STATE).exists():
            return self
        if not resume:
            raise DataError(
                f"{folder} holds a run already. Add --resume to go on with it, or name another folder with --out."
            )
        state = json.loads((folder / STATE).read_text("utf-8"))
        asked = json.loads(json.dumps(self.recipe))
        if state["recipe"] != asked:
            names = sorted({*asked, *state["recipe"]})
            changed = [name for name in names if state["recipe"].get(name) != asked.get(name)]
            raise DataError(
                f"{folder} holds a run with other settings ({', '.join(changed)}): they must be the same to resume."
            )
        return replace(self, history=list(state["history"]))

    def restore(self, model: keras.Model) -> None:
        """Give the model the weights of the last checkpoint, if there is one."""
        if self.history:
            model.load_weights(self.folder / CHECKPOINT)

    def keep(self, model: keras.Model, scores: dict[str, float]) -> None:
        """Write a checkpoint after an epoch with these scores."""
        self.history.append(scores)
        model.save_weights(self.folder / UNFINISHED)
        # So that a run stopped here finds a whole one.
        (self.folder / UNFINISHED).replace(self.folder / CHECKPOINT)
        state = {"recipe": self.recipe, "history": self.history}
        (self.folder / STATE).write_text(json.dumps(state, indent=1) + "\n", "utf-8")


def parents(folders: Sequence[Path], name: str) -> list[Path]:
    """The files of Keras of that name in the folders, whose mean a run begins with; DataError if a folder has none."""
    paths = [folder / f"{name}.keras" for folder in folders]
    for path in paths:
        if not path.is_file():
            raise DataError(f"{path.parent} has no {path.name} to begin with.")
    return paths


def ancestry(parents: Sequence[Path]) -> dict[str, Any]:
    """What a recipe says of its parents, if it has any."""
    return {"from": [_told(path) for path in parents]} if parents else {}


def _told(path: Path) -> dict[str, Any]:
    """The beginning of a parent's SHA-256, and its recipe where a card tells it."""
    digest = {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()[:12]}
    card = path.with_name("card.json")
    if path.stem != "digits" or not card.is_file():  # a card is the network of digits'
        return digest
    return {**digest, "recipe": json.loads(card.read_text("utf-8"))["recipe"]}


def inherit(model: keras.Model, parents: Sequence[Path]) -> None:
    """Give the model the mean of its parents' weights, if it has any; DataError if one is another network."""
    loaded = [keras.saving.load_model(path, compile=False).get_weights() for path in parents]
    try:
        model.set_weights(
            [np.mean(each, axis=0) for each in zip(*loaded, strict=True)] or model.get_weights()
        )
    except ValueError as error:
        raise DataError(f"{parents[0]} is another network than is trained: {error}") from error


def gather(
    data: Path | None, out: Path, *, seed: int, most: int | None, say: Callable[[str], None]
) -> tuple[mnist.Pictures, skeleton.Skeletons, mnist.Pictures]:
    """MNIST's pictures to learn from with their skeletons, and those of writers that are not learned from.

    They are the first `most` or all in the folder `data` or from the net; of all, the skeletons are kept in `out`.
    Raises DataError if MNIST cannot be had.
    """
    pictures = mnist.load(data)
    if most:
        pictures = pictures.take(np.arange(most))
    learn, held_out = mnist.split(pictures, seed)
    say(f"{len(learn):,} pictures to learn from, {len(held_out):,} held out; thinning them (once) …")
    return learn, skeleton.of_pictures(learn.images, None if most else out / SKELETONS), held_out
