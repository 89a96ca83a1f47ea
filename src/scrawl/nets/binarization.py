"""The network that finds ink in photographs, as a Keras graph: of each pixel how much of it is under ink.

"Binarization" is the field's word for it: a document image is to become ink and paper. No threshold tells a stroke from
a printed line, the edge of a shadow or a finger; a network that sees their surroundings does. A small U-Net at half the
resolution (`nets/unet.py`), whose coarsest level but one sees some 150 pixels around, and the coarsest some 400.

Imported by training and the Keras engine only.
"""

from typing import Any

import keras
from keras import layers, ops

from scrawl.nets.unet import Unfold, convolved, enlarged, mixed

# At a half, a quarter, … a 32nd of the picture's resolution; the last is also the number at a 64th.
CHANNELS = (16, 32, 48, 64, 96)

# Near black a pixel's value is about linear in light, so a little is added before the logarithm is taken.
DARK = 8.0  # of 255
MIDDLE = 4.5  # about the logarithm of a grey, which becomes 0


@keras.saving.register_keras_serializable("scrawl")
class LogLight(layers.Layer):
    """Pixels 0…255 → their logarithms, float32 about 0.

    Light multiplies what paper and ink reflect, so in logarithms a shadow only adds: a stroke's difference to the paper
    around it does not depend on the light, and convolutions find differences.
    """

    def call(self, pixels: Any) -> Any:
        """Take them."""
        return ops.log(ops.cast(pixels, self.compute_dtype) + DARK) - MIDDLE

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """The shape of the pixels."""
        return shape


def build() -> keras.Model:
    """A new network: picture (N, H, W, 3) uint8, RGB, H and W multiples of 64 → ink (N, H, W) float32, 0…1."""
    half, quarter, eighth, sixteenth, coarsest = CHANNELS
    picture = keras.Input((None, None, 3), dtype="uint8", name="picture")
    x1 = convolved(LogLight(name="light")(picture), half, size=5, step=2)
    x2 = convolved(convolved(layers.MaxPooling2D()(x1), quarter), quarter)
    x3 = convolved(convolved(layers.MaxPooling2D()(x2), eighth), eighth)
    x4 = convolved(convolved(layers.MaxPooling2D()(x3), sixteenth), sixteenth)
    x = layers.MaxPooling2D()(x4)
    for _ in range(3):
        x = convolved(x, coarsest)
    around = convolved(convolved(layers.MaxPooling2D()(x), coarsest), coarsest)
    x = layers.Add()([x, enlarged(around, coarsest)])
    x = convolved(layers.Concatenate()([enlarged(x, sixteenth // 2), x4]), sixteenth)
    x = convolved(layers.Concatenate()([enlarged(x, eighth), mixed(x3, eighth // 2)]), eighth)
    x = convolved(layers.Concatenate()([enlarged(x, quarter), mixed(x2, quarter // 2)]), quarter)
    x = convolved(layers.Concatenate()([enlarged(x, half), x1]), half)
    x = layers.Conv2D(4, 3, padding="same", activation="sigmoid", name="shares")(x)
    return keras.Model(picture, Unfold(name="ink")(x), name="binarization")


def loss(wanted: Any, found: Any) -> Any:
    """The binary cross-entropy of `found`, (N, H, W), in nats, in the mean over pixels."""
    return ops.mean(ops.binary_crossentropy(wanted, found))
