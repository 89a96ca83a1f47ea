/** A line over the foot of the paper, for what has no other place to be told. */

import { text } from "./languages.js";

const SHOWN_TIME = 6000; // ms

const place = /** @type {HTMLElement} */ (document.getElementById("notice"));

let timer = 0;

/**
 * @param {string} said  empty takes it away
 * @param {number} [time]  ms until it goes by itself; Infinity if it does not
 */
export function tell(said, time = SHOWN_TIME) {
  clearTimeout(timer);
  place.textContent = said;
  timer = said && time < Infinity ? setTimeout(() => tell(""), time) : 0;
}

/**
 * A part of the page that is fetched when it is used first; while the server is away, this says so, and the next use
 * tries again.
 * @template Part
 * @param {Promise<Part>} coming
 * @returns {Promise<Part | null>}
 */
export const part = (coming) =>
  coming.catch(() => {
    tell(text("notice.offline"));
    return null;
  });
