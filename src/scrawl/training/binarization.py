"""From MNIST, fonts and made-up scenes to the network that finds ink (see `scrawl.binarization`), in one call.

Expected with the defaults: 26 epochs of some two minutes each on two cores, and on scenes of held-out writers a
cross-entropy of about .048 nats.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from itertools import islice

import numpy as np

from scrawl import binarization
from scrawl.training import dense, fonts, mnist, scenes
from scrawl.training.augment import Points
from scrawl.training.manuscript import Sources
from scrawl.training.skeleton import Skeletons

OTHERS = 3_000  # letters and signs of other alphabets that are written, beside the Latin ones


@dataclass(frozen=True, kw_only=True)
class Recipe(dense.Recipe):
    """Ours: of pieces of photographs, which take as long to make as to learn from."""

    epochs: int = 26
    batch: int = 16
    batches: int = 250
    times: int = 2
    warm_up: float = 0.1


@cache
def letters() -> tuple[Points, ...]:
    """The points (n, 2) of every letter and sign that is written."""
    return (*fonts.latin(), *islice(fonts.others(), OTHERS))


def _maker(pictures: mnist.Pictures, skeletons: Skeletons) -> dense.Maker:
    """New scenes: pictures (SIDE, SIDE, 3) uint8, and ink (SIDE, SIDE) float32."""
    sources = Sources(pictures.labels, skeletons, letters())

    def make(rng: np.random.Generator) -> dense.Sample:
        scene = scenes.scene(sources, rng)
        return scene.picture, scene.ink

    return make


# Train and export as binarization.onnx and binarization.keras: see `dense.train`, which says the error in nats.
train = partial(dense.train, dense.Task("binarization", binarization.build, binarization.loss, _maker))
