"""The network that tells touching digits apart, as a Keras graph: from each pixel of ink to the middle of its digit.

Where digits touch or overlap no straight cut parts them. Seen as offsets to their own middles the pixels of one digit
gather in one place, and those of its neighbours in others (instance segmentation by centre regression, as Neven et
al. 2019 do it with objects of a street). A small U-Net (Ronneberger et al. 2015) at half the resolution.

Written in `keras.ops` alone, and imported by training and the Keras engine only.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import layers, ops

from scrawl.page.cuts import HEIGHT

CHANNELS = (32, 64, 96)  # at a half, a quarter and an eighth of the ink's resolution
CLEAR = 0.02  # heights: errors below are squared, above their size counts


@keras.saving.register_keras_serializable("scrawl")
class Fold(layers.Layer):
    """Pictures (N, H, W) → (N, H/2, W/2, 4): the pixels of each square of four as channels."""

    def call(self, pictures: Any) -> Any:
        """Fold them."""
        rows, columns = ops.shape(pictures)[1] // 2, ops.shape(pictures)[2] // 2
        squares = ops.transpose(ops.reshape(pictures, (-1, rows, 2, columns, 2)), (0, 1, 3, 2, 4))
        return ops.reshape(squares, (-1, rows, columns, 4))

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Shape of what is folded."""
        return (shape[0], *(side and side // 2 for side in shape[1:]), 4)


@keras.saving.register_keras_serializable("scrawl")
class Unfold(layers.Layer):
    """The other way round: (N, H, W, 4) → (N, 2 H, 2 W)."""

    def call(self, folded: Any) -> Any:
        """Unfold them."""
        rows, columns = ops.shape(folded)[1], ops.shape(folded)[2]
        squares = ops.transpose(ops.reshape(folded, (-1, rows, columns, 2, 2)), (0, 1, 3, 2, 4))
        return ops.reshape(squares, (-1, rows * 2, columns * 2))

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Shape of what is unfolded."""
        return (shape[0], *(side and side * 2 for side in shape[1:3]))


def build() -> keras.Model:
    """A new network: ink (N, HEIGHT, W), W a multiple of 8 → offsets (N, HEIGHT, W) in HEIGHT, to the right."""
    half, quarter, eighth = CHANNELS
    ink = keras.Input((HEIGHT, None), name="ink")
    fine = _convolved(_convolved(Fold(name="fold")(ink), half), half)
    middle = _convolved(_convolved(layers.MaxPooling2D()(fine), quarter), quarter)
    coarse = layers.MaxPooling2D()(middle)
    for _ in range(3):
        coarse = _convolved(coarse, eighth)
    middle = layers.Concatenate()([_enlarged(coarse, quarter), _mixed(middle, quarter // 2)])
    fine = layers.Concatenate()([_enlarged(_convolved(middle, quarter), half), fine])
    offsets = layers.Conv2D(4, 3, padding="same", name="offsets")(_convolved(fine, half))
    return keras.Model(ink, Unfold(name="unfold")(offsets), name="centres")


def loss(wanted: Any, found: Any) -> Any:
    """How far `found` (N, H, W) is off, in the mean (Huber 1964); `wanted` (N, H, W, 2) holds offsets and weights."""
    offsets, weights = wanted[..., 0], wanted[..., 1]
    errors = ops.abs(found - offsets)
    errors = ops.where(errors < CLEAR, errors * errors / (2 * CLEAR) + CLEAR / 2, errors)
    return ops.sum(errors * weights) / (ops.sum(weights) + 1.0)


def _convolved(x: Any, width: int) -> Any:
    x = layers.Conv2D(width, 3, padding="same", use_bias=False, kernel_initializer="he_normal")(x)
    return layers.Activation("relu")(layers.BatchNormalization(momentum=0.98)(x))


def _mixed(x: Any, width: int) -> Any:
    return layers.Conv2D(width, 1, use_bias=False)(x)


def _enlarged(x: Any, width: int) -> Any:
    return layers.UpSampling2D(2)(_mixed(x, width))
