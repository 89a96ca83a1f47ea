/** Several pictures at once: a strip of them below the paper, each with what was read in it. */

import { number, text } from "./languages.js";
import { tell } from "./notice.js";
import { rove, stopAt } from "./roving.js";
import { save } from "./save.js";
import { nameOf } from "./shots.js";

/** @typedef {import("./shots.js").Shot} Shot */

/**
 * Dispatches `choose` with the picture that was chosen as its detail.
 */
export class Stack extends EventTarget {
  #root;
  #list;
  #progress;
  /** @type {Map<Shot, HTMLButtonElement>} */
  #buttons = new Map();
  /** @type {Set<Shot>} those of which nothing more is awaited */
  #done = new Set();

  /** @param {HTMLElement} root */
  constructor(root) {
    super();
    this.#root = root;
    this.#list = /** @type {HTMLElement} */ (root.querySelector(".stack"));
    this.#progress = /** @type {HTMLElement} */ (root.querySelector(".progress"));
    rove(this.#list);
    this.#button(".table").addEventListener("click", () => this.#copy());
    this.#button(".csv").addEventListener("click", () => save(new Blob([this.#rows(",")], { type: "text/csv" }), "scrawl.csv"));
  }

  /** @param {Shot[]} shots  those that are to be chosen from; fewer than two need no strip */
  show(shots) {
    this.#list.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
    this.#list.replaceChildren();
    this.#buttons = new Map((shots.length > 1 ? shots : []).map((shot) => [shot, this.#add(shot)]));
    this.#done = new Set();
    this.#root.hidden = shots.length < 2;
    shots.forEach((shot) => shot.reading && this.label(shot));
    this.#tellProgress();
  }

  /** @param {Shot} shown  the one on the paper */
  choose(shown) {
    [...this.#buttons].forEach(([shot, button], place) => {
      button.setAttribute("aria-pressed", `${shot === shown}`);
      if (shot === shown) {
        stopAt(this.#list, place);
      }
    });
  }

  /**
   * Writes what was read under a picture; without a reading, that it cannot be read.
   * @param {Shot} shot
   */
  label(shot) {
    const button = this.#buttons.get(shot);
    const label = button?.querySelector("span");
    if (button && label) {
      label.textContent = shot.reading?.text.replaceAll("\n", " ") || "–";
      button.setAttribute("aria-label", `${nameOf(shot)}, ${label.textContent}`);
      button.dataset.turned = `${shot.isEdited ? 0 : (shot.reading?.turned ?? 0)}`;
      this.#picture(button, shot);
      this.#done.add(shot);
      this.#tellProgress();
    }
  }

  #tellProgress() {
    const [done, count] = [this.#done.size, this.#buttons.size];
    this.#button(".csv").hidden = done < count;
    this.#button(".table").hidden = done < count || !navigator.clipboard;
    this.#progress.textContent = done < count ? text("stack.progress", { done: number(done), count: number(count) }) : "";
  }

  /**
   * All that was read, a picture a line: its name and its number, or nothing where none was read.
   * @param {string} separator
   */
  #rows(separator) {
    const cell = (/** @type {string} */ value) => (/[",\n\t]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value); // RFC 4180
    const rows = [...this.#buttons.keys()].map((shot) => [nameOf(shot), shot.reading?.text ?? ""]);
    return rows.map((row) => `${row.map(cell).join(separator)}\r\n`).join("");
  }

  async #copy() {
    const copied = await navigator.clipboard.writeText(this.#rows("\t")).then(() => true, () => false);
    tell(text(copied ? "answer.copied" : "answer.not_copied"));
  }

  /**
   * @param {string} selector
   * @returns {HTMLButtonElement}
   */
  #button(selector) {
    return /** @type {HTMLButtonElement} */ (this.#root.querySelector(selector));
  }

  /**
   * Shows a picture small, once it is there.
   * @param {HTMLButtonElement} button
   * @param {Shot} shot
   */
  #picture(button, shot) {
    const image = /** @type {HTMLImageElement} */ (button.firstElementChild);
    const picture = shot.picture ?? (shot.page ? null : shot.file);
    if (picture && !image.src) {
      image.src = URL.createObjectURL(picture);
    }
  }

  /** @param {Shot} shot */
  #add(shot) {
    const button = document.createElement("button");
    const image = Object.assign(document.createElement("img"), { alt: "" });
    image.addEventListener("error", () => (image.hidden = true)); // HEIC: the answer alone stands there
    button.type = "button";
    button.title = nameOf(shot);
    button.setAttribute("aria-label", text("picture.alt", { name: nameOf(shot) }));
    button.append(image, Object.assign(document.createElement("span"), { textContent: "…" }));
    this.#picture(button, shot);
    button.addEventListener("click", () => this.dispatchEvent(new CustomEvent("choose", { detail: shot })));
    this.#list.append(button);
    return button;
  }
}
