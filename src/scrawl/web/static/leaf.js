/** Leafs through the pictures on the paper: two buttons with the place between them, and the keys that turn pages. */

import { number, text } from "./languages.js";

/** @type {Record<string, number>} */
const KEYS = { PageUp: -1, PageDown: 1 };

/**
 * Dispatches `leaf` with the steps, back or forth, as its detail.
 */
export class Leaf extends EventTarget {
  #root;
  #place;
  /** @type {[HTMLElement, number][]} buttons, and by how many pictures they lead on */
  #buttons;

  /**
   * @param {HTMLElement} preview  holds the buttons
   * @param {HTMLElement} stack  where the keys turn pages, too
   */
  constructor(preview, stack) {
    super();
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (preview.querySelector(`.${name}`));
    this.#root = part("leaf");
    this.#place = part("place");
    this.#buttons = [
      [part("previous"), -1],
      [part("next"), 1],
    ];
    this.#buttons.forEach(([button, steps]) => button.addEventListener("click", () => this.#go(steps)));
    for (const place of [preview, stack]) {
      place.addEventListener("keydown", (event) => {
        if (event.key in KEYS && !this.#root.hidden && !(event.ctrlKey || event.metaKey || event.altKey)) {
          event.preventDefault(); // else the page would scroll
          this.#go(KEYS[event.key]);
        }
      });
    }
  }

  /** @param {import("./pictures.js").Exhibit} exhibit  one picture alone has nothing to leaf through */
  show({ shots, shown }) {
    const place = shots.indexOf(shown);
    this.#root.hidden = shots.length < 2;
    this.#buttons.forEach(([button, steps]) => button.setAttribute("aria-disabled", `${!shots[place + steps]}`));
    const where = shown.pages
      ? text("picture.page", { page: number(shown.page), pages: number(shown.pages) })
      : text("picture.place", { place: number(place + 1), count: number(shots.length) });
    this.#place.textContent = this.#root.hidden ? "" : where;
  }

  /** @param {number} steps */
  #go(steps) {
    this.dispatchEvent(new CustomEvent("leaf", { detail: steps }));
  }
}
