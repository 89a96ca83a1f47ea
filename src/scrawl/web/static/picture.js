/** A picture instead of ink, shown on the paper with what was found in it. */

import { Choices } from "./choices.js";
import { text } from "./languages.js";
import * as words from "./words.js";

/** @typedef {import("./client.js").Digit} Digit */
/** @typedef {import("./strokes.js").Box} Box */

/**
 * Dispatches `choose` with the index of the glyph whose box was chosen.
 */
export class Picture extends EventTarget {
  #sheet;
  #view;
  #preview;
  #name;
  #notes;
  #boxes;
  /** @type {Digit[]} */
  #digits = [];
  #chosen = -1;
  #turned = 0;

  /** @type {File | null} what is shown */
  file = null;

  /**
   * @param {HTMLElement} sheet  where the preview lies; holds an img, a place for the boxes over it and a caption
   */
  constructor(sheet) {
    super();
    this.#sheet = sheet;
    this.#view = /** @type {HTMLElement} */ (sheet.querySelector(".view"));
    this.#preview = /** @type {HTMLImageElement} */ (sheet.querySelector("img"));
    this.#name = /** @type {HTMLElement} */ (sheet.querySelector(".name"));
    this.#notes = /** @type {HTMLElement} */ (sheet.querySelector(".notes"));
    const boxes = /** @type {HTMLElement} */ (sheet.querySelector(".boxes"));
    this.#boxes = new Choices(boxes, (button, digit) => this.#frame(button, digit));
    this.#boxes.addEventListener("choose", (event) =>
      this.dispatchEvent(new CustomEvent("choose", { detail: /** @type {CustomEvent<number>} */ (event).detail })),
    );
    this.#preview.addEventListener("load", () => this.#layOut());
    // TIFF and HEIC are read by the server and shown by few browsers: then the name alone stands there.
    this.#preview.addEventListener("error", () => (this.#view.hidden = true));
  }

  /** @param {File} file */
  show(file) {
    this.#forgetUrl();
    this.file = file;
    this.#preview.src = URL.createObjectURL(file);
    this.#view.hidden = false;
    this.#preview.alt = text("picture.alt", { name: file.name });
    this.#name.textContent = file.name;
    this.#sheet.hidden = false;
  }

  hide() {
    this.#forgetUrl();
    this.file = null;
    this.#preview.removeAttribute("src");
    this.#sheet.hidden = true;
  }

  /**
   * Puts the picture upright and draws boxes over it.
   * @param {Digit[]} digits
   * @param {number} chosen  -1 for none
   * @param {number} turned  0, 90, 180 or 270: degrees clockwise that put it upright
   * @param {boolean} complete  whether all was tried that might have helped
   */
  mark(digits, chosen, turned, complete) {
    this.#digits = digits;
    this.#chosen = chosen;
    this.#turned = turned;
    const notes = [
      turned ? text("picture.turned", { degrees: turned }) : "",
      complete ? "" : text("picture.incomplete"),
    ];
    this.#notes.textContent = notes.filter(Boolean).join(" · ");
    this.#layOut();
  }

  /** Where evidence lies on the picture; null where the browser cannot show it. */
  get ground() {
    const { naturalWidth, parentElement: host } = this.#preview;
    return host && naturalWidth ? { host, place: (/** @type {Box} */ box) => this.#place(box), ink: null } : null;
  }

  /** An answer may come before the browser has decoded the picture and knows its size. */
  #layOut() {
    const { naturalWidth, naturalHeight } = this.#preview;
    const ratio = naturalWidth / naturalHeight || 1;
    this.#view.style.setProperty("--ratio", `${this.#turned % 180 ? 1 / ratio : ratio}`);
    this.#view.dataset.turned = `${this.#turned}`;
    this.#boxes.show(this.file && naturalWidth ? this.#digits : [], this.#chosen);
  }

  /**
   * Where a box of the picture as it was sent lies on the upright one, in shares of its width and height.
   * @param {Box} box
   * @returns {Box}
   */
  #place([x, y, width, height]) {
    const { naturalWidth, naturalHeight } = this.#preview;
    let [left, top, across, down] = [x / naturalWidth, y / naturalHeight, width / naturalWidth, height / naturalHeight];
    for (let turned = 0; turned < this.#turned; turned += 90) {
      [left, top, across, down] = [1 - top - down, left, down, across];
    }
    return [left, top, across, down];
  }

  /**
   * Lays a button over a glyph, in shares of the picture, so that it stays there at any size.
   * @param {HTMLButtonElement} button
   * @param {Digit} digit
   */
  #frame(button, digit) {
    const [x, y, width, height] = this.#place(digit.box);
    Object.assign(button.style, {
      left: `${100 * x}%`,
      top: `${100 * y}%`,
      width: `${100 * width}%`,
      height: `${100 * height}%`,
      // The smaller, the nearer: a box within a box can be reached.
      zIndex: `${Math.round(1e6 * (1 - width * height))}`,
    });
    const label = button.firstElementChild ?? button.appendChild(document.createElement("span"));
    label.textContent = words.brief(digit);
  }

  #forgetUrl() {
    URL.revokeObjectURL(this.#preview.src);
  }
}
