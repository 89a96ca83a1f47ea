/** The ten probabilities as bars. Each is a button, too: it asks why the answer is this digit, or not. */

import { percent, text } from "./languages.js";
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
    this.#rows.forEach(({ button, bar, number }, value) => {
      const probability = digit?.probabilities[value] ?? 0;
      button.disabled = !digit;
      button.classList.toggle("named", named.includes(value));
      button.classList.toggle("pro", asked !== null && value === digit?.digit);
      button.classList.toggle("contra", value === asked && value !== digit?.digit);
      button.setAttribute("aria-pressed", `${value === asked}`);
      bar.style.setProperty("--share", `${probability}`);
      number.textContent = digit ? percent(probability) : "";
      const question = text(value === digit?.digit ? "why.question" : "why.not.question", { digit: value });
      const share = number.textContent;
      button.setAttribute("aria-label", digit ? text("why.bar", { digit: value, share, question }) : `${value}`);
      button.title = digit ? question : "";
    });
    if (digit && !this.#list.contains(document.activeElement)) {
      stopAt(this.#list, asked ?? digit.digit);
    }
  }
}
