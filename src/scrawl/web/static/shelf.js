/** Earlier drawings: a shelf of thumbnails, each of which can be brought back on the paper. */

import { text } from "./languages.js";
import { decode } from "./link.js";
import { readings } from "./memory.js";
import { rove, stopAt } from "./roving.js";
import { sketch } from "./sketch.js";
import { styled } from "./styled.js";

await styled("played");

const details = /** @type {HTMLElement} */ (document.getElementById("earlier"));
const list = /** @type {HTMLElement} */ (details.querySelector(".shelf"));
const forget = /** @type {HTMLButtonElement} */ (details.querySelector(".forget"));
const back = /** @type {HTMLButtonElement} */ (details.querySelector(".back"));
const none = /** @type {HTMLElement} */ (details.querySelector(".none"));

/** @type {import("./memory.js").Entry[]} those that were there before some were forgotten */
let before = [];

/** @param {(strokes: import("./strokes.js").Stroke[]) => void} choose */
export function fill(choose) {
  const show = () => {
    const items = readings.entries.flatMap((entry) => item(entry, choose));
    list.replaceChildren(...items);
    stopAt(list, 0);
    forget.hidden = items.length === 0;
    back.hidden = before.length === 0;
    none.hidden = items.length > 0;
  };
  forget.addEventListener("click", () => keep([]));
  back.addEventListener("click", () => {
    const again = before.filter(({ drawing }) => !readings.entries.some((entry) => entry.drawing === drawing));
    before = [];
    readings.entries = [...readings.entries, ...again];
    list.querySelector("button")?.focus();
  });
  readings.addEventListener("change", show);
  rove(list);
  show();
}

/**
 * Forgets all others, which can be brought back until the page is left.
 * @param {import("./memory.js").Entry[]} entries
 */
function keep(entries) {
  before = readings.entries;
  readings.empty();
  readings.entries = entries;
  back.focus();
}

/**
 * @param {import("./memory.js").Entry} entry
 * @param {(strokes: import("./strokes.js").Stroke[]) => void} choose
 * @returns {HTMLElement[]} none for an entry of another version of the page
 */
function item({ drawing, text: read }, choose) {
  const label = read.replaceAll("\n", " ") || "–";
  const button = named("earlier", text("earlier.bring", { text: label }));
  const drop = named("forget", text("earlier.drop", { text: label }));
  drop.textContent = "×";
  drop.addEventListener("click", () => keep(readings.entries.filter((entry) => entry.drawing !== drawing)));
  try {
    const strokes = decode(drawing);
    button.append(sketch(strokes), Object.assign(document.createElement("span"), { textContent: label }));
    button.addEventListener("click", () => choose(strokes));
  } catch {
    return [];
  }
  const place = document.createElement("div");
  place.append(button, drop);
  return [place];
}

/**
 * @param {string} name
 * @param {string} label
 */
function named(name, label) {
  const button = Object.assign(document.createElement("button"), { type: "button", name });
  button.setAttribute("aria-label", label);
  return button;
}
