/** A group of buttons, one for each glyph that is offered, of which at most one is chosen. */

import { buttons, rove, stopAt } from "./roving.js";
import * as words from "./words.js";

/** @typedef {import("./client.js").Digit} Digit */

/**
 * Dispatches `choose` with the index of the glyph as its detail.
 */
export class Choices extends EventTarget {
  #group;
  #dress;
  /** @type {number[]} */
  #offered = [];

  /**
   * @param {HTMLElement} group
   * @param {(button: HTMLButtonElement, digit: Digit) => void} dress  puts a glyph's looks on its button
   */
  constructor(group, dress) {
    super();
    this.#group = group;
    this.#dress = dress;
    rove(group);
  }

  /**
   * Offers glyphs. Buttons are kept as far as they go, so that the keyboard's place among them is too.
   * @param {Digit[]} digits
   * @param {number} chosen  index; -1 for none
   * @param {number[]} [offered]  indices of those that have a button; else all have
   */
  show(digits, chosen, offered = [...digits.keys()]) {
    this.#offered = offered;
    while (this.#group.childElementCount > offered.length) {
      this.#group.lastElementChild?.remove();
    }
    while (this.#group.childElementCount < offered.length) {
      this.#add(this.#group.childElementCount);
    }
    buttons(this.#group).forEach((button, place) => {
      const digit = digits[offered[place]];
      button.setAttribute("aria-label", words.name(digit, place, offered.length));
      button.setAttribute("aria-pressed", `${offered[place] === chosen}`);
      button.dataset.verdict = digit.verdict;
      this.#dress(button, digit);
    });
    if (!this.#group.contains(document.activeElement)) {
      stopAt(this.#group, Math.max(offered.indexOf(chosen), 0));
    }
  }

  /** @param {number} place */
  #add(place) {
    const button = document.createElement("button");
    button.type = "button";
    button.addEventListener("click", () =>
      this.dispatchEvent(new CustomEvent("choose", { detail: this.#offered[place] })),
    );
    this.#group.append(button);
  }
}
