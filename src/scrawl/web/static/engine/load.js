/** Fetches the engine's kernel and weights, which lie beside this file. */

import { MarksNetwork } from "./marks-network.js";
import { Network } from "./network.js";
import { Reader } from "./reader.js";
import { Recognizer } from "./recognizer.js";
import { unpacked } from "./weights.js";

/**
 * Rejects where they cannot be fetched, or WebAssembly knows no SIMD here.
 * @returns {Promise<Reader>}
 */
export async function load() {
  const [kernel, weights] = await Promise.all(["convolution.wasm", "weights.bin"].map((name) => fetched(name)));
  const { instance } = await WebAssembly.instantiate(await kernel.arrayBuffer());
  const { card, tensors } = await unpacked(/** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (weights.body));
  return readerOf(instance, { card, tensors });
}

/**
 * @param {WebAssembly.Instance} kernel
 * @param {import("./weights.js").Weights} weights
 */
export function readerOf(kernel, { card, tensors }) {
  return new Reader(new Recognizer(new Network(kernel, { card, tensors }), new MarksNetwork(tensors), card));
}

/** @param {string} name */
async function fetched(name) {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) {
    throw new Error(`${name}: ${answer.status}`);
  }
  return answer;
}
