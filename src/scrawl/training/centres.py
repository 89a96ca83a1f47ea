"""From MNIST to the network that tells touching digits apart (see `scrawl.nets.centres`), in one call.

Expected with the defaults: 70 epochs of some three minutes each on two cores. What error they come to is not known,
for they were not run to their end: docs/training.md tells which runs the shipped weights come from.
"""

from dataclasses import dataclass
from functools import partial

from scrawl.nets import centres
from scrawl.training import dense, strings
from scrawl.training.manuscript import Sources


@dataclass(frozen=True, kw_only=True)
class Recipe(dense.Recipe):
    """Ours: of strips."""

    epochs: int = 70
    batch: int = 32
    batches: int = 200
    times: int = 2
    warm_up: float = 0.15


def _kinds(sources: Sources) -> tuple[dense.Kind, ...]:
    return (dense.Kind(partial(strings.strip, sources)),)


# Train and export as centres.onnx and centres.keras: see `dense.train`, which says the error in heights.
train = partial(dense.train, dense.Task("centres", centres.build, centres.loss, _kinds))
