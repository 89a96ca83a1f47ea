/** The tools below the paper and the keys that do the same. */

import { text } from "./languages.js";
import { BRUSHES } from "./strokes.js";

const NAMES = /** @type {(keyof typeof BRUSHES)[]} */ (Object.keys(BRUSHES));

const keys = /** @type {HTMLDialogElement} */ (document.getElementById("keys"));

const showKeys = () => keys.showModal();

export class Toolbar {
  #pad;
  #sheet;
  #say;
  #clear;

  /**
   * @param {import("./pad.js").Pad} pad
   * @param {HTMLElement} sheet  holds the pad and the tools
   * @param {{say: (said: string) => void, clear: () => void}} page
   */
  constructor(pad, sheet, { say, clear }) {
    this.#pad = pad;
    this.#sheet = sheet;
    this.#say = say;
    this.#clear = clear;
    for (const [name, act] of Object.entries(this.#acts)) {
      this.#button(name).addEventListener("click", act);
    }
    document.getElementById("keys-open")?.addEventListener("click", showKeys);
    document.addEventListener("keydown", (event) => this.#press(event));
    pad.addEventListener("tool", () => this.#show());
    for (const change of ["step", "ink"]) {
      pad.addEventListener(change, () => this.#showSteps());
    }
    this.#show();
  }

  /** @type {Record<string, () => unknown>} what each button does, by its id */
  #acts = {
    undo: () => this.#pad.canUndo && (this.#pad.undo(), this.#say(text("pad.undone"))),
    redo: () => this.#pad.canRedo && (this.#pad.redo(), this.#say(text("pad.redone"))),
    pen: () => (this.#pad.erases ? (this.#pad.erases = false) : this.#size((this.#place + 1) % NAMES.length)),
    eraser: () => (this.#pad.erases = !this.#pad.erases),
    clear: () => this.#clear(),
    share: async () => this.#pad.empty || (await import("./share.js")).open(this.#pad.strokes),
  };

  /** @returns {number} of the pen in hand among the sizes */
  get #place() {
    return NAMES.findIndex((name) => BRUSHES[name] === this.#pad.brush);
  }

  /** @param {number} place */
  #size(place) {
    this.#pad.brush = BRUSHES[NAMES[place]];
    this.#say(text(`pad.pen.${NAMES[place]}`));
  }

  #show() {
    const name = NAMES[this.#place];
    const pen = this.#button("pen");
    pen.dataset.brush = name;
    pen.title = text(`pad.pen.${name}`);
    pen.setAttribute("aria-label", pen.title);
    pen.classList.toggle("held", !this.#pad.erases);
    this.#button("eraser").setAttribute("aria-pressed", `${this.#pad.erases}`);
    this.#showSteps();
  }

  #showSteps() {
    // Kept in the tab order when there is nothing left to do, so that the keyboard does not lose its place.
    this.#button("undo").setAttribute("aria-disabled", `${!this.#pad.canUndo}`);
    this.#button("redo").setAttribute("aria-disabled", `${!this.#pad.canRedo}`);
    this.#button("share").setAttribute("aria-disabled", `${this.#pad.empty}`);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const { target, key } = event;
    const isHere = target === document.body || this.#sheet.contains(/** @type {Node} */ (target));
    if (!isHere || target instanceof HTMLInputElement || event.altKey || document.querySelector("dialog[open]")) {
      return;
    }
    const act = event.ctrlKey || event.metaKey ? this.#chord(key, event.shiftKey) : this.#single(key);
    if (act) {
      event.preventDefault();
      act();
    }
  }

  /**
   * @param {string} key
   * @param {boolean} shift
   */
  #chord(key, shift) {
    return { z: shift ? this.#acts.redo : this.#acts.undo, y: this.#acts.redo }[key.toLowerCase()];
  }

  /** @param {string} key */
  #single(key) {
    return {
      e: this.#acts.eraser,
      "+": () => this.#size(Math.min(this.#place + 1, NAMES.length - 1)),
      "-": () => this.#size(Math.max(this.#place - 1, 0)),
      Delete: this.#acts.clear,
      Backspace: this.#acts.undo,
      "?": showKeys,
    }[key];
  }

  /** @param {string} id */
  #button(id) {
    return /** @type {HTMLElement} */ (this.#sheet.querySelector(`#${id}`));
  }
}
