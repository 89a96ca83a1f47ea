/** The answer as a number: its lines, each digit of which can be chosen to see its figures. */

import { Choices } from "./choices.js";
import { text } from "./languages.js";

/** @typedef {import("./client.js").Digit} Digit */

/**
 * Dispatches `choose` with the index of the glyph as its detail.
 */
export class NumberView extends EventTarget {
  #group;
  #choices;
  /** @type {Map<Digit, [number, number]>} row and column of each digit, from 1 */
  #places = new Map();

  /** @param {HTMLElement} group */
  constructor(group) {
    super();
    this.#group = group;
    this.#choices = new Choices(group, (button, digit) => this.#dress(button, digit));
    this.#choices.addEventListener("choose", (event) =>
      this.dispatchEvent(new CustomEvent("choose", { detail: /** @type {CustomEvent<number>} */ (event).detail })),
    );
  }

  /**
   * @param {Digit[]} digits  all that were found; those in no line are not part of the number
   * @param {number} chosen  -1 for none
   */
  show(digits, chosen) {
    const offered = [...digits.keys()].filter((index) => digits[index].line !== null);
    const lengths = /** @type {number[]} */ ([]);
    this.#places = new Map(
      offered.map((index) => {
        const line = digits[index].line ?? 0;
        lengths[line] = (lengths[line] ?? 0) + 1;
        return [digits[index], [line + 1, lengths[line]]];
      }),
    );
    this.#group.style.setProperty("--rows", `${lengths.length}`);
    this.#group.style.setProperty("--columns", `${Math.max(1, ...lengths)}`);
    this.#choices.show(digits, chosen, offered);
    this.#bringIntoSight();
  }

  /**
   * A digit that is in doubt is its best guess, with the other below.
   * @param {HTMLButtonElement} button
   * @param {Digit} digit
   */
  #dress(button, digit) {
    const [row, column] = /** @type {[number, number]} */ (this.#places.get(digit));
    Object.assign(button.style, { gridRow: `${row}`, gridColumn: `${column}` });
    const [second] = digit.verdict === "unsure" ? digit.alternatives : [];
    const content = [`${digit.digit}`, second ? text("answer.unsure.symbol", { either: second.digit }) : ""];
    if (button.dataset.content !== content.join()) {
      button.dataset.content = content.join();
      const other = Object.assign(document.createElement("small"), { textContent: content[1] });
      button.replaceChildren(content[0], ...(second ? [other] : []));
    }
  }

  /** `scrollIntoView` would move the page, too. */
  #bringIntoSight() {
    const button = /** @type {HTMLElement | null} */ (this.#group.querySelector("[aria-pressed=true]"));
    if (button) {
      this.#group.scrollLeft = button.offsetLeft + (button.offsetWidth - this.#group.clientWidth) / 2;
      this.#group.scrollTop = button.offsetTop + (button.offsetHeight - this.#group.clientHeight) / 2;
    }
  }
}
