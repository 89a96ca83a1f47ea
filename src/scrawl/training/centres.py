"""From MNIST to the network that tells touching digits apart (see `scrawl.centres`), in one call.

Expected with the defaults: 30 epochs of some two minutes each on two cores, and on strings of held-out writers a mean
error of .04 heights, where the middles of neighbours lie .5 apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from scrawl import centres
from scrawl.training import dense, mnist, strings
from scrawl.training.skeleton import Skeletons


@dataclass(frozen=True, kw_only=True)
class Recipe(dense.Recipe):
    """Ours: of strips."""

    epochs: int = 30
    batch: int = 32
    batches: int = 200
    warm_up: float = 0.15


def _kinds(pictures: mnist.Pictures, skeletons: Skeletons) -> tuple[dense.Kind, ...]:
    """New strips: ink (HEIGHT, WIDTH), and (HEIGHT, WIDTH, 2), offsets and their weights."""

    def make(rng: np.random.Generator) -> dense.Sample:
        strip = strings.strip(skeletons, pictures.labels, rng)
        return strip.ink, np.stack([strip.offsets, strip.weights], axis=-1)

    return (dense.Kind(make),)


# Train and export as centres.onnx and centres.keras: see `dense.train`, which says the error in heights.
train = partial(dense.train, dense.Task("centres", centres.build, centres.loss, _kinds))
