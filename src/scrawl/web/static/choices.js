/**
 * A group of buttons, one for each glyph, of which at most one is chosen. Tab reaches the group once, arrow keys
 * walk it in reading order (https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/#kbd_roving_tabindex).
 */

import * as words from "./words.js";

/** @typedef {import("./client.js").Digit} Digit */

/** @type {Record<string, (place: number, last: number) => number>} where a key leads to */
const STEPS = {
  ArrowRight: (place, last) => Math.min(place + 1, last),
  ArrowDown: (place, last) => Math.min(place + 1, last),
  ArrowLeft: (place) => Math.max(place - 1, 0),
  ArrowUp: (place) => Math.max(place - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

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
    group.addEventListener("keydown", (event) => this.#walk(event));
    group.addEventListener("focusin", ({ target }) => this.#stopAt(this.#buttons.findIndex((each) => each === target)));
  }

  /** @returns {HTMLButtonElement[]} */
  get #buttons() {
    return Array.from(this.#group.querySelectorAll("button"));
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
    this.#buttons.forEach((button, index) => {
      button.setAttribute("aria-label", words.name(digits[index], index, digits.length));
      button.setAttribute("aria-pressed", `${index === chosen}`);
      button.dataset.verdict = digits[index].verdict;
      this.#dress(button, digits[index]);
    });
    if (!this.#group.contains(document.activeElement)) {
      this.#stopAt(Math.max(chosen, 0));
    }
  }

  /** @param {number} index */
  #add(index) {
    const button = document.createElement("button");
    button.type = "button";
    button.addEventListener("click", () => this.dispatchEvent(new CustomEvent("choose", { detail: index })));
    this.#group.append(button);
  }

  /** @param {KeyboardEvent} event */
  #walk(event) {
    const buttons = this.#buttons;
    const place = buttons.findIndex((button) => button === document.activeElement);
    const step = STEPS[event.key];
    if (step && place >= 0) {
      event.preventDefault(); // else the page would scroll
      buttons[step(place, buttons.length - 1)].focus();
    }
  }

  /** @param {number} place  of the one button that Tab reaches */
  #stopAt(place) {
    this.#buttons.forEach((button, index) => (button.tabIndex = index === place ? 0 : -1));
  }
}
