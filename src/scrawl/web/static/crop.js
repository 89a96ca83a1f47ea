/** Marking a part of a picture: by dragging over it, or with a frame that the keys move and size. */

import { ARROWS } from "./keyboard-pen.js";
import { text, wholePercent } from "./languages.js";
import { tell } from "./notice.js";

/** @typedef {import("./shots.js").Box} Box */

const INSET = 0.1; // of what is seen of the picture, around the frame at first
const STEP = 0.02; // of the picture's sides, for each press of an arrow
const LEAST = 0.01; // of its sides; less than that is a click

/**
 * @param {import("./picture.js").Picture} picture
 * @param {{say: (said: string, delay?: number) => void, byKeys: boolean}} way  say tells a screen reader, delay in ms;
 *   byKeys: how it is done by keyboard is told
 * @param {AbortSignal} left  no part is wanted any more
 * @returns {Promise<Box | null>} the part in shares of the picture; null if none was marked
 */
export async function marked({ view, zoom }, { say, byKeys }, left) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const frame = new Frame(view, say);
  const button = document.getElementById("crop");
  button?.setAttribute("aria-pressed", "true");
  zoom.drags = false;
  view.dataset.crops = "";
  tell(text(byKeys ? "picture.crop.keys" : "picture.crop.how"), Infinity);
  const part = await frame.taken(left);
  zoom.drags = true;
  delete view.dataset.crops;
  button?.setAttribute("aria-pressed", "false");
  tell("");
  if (frame.leave()) {
    before?.focus();
  }
  return part;
}

class Frame {
  #view;
  #ground;
  #say;
  #element = document.createElement("div");
  /** @type {Box} */
  #part = [0, 0, 1, 1];
  /** @type {[number, number] | null} where dragging began */
  #start = null;

  /**
   * @param {HTMLElement} view  holds the picture
   * @param {(said: string, delay?: number) => void} say
   */
  constructor(view, say) {
    this.#view = view;
    this.#ground = /** @type {HTMLElement} */ (view.firstElementChild);
    this.#say = say;
    this.#element.className = "crop";
    this.#element.tabIndex = 0;
    this.#element.setAttribute("role", "application"); // the arrows are its own
    this.#element.setAttribute("aria-label", text("picture.crop.part"));
    this.#ground.append(this.#element);
    this.#mark(this.#seen);
    this.#element.focus();
  }

  /**
   * @param {AbortSignal} left
   * @returns {Promise<Box | null>}
   */
  taken(left) {
    return new Promise((resolve) => {
      const ended = new AbortController();
      const end = (/** @type {Box | null} */ part) => {
        ended.abort();
        resolve(part);
      };
      const listening = { signal: ended.signal };
      left.addEventListener("abort", () => end(null), listening);
      this.#view.addEventListener("pointerdown", (event) => this.#press(event), listening);
      this.#view.addEventListener("pointermove", (event) => this.#drag(event), listening);
      this.#view.addEventListener("pointerup", () => end(this.#dragged), listening);
      this.#view.addEventListener("pointercancel", () => end(null), listening);
      this.#element.addEventListener("keydown", (event) => this.#key(event) && end(this.#part), listening);
      document.addEventListener("keydown", (event) => event.key === "Escape" && (event.preventDefault(), end(null)), {
        ...listening,
        capture: true,
      });
    });
  }

  /** Takes it away. @returns {boolean} whether the keyboard was on it */
  leave() {
    const isFocused = document.activeElement === this.#element;
    this.#element.remove();
    return isFocused;
  }

  /** @returns {Box} what is seen of the picture, but for its rim */
  get #seen() {
    const [view, whole] = [this.#view, this.#ground].map((each) => each.getBoundingClientRect());
    const [left, right] = [view.left, view.right].map((x) => share((x - whole.left) / whole.width));
    const [top, bottom] = [view.top, view.bottom].map((y) => share((y - whole.top) / whole.height));
    const [across, down] = [right - left, bottom - top];
    return [left + INSET * across, top + INSET * down, (1 - 2 * INSET) * across, (1 - 2 * INSET) * down];
  }

  get #dragged() {
    const [, , width, height] = this.#part;
    return this.#start && width > LEAST && height > LEAST ? this.#part : null;
  }

  /** @param {PointerEvent} event */
  #press(event) {
    this.#view.setPointerCapture(event.pointerId);
    this.#start = this.#placeOf(event);
    this.#mark([...this.#start, 0, 0]);
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    if (this.#start) {
      const [[x, y], [left, top]] = [this.#placeOf(event), this.#start];
      this.#mark([Math.min(x, left), Math.min(y, top), Math.abs(x - left), Math.abs(y - top)]);
    }
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the part is as it was meant
   */
  #key(event) {
    const arrow = ARROWS[event.key];
    if (arrow) {
      event.preventDefault(); // else the picture would scroll
      this.#step(arrow, event.shiftKey);
    } else if (event.key === "Enter") {
      event.preventDefault();
      return true;
    }
    return false;
  }

  /**
   * @param {[number, number]} arrow
   * @param {boolean} isSize  changes its size instead of its place
   */
  #step(arrow, isSize) {
    const [left, top, width, height] = this.#part;
    const [dx, dy] = arrow.map((way) => STEP * way);
    const within = (/** @type {number} */ value, /** @type {number} */ least, /** @type {number} */ most) =>
      Math.min(Math.max(value, least), most);
    if (isSize) {
      this.#mark([left, top, within(width + dx, STEP, 1 - left), within(height + dy, STEP, 1 - top)]);
    } else {
      this.#mark([within(left + dx, 0, 1 - width), within(top + dy, 0, 1 - height), width, height]);
    }
    this.#element.scrollIntoView({ block: "nearest", inline: "nearest" });
    const [x, y, across, down] = this.#part;
    const ends = { left: x, right: x + across, top: y, bottom: y + down };
    const said = Object.entries(ends).map(([name, value]) => [name, wholePercent(value)]);
    this.#say(text("picture.crop.at", Object.fromEntries(said)), 600);
  }

  /** @param {Box} part */
  #mark(part) {
    this.#part = part;
    const [left, top, width, height] = part.map((value) => `${100 * value}%`);
    Object.assign(this.#element.style, { left, top, width, height });
  }

  /**
   * @param {PointerEvent} event
   * @returns {[number, number]} in shares of the picture
   */
  #placeOf({ clientX, clientY }) {
    const { left, top, width, height } = this.#ground.getBoundingClientRect();
    return [share((clientX - left) / width), share((clientY - top) / height)];
  }
}

/** @param {number} value */
const share = (value) => Math.min(Math.max(value, 0), 1);
