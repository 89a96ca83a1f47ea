/** The engine's own thread: takes drawings, gives readings. */

import { load } from "./load.js";

/** @typedef {import("../here.js").Told} Told */
/** @typedef {import("../here.js").Asked} Asked */

const reader = await load();

addEventListener("message", ({ data }) => {
  const { id, drawing, include } = /** @type {Asked} */ (data);
  postMessage(/** @type {Told} */ ({ id, reading: reader.read(drawing, { include }) }));
});
postMessage({ card: reader.card });
