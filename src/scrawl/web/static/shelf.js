/** Earlier drawings: a shelf of thumbnails, each of which can be brought back on the paper. */

import { text } from "./languages.js";
import { decode } from "./link.js";
import { readings } from "./memory.js";
import { rove, stopAt } from "./roving.js";
import { sketch } from "./sketch.js";

const details = /** @type {HTMLElement} */ (document.getElementById("earlier"));
const list = /** @type {HTMLElement} */ (details.querySelector(".shelf"));
const forget = /** @type {HTMLButtonElement} */ (details.querySelector("button"));
const none = /** @type {HTMLElement} */ (details.querySelector(".none"));

/** @param {(strokes: import("./strokes.js").Stroke[]) => void} choose */
export function fill(choose) {
  const show = () => {
    const buttons = readings.entries.flatMap((entry) => thumbnail(entry, choose));
    list.replaceChildren(...buttons);
    stopAt(list, 0);
    forget.hidden = buttons.length === 0;
    none.hidden = buttons.length > 0;
  };
  forget.addEventListener("click", () => {
    readings.empty();
    details.querySelector("summary")?.focus();
  });
  readings.addEventListener("change", show);
  rove(list);
  show();
}

/**
 * @param {import("./memory.js").Entry} entry
 * @param {(strokes: import("./strokes.js").Stroke[]) => void} choose
 * @returns {HTMLButtonElement[]} none for an entry of another version of the page
 */
function thumbnail({ drawing, text: read }, choose) {
  const button = document.createElement("button");
  const label = Object.assign(document.createElement("span"), { textContent: read.replaceAll("\n", " ") || "–" });
  button.type = "button";
  button.name = "earlier";
  button.setAttribute("aria-label", text("earlier.bring", { text: label.textContent }));
  try {
    const strokes = decode(drawing);
    button.append(sketch(strokes), label);
    button.addEventListener("click", () => choose(strokes));
    return [button];
  } catch {
    return [];
  }
}
