/** The engine's own thread: takes drawings, gives readings. */

import { load } from "./load.js";

/** @typedef {import("../here.js").Told} Told */
/** @typedef {import("../here.js").Asked} Asked */

const reader = await load();

addEventListener("message", ({ data }) => {
  const { id, drawing, include, frame } = /** @type {Asked} */ (data);
  const answer = drawing ? reader.read(drawing, { include }) : reader.inspect(/** @type {Float32Array} */ (frame));
  postMessage(/** @type {Told} */ ({ id, answer }));
});
postMessage({ card: reader.card });
