"""What every run learns from: MNIST's writers, some of them held out, and the skeletons of their digits."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scrawl.training import mnist, skeleton

SKELETONS = "skeletons.npz"


@dataclass(frozen=True)
class Material:
    """Pictures to learn from with their skeletons, and pictures of writers that are not learned from."""

    learn: mnist.Pictures
    held_out: mnist.Pictures
    skeletons: skeleton.Skeletons


def gather(
    data: Path | None, out: Path, *, seed: int, most: int | None, say: Callable[[str], None]
) -> Material:
    """MNIST from `data` or the net, the first `most` pictures of it or all; of all, the skeletons are kept in `out`.

    Raises DataError if MNIST cannot be had.
    """
    pictures = mnist.load(data)
    if most:
        pictures = pictures.take(np.arange(most))
    learn, held_out = mnist.split(pictures, seed)
    say(f"{len(learn):,} pictures to learn from, {len(held_out):,} held out; thinning them (once) …")
    return Material(learn, held_out, skeleton.of_pictures(learn.images, None if most else out / SKELETONS))
