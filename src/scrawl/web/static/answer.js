/**
 * The answer panel: shows a reading, or why there is none. All its elements stay where they are; only their
 * contents change, so that nothing jumps while a digit is being drawn.
 */

import { Bars } from "./bars.js";
import { Choices } from "./choices.js";
import { text } from "./languages.js";
import * as words from "./words.js";

/** @typedef {import("./client.js").Reading} Reading */
/** @typedef {import("./client.js").Digit} Digit */

const ANNOUNCEMENT_DELAY = 800; // ms of rest before a screen reader is told, so that it is not told at every point
const COPIED_TIME = 1500; // ms for which the button says so

/**
 * Dispatches `change` whenever it shows other digits, another one of them is chosen, or it is asked why.
 */
export class Answer extends EventTarget {
  #root;
  #bars;
  #chips;
  /** @type {Reading | null} */
  #reading = null;
  #chosen = -1;
  #picked = false; // whether the person chose it
  #wondering = false; // whether the person wants to know why
  /** @type {number | null} */
  #rival = null; // and why not this digit
  #announcement = 0;

  /** @param {HTMLElement} root */
  constructor(root) {
    super();
    this.#root = root;
    this.#chips = new Choices(this.#part(".glyphs"), (button, digit) => (button.textContent = words.brief(digit)));
    this.#chips.addEventListener("choose", (event) => this.choose(/** @type {CustomEvent<number>} */ (event).detail));
    this.#bars = new Bars(this.#part(".bars"));
    this.#bars.addEventListener("choose", (event) => this.#ask(/** @type {CustomEvent<number>} */ (event).detail));
    this.#part(".why").addEventListener("click", () => this.#ask(this.#asked ?? this.#digit?.digit ?? null));
    this.#part(".copy").addEventListener("click", () => this.#copy());
    this.empty();
  }

  /** What was found; none while there is no answer. */
  get digits() {
    return this.#reading?.digits ?? [];
  }

  /** By how many degrees, clockwise, the picture was turned to be read. */
  get turned() {
    return this.#reading?.turned ?? 0;
  }

  /** Whether all was tried that might have helped. */
  get complete() {
    return this.#reading?.complete ?? true;
  }

  /** Which of the digits is shown; -1 for the number as a whole. */
  get chosen() {
    return this.#chosen;
  }

  /** Whether evidence is wanted with the next reading. */
  get wondering() {
    return this.#wondering;
  }

  /** The digit of which it is asked why, and why not its rival; null if it is not asked. */
  get why() {
    const digit = this.#digit;
    return digit && this.#wondering ? { digit, rival: this.#asked === digit.digit ? null : this.#asked } : null;
  }

  /** @returns {Digit | undefined} the chosen one */
  get #digit() {
    return this.digits[this.#chosen];
  }

