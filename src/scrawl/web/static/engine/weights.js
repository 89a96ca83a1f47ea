/** The weights of the networks, from the file that `scrawl/training/browser.py` writes. */

/**
 * @typedef {{data: Float32Array, shape: number[]}} Tensor
 * @typedef {{name: string, version: string, thresholds: {t_digit: number, t_unsure: number},
 *   drawing: import("./drawing.js").Weights, acceptance: Record<string, number>, marking: Record<string, number>}} Card
 * @typedef {{card: Card, tensors: Record<string, Tensor>}} Weights
 */

const FORMAT = 2; // of the file
/** @type {Record<string, {bytes: number, numberOf: (bits: number) => number}>} */
const TYPES = {
  float16: { bytes: 2, numberOf: half },
  float32: { bytes: 4, numberOf: single },
};
const view = new DataView(new ArrayBuffer(4));

/**
 * @param {ReadableStream<BufferSource>} stream  of the file, compressed
 * @returns {Promise<Weights>}
 */
export async function unpacked(stream) {
  const content = await new Response(stream.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  const begin = 4 + new DataView(content).getUint32(0, true);
  const { format, tensors: told, ...card } = JSON.parse(new TextDecoder().decode(new Uint8Array(content, 4, begin - 4)));
  if (format !== FORMAT) {
    throw new RangeError(`weights of format ${format}; this engine reads format ${FORMAT}`);
  }
  /** @type {Record<string, Tensor>} */
  const tensors = {};
  let place = begin;
  for (const type of new Set(told.map((/** @type {string[]} */ [, , each]) => each))) {
    const own = told.filter((/** @type {string[]} */ [, , each]) => each === type);
    const sizes = own.map((/** @type {[string, number[]]} */ [, shape]) => shape.reduce((all, side) => all * side, 1));
    const count = sizes.reduce((/** @type {number} */ all, /** @type {number} */ size) => all + size, 0);
    const end = place + count * TYPES[type].bytes;
    const data = numbers(new Uint8Array(content, place, end - place), count, TYPES[type].numberOf);
    let first = 0;
    own.forEach((/** @type {[string, number[]]} */ [name, shape], /** @type {number} */ k) => {
      tensors[name] = { data: data.slice(first, first + sizes[k]), shape };
      first += sizes[k];
    });
    place = end;
  }
  return { card, tensors };
}

/**
 * @param {Uint8Array} planes  the lowest byte of each number, then the next of each
 * @param {number} count  of the numbers
 * @param {(bits: number) => number} numberOf
 */
function numbers(planes, count, numberOf) {
  return Float32Array.from({ length: count }, (_, k) => {
    let bits = 0;
    for (let place = k, shift = 0; place < planes.length; place += count, shift += 8) {
      bits |= planes[place] << shift;
    }
    return numberOf(bits);
  });
}

/**
 * The number that sixteen bits hold (IEEE 754, binary16).
 * @param {number} bits
 */
function half(bits) {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction);
}

/**
 * The number that thirty-two bits hold (IEEE 754, binary32).
 * @param {number} bits
 */
function single(bits) {
  view.setInt32(0, bits);
  return view.getFloat32(0);
}
