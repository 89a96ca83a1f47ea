"""From MNIST to the network that tells touching digits apart (see `scrawl.nets.centres`), in one call.

Expected with the defaults: 70 epochs of some three minutes each on two cores. What error they come to is not known,
for they were not run to their end: docs/training.md tells which runs the shipped weights come from.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scrawl.nets import centres
from scrawl.training import dense, fonts, manuscript, mnist, strings
from scrawl.training.skeleton import Skeletons


@dataclass(frozen=True, kw_only=True)
class Recipe(dense.Recipe):
    """Ours: of strips."""

    epochs: int = 70
    batch: int = 32
    batches: int = 200
    times: int = 2
    warm_up: float = 0.15


def _kinds(
    pictures: mnist.Pictures, skeletons: Skeletons, handwriting: Path | None
) -> tuple[dense.Kind, ...]:
    """New strips: ink (CENTRES_HEIGHT, WIDTH), and (CENTRES_HEIGHT, WIDTH, 3), offsets, digits or none, and weights."""
    sources = manuscript.Sources(pictures.labels, skeletons, alphabet=tuple(fonts.alphabet(handwriting)))
    return (dense.Kind(partial(strings.strip, sources)),)


# Train and export as centres.onnx and centres.keras: see `dense.train`, which says the error in heights.
train = partial(dense.train, dense.Task("centres", centres.build, centres.loss, _kinds))
