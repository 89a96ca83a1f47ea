/**
 * The engine on this device: reads drawings in a worker, once its kernel and weights have come. Until then, where
 * WebAssembly knows no SIMD, and if the worker fails, the server reads (client.js).
 */

import { readBy } from "./client.js";

/**
 * @typedef {{id: number, drawing?: import("./strokes.js").Drawing, include?: string, expect?: string, frame?: Float32Array}} Asked
 *   of the worker: a drawing to read, or a frame to show the network's layers of
 * @typedef {{id: number, answer: import("./client.js").ReadHere | Inspected | null}} Told  by the worker
 */

/**
 * @typedef {{layers: {side: number, outputs: number, map: Float32Array}[], logits: number[], kernel: Float32Array,
 *   bias: Float32Array}} Inspected  what the network makes of a frame: the maps of each layer, (outputs, side, side), the ten
 *   logits; and the first layer's weights, (outputs, 3, 3), and biases
 */

/** @type {Map<number, (answer: any) => void>} who waits for the answer to which question */
const waiting = new Map();
/** @type {Worker | null} that reads */
let engine = null;
let count = 0;

// The smallest module with SIMD: () => v128, i8x16.splat of 0, of which popcnt.
const SIMD = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

/** Keeps the page for when there is no server; not where the browser allows it to none, as without TLS. */
export const keep = () =>
  navigator.serviceWorker?.register(new URL("../../service-worker.js", import.meta.url)).catch(() => {});

/**
 * Starts the engine.
 * @returns {Promise<boolean>} whether it reads from now on
 */
export async function start() {
  if (!WebAssembly.validate(SIMD)) {
    return false;
  }
  const worker = new Worker(new URL("engine/worker.js", import.meta.url), { type: "module" });
  return new Promise((resolve) => {
    worker.addEventListener("message", ({ data }) => {
      const { id, answer } = /** @type {Told} */ (data);
      if (id === undefined) {
        engine = worker;
        readBy((drawing, include, expect) => asked(worker, { drawing, include, expect }));
        resolve(true);
      }
      waiting.get(id)?.(answer);
      waiting.delete(id);
    });
    worker.addEventListener("error", () => {
      engine = null;
      readBy(null);
      waiting.forEach((answer) => answer(null));
      waiting.clear();
      resolve(false);
    });
  });
}

/**
 * What the network's layers make of a frame; null where there is no engine.
 * @param {Float32Array} frame  28×28
 * @returns {Promise<Inspected | null>}
 */
export const inspected = async (frame) => engine && asked(engine, { frame });

/**
 * @param {Worker} worker
 * @param {Omit<Asked, "id">} question
 * @returns {Promise<any>} null if the engine fails
 */
function asked(worker, question) {
  const id = count++;
  worker.postMessage({ id, ...question });
  return new Promise((resolve) => waiting.set(id, resolve));
}
