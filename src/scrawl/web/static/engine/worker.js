/** The engine's own thread: takes drawings, gives readings. */

import { load } from "./load.js";

/** @typedef {import("../here.js").Told} Told */
/** @typedef {import("../here.js").Asked} Asked */

const reader = await load();

addEventListener("message", ({ data }) => {
  const { id, frame, ...asked } = /** @type {Asked} */ (data);
  const answer = frame ? Promise.resolve(reader.inspect(frame)) : read(asked);
  answer.then((told) => postMessage(/** @type {Told} */ ({ id, answer: told })), fail);
});
postMessage({ card: reader.card });

/**
 * What is read, or what is wrong with what is expected; null where the modules for that cannot be fetched.
 * @param {Omit<Asked, "id" | "frame">} asked
 * @returns {Promise<import("../client.js").ReadHere | null>}
 */
async function read({ drawing, include, expect }) {
  const module = expect ? await import("./expected.js").catch(() => null) : undefined;
  if (module === null) {
    return null;
  }
  try {
    const under = module?.under(/** @type {string} */ (expect));
    return { reading: reader.read(/** @type {import("../strokes.js").Drawing} */ (drawing), { include, under }) };
  } catch (error) {
    const { field, message } = /** @type {import("./patterns.js").OptionError} */ (error);
    if (!field) {
      throw error;
    }
    return { problem: { code: "invalid_fields", status: 422, errors: [{ field, message }] }, retryAfter: 0 };
  }
}

/**
 * Ends in an error of the thread, which a promise that is rejected does not.
 * @param {unknown} error
 */
function fail(error) {
  setTimeout(() => {
    throw error;
  });
}
