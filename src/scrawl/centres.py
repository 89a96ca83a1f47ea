"""The network that tells touching digits apart, as a Keras graph: from each pixel of ink to the middle of its digit.

Where digits touch or overlap no straight cut parts them. Seen as offsets to their own middles the pixels of one digit
gather in one place, and those of its neighbours in others (instance segmentation by centre regression, as Neven et
al. 2019 do it with objects of a street). A small U-Net at half the resolution (see `scrawl.unet`).

Imported by training and the Keras engine only.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import layers, ops

from scrawl.page.cuts import HEIGHT
from scrawl.unet import Fold, Unfold, convolved, enlarged, mixed

CHANNELS = (32, 64, 96)  # at a half, a quarter and an eighth of the ink's resolution
CLEAR = 0.02  # heights: errors below are squared, above their size counts


def build() -> keras.Model:
    """A new network: ink (N, HEIGHT, W), W a multiple of 8 → offsets (N, HEIGHT, W) in HEIGHT, to the right."""
    half, quarter, eighth = CHANNELS
    ink = keras.Input((HEIGHT, None), name="ink")
    fine = convolved(convolved(Fold(name="fold")(ink), half), half)
    middle = convolved(convolved(layers.MaxPooling2D()(fine), quarter), quarter)
    coarse = layers.MaxPooling2D()(middle)
    for _ in range(3):
        coarse = convolved(coarse, eighth)
    middle = layers.Concatenate()([enlarged(coarse, quarter), mixed(middle, quarter // 2)])
    fine = layers.Concatenate()([enlarged(convolved(middle, quarter), half), fine])
    offsets = layers.Conv2D(4, 3, padding="same", name="offsets")(convolved(fine, half))
    return keras.Model(ink, Unfold(name="unfold")(offsets), name="centres")


def loss(wanted: Any, found: Any) -> Any:
    """How far `found` (N, H, W) is off, in the mean (Huber 1964); `wanted` (N, H, W, 2) holds offsets and weights."""
    offsets, weights = wanted[..., 0], wanted[..., 1]
    errors = ops.abs(found - offsets)
    errors = ops.where(errors < CLEAR, errors * errors / (2 * CLEAR) + CLEAR / 2, errors)
    return ops.sum(errors * weights) / (ops.sum(weights) + 1.0)
