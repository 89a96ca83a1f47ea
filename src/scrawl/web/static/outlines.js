/** What was found in a drawing, lightly marked under the ink, so that one sees how a number was parted. */

import { ofPage } from "./strokes.js";

/** @typedef {import("./client.js").Digit} Digit */

export class Outlines {
  #host = document.createElement("div");

  /** @param {HTMLElement} canvas  over which they would lie */
  constructor(canvas) {
    this.#host.className = "outlines";
    this.#host.setAttribute("aria-hidden", "true");
    canvas.before(this.#host);
  }

  /**
   * @param {Digit[]} digits  fewer than two need no marks
   * @param {number} chosen  -1 for none
   */
  show(digits, chosen) {
    const marks = digits.length < 2 ? [] : digits.map(({ box, verdict }, index) => {
      const mark = document.createElement("i");
      const [left, top, width, height] = ofPage(box).map((share) => `${100 * share}%`);
      Object.assign(mark.style, { left, top, width, height });
      mark.dataset.verdict = verdict;
      mark.classList.toggle("chosen", index === chosen);
      return mark;
    });
    this.#host.replaceChildren(...marks);
  }
}
