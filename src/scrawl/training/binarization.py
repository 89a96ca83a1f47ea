"""From MNIST, fonts and made-up scenes to the network that finds ink (see `scrawl.nets.binarization`), in one call.

Expected with the defaults: 44 epochs of some two minutes each on two cores. What error they come to is not known, for
they were not run to their end: docs/training.md tells which runs the shipped weights come from.
"""

from dataclasses import dataclass
from functools import partial

from scrawl.nets import binarization
from scrawl.training import dense, scenes
from scrawl.training.manuscript import Sources

# For pieces of each side, px: the size of their batches relative to `Recipe.batch`, and their share of all batches.
# Small pieces are there for their close-ups. Batches of all sides have about equal numbers of pixels.
SIDES = {scenes.SIDE: (1.0, 0.5), 128: (4.0, 0.2), 384: (0.5, 0.3)}


@dataclass(frozen=True, kw_only=True)
class Recipe(dense.Recipe):
    """Ours: of pieces of photographs, which take as long to make as to learn from."""

    epochs: int = 44
    batch: int = 12
    batches: int = 250
    times: int = 2
    warm_up: float = 0.1


def _kinds(sources: Sources) -> tuple[dense.Kind, ...]:
    """New scenes of each of the SIDES."""
    make = partial(scenes.scene, sources)
    return tuple(
        dense.Kind(partial(make, side=side), amount, share) for side, (amount, share) in SIDES.items()
    )


TASK = dense.Task("binarization", binarization.build, binarization.loss, _kinds)

# Train and export as binarization.onnx and binarization.keras: see `dense.train`, which says the error in nats.
train = partial(dense.train, TASK)
