/** The weights of the networks, from the file that `scrawl/training/browser.py` writes. */

/**
 * @typedef {{data: Float32Array, shape: number[]}} Tensor
 * @typedef {{name: string, version: string, thresholds: {t_digit: number, t_unsure: number},
 *   drawing: import("./drawing.js").Weights, acceptance: Record<string, number>, marking: Record<string, number>}} Card
 * @typedef {{card: Card, tensors: Record<string, Tensor>}} Weights
 */

/**
 * @param {ReadableStream<BufferSource>} stream  of the file, compressed
 * @returns {Promise<Weights>}
 */
export async function unpacked(stream) {
  const content = await new Response(stream.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  const begin = 4 + new DataView(content).getUint32(0, true);
  const { tensors: told, ...card } = JSON.parse(new TextDecoder().decode(new Uint8Array(content, 4, begin - 4)));
  const bytes = new Uint8Array(content, begin);
  const count = bytes.length / 2; // the lower byte of each number, then the upper ones
  /** @type {Record<string, Tensor>} */
  const tensors = {};
  let place = 0;
  for (const [name, shape] of told) {
    const size = shape.reduce((/** @type {number} */ all, /** @type {number} */ side) => all * side, 1);
    const data = new Float32Array(size);
    for (let k = 0; k < size; k++, place++) {
      data[k] = half(bytes[place] | (bytes[count + place] << 8));
    }
    tensors[name] = { data, shape };
  }
  return { card, tensors };
}

/**
 * The number that sixteen bits hold (IEEE 754, binary16).
 * @param {number} bits
 */
function half(bits) {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction);
}
