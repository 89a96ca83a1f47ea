"""The network that tells touching digits apart, as a Keras graph: where the digit of each pixel is, and which.

Where digits touch or overlap no straight cut parts them. Seen as offsets to their own middles the pixels of one digit
gather in one place, and those of its neighbours in others (instance segmentation by centre regression, as Neven et
al. 2019 do it with objects of a street). A piece that was cut out may have lost ink to its neighbour; the pixels that
it kept have seen it with that ink, and say which digit they are of. A small U-Net at half the resolution (see
`scrawl.nets.unet`).

Imported by training and the Keras engine only.
"""

from typing import Any

import keras
from keras import layers, ops

from scrawl.nets.unet import Fold, Unfold, convolved, enlarged, mixed
from scrawl.recognizer import CENTRES_HEIGHT

CHANNELS = (32, 64, 96)  # at a half, a quarter and an eighth of the ink's resolution
CLEAR = 0.02  # heights: the offsets' loss is quadratic in errors below it, linear in larger ones
DIGITS = 0.1  # weight of the digits' cross-entropy in the loss, heights per nat


def build() -> keras.Model:
    """A new network: ink (N, 32, W), W a multiple of 8 → (N, 32, W, 12), of each pixel what its symbol is.

    First how far right its middle lies, in heights; then logits of the ten digits and of no digit, alike in squares of
    four by four pixels.
    """
    half, quarter, eighth = CHANNELS
    ink = keras.Input((CENTRES_HEIGHT, None), name="ink")
    fine = convolved(convolved(Fold(name="fold")(ink), half), half)
    middle = convolved(convolved(layers.MaxPooling2D()(fine), quarter), quarter)
    coarse = layers.MaxPooling2D()(middle)
    for _ in range(3):
        coarse = convolved(coarse, eighth)
    middle = layers.Concatenate()([enlarged(coarse, quarter), mixed(middle, quarter // 2)])
    middle = convolved(middle, quarter)
    fine = layers.Concatenate()([enlarged(middle, half), fine])
    offsets = layers.Conv2D(4, 3, padding="same", name="offsets")(convolved(fine, half))
    offsets = layers.Reshape((CENTRES_HEIGHT, -1, 1))(Unfold(name="unfold")(offsets))
    shape = [enlarged(convolved(coarse, eighth), quarter // 2), mixed(middle, quarter // 2)]
    digits = layers.Conv2D(11, 1, name="digits")(convolved(layers.Concatenate()(shape), quarter))
    digits = layers.UpSampling2D(4)(digits)
    return keras.Model(ink, layers.Concatenate(name="both")([offsets, digits]), name="centres")


def loss(wanted: Any, found: Any) -> Any:
    """How far `found` (N, H, W, 12) is off, in the mean; `wanted` (N, H, W, 3) holds offsets, digits and weights.

    That is the offsets' error (Huber 1964), and a share of the digits' cross-entropy, in nats.
    """
    offsets, digits, weights = wanted[..., 0], wanted[..., 1], wanted[..., 2]
    errors = ops.abs(found[..., 0] - offsets)
    errors = ops.where(errors < CLEAR, errors * errors / (2 * CLEAR) + CLEAR / 2, errors)
    surprise = ops.sparse_categorical_crossentropy(digits, found[..., 1:], from_logits=True)
    return ops.sum((errors + DIGITS * surprise) * weights) / (ops.sum(weights) + 1.0)
