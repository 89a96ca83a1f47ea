/**
 * The engine on this device: reads drawings in a worker, once its kernel and weights have come. Until then, where
 * WebAssembly knows no SIMD, and if the worker fails, the server reads (client.js).
 */

import { readBy } from "./client.js";

/**
 * @typedef {import("./client.js").Reading} Reading
 * @typedef {{id: number, drawing: import("./strokes.js").Drawing, include: string}} Asked  of the worker
 * @typedef {{id: number, reading: Reading}} Told  by the worker
 */

/** @type {Map<number, (reading: Reading | null) => void>} who waits for the answer to which question */
const waiting = new Map();
let count = 0;

// The smallest module with SIMD: () => v128, i8x16.splat of 0, of which popcnt.
const SIMD = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

/** Keeps the page for when there is no server; not where the browser allows it to none, as without TLS. */
export const keep = () => navigator.serviceWorker?.register(new URL("../../service-worker.js", import.meta.url));

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
      const { id, reading } = /** @type {Told} */ (data);
      if (id === undefined) {
        readBy((drawing, include) => asked(worker, { drawing, include }));
        resolve(true);
      }
      waiting.get(id)?.(reading);
      waiting.delete(id);
    });
    worker.addEventListener("error", () => {
      readBy(null);
      waiting.forEach((answer) => answer(null));
      waiting.clear();
      resolve(false);
    });
  });
}

/**
 * @param {Worker} worker
 * @param {{drawing: import("./strokes.js").Drawing, include: string}} question
 * @returns {Promise<Reading | null>}
 */
function asked(worker, question) {
  const id = count++;
  worker.postMessage({ id, ...question });
  return new Promise((resolve) => waiting.set(id, resolve));
}
