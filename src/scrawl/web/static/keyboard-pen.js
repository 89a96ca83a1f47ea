/** Drawing with the keyboard alone: arrows move a cursor over the paper, the space bar puts its pen down and up. */

import { text, wholePercent } from "./languages.js";
import { PAGE } from "./strokes.js";

/** @type {Record<string, [number, number]>} */
export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const STEP = 10; // page units
const SMALL_STEP = 2;

/** @typedef {{base: import("./strokes.js").Stroke[], points: import("./strokes.js").InkPoint[]}} Drawn  over what it is drawn */

export class KeyboardPen {
  #canvas;
  #pad;
  #cursor;
  #say;
  #place = [PAGE.width / 2, PAGE.height / 2]; // in page units
  /** @type {Set<string>} arrows held down; two make a diagonal */
  #held = new Set();
  /** @type {Drawn | null} while the pen is down */
  #drawn = null;

  /**
   * @param {HTMLCanvasElement} canvas  can be focused
   * @param {import("./pad.js").Pad} pad
   * @param {HTMLElement} cursor  lies over the canvas; shows where the pen is
   * @param {(said: string, delay?: number) => void} say  tells a screen reader; delay in ms
   */
  constructor(canvas, pad, cursor, say) {
    this.#canvas = canvas;
    this.#pad = pad;
    this.#cursor = cursor;
    this.#say = say;
    canvas.addEventListener("keydown", (event) => this.#press(event));
    canvas.addEventListener("keyup", ({ key }) => this.#held.delete(key));
    canvas.addEventListener("focus", () => this.#show(canvas.matches(":focus-visible")));
    canvas.addEventListener("blur", () => this.#leave());
    canvas.addEventListener("pointerdown", () => this.#show(false));
    for (const other of ["begin", "step"]) {
      pad.addEventListener(other, () => this.#forget()); // the paper is not what it was when the pen came down
    }
    this.#show(canvas.matches(":focus-visible")); // it was focused before this came
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key in ARROWS) {
      this.#held.add(event.key);
      this.#move(event.shiftKey ? SMALL_STEP : STEP);
    } else if (event.key === " ") {
      this.#toggle();
    } else if (event.key === "Escape") {
      this.#canvas.blur();
    } else {
      return;
    }
    event.preventDefault(); // else the page would scroll
    this.#show(this.#canvas === document.activeElement);
  }

  /** @param {number} step  page units */
  #move(step) {
    const limits = [PAGE.width, PAGE.height];
    this.#place = this.#place.map((value, axis) => {
      const moved = [...this.#held].reduce((sum, key) => sum + step * ARROWS[key][axis], value);
      return Math.min(Math.max(moved, 0), limits[axis]);
    });
    if (this.#drawn) {
      this.#drawn.points.push(this.#point);
      this.#pad.preview(this.#strokes);
    }
    const [x, y] = this.#place.map((value, axis) => wholePercent(value / limits[axis]));
    this.#say(text("pad.cursor", { x, y }), 600);
  }

  #toggle() {
    if (this.#drawn) {
      this.#lift();
      this.#say(text("pad.pen.up"));
    } else {
      this.#drawn = { base: this.#pad.strokes, points: [this.#point] };
      this.#pad.preview(this.#strokes);
      this.#say(text("pad.pen.down"));
    }
  }

  #lift() {
    const strokes = this.#strokes;
    this.#forget();
    this.#pad.put(strokes);
  }

  #leave() {
    if (this.#drawn) {
      this.#lift();
    }
    this.#held.clear();
    this.#show(false);
  }

  #forget() {
    this.#drawn = null;
    this.#cursor.classList.remove("down");
  }

  /** @returns {import("./strokes.js").InkPoint} */
  get #point() {
    const [x, y] = this.#place;
    return [x, y, performance.now(), 1];
  }

  /** @returns {import("./strokes.js").Stroke[]} */
  get #strokes() {
    const { base, points } = /** @type {Drawn} */ (this.#drawn);
    return [...base, { brush: this.#pad.width, points: [...points] }];
  }

  /** @param {boolean} visible */
  #show(visible) {
    const [x, y] = this.#place;
    this.#cursor.hidden = !visible;
    this.#cursor.classList.toggle("down", this.#drawn !== null);
    this.#cursor.style.left = `${(100 * x) / PAGE.width}%`;
    this.#cursor.style.top = `${(100 * y) / PAGE.height}%`;
    this.#cursor.style.setProperty("--pen", `${(100 * this.#pad.width) / PAGE.width}cqw`);
  }
}
