/** The ten probabilities as bars. Each is a button, too: it asks why the answer is this digit, or not. */

import { sure, text } from "./languages.js";
import { rove, stopAt } from "./roving.js";

/** @typedef {import("./client.js").Digit} Digit */

/**
 * Dispatches `choose` with the digit of the bar as its detail.
 */
export class Bars extends EventTarget {
  #list;
  #rows;

  /** @param {HTMLElement} list */
  constructor(list) {
    super();
    this.#list = list;
    this.#rows = Array.from(list.querySelectorAll("button"), (button, value) => {
      button.addEventListener("click", () => this.dispatchEvent(new CustomEvent("choose", { detail: value })));
      return {
        button,
        bar: /** @type {HTMLElement} */ (button.querySelector(".bar")),
        number: /** @type {HTMLElement} */ (button.querySelector(".number")),
        question: /** @type {HTMLElement} */ (button.querySelector(".visually-hidden")),
        key: "",
      };
    });
    rove(list);
  }

  /**
   * @param {Digit | undefined} digit
   * @param {number | null} asked  about which digit it is asked why
   */
  show(digit, asked) {
    const named = digit ? [digit.digit, ...(digit.verdict === "unsure" ? [digit.alternatives[0].digit] : [])] : [];
    this.#rows.forEach((row, value) => {
      const looks = {
        probability: Math.round(1000 * (digit?.probabilities[value] ?? 0)) / 1000, // as fine as it is written
        share: digit ? sure(digit.probabilities[value]) : "",
        isAnswer: value === digit?.digit,
        isNamed: named.includes(value),
        isAsked: value === asked,
        isWhy: asked !== null,
      };
      const key = Object.values(looks).join();
      if (key !== row.key) {
        row.key = key; // most bars stay as they are while a digit is drawn
        dress(row, value, looks);
      }
    });
    if (digit && !this.#list.contains(document.activeElement)) {
      stopAt(this.#list, asked ?? digit.digit);
    }
  }
}

/**
 * @param {{button: HTMLButtonElement, bar: HTMLElement, number: HTMLElement, question: HTMLElement}} row
 * @param {number} value
 * @param {{probability: number, share: string, isAnswer: boolean, isNamed: boolean, isAsked: boolean, isWhy: boolean}} looks
 *   share as it is written, empty without an answer
 */
function dress(row, value, { probability, share, isAnswer, isNamed, isAsked, isWhy }) {
  const { button } = row;
  const question = share && text(isAnswer ? "why.question" : "why.not.question", { digit: value });
  button.disabled = !share;
  button.classList.toggle("named", isNamed);
  button.classList.toggle("pro", isWhy && isAnswer);
  button.classList.toggle("contra", isAsked && !isAnswer);
  button.setAttribute("aria-pressed", `${isAsked}`);
  button.title = question;
  row.question.textContent = question;
  row.bar.style.setProperty("--share", `${probability}`);
  row.number.textContent = share;
}
