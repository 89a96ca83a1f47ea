/** The small network that knows the marks of numbers, in plain JavaScript. The twin of `scrawl/nets/marks.py`. */

import { softmax } from "./network.js";
import { SIDE } from "./window.js";

/** @typedef {import("./weights.js").Tensor} Tensor */
/** @typedef {{data: Float32Array, channels: number, side: number}} Maps  (side, side, channels) */
/** @typedef {{weights: Float32Array, bias: Float32Array, channels: number, outputs: number, size: number}} Layer  weights:
 *   (size, size, channels, outputs) */

export class MarksNetwork {
  #tensors;
  /** @type {Layer[]} */
  #layers;

  /** @param {Record<string, Tensor>} tensors */
  constructor(tensors) {
    this.#tensors = tensors;
    this.#layers = [1, 2, 3, 4].map((layer) => layerOf(tensors[`marks.kernel${layer}`], tensors[`marks.bias${layer}`]));
  }

  /**
   * How likely each kind of mark is.
   * @param {Float32Array} window  (2, 40, 40)
   * @returns {number[]} of the eight kinds
   */
  score(window) {
    const [first, second, third, last] = this.#layers;
    const places = SIDE * SIDE;
    const seen = Float32Array.from(window, (_, k) => window[(k % 2) * places + (k >> 1)]);
    const inked = convolved(convolved({ data: seen, channels: 2, side: SIDE }, first, 2), second);
    const maps = convolved(pooled(convolved(pooled(inked), third)), last);
    const { data: kernel, shape } = this.#tensors["marks.kinds"];
    const logits = Array.from(this.#tensors["marks.bias"].data);
    maps.data.forEach((value, row) => {
      for (let kind = 0; value > 0 && kind < shape[1]; kind++) {
        logits[kind] += value * kernel[row * shape[1] + kind];
      }
    });
    return softmax(logits);
  }
}

/**
 * @param {Tensor} kernel  (outputs, channels, size, size)
 * @param {Tensor} bias
 * @returns {Layer}
 */
function layerOf({ data, shape: [outputs, channels, size] }, { data: bias }) {
  const taps = size * size;
  const weights = new Float32Array(data.length);
  data.forEach((each, k) => {
    const [output, channel, tap] = [Math.floor(k / taps / channels), Math.floor(k / taps) % channels, k % taps];
    weights[(tap * channels + channel) * outputs + output] = each;
  });
  return { weights, bias, channels, outputs, size };
}

/**
 * A convolution with ReLU; the padding is what Keras calls the same. Each value is laid out to all places that it counts in,
 * for most of a window is paper, which counts nowhere.
 * @param {Maps} maps
 * @param {Layer} layer
 * @param {number} [step]
 * @returns {Maps}
 */
function convolved({ data, channels, side }, { weights, bias, outputs, size }, step = 1) {
  const before = Math.floor((size - step) / 2);
  const own = side / step;
  const made = new Float32Array(own * own * outputs);
  for (let place = 0; place < own * own; place++) {
    made.set(bias, place * outputs);
  }
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      for (let channel = 0; channel < channels; channel++) {
        const value = data[(y * side + x) * channels + channel];
        if (value === 0) {
          continue;
        }
        for (let v = (y + before) % step; v < size; v += step) {
          const row = (y + before - v) / step;
          for (let u = (x + before) % step; u < size && row >= 0 && row < own; u += step) {
            const column = (x + before - u) / step;
            if (column < 0 || column >= own) {
              continue;
            }
            const to = (row * own + column) * outputs;
            const from = ((v * size + u) * channels + channel) * outputs;
            for (let output = 0; output < outputs; output++) {
              made[to + output] += value * weights[from + output];
            }
          }
        }
      }
    }
  }
  made.forEach((each, k) => (made[k] = Math.max(each, 0)));
  return { data: made, channels: outputs, side: own };
}

/**
 * The most of each four places.
 * @param {Maps} maps
 * @returns {Maps}
 */
function pooled({ data, channels, side }) {
  const half = side / 2;
  const made = new Float32Array(half * half * channels);
  made.forEach((_, k) => {
    const place = Math.floor(k / channels);
    const first = (2 * Math.floor(place / half) * side + 2 * (place % half)) * channels + (k % channels);
    const below = first + side * channels;
    made[k] = Math.max(data[first], data[first + channels], data[below], data[below + channels]);
  });
  return { data: made, channels, side: half };
}
