"""The building blocks of our U-Nets (Ronneberger et al. 2015), as Keras layers.

Both networks that say something of every pixel look at half the resolution only: at the whole of it they would cost
four times as much. Written in `keras.ops` alone, and imported by training and the Keras engine only.
"""

from typing import Any

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable("scrawl")
class Fold(layers.Layer):
    """Pictures (N, H, W) → (N, H/2, W/2, 4): the pixels of each square of four as channels."""

    def call(self, pictures: Any) -> Any:
        """Fold them."""
        rows, columns = ops.shape(pictures)[1] // 2, ops.shape(pictures)[2] // 2
        squares = ops.transpose(ops.reshape(pictures, (-1, rows, 2, columns, 2)), (0, 1, 3, 2, 4))
        return ops.reshape(squares, (-1, rows, columns, 4))

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Shape of the folded pictures."""
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
        """Shape of the unfolded pictures."""
        return (shape[0], *(side and side * 2 for side in shape[1:3]))


def convolved(x: Any, width: int, *, size: int = 3, step: int = 1) -> Any:
    """`x` (N, H, W, C) convolved with `size` × `size` px, normalised and rectified: (N, H/step, W/step, width)."""
    x = layers.Conv2D(
        width, size, strides=step, padding="same", use_bias=False, kernel_initializer="he_normal"
    )(x)
    return layers.Activation("relu")(layers.BatchNormalization(momentum=0.98)(x))


def mixed(x: Any, width: int) -> Any:
    """The channels of `x` (N, H, W, C) mixed into `width` of them, pixel by pixel."""
    return layers.Conv2D(width, 1, use_bias=False)(x)


def enlarged(x: Any, width: int) -> Any:
    """`x` (N, H, W, C) mixed and twice as large: (N, 2 H, 2 W, width)."""
    return layers.UpSampling2D(2)(mixed(x, width))
