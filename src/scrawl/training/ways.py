"""Fits what tells upright digits from turned ones (see `scrawl.glyphs.upright`) to MNIST's, turned by quarters."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from scrawl.recognizer import Recognizer
from scrawl.training import augment, mnist, skeleton

WAYS = 4  # upright first, then turned by a quarter, a half and three quarters
DIGITS = 5_000  # of MNIST
TOGETHER = 1_000  # scored at once
RIDGE = 1e-6  # of the squared weights: what few pictures tell moves them little

Ink = NDArray[np.float32]


def fit(recognizer: Recognizer, data: Path) -> list[list[float]]:
    """The weights for the card of a recognizer, by the digits in that folder, or in one named mnist within it."""
    digits = mnist.load(data / "mnist" if (data / "mnist").is_dir() else data)
    rng = np.random.default_rng(0)
    seen = embeddings(recognizer, written(digits.take(rng.permutation(len(digits))[:DIGITS]), rng))
    ways = np.repeat(np.arange(WAYS), len(seen[0]))
    weights: list[list[float]] = np.round(_fitted(np.concatenate(seen), ways), 3).tolist()
    return weights


def written(digits: mnist.Pictures, rng: np.random.Generator) -> list[Ink]:
    """Digits written anew with all kinds of pens, as the network learned them: MNIST's own are of one thickness."""
    skeletons = skeleton.of_pictures(digits.images, None)
    return [
        augment.digit(image, skeletons[k], int(label), rng)
        for k, (image, label) in enumerate(zip(digits.images, digits.labels, strict=True))
    ]


def embeddings(recognizer: Recognizer, inks: Sequence[Ink]) -> list[Ink]:
    """What the network sees of inks, upright and turned clockwise by each quarter, (N, D) each."""
    ways = ([np.ascontiguousarray(np.rot90(ink, -quarters)) for ink in inks] for quarters in range(WAYS))
    return [
        np.concatenate(
            [recognizer.score(way[k : k + TOGETHER]).embedding for k in range(0, len(way), TOGETHER)]
        )
        for way in ways
    ]


def _fitted(embedding: NDArray[np.float32], ways: NDArray[np.integer]) -> NDArray[np.float64]:
    """The weights (WAYS, D + 1) under which the ways (N,) of embeddings (N, D) are likeliest."""
    known = np.column_stack([embedding, np.ones(len(embedding))]).astype(np.float64)
    wanted = np.eye(WAYS)[ways]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(WAYS, -1)
        logits = known @ weights.T
        logits -= logits.max(axis=1, keepdims=True)
        logits -= np.log(np.exp(logits).sum(axis=1, keepdims=True))
        slope = (np.exp(logits) - wanted).T @ known / len(known) + 2 * RIDGE * weights
        return float(-(logits * wanted).sum() / len(known) + RIDGE * flat @ flat), slope.ravel()

    start = np.zeros(WAYS * known.shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x.reshape(WAYS, -1))
