/** A group of buttons, one for each glyph, of which at most one is chosen. */

import { buttons, rove, stopAt } from "./roving.js";
import * as words from "./words.js";

/** @typedef {import("./client.js").Digit} Digit */

/**
 * Dispatches `choose` with the index of the glyph as its detail.
 */
export class Choices extends EventTarget {
  #group;
  #dress;

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
   * Shows these glyphs. Buttons are kept as far as they go, so that the keyboard's place among them is too.
   * @param {Digit[]} digits
   * @param {number} chosen  -1 for none
   */
  show(digits, chosen) {
    while (this.#group.childElementCount > digits.length) {
      this.#group.lastElementChild?.remove();
    }
    while (this.#group.childElementCount < digits.length) {
      this.#add(this.#group.childElementCount);
    }
    buttons(this.#group).forEach((button, index) => {
      button.setAttribute("aria-label", words.name(digits[index], index, digits.length));
      button.setAttribute("aria-pressed", `${index === chosen}`);
      button.dataset.verdict = digits[index].verdict;
      this.#dress(button, digits[index]);
    });
    if (!this.#group.contains(document.activeElement)) {
      stopAt(this.#group, Math.max(chosen, 0));
    }
  }

  /** @param {number} index */
  #add(index) {
    const button = document.createElement("button");
    button.type = "button";
    button.addEventListener("click", () => this.dispatchEvent(new CustomEvent("choose", { detail: index })));
    this.#group.append(button);
  }
}
