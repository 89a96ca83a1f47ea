/**
 * The answer panel: shows a reading, or why there is none. All its elements stay where they are; only their
 * contents change, so that nothing jumps while a digit is being drawn.
 */

import * as words from "./words.js";

/** @typedef {import("./client.js").Reading} Reading */
/** @typedef {import("./client.js").Digit} Digit */

const ANNOUNCEMENT_DELAY = 800; // ms of rest before a screen reader is told, so that it is not told at every point

export class Answer {
  #root;
  #rows;
  /** @type {Reading | null} */
  #reading = null;
  #chosen = -1;
  #picked = false; // whether the person chose it
  #announcement = 0;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#rows = Array.from(root.querySelectorAll(".bars li"), (row) => ({
      row,
      bar: /** @type {HTMLElement} */ (row.querySelector(".bar")),
      number: /** @type {HTMLElement} */ (row.querySelector(".number")),
    }));
    this.empty();
  }

  /**
   * @param {Reading} reading
   * @param {number} suggested  which of its digits is shown if the person did not choose one
   */
  show(reading, suggested) {
    this.#reading = reading;
    this.#announce(words.announcement(reading.text, reading.digits));
    if (reading.digits.length === 0) {
      this.#tell("nothing", words.NOTHING_FOUND);
    } else {
      this.#choose(this.#picked && this.#chosen < reading.digits.length ? this.#chosen : suggested);
    }
  }

  /** There is new ink: what was chosen before it is no longer meant. */
  follow() {
    this.#picked = false;
  }

  empty() {
    this.#without("empty", words.EMPTY);
    this.#announce("");
  }

  reading() {
    this.#without("reading", words.READING);
  }

  offline() {
    this.#without("offline", words.OFFLINE);
    this.#announce(`${words.OFFLINE.title}. ${words.OFFLINE.detail}`);
  }

  /** @param {words.Words} explanation */
  fail(explanation) {
    this.#without("error", explanation);
    this.#announce(`${explanation.title}. ${explanation.detail}`);
  }

  /**
   * @param {string} state
   * @param {words.Words} text
   */
  #without(state, text) {
    this.#reading = null;
    this.#picked = false;
    this.#tell(state, text);
  }

  /** @param {number} index */
  #choose(index) {
    const digits = this.#reading?.digits ?? [];
    this.#chosen = index;
    this.#tell(digits[index].verdict, words.describe(digits[index]), digits[index]);
  }

  /**
   * @param {string} state  names the look
   * @param {words.Words} text
   * @param {Digit} [digit]
   */
  #tell(state, { symbol, title, detail }, digit) {
    this.#root.dataset.state = state;
    this.#part(".symbol").textContent = symbol;
    this.#part(".title").textContent = title;
    this.#part(".detail").textContent = detail;
    this.#fillBars(digit);
    paint(/** @type {HTMLCanvasElement} */ (this.#part(".frame canvas")), digit?.frame);
    this.#listGlyphs();
  }

  /** @param {Digit} [digit] */
  #fillBars(digit) {
    const named = digit ? [digit.digit, ...(digit.verdict === "unsure" ? [digit.alternatives[0].digit] : [])] : [];
    this.#rows.forEach(({ row, bar, number }, value) => {
      const probability = digit?.probabilities[value] ?? 0;
      row.classList.toggle("named", named.includes(value));
      bar.style.setProperty("--share", `${probability}`);
      number.textContent = digit ? words.percent(probability) : "";
    });
  }

  /** One button a glyph when there are several. They are kept, so that the keyboard's place among them is too. */
  #listGlyphs() {
    const digits = this.#reading?.digits ?? [];
    const list = this.#part(".glyphs");
    const count = digits.length > 1 ? digits.length : 0;
    while (list.childElementCount > count) {
      list.lastElementChild?.remove();
    }
    while (list.childElementCount < count) {
      const index = list.childElementCount;
      const button = document.createElement("button");
      button.type = "button";
      button.addEventListener("click", () => {
        this.#picked = true;
        this.#choose(index);
      });
      list.append(button);
    }
    Array.from(list.children, (button, index) => {
      button.textContent = words.brief(digits[index]);
      button.setAttribute("aria-label", words.place(digits[index], index, count));
      button.setAttribute("aria-pressed", `${index === this.#chosen}`);
      button.setAttribute("data-verdict", digits[index].verdict);
    });
  }

  /** @param {string} text */
  #announce(text) {
    clearTimeout(this.#announcement);
    this.#announcement = setTimeout(() => {
      const status = this.#part("[role=status]");
      if (status.textContent !== text) {
        status.textContent = text;
      }
    }, ANNOUNCEMENT_DELAY);
  }

  /**
   * @param {string} selector
   * @returns {HTMLElement}
   */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.#root.querySelector(selector));
  }
}

/**
 * Paints what the network saw: 0…1 as black to white, one canvas pixel each.
 * @param {HTMLCanvasElement} canvas  28×28
 * @param {number[][]} [frame]  without one the canvas is left blank
 */
function paint(canvas, frame) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(canvas.width, canvas.height);
  frame?.flat().forEach((ink, i) => image.data.set([255 * ink, 255 * ink, 255 * ink, 255], 4 * i));
  context.putImageData(image, 0, 0);
}
