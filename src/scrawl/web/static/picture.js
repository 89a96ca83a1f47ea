/** A picture instead of ink, shown on the paper with what was found in it. */

import { Choices } from "./choices.js";
import { sidesOf } from "./labels.js";
import { text } from "./languages.js";
import * as words from "./words.js";
import { Zoom } from "./zoom.js";

/** @typedef {import("./client.js").Digit} Digit */
/** @typedef {import("./strokes.js").Box} Box */

/**
 * Dispatches `choose` with the index of the glyph whose box was chosen.
 */
export class Picture extends EventTarget {
  #sheet;
  #view;
  #preview;
  #notes;
  #boxes;
  #zoom;
  /** @type {Digit[]} */
  #digits = [];
  #chosen = -1;
  #turned = { read: 0, shown: 0 };
  #frame = 0;
  #isUnseen = false; // the browser cannot show it
  /** @type {HTMLImageElement | null} what lies over it */
  #cover = null;

  /** @param {HTMLElement} sheet  where the preview lies; holds an img, a place for the boxes over it and a caption */
  constructor(sheet) {
    super();
    this.#sheet = sheet;
    this.#view = this.#part(".view");
    this.#preview = /** @type {HTMLImageElement} */ (this.#part("img"));
    this.#notes = this.#part(".notes");
    this.#boxes = new Choices(this.#part(".boxes"), (button, digit) => this.#lay(button, digit));
    this.#boxes.addEventListener("choose", (event) =>
      this.dispatchEvent(new CustomEvent("choose", { detail: /** @type {CustomEvent<number>} */ (event).detail })),
    );
    this.#zoom = new Zoom(this.#view);
    this.#zoom.addEventListener("zoom", () => this.#arrange());
    new ResizeObserver(() => this.#arrange()).observe(this.#view);
    for (const [name, steps] of /** @type {[string, number][]} */ ([["closer", 1], ["farther", -1]])) {
      this.#part(`.${name}`).addEventListener("click", () => this.#zoom.step(steps));
    }
    this.#preview.addEventListener("load", () => this.#layOut());
    // HEIC is read by the server and shown by few browsers: then the name alone stands there.
    this.#preview.addEventListener("error", () => {
      this.#isUnseen = true;
      this.#layOut();
    });
  }

  /** The view that scrolls, and the picture in it. */
  get view() {
    return this.#view;
  }

  get zoom() {
    return this.#zoom;
  }

  /** @returns {[number, number]} width and height in its own pixels; 0 where the browser cannot show it */
  get size() {
    return [this.#preview.naturalWidth, this.#preview.naturalHeight];
  }

  /**
   * @param {Blob | null} picture  null for one that is not drawn yet
   * @param {string} name
   */
  show(picture, name) {
    this.#forgetUrl();
    if (picture) {
      this.#preview.src = URL.createObjectURL(picture);
    } else {
      this.#preview.removeAttribute("src");
    }
    this.#preview.alt = picture ? text("picture.alt", { name }) : "";
    this.#part(".name").textContent = name;
    this.#isUnseen = false;
    this.#sheet.hidden = false;
    this.#zoom.step(0);
    this.mark([], -1, { read: 0, shown: 0 }, "");
  }

  hide() {
    this.#forgetUrl();
    this.#preview.removeAttribute("src");
    this.#sheet.hidden = true;
    this.mark([], -1, { read: 0, shown: 0 }, "");
  }

  /**
   * Puts the picture upright and draws boxes over it.
   * @param {Digit[]} digits
   * @param {number} chosen  -1 for none
   * @param {{read: number, shown: number}} turned  0, 90, 180 or 270: degrees clockwise that put it upright, as it was
   *   read and as it is shown
   * @param {string} notes  what else is to be known of the reading
   */
  mark(digits, chosen, turned, notes) {
    this.#digits = digits;
    this.#chosen = chosen;
    this.#turned = turned;
    this.#notes.textContent = notes;
    this.#layOut();
  }

  /** @param {import("./way.js").Cover} cover  lies over the upright picture; null takes it away */
  cover(cover) {
    this.#cover?.remove();
    this.#cover = cover && Object.assign(new Image(), { className: "cover", alt: cover.name, draggable: false, src: cover.source });
    this.#cover?.addEventListener("load", () => this.#layOut());
    if (this.#cover) {
      this.#preview.after(this.#cover);
      this.#sheet.scrollIntoView({ block: "nearest" });
    }
    this.#layOut();
  }

  /** Degrees clockwise: what lies over it stands as it was read. */
  get #degrees() {
    return this.#cover ? this.#turned.read : this.#turned.shown;
  }

  /** Where evidence lies on the picture; null where the browser cannot show it. */
  get ground() {
    const { naturalWidth, parentElement: host } = this.#preview;
    return host && naturalWidth ? { host, place: (/** @type {Box} */ box) => this.#place(box), ink: null } : null;
  }

  /** An answer may come before the browser has decoded the picture and knows its size. */
  #layOut() {
    const [width, height] = this.size;
    const seen = this.#isUnseen ? this.#cover : this.#preview;
    const ratio = seen ? seen.naturalWidth / seen.naturalHeight || 1 : 1;
    this.#view.hidden = !seen;
    this.#preview.hidden = seen !== this.#preview;
    this.#sheet.toggleAttribute("data-unseen", !seen);
    const isLying = seen === this.#preview && this.#degrees % 180; // what lies over it is upright already
    this.#view.style.setProperty("--ratio", `${isLying ? 1 / ratio : ratio}`);
    this.#view.dataset.turned = `${this.#degrees}`;
    this.#boxes.show(!this.#sheet.hidden && width ? this.#digits : [], this.#chosen);
    this.#arrange();
  }

  /** Finds each label a side on which it covers nothing, once for all that changes before the next frame. */
  #arrange() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      const host = this.#part(".boxes");
      const boxes = Array.from(host.children, (each) => /** @type {HTMLElement} */ (each));
      boxes.forEach((each) => delete each.dataset.side); // a dot would be measured instead of its label
      const places = boxes.map((each) => /** @type {Box} */ ([each.offsetLeft, each.offsetTop, each.offsetWidth, each.offsetHeight]));
      const sizes = boxes.map((each) => {
        const label = /** @type {HTMLElement} */ (each.firstElementChild);
        return /** @type {[number, number]} */ ([label.scrollWidth, label.offsetHeight]);
      });
      sidesOf(places, sizes, [host.offsetWidth, host.offsetHeight]).forEach((side, index) => (boxes[index].dataset.side = side));
    });
  }

  /**
   * Where a box of the picture as it was sent lies on the upright one, in shares of its width and height.
   * @param {Box} box
   * @returns {Box}
   */
  #place([x, y, width, height]) {
    const [across, down] = this.size;
    /** @type {Box} */
    let place = [x / across, y / down, width / across, height / down];
    for (let turned = 0; turned < this.#degrees; turned += 90) {
      place = [1 - place[1] - place[3], place[0], place[3], place[2]];
    }
    return place;
  }

  /**
   * Lays a button over a glyph, in shares of the picture, so that it stays there at any size.
   * @param {HTMLButtonElement} button
   * @param {Digit} digit
   */
  #lay(button, digit) {
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

  /**
   * @param {string} selector
   * @returns {HTMLElement}
   */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.#sheet.querySelector(selector));
  }
}
