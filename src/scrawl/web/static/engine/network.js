/**
 * The network of digits: a frame → logits, digitness and evidence. The twin of `scrawl/nets/digits.py`; the convolutions
 * run in a WebAssembly kernel (convolution.wat), the head is here.
 */

import { FRAME } from "./frame.js";

/**
 * @typedef {import("./weights.js").Weights} Weights
 * @typedef {{convolve: (input: number, weights: number, bias: number, output: number, channels: number, blocks: number,
 *   side: number) => void, memory: WebAssembly.Memory}} Kernel
 * @typedef {{side: number, channels: number, outputs: number, weights: number, bias: number}} Layer  addresses in bytes
 * @typedef {{logits: number[], probabilities: number[], digitness: number, embedding: Float64Array, evidence: () => number[][][]}} Scores
 *   embedding: the mean of each of the last maps; evidence: ten maps of 7×7, made when they are asked for
 */

export const CLASSES = 10;
export const MAP = 7; // side of the map that the head reads: two poolings
const POOLED = [2, 4]; // the convolutions before which the map is halved
const LANES = 4; // output channels that the kernel computes together

export class Network {
  /** @type {Kernel} */
  #kernel;
  #weights;
  /** @type {Layer[]} */
  #layers = [];
  #buffers = [0, 0]; // addresses of the two buffers between which the layers go back and forth
  /** @type {Float32Array} */
  #memory;

  /**
   * @param {WebAssembly.Instance} instance  of the kernel; one for each network
   * @param {Weights} weights
   */
  constructor({ exports }, weights) {
    this.#kernel = /** @type {any} */ (exports);
    this.#weights = weights;
    this.#memory = new Float32Array(this.#kernel.memory.buffer);
    let end = 0;
    /** @param {number} size  floats */
    const taken = (size) => {
      const begin = end;
      end += Math.ceil(size / LANES) * LANES;
      return 4 * begin;
    };
    let [side, largest] = [FRAME, 0];
    for (let place = 1; this.#tensor(`kernel${place}`); place++) {
      const [outputs, channels] = this.#tensor(`kernel${place}`).shape;
      side = POOLED.includes(place - 1) ? side / 2 : side;
      const layer = { side, channels, outputs, weights: taken(9 * outputs * channels), bias: taken(outputs) };
      this.#memory.set(inBlocks(this.#tensor(`kernel${place}`)), layer.weights / 4);
      this.#memory.set(this.#tensor(`bias${place}`).data, layer.bias / 4);
      largest = Math.max(largest, (side + 2) ** 2 * Math.max(channels, outputs));
      this.#layers.push(layer);
    }
    this.#buffers = [taken(largest), taken(largest)];
    if (4 * end > this.#memory.byteLength) {
      throw new RangeError(`the kernel's memory holds ${this.#memory.byteLength} bytes, the network needs ${4 * end}`);
    }
  }

  /**
   * @param {Float32Array} frame  28×28
   * @returns {Scores}
   */
  score(frame) {
    return this.#headed(this.#features(frame).at(-1)?.map ?? new Float32Array());
  }

  /**
   * What each layer makes of a frame, the logits, and the first layer's weights.
   * @param {Float32Array} frame
   * @returns {import("../here.js").Inspected}
   */
  inspect(frame) {
    const layers = this.#features(frame, true);
    const { logits } = this.#headed(layers[layers.length - 1].map);
    return { layers, logits, kernel: this.#tensor("kernel1").data, bias: this.#tensor("bias1").data };
  }

  /** @param {string} name */
  #tensor(name) {
    return this.#weights.tensors[`digits.${name}`];
  }

  /**
   * @param {Float32Array} frame
   * @param {boolean} [all]  layers are told, else the last
   */
  #features(frame, all = false) {
    const told = [];
    this.#lay(frame, FRAME, 1);
    for (const [place, layer] of this.#layers.entries()) {
      const { side, channels, outputs, weights, bias } = layer;
      if (POOLED.includes(place)) {
        this.#lay(pooled(this.#taken(2 * side, channels), side, channels), side, channels);
      }
      const [from, to] = this.#buffers;
      this.#clear(to, side, outputs);
      this.#kernel.convolve(from, weights, bias, to, channels, outputs / LANES, side);
      this.#buffers = [to, from];
      if (all || place === this.#layers.length - 1) {
        told.push({ side, outputs, map: this.#taken(side, outputs) });
      }
    }
    return told;
  }

  /**
   * Lays planes into the buffer that is read next, each with a border of 0.
   * @param {Float32Array} planes  (channels, side, side)
   * @param {number} side
   * @param {number} channels
   */
  #lay(planes, side, channels) {
    const row = side + 2;
    const begin = this.#buffers[0] / 4;
    this.#clear(this.#buffers[0], side, channels);
    for (let line = 0; line < channels * side; line++) {
      const place = begin + (Math.floor(line / side) * row + (line % side) + 1) * row + 1;
      this.#memory.set(planes.subarray(line * side, (line + 1) * side), place);
    }
  }

