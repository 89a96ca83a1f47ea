/** The small network that knows the marks of numbers, in plain JavaScript. The twin of `scrawl/nets/marks.py`. */

import { softmax } from "./network.js";

/** @typedef {import("./weights.js").Tensor} Tensor */
/** @typedef {{data: Float32Array, channels: number, side: number}} Maps */

const SIDE = 40; // px of a window

export class MarksNetwork {
  #tensors;

  /** @param {Record<string, Tensor>} tensors */
  constructor(tensors) {
    this.#tensors = tensors;
  }

  /**
   * How likely each kind of mark is.
   * @param {Float32Array} window  (2, 40, 40)
   * @returns {number[]} of the eight kinds
   */
  score(window) {
    let maps = this.#convolved({ data: window, channels: 2, side: SIDE }, 1, 2);
    maps = pooled(this.#convolved(maps, 2));
    maps = pooled(this.#convolved(maps, 3));
    maps = this.#convolved(maps, 4);
    const { data: kernel, shape } = this.#tensors["marks.kinds"];
    const logits = Array.from(this.#tensors["marks.bias"].data);
    const places = maps.side ** 2;
    maps.data.forEach((value, k) => {
      const row = (k % places) * maps.channels + Math.floor(k / places); // the kernel's rows go by place, then channel
      for (let kind = 0; value > 0 && kind < shape[1]; kind++) {
        logits[kind] += value * kernel[row * shape[1] + kind];
      }
    });
    return softmax(logits);
  }

  /**
   * A convolution with ReLU; the padding is what Keras calls the same.
   * @param {Maps} maps
   * @param {number} layer
   * @param {number} [step]
   * @returns {Maps}
   */
  #convolved({ data, channels, side }, layer, step = 1) {
    const { data: kernel, shape } = this.#tensors[`marks.kernel${layer}`];
    const bias = this.#tensors[`marks.bias${layer}`].data;
    const [outputs, , size] = shape;
    const made = { data: new Float32Array(outputs * (side / step) ** 2), channels: outputs, side: side / step };
    const before = Math.floor((size - step) / 2);
    const own = made.side;
    for (let output = 0; output < outputs; output++) {
      const map = made.data.subarray(output * own * own, (output + 1) * own * own).fill(bias[output]);
      for (let tap = 0; tap < channels * size * size; tap++) {
        const weight = kernel[output * channels * size * size + tap];
        const [channel, v, u] = [Math.floor(tap / size / size), (Math.floor(tap / size) % size) - before, (tap % size) - before];
        const first = Math.max(Math.ceil(-u / step), 0);
        const behind = Math.min(Math.floor((side - 1 - u) / step) + 1, own);
        for (let y = Math.max(Math.ceil(-v / step), 0); y * step + v < side && y < own; y++) {
          const row = (channel * side + y * step + v) * side + u;
          for (let x = first; x < behind; x++) {
            map[y * own + x] += weight * data[row + x * step];
          }
        }
      }
      map.forEach((each, k) => (map[k] = Math.max(each, 0)));
    }
    return made;
  }
}

/**
 * The most of each four places.
 * @param {Maps} maps
 * @returns {Maps}
 */
function pooled({ data, channels, side }) {
  const half = side / 2;
  const made = { data: new Float32Array(channels * half * half), channels, side: half };
  made.data.forEach((_, k) => {
    const first = 2 * Math.floor(k / half) * side + 2 * (k % half);
    made.data[k] = Math.max(data[first], data[first + 1], data[first + side], data[first + side + 1]);
  });
  return made;
}
