"""The network as a Keras graph: framing, convolutions, and heads that can say where their evidence lies.

Everything here is written in `keras.ops`, so that any Keras backend can train it. Only training and the Keras
engine import this module: the default way of serving never does.

The framing is MNIST's (LeCun et al. 1998, after NIST Special Database 19): the longer side of the ink box is
scaled to 20 px and the centre of mass put in the centre of 28×28. Being affine and axis-aligned, resampling by area
is two small matrix products, ``frame = Wy · ink · Wxᵀ``.
"""

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import ops

from scrawl.recognizer import INK_THRESHOLD

FRAME = 28  # px, side of the picture MNIST is made of
INK_SIDE = 20  # px, longer side of the ink box in that picture
CLASSES = 10  # the digits
MAP = FRAME // 4  # side of the feature map that the head reads: two poolings


@dataclass(frozen=True)
class Shape:
    """The widths of the six 3×3 convolutions, two before each pooling and two after the last."""

    channels: tuple[int, ...] = (16, 16, 48, 48, 112, 96)
    dropout: float = 0.2

    @property
    def multiply_adds(self) -> int:
        """Multiply-adds of one frame through convolutions and heads, framing and evidence apart."""
        sides = (FRAME, FRAME, FRAME // 2, FRAME // 2, MAP, MAP)
        inputs = (1, *self.channels[:-1])
        convolutions = sum(
            side * side * 9 * before * after
            for side, before, after in zip(sides, inputs, self.channels, strict=True)
        )
        return convolutions + MAP * MAP * self.channels[-1] * 2 * CLASSES


@keras.saving.register_keras_serializable("scrawl")
class Framing(keras.layers.Layer):
    """Ink (N, H, W) → frame (N, 28, 28), window (N, 4) and present (N, 1), which is 0 where there is no ink.

    `window` is x, y, width, height of the frame's square in pixels of the crop. All coordinates are measured from
    the ink box's corner, so that float32 keeps its precision wherever in a large crop the ink lies.
    """

    def call(self, ink: Any) -> tuple[Any, Any, Any]:
        """Frame every crop of the batch."""
        inked = ops.cast(ink > INK_THRESHOLD, "float32")
        mass = ink * inked
        y, top, height, centre_y = _extent(ops.max(inked, axis=2), ops.sum(mass, axis=2))
        x, left, width, centre_x = _extent(ops.max(inked, axis=1), ops.sum(mass, axis=1))
        step = ops.maximum(ops.maximum(height, width), 1.0) / INK_SIDE
        rows, columns = _resampling(y, centre_y, step), _resampling(x, centre_x, step)
        frame = ops.matmul(ops.matmul(rows, mass), ops.transpose(columns, (0, 2, 1)))
        present = ops.minimum(height, 1.0)
        side = FRAME * step
        window = ops.concatenate([left + centre_x - side / 2, top + centre_y - side / 2, side, side], axis=1)
        return ops.clip(frame, 0.0, 1.0), window * present, present

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[tuple[int | None, ...], ...]:
        """Shapes of frame, window and present."""
        return (shape[0], FRAME, FRAME), (shape[0], 4), (shape[0], 1)


def _extent(inked: Any, mass: Any) -> tuple[Any, Any, Any, Any]:
    """Along one axis, from (N, L) each: where every pixel begins, counted from the first inked one, (N, L); that one,
    the length of the inked run, and the centre of mass, counted likewise; (N, 1) each. The length is 0 without ink.
    """
    length = ops.shape(inked)[1]
    position = ops.expand_dims(ops.arange(length, dtype="float32"), 0)
    total = ops.cast(length, "float32")
    first = total - ops.max(inked * (total - position), axis=1, keepdims=True)
    behind = ops.max(inked * (position + 1.0), axis=1, keepdims=True)
    begins = position - first
    weight = ops.maximum(ops.sum(mass, axis=1, keepdims=True), 1e-6)
    centre = ops.sum(mass * (begins + 0.5), axis=1, keepdims=True) / weight
    return begins, first, ops.maximum(behind - first, 0.0), centre


def _resampling(begins: Any, centre: Any, step: Any) -> Any:
    """Weights (N, 28, L): the share of each source pixel in each target pixel, by area.

    The box filter is as wide as a target pixel, and at least one source pixel.
    """
    grid = np.arange(FRAME, dtype="float32")[None] + np.float32(0.5 - FRAME / 2)
    width = ops.maximum(step, 1.0)
    left = centre + grid * step - width / 2
    # How much of each source pixel lies before the box, not yet held to 0…1.
    covered = ops.expand_dims(left, 2) - ops.expand_dims(begins, 1)
    overlap = ops.clip(covered + ops.expand_dims(width, 2), 0.0, 1.0) - ops.clip(covered, 0.0, 1.0)
    return overlap / ops.expand_dims(width, 2)


@keras.saving.register_keras_serializable("scrawl")
class Heads(keras.layers.Layer):
    """Features (N, 7, 7, C) → logits (N, 10), digit logit (N, 1), evidence (N, 10, 7, 7).

    The logits are linear in the map, so each place's share of one is known exactly; they are the sums of the shares.

    Whether it is a digit at all is asked for each class apart, since a non-digit that looks little like a 4 may lie
    among the 9s: ten linear detectors, of which one is enough, joined by their logsumexp.
    """

    places = MAP * MAP

    def build(self, shape: tuple[int, ...]) -> None:
        """Make the two kernels, (49 C, 10) each, and their biases."""
        self.depth = shape[-1]
        size = (self.places * self.depth, CLASSES)
        self.kernel = self.add_weight(shape=size, initializer="glorot_uniform", name="kernel")
        self.bias = self.add_weight(shape=(CLASSES,), initializer="zeros", name="bias")
        self.digit_kernel = self.add_weight(shape=size, initializer="glorot_uniform", name="digit_kernel")
        self.digit_bias = self.add_weight(shape=(CLASSES,), initializer="zeros", name="digit_bias")

    def call(self, features: Any) -> tuple[Any, Any, Any]:
        """Score the features."""
        by_place = ops.transpose(ops.reshape(features, (-1, self.places, self.depth)), (1, 0, 2))
        kernel = ops.concatenate([self.kernel, self.digit_kernel], axis=1)
        shares = ops.matmul(by_place, ops.reshape(kernel, (self.places, self.depth, 2 * CLASSES)))
        sums = ops.sum(shares, axis=0)
        detected = sums[:, CLASSES:] + self.digit_bias
        most = ops.max(detected, axis=1, keepdims=True)
        digit_logit = most + ops.log(ops.sum(ops.exp(detected - most), axis=1, keepdims=True))
        evidence = shares[:, :, :CLASSES] + self.bias / self.places
        evidence = ops.transpose(evidence - ops.mean(evidence, axis=2, keepdims=True), (1, 2, 0))
        return sums[:, :CLASSES] + self.bias, digit_logit, ops.reshape(evidence, (-1, CLASSES, MAP, MAP))

    def divide_logits(self, temperature: float) -> None:
        """Fold a temperature into the weights (Guo et al. 2017), so that softmax is calibrated."""
        self.kernel.assign(self.kernel / temperature)
        self.bias.assign(self.bias / temperature)

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[tuple[int | None, ...], ...]:
        """Shapes of logits, digit logit and evidence."""
        return (shape[0], CLASSES), (shape[0], 1), (shape[0], CLASSES, MAP, MAP)


@keras.saving.register_keras_serializable("scrawl")
class Scores(keras.layers.Layer):
    """The heads' numbers → the served outputs; where there is no ink, nothing is claimed.

    Empty ink gives digitness 0, no evidence, hence ten equal probabilities, and a zero embedding. Never NaN.
    """

    def call(self, heads: tuple[Any, Any, Any], features: Any, present: Any) -> dict[str, Any]:
        """Give probabilities (N, 10), digitness (N,), evidence (N, 10, 7, 7), embedding (N, C)."""
        logits, digit_logit, evidence = heads
        pooled = ops.mean(features, axis=(1, 2))
        norm = ops.sqrt(ops.maximum(ops.sum(pooled * pooled, axis=1, keepdims=True), 1e-12))
        return {
            "probabilities": ops.softmax(logits * present, axis=-1),
            "digitness": ops.reshape(ops.sigmoid(digit_logit) * present, (-1,)),
            "evidence": evidence * present[:, :, None, None],
            "embedding": pooled / norm * present,
        }


@dataclass(frozen=True)
class Network:
    """One set of weights, seen in three ways.

    served    ink (N, H, W) → the outputs of the graph; this one is exported
    trained   ink (N, H, W) → {"logits": (N, 10), "digit_logit": (N, 1)}, with dropout; this one is fitted
    framed    frames (N, 28, 28) → the outputs of `trained`, for ink that is framed already
    """

    served: keras.Model
    trained: keras.Model
    framed: keras.Model


def build(shape: Shape = Shape()) -> Network:
    """A new network of that shape, with random weights."""
    ink = keras.Input((None, None), name="ink")
    frame, window, present = Framing(name="framing")(ink)
    features = convolutions(ops.expand_dims(frame, -1), shape)
    heads = Heads(name="heads")
    dropped = keras.layers.SpatialDropout2D(shape.dropout, name="dropout")(features)
    logits, digit_logit, _ = heads(dropped)
    scores = Scores(name="scores")(heads(features), features, present)
    fitted = {"logits": logits, "digit_logit": digit_logit}
    return Network(
        served=keras.Model(ink, {**scores, "frame": frame, "window": window}, name="digits"),
        trained=keras.Model(ink, fitted, name="digits_trained"),
        framed=keras.Model(frame, fitted, name="digits_framed"),
    )


def convolutions(frame: Any, shape: Shape) -> Any:
    """Frame (N, 28, 28, 1) → features (N, 7, 7, C), never negative."""
    x = frame
    for index, width in enumerate(shape.channels):
        if index in (2, 4):
            x = keras.layers.MaxPooling2D(name=f"pool{index // 2}")(x)
        x = keras.layers.Conv2D(
            width, 3, padding="same", use_bias=False, kernel_initializer="he_normal", name=f"conv{index + 1}"
        )(x)
        x = keras.layers.BatchNormalization(momentum=0.98, name=f"norm{index + 1}")(x)
        x = keras.layers.Activation("relu", name=f"relu{index + 1}")(x)
    return x


def classifier(served: keras.Model, shape: Shape) -> keras.Model:
    """The plain classifier inside `served`: (N, 28, 28, 1) → softmax (N, 10), of built-in layers only."""
    frame = keras.Input((FRAME, FRAME, 1), name="frame")
    flat = keras.layers.Flatten(name="flatten")(convolutions(frame, shape))
    outputs = keras.layers.Dense(CLASSES, activation="softmax", name="probabilities")(flat)
    plain = keras.Model(frame, outputs, name="mnist")
    for layer in plain.layers:
        if layer.name.startswith(("conv", "norm")):
            layer.set_weights(served.get_layer(layer.name).get_weights())
    heads = served.get_layer("heads")
    plain.get_layer("probabilities").set_weights([heads.kernel, heads.bias])
    return plain
