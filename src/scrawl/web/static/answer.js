/**
 * The answer panel: shows a reading, or why there is none. The whole number is always the large answer; one of its
 * digits may be chosen, whose bars and frame stand below it. All elements stay where they are; only their contents
 * change, so that nothing jumps while a digit is being drawn.
 */

import { Bars } from "./bars.js";
import { text } from "./languages.js";
import { part } from "./notice.js";
import { NumberView } from "./number.js";
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
  #number;
  /** @type {import("./overview.js").Overview | null} all digits at once, while none is chosen */
  #overview = null;
  /** @type {typeof import("./reasons.js") | null} */
  #reasons = null;
  /** @type {Reading | null} */
  #reading = null;
  #chosen = -1;
  #picked = false; // whether the person chose it
  #wondering = false; // whether the person wants to know why
  /** @type {number | null} */
  #rival = null; // and why not this digit
  #announcement = 0;
  /** @type {(() => void) | null} what is said once the pen rests */
  #held = null;

  /** @param {HTMLElement} root */
  constructor(root) {
    super();
    this.#root = root;
    this.#bars = new Bars(this.#part(".bars"));
    this.#number = new NumberView(this.#part(".whole"));
    this.#chooseBy(this.#number);
    this.#bars.addEventListener("choose", (event) => this.#ask(/** @type {CustomEvent<number>} */ (event).detail));
    this.#part(".why").addEventListener("click", () => this.#ask(this.#asked ?? this.#digit?.digit ?? null));
    this.#part(".all").addEventListener("click", () => this.choose(-1));
    this.#part(".copy").addEventListener("click", () =>
      this.#copy(".copy", this.#reading ? words.guessed(this.#reading) : ""),
    );
    this.#part(".doubts").addEventListener("click", () => this.#copy(".doubts", this.#reading?.text ?? ""));
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

  /** The digit that is chosen, or the first; null while there is none. */
  get shown() {
    return this.#digit ?? this.digits[0] ?? null;
  }

  /** What is to be asked for with the next reading. */
  get include() {
    return this.#wondering ? "frame,evidence" : "frame";
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
   * @param {boolean} resting  whether the pen does; half of a digit is not called something else
   */
  show(reading, suggested, resting) {
    const isHalf = !resting && reading.digits[suggested]?.verdict === "not_a_digit";
    this.#held = isHalf ? () => this.show(reading, suggested, true) : null;
    if (isHalf && this.#reading && this.#root.dataset.state !== "reading") {
      return; // what was read of it before still holds
    }
    this.#reading = reading;
    if (isHalf) {
      this.#chosen = suggested;
      this.#tell("reading", words.READING, this.#digit);
    } else if (reading.digits.length === 0) {
      this.#tell("nothing", words.NOTHING_FOUND);
    } else {
      this.#turnTo(this.#picked && this.#chosen < reading.digits.length ? this.#chosen : suggested);
    }
    if (this.why) {
      this.#announceShown();
    } else if (!isHalf) {
      this.#announce(words.announcement(reading.text, reading.digits));
    }
  }

  /** The pen rests: what was held back is said. */
  rest() {
    this.#held?.();
  }

  /**
   * The person chose a digit; the chosen one again is the way back to the whole number.
   * @param {number} index  -1 for the whole number
   */
  choose(index) {
    this.#picked = true;
    this.#rival = null;
    this.#turnTo(index === this.#chosen && this.digits.length > 1 ? -1 : index);
    this.#announceShown();
  }

  /** One step back: from why to what, from a chosen digit to the whole number. */
  stepBack() {
    if (this.#asked !== null) {
      this.#ask(this.#asked);
    } else if (this.#digit && this.digits.length > 1) {
      this.choose(-1);
    }
  }

  /** @param {EventTarget} view  of the digits */
  #chooseBy(view) {
    view.addEventListener("choose", (event) => this.choose(/** @type {CustomEvent<number>} */ (event).detail));
  }

  #announceShown() {
    this.#announce(words.sentences(`${this.#part(".title").textContent}`, `${this.#part(".detail").textContent}`));
  }

  /**
   * Why this digit, or why not? The same question again is the way back.
   * @param {number | null} value
   */
  async #ask(value) {
    this.#reasons ??= await part(import("./reasons.js"));
    if (this.#reasons && this.#digit) { // which may be gone by now
      const again = value === this.#asked;
      this.#wondering = !again;
      this.#rival = again || value === this.#digit?.digit ? null : value;
      this.#turnTo(this.#chosen);
      this.#announceShown();
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

  /** @param {boolean} onlyPictures  whether drawings are read all the same */
  offline(onlyPictures) {
    const said = onlyPictures ? words.OFFLINE_PICTURE : words.OFFLINE;
    this.#without("offline", said);
    this.#announce(words.sentences(said.title, said.detail));
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
    this.#held = null;
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
    if (digit && why && this.#reasons) {
      this.#tell(digit.verdict, this.#reasons.reason(digit, why.rival), digit);
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
    const numbers = this.#reading?.numbers ?? [];
    const isNumber = numbers.length > 0 && (this.digits.length > 1 || numbers[0].marks.length > 0);
    this.#root.dataset.state = state;
    this.#root.toggleAttribute("data-number", isNumber);
    this.#part(".symbol").textContent = isNumber ? "" : symbol;
    this.#number.show(isNumber ? this.digits : [], isNumber ? numbers : [], this.#chosen);
    this.#part(".title").textContent = title;
    this.#part(".detail").textContent = detail;
    this.#bars.show(digit, this.#asked);
    this.#offerWhy(digit);
    paint(/** @type {HTMLCanvasElement} */ (this.#part(".frame canvas")), digit?.frame);
    this.#showOverview();
    this.#offerCopy();
    this.dispatchEvent(new Event("change"));
  }

  async #showOverview() {
    const isShown = () => this.#root.dataset.state === "number";
    this.#part(".all").hidden = isShown() || this.digits.length < 2;
    if (isShown() && !this.#overview) {
      const module = await part(import("./overview.js"));
      if (module && !this.#overview) {
        this.#overview = new module.Overview(this.#part(".overview"));
        this.#chooseBy(this.#overview);
      }
    }
    this.#overview?.show(isShown() ? this.digits : []);
  }

  /** @param {Digit} [digit] */
  #offerWhy(digit) {
    const { why } = this;
    const [pro, contra] = (why && this.#reasons?.legend(why.digit, why.rival)) ?? ["", ""];
    this.#root.toggleAttribute("data-why", why !== null);
    this.#part(".why").hidden = !digit;
    this.#part(".why").setAttribute("aria-pressed", `${why !== null}`);
    this.#part(".legend").hidden = !why;
    this.#part(".legend .for").textContent = pro;
    this.#part(".legend .against").textContent = contra;
  }

  /** A number can be copied as it was guessed, and where there is doubt also with the doubtful digits as "?". */
  #offerCopy() {
    const read = this.#reading?.text ?? "";
    // Browsers have no clipboard for pages from another machine without TLS.
    const isOffered = this.digits.length > 1 && read !== "" && Boolean(navigator.clipboard);
    const guess = this.#reading ? words.guessed(this.#reading) : "";
    this.#part(".copy").hidden = !isOffered;
    this.#part(".doubts").hidden = !isOffered || guess === read;
    this.#part(".copy").setAttribute("aria-label", text("answer.copy.text", { text: guess }));
    this.#part(".doubts").setAttribute("aria-label", text("answer.copy.text", { text: read }));
  }

  /**
   * @param {string} selector  of the button
   * @param {string} content
   */
  async #copy(selector, content) {
    const copied = await navigator.clipboard.writeText(content).then(() => true, () => false);
    this.#announce(text(copied ? "answer.copied" : "answer.not_copied"), 0);
    if (copied) {
      const button = this.#part(selector);
      button.dataset.copied = text("answer.copied");
      setTimeout(() => delete button.dataset.copied, COPIED_TIME);
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
export function paint(canvas, frame) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(canvas.width, canvas.height);
  frame?.flat().forEach((ink, i) => {
    image.data.fill(255 * ink, 4 * i, 4 * i + 3);
    image.data[4 * i + 3] = 255;
  });
  context.putImageData(image, 0, 0);
}