  /**
   * @param {number} address
   * @param {number} side
   * @param {number} channels
   */
  #clear(address, side, channels) {
    this.#memory.fill(0, address / 4, address / 4 + (side + 2) ** 2 * channels);
  }

  /**
   * The planes in the buffer that is read next, without their borders.
   * @param {number} side
   * @param {number} channels
   */
  #taken(side, channels) {
    const row = side + 2;
    const planes = new Float32Array(side * side * channels);
    for (let line = 0; line < channels * side; line++) {
      const place = this.#buffers[0] / 4 + (Math.floor(line / side) * row + (line % side) + 1) * row + 1;
      planes.set(this.#memory.subarray(place, place + side), line * side);
    }
    return planes;
  }

  /**
   * The head: linear in the map, so each place's share of a logit is known; the logits are the sums of the shares.
   * @param {Float32Array} features  (channels, 7, 7)
   * @returns {Scores}
   */
  #headed(features) {
    const places = MAP * MAP;
    const kernel = this.#tensor("heads").data; // (49, channels, 20): ten logits, ten detectors of digits
    const channels = features.length / places;
    const shares = new Float32Array(places * 2 * CLASSES);
    for (let place = 0; place < places; place++) {
      const own = shares.subarray(place * 2 * CLASSES, (place + 1) * 2 * CLASSES);
      for (let channel = 0; channel < channels; channel++) {
        const value = features[channel * places + place];
        if (value > 0) {
          const begin = (place * channels + channel) * 2 * CLASSES;
          for (let k = 0; k < 2 * CLASSES; k++) {
            own[k] += value * kernel[begin + k];
          }
        }
      }
    }
    const sums = Array.from({ length: 2 * CLASSES }, (_, k) => {
      let sum = 0;
      for (let place = 0; place < places; place++) {
        sum += shares[place * 2 * CLASSES + k];
      }
      return sum;
    });
    const bias = this.#tensor("bias").data;
    const detectors = this.#tensor("digit_bias").data;
    const logits = sums.slice(0, CLASSES).map((sum, k) => sum + bias[k]);
    const detected = sums.slice(CLASSES).map((sum, k) => sum + detectors[k]);
    const most = Math.max(...detected);
    const digit = most + Math.log(detected.reduce((all, each) => all + Math.exp(each - most), 0));
    return {
      logits,
      probabilities: softmax(logits),
      digitness: 1 / (1 + Math.exp(-digit)),
      embedding: pooledOver(features, places),
      evidence: () => evidenceOf(shares, bias),
    };
  }
}

/**
 * The mean of each channel's map.
 * @param {Float32Array} features  (channels, 7, 7)
 * @param {number} places  of a map
 */
function pooledOver(features, places) {
  return Float64Array.from({ length: features.length / places }, (_, channel) =>
    features.subarray(channel * places, (channel + 1) * places).reduce((sum, each) => sum + each, 0) / places);
}

/**
 * The maps of each digit's evidence, centred over the digits.
 * @param {Float32Array} shares  (49, 20)
 * @param {Float32Array} bias
 * @returns {number[][][]}
 */
function evidenceOf(shares, bias) {
  const places = MAP * MAP;
  const evidence = Array.from({ length: CLASSES }, () => Array.from({ length: MAP }, () => new Array(MAP).fill(0)));
  for (let place = 0; place < places; place++) {
    const own = Array.from(bias, (each, k) => shares[place * 2 * CLASSES + k] + each / places);
    const mean = own.reduce((sum, each) => sum + each, 0) / CLASSES;
    own.forEach((each, k) => (evidence[k][Math.floor(place / MAP)][place % MAP] = each - mean));
  }
  return evidence;
}

/** @param {number[]} logits */
export function softmax(logits) {
  const most = Math.max(...logits);
  const likely = logits.map((each) => Math.exp(each - most));
  const sum = likely.reduce((all, each) => all + each, 0);
  return likely.map((each) => each / sum);
}

/**
 * @param {Float32Array} planes  (channels, 2 side, 2 side)
 * @param {number} side
 * @param {number} channels
 * @returns {Float32Array} (channels, side, side): the most of each four
 */
function pooled(planes, side, channels) {
  const made = new Float32Array(channels * side * side);
  for (let line = 0; line < channels * side; line++) {
    const above = 4 * line * side;
    const below = above + 2 * side;
    for (let x = 0; x < side; x++) {
      const [left, right] = [above + 2 * x, below + 2 * x];
      made[line * side + x] = Math.max(planes[left], planes[left + 1], planes[right], planes[right + 1]);
    }
  }
  return made;
}

/**
 * A convolution's weights in the kernel's order: for each four outputs by input, row and column.
 * @param {import("./weights.js").Tensor} tensor  (outputs, channels, 3, 3)
 */
function inBlocks({ data, shape: [outputs, channels] }) {
  const taps = 9 * channels;
  const made = new Float32Array(data.length);
  for (let output = 0; output < outputs; output++) {
    const begin = Math.floor(output / LANES) * LANES * taps + (output % LANES);
    for (let tap = 0; tap < taps; tap++) {
      made[begin + LANES * tap] = data[output * taps + tap];
    }
  }
  return made;
}