  /** Which bar asks why; null if none does. */
  get #asked() {
    const digit = this.#digit;
    return digit && this.#wondering ? (this.#rival ?? digit.digit) : null;
  }

  /**
   * @param {Reading} reading
   * @param {number} suggested  which of its digits is shown if the person did not choose; -1 for the whole number
   */
  show(reading, suggested) {
    this.#reading = reading;
    if (reading.digits.length === 0) {
      this.#tell("nothing", words.NOTHING_FOUND);
    } else {
      this.#turnTo(this.#picked && this.#chosen < reading.digits.length ? this.#chosen : suggested);
    }
    if (this.why) {
      this.#announceShown();
    } else {
      this.#announce(words.announcement(reading.text, reading.digits));
    }
  }

  /**
   * The person chose a digit; the chosen one again is the way back to the whole number.
   * @param {number} index
   */
  choose(index) {
    this.#picked = true;
    this.#rival = null;
    this.#turnTo(index === this.#chosen && this.digits.length > 1 ? -1 : index);
    this.#announceShown();
  }

  #announceShown() {
    this.#announce(words.sentences(`${this.#part(".title").textContent}`, `${this.#part(".detail").textContent}`));
  }

  /**
   * Why this digit, or why not? The same question again is the way back.
   * @param {number | null} value
   */
  #ask(value) {
    const again = value === this.#asked;
    this.#wondering = !again;
    this.#rival = again || value === this.#digit?.digit ? null : value;
    this.#turnTo(this.#chosen);
    this.#announceShown();
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
    this.#announce(words.sentences(words.OFFLINE.title, words.OFFLINE.detail));
  }

  /** @param {words.Words} explanation */
  fail(explanation) {
    this.#without("error", explanation);
    this.#announce(words.sentences(explanation.title, explanation.detail));
  }

  /**
   * @param {string} state
   * @param {words.Words} said
   */
  #without(state, said) {
    this.#reading = null;
    this.#picked = false;
    this.#chosen = -1;
    this.#tell(state, said);
  }

  /** @param {number} index  -1 for the whole number */
  #turnTo(index) {
    const reading = /** @type {Reading} */ (this.#reading);
    const digit = reading.digits[index];
    this.#chosen = index;
    const { why } = this;
    if (digit && why) {
      this.#tell(digit.verdict, words.reason(digit, why.rival), digit);
    } else if (digit) {
      this.#tell(digit.verdict, words.describe(digit), digit);
    } else {
      this.#tell("number", words.number(reading));
    }
  }

  /**
   * @param {string} state  names the look
   * @param {words.Words} said
   * @param {Digit} [digit]
   */
  #tell(state, { symbol, title, detail }, digit) {
    this.#root.dataset.state = state;
    this.#writeLarge(symbol);
    this.#part(".title").textContent = title;
    this.#part(".detail").textContent = detail;
    this.#bars.show(digit, this.#asked);
    this.#offerWhy(digit);
    paint(/** @type {HTMLCanvasElement} */ (this.#part(".frame canvas")), digit?.frame);
    this.#chips.show(this.digits.length > 1 ? this.digits : [], this.#chosen);
    this.#showChip();
    this.#offerCopy();
    this.dispatchEvent(new Event("change"));
  }

  /** @param {string} symbol  a whole number is as large as its lines leave room for */
  #writeLarge(symbol) {
    const place = this.#part(".symbol");
    const lines = symbol.split("\n");
    place.textContent = symbol;
    place.style.setProperty("--rows", `${lines.length}`);
    place.style.setProperty("--columns", `${Math.max(...lines.map((line) => line.length))}`);
  }

  /** @param {Digit} [digit] */
  #offerWhy(digit) {
    const { why } = this;
    const [pro, contra] = why ? words.legend(why.digit, why.rival) : ["", ""];
    this.#root.toggleAttribute("data-why", why !== null);
    this.#part(".why").hidden = !digit;
    this.#part(".why").setAttribute("aria-pressed", `${why !== null}`);
    this.#part(".legend").hidden = !why;
    this.#part(".legend .for").textContent = pro;
    this.#part(".legend .against").textContent = contra;
  }

  /** Brings the chosen chip into sight; `scrollIntoView` would move the page, too. */
  #showChip() {
    const list = this.#part(".glyphs");
    const chip = /** @type {HTMLElement | null} */ (list.querySelector("[aria-pressed=true]"));
    if (chip) {
      list.scrollLeft = chip.offsetLeft + (chip.offsetWidth - list.clientWidth) / 2;
    }
  }

  #offerCopy() {
    const button = this.#part(".copy");
    // Browsers have no clipboard for pages from another machine without TLS.
    button.hidden = this.digits.length < 2 || !this.#reading?.text || !navigator.clipboard;
    button.setAttribute("aria-label", text("answer.copy.text", { text: this.#reading?.text ?? "" }));
  }

  async #copy() {
    const written = navigator.clipboard.writeText(this.#reading?.text ?? "");
    const copied = await written.then(() => true, () => false);
    this.#announce(text(copied ? "answer.copied" : "answer.not_copied"), 0);
    if (copied) {
      const label = this.#part(".copy span");
      label.textContent = text("answer.copied");
      setTimeout(() => (label.textContent = text("answer.copy")), COPIED_TIME);
    }
  }

  /**
   * @param {string} said
   * @param {number} [delay]  ms
   */
  #announce(said, delay = ANNOUNCEMENT_DELAY) {
    clearTimeout(this.#announcement);
    this.#announcement = setTimeout(() => {
      const status = this.#part("[role=status]");
      if (status.textContent !== said) {
        status.textContent = said;
      }
    }, delay);
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
