/** A picture instead of ink, shown on the paper with what was found in it. */

import { Choices } from "./choices.js";
import { text } from "./languages.js";
import * as words from "./words.js";

/** @typedef {import("./client.js").Digit} Digit */

/**
 * Dispatches `choose` with the index of the glyph whose box was chosen.
 */
export class Picture extends EventTarget {
  #sheet;
  #view;
  #preview;
  #caption;
  #boxes;
  /** @type {Digit[]} */
  #digits = [];
  #chosen = -1;

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
    this.#caption = /** @type {HTMLElement} */ (sheet.querySelector("figcaption"));
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
    this.#caption.textContent = file.name;
    this.#sheet.hidden = false;
  }

  hide() {
    this.#forgetUrl();
    this.file = null;
    this.#preview.removeAttribute("src");
    this.#sheet.hidden = true;
  }

  /**
   * Draws boxes over the picture.
   * @param {Digit[]} digits
   * @param {number} chosen  -1 for none
   */
  mark(digits, chosen) {
    this.#digits = digits;
    this.#chosen = chosen;
    this.#layOut();
  }

  /** Where evidence lies on the picture; null where the browser cannot show it. */
  get ground() {
    const { naturalWidth: width, naturalHeight: height, parentElement: host } = this.#preview;
    return host && width ? { host, width, height, ink: null } : null;
  }

  /** An answer may come before the browser has decoded the picture and knows its size. */
  #layOut() {
    const { naturalWidth, naturalHeight } = this.#preview;
    this.#view.style.setProperty("--ratio", `${naturalWidth / naturalHeight || 1}`);
    this.#boxes.show(this.file && naturalWidth ? this.#digits : [], this.#chosen);
  }

  /**
   * Lays a button over a glyph, in shares of the picture, so that it stays there at any size.
   * @param {HTMLButtonElement} button
   * @param {Digit} digit
   */
  #frame(button, digit) {
    const { naturalWidth, naturalHeight } = this.#preview;
    const [x, y, width, height] = digit.box;
    Object.assign(button.style, {
      left: `${(100 * x) / naturalWidth}%`,
      top: `${(100 * y) / naturalHeight}%`,
      width: `${(100 * width) / naturalWidth}%`,
      height: `${(100 * height) / naturalHeight}%`,
      // The smaller, the nearer: a box within a box can be reached.
      zIndex: `${Math.round(1e6 * (1 - (width * height) / (naturalWidth * naturalHeight)))}`,
    });
    const label = button.firstElementChild ?? button.appendChild(document.createElement("span"));
    label.textContent = words.brief(digit);
  }

  #forgetUrl() {
    URL.revokeObjectURL(this.#preview.src);
  }
}
