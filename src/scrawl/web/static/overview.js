/** All that was found, each with what the network saw of it, its confidence and its alternatives. */

import { paint } from "./answer.js";
import { Choices } from "./choices.js";
import { styled } from "./styled.js";
import * as words from "./words.js";

await styled("overview");

/** @typedef {import("./client.js").Digit} Digit */

/**
 * Dispatches `choose` with the index of the glyph as its detail.
 */
export class Overview extends EventTarget {
  #root;
  #choices;

  /** @param {HTMLElement} root */
  constructor(root) {
    super();
    this.#root = root;
    this.#choices = new Choices(root, dress);
    root.addEventListener("scroll", () => this.#hint());
    new ResizeObserver(() => this.#hint()).observe(root);
    this.#choices.addEventListener("choose", (event) =>
      this.dispatchEvent(new CustomEvent("choose", { detail: /** @type {CustomEvent<number>} */ (event).detail })),
    );
  }

  /** @param {Digit[]} digits  none takes it away */
  show(digits) {
    this.#root.hidden = digits.length === 0;
    this.#choices.show(digits, -1);
    this.#hint();
  }

  /** Fades where it goes on below its edge. */
  #hint() {
    const { scrollTop, clientHeight, scrollHeight } = this.#root;
    this.#root.toggleAttribute("data-more", scrollTop + clientHeight < scrollHeight - 1);
  }
}

/**
 * @param {HTMLButtonElement} button
 * @param {Digit} digit
 */
function dress(button, digit) {
  if (button.childElementCount === 0) {
    const canvas = Object.assign(document.createElement("canvas"), { width: 28, height: 28 });
    button.append(canvas, document.createElement("b"), document.createElement("span"));
  }
  const [canvas, name, figures] = button.children;
  paint(/** @type {HTMLCanvasElement} */ (canvas), digit.frame);
  name.textContent = words.brief(digit);
  figures.textContent = words.figures(digit);
}
