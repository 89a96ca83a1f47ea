"""The network that knows the marks of numbers, as a Keras graph: what a piece of ink is beside the digits of its line.

A point, a comma, an apostrophe and the dot of an i are one shape, and a slash is a 1 that leans: they differ in their
place and size beside the digits. So the network sees a window that is set to the line: the piece in one channel, all
ink around it in the other (`scrawl.glyphs.window`).

Imported by training and the Keras engine only.
"""

from typing import Any

import keras
from keras import layers, ops

from scrawl.glyphs.pieces import KINDS
from scrawl.nets.unet import convolved
from scrawl.recognizer import MARKS_SIDE

CHANNELS = (12, 18, 24, 32)  # 20,000 parameters: the browser fetches them, too


def build() -> keras.Model:
    """A new network: windows (N, MARKS_SIDE, MARKS_SIDE, 2) → logits of KINDS (N, len(KINDS))."""
    first, second, third, last = CHANNELS
    window = keras.Input((MARKS_SIDE, MARKS_SIDE, 2), name="window")
    x = convolved(convolved(window, first, size=5, step=2), second)
    x = convolved(layers.MaxPooling2D()(x), third)
    x = convolved(layers.MaxPooling2D()(x), last)
    return keras.Model(window, layers.Dense(len(KINDS), name="kinds")(layers.Flatten()(x)), name="marks")


def loss(wanted: Any, found: Any) -> Any:
    """The mean cross-entropy, in nats, of logits `found` (N, len(KINDS)) where `wanted` (N,) are the kinds' places."""
    return ops.mean(ops.sparse_categorical_crossentropy(wanted, found, from_logits=True))
