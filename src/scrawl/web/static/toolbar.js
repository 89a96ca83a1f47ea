/** The tools below the paper and the keys that do the same. */

import { text } from "./languages.js";
import { part } from "./notice.js";
import { BRUSHES } from "./strokes.js";

const NAMES = /** @type {(keyof typeof BRUSHES)[]} */ (Object.keys(BRUSHES));

// Text fields keep keys to themselves, and a list of choices those that lead to one.
const WRITING = "select, textarea, [contenteditable], input:not([type=range], [type=radio], [type=checkbox], [type=file])";

const showKeys = () => part(import("./keys.js").then(({ open }) => open()));

export class Toolbar {
  #pad;
  #sheet;
  #page;

  /**
   * @param {import("./pad.js").Pad} pad
   * @param {HTMLElement} sheet  holds the pad and the tools
   * @param {{say: (said: string) => void, clear: () => void, back: () => void, turn: () => void,
   *   crop: (byKeys: boolean) => void, zoom: (steps: number) => void}} page  what else can be done
   */
  constructor(pad, sheet, page) {
    this.#pad = pad;
    this.#sheet = sheet;
    this.#page = page;
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

  /** @type {Record<string, (click?: MouseEvent) => unknown>} what each button does, by its id */
  #acts = {
    undo: () => this.#pad.canUndo && (this.#pad.undo(), this.#page.say(text("pad.undone"))),
    redo: () => this.#pad.canRedo && (this.#pad.redo(), this.#page.say(text("pad.redone"))),
    pen: () => (this.#pad.erases ? (this.#pad.erases = false) : this.#size((this.#place + 1) % NAMES.length)),
    eraser: () => this.#pad.empty || (this.#pad.erases = !this.#pad.erases),
    clear: () => this.#page.clear(),
    turn: () => this.#page.turn(),
    crop: (click) => this.#page.crop(click?.detail === 0), // of a button that is pressed by keys
    share: () => this.#pad.empty || part(import("./share.js").then(({ open }) => open(this.#pad.strokes))),
  };

  /** @returns {number} of the pen in hand among the sizes */
  get #place() {
    return NAMES.findIndex((name) => BRUSHES[name] === this.#pad.brush);
  }

  /** @param {number} place */
  #size(place) {
    this.#pad.brush = BRUSHES[NAMES[place]];
    this.#page.say(text(`pad.pen.${NAMES[place]}`));
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
    this.#button("eraser").setAttribute("aria-disabled", `${this.#pad.empty}`);
    // Kept in the tab order when there is nothing left to do, so that the keyboard does not lose its place.
    this.#button("undo").setAttribute("aria-disabled", `${!this.#pad.canUndo}`);
    this.#button("redo").setAttribute("aria-disabled", `${!this.#pad.canRedo}`);
    this.#button("share").setAttribute("aria-disabled", `${this.#pad.empty}`);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const { target, key } = event;
    const writes = target instanceof Element && target.matches(WRITING);
    if (writes || event.defaultPrevented || event.altKey || document.querySelector("dialog[open]")) {
      return;
    }
    if (key === "Escape") {
      this.#page.back();
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

  /** @param {string} key  with or without Shift: where "+" lies on "=", the key is meant */
  #single(key) {
    const more = () => this.#more(1);
    const less = () => this.#more(-1);
    return {
      e: this.#acts.eraser,
      "+": more,
      "=": more,
      "-": less,
      _: less,
      0: this.#pad.laid && (() => this.#page.zoom(0)),
      delete: this.#acts.clear,
      backspace: this.#acts.undo,
      "?": showKeys,
    }[key.toLowerCase()];
  }

  /**
   * A thicker or thinner pen; a larger or smaller picture.
   * @param {number} steps
   */
  #more(steps) {
    if (this.#pad.laid) {
      this.#page.zoom(steps);
    } else {
      this.#size(Math.min(Math.max(this.#place + steps, 0), NAMES.length - 1));
    }
  }

  /** @param {string} id */
  #button(id) {
    return /** @type {HTMLElement} */ (this.#sheet.querySelector(`#${id}`));
  }
}
