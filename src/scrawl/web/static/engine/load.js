/** Fetches the engine's kernel and weights, which lie beside this file. */

import { Network } from "./network.js";
import { Reader } from "./reader.js";
import { unpacked } from "./weights.js";

/**
 * Rejects where they cannot be fetched, or WebAssembly knows no SIMD here.
 * @returns {Promise<Reader>}
 */
export async function load() {
  const [kernel, weights] = await Promise.all(["convolution.wasm", "weights.bin"].map((name) => fetched(name)));
  const { instance } = await WebAssembly.instantiate(await kernel.arrayBuffer());
  const { card, tensors } = await unpacked(/** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (weights.body));
  return new Reader(new Network(instance, { card, tensors }), card);
}

/** @param {string} name */
async function fetched(name) {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) {
    throw new Error(`${name}: ${answer.status}`);
  }
  return answer;
}
