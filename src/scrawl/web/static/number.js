/** The answer as it was written: its lines of numbers, each digit of which can be chosen to see its figures. */

import { Choices } from "./choices.js";
import { text } from "./languages.js";

/**
 * @typedef {import("./client.js").Digit} Digit
 * @typedef {import("./client.js").Written} Written
 * @typedef {{row: number, column: number, before: string}} Place  from 1; before: the marks or the space before a digit
 */

/**
 * Dispatches `choose` with the index of the glyph as its detail.
 */
export class NumberView extends EventTarget {
  #group;
  #choices;
  /** @type {Map<Digit, Place>} */
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
   * @param {Digit[]} digits  all that were found; those in no line are not part of a number
   * @param {Written[]} numbers
   * @param {number} chosen  -1 for none
   */
  show(digits, numbers, chosen) {
    const offered = [...digits.keys()].filter((index) => digits[index].line !== null);
    const lengths = /** @type {number[]} */ ([]); // of each line, in characters
    const counts = /** @type {number[]} */ ([]); // and in digits
    this.#places = new Map();
    for (const { text: characters, line, digits: own } of numbers) {
      let before = lengths[line] ? "\u2002" : "";
      lengths[line] = (lengths[line] ?? 0) + before.length + characters.length;
      counts[line] ??= 0;
      own.forEach((index, place) => {
        counts[line] += 1;
        before += marksBefore(characters, place);
        this.#places.set(digits[index], { row: line + 1, column: counts[line], before });
        before = "";
      });
    }
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
    const { row, column, before } = /** @type {Place} */ (this.#places.get(digit));
    Object.assign(button.style, { gridRow: `${row}`, gridColumn: `${column}` });
    const [second] = digit.verdict === "unsure" ? digit.alternatives : [];
    const other = second ? text("answer.unsure.symbol", { either: second.digit }) : "";
    const content = `${before}${digit.digit}${other}`;
    if (button.dataset.content !== content) {
      button.dataset.content = content;
      const parts = { before, figure: `${digit.digit}` };
      button.replaceChildren(
        ...Object.entries(parts).map(([className, textContent]) => Object.assign(document.createElement("span"), { className, textContent })),
        ...(other ? [Object.assign(document.createElement("small"), { textContent: other })] : []),
      );
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

/**
 * The marks of a number before one of its digits, a minus as it is set in print.
 * @param {string} characters  of the number
 * @param {number} place  of the digit among its digits
 */
function marksBefore(characters, place) {
  return characters.split(/[\d?]/)[place].replaceAll("-", "\u2212");
}
