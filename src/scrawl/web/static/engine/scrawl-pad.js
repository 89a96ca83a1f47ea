/**
 * `<scrawl-pad>`: a field to write digits into, for forms on any page. `scrawl embed` joins this and the engine into one
 * file, beside which the kernel, the weights and, joined into one too, the modules of expectation lie.
 */

import { load } from "./load.js";

/**
 * @typedef {import("./reader.js").Reader} Reader
 * @typedef {import("../client.js").Reading} Reading
 * @typedef {[number, number, null, number]} Point  x, y, no time, pressure
 * @typedef {ReturnType<typeof import("./expected.js").under>} Under  an expectation
 * @typedef {{label: string, undo: string, clear: string, missing: string, nothing: string}} Words
 */

const [WIDTH, HEIGHT] = [400, 300]; // of the paper in units of its own, whatever its size on the page
const DIGIT = 300; // both sides, where the paper holds one digit
const BRUSH = 12; // diameter of the pen in these units
const STEP = 10; // of the keyboard's pen; with Shift a fifth of it
const REST = 400; // ms after which a pen that stands still has written what it meant to
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @type {Record<string, Words>} */
const LANGUAGES = {
  en: { label: "Paper to write digits on. Arrows move, space puts the pen down and up.", undo: "Undo", clear: "Clear", missing: "Write a digit.", nothing: "No digit was found." },
  de: { label: "Papier für Ziffern. Pfeile bewegen, die Leertaste setzt den Stift auf und ab.", undo: "Rückgängig", clear: "Leeren", missing: "Schreib eine Ziffer.", nothing: "Keine Ziffer gefunden." },
  es: { label: "Papel para escribir cifras. Las flechas mueven, el espacio baja y sube el lápiz.", undo: "Deshacer", clear: "Borrar", missing: "Escribe una cifra.", nothing: "No se encontró ninguna cifra." },
  fr: { label: "Papier pour écrire des chiffres. Les flèches déplacent, l’espace pose et lève le stylo.", undo: "Annuler", clear: "Effacer", missing: "Écrivez un chiffre.", nothing: "Aucun chiffre trouvé." },
  pt: { label: "Papel para escrever algarismos. As setas movem, o espaço baixa e levanta a caneta.", undo: "Desfazer", clear: "Limpar", missing: "Escreva um algarismo.", nothing: "Nenhum algarismo encontrado." },
  zh: { label: "书写数字的纸。方向键移动，空格键落笔和抬笔。", undo: "撤销", clear: "清除", missing: "请写一个数字。", nothing: "未找到数字。" },
};

const STYLE = `
  :host { display: inline-block; inline-size: 20rem; font: 1rem/1.4 system-ui, sans-serif;
    --paper: var(--scrawl-paper, light-dark(#fffdf8, #1c212b)); --ink: var(--scrawl-ink, light-dark(#18213f, #f1eee4));
    --edge: var(--scrawl-edge, light-dark(#8a8472, #6a7387)); --accent: var(--scrawl-accent, light-dark(#2f45c5, #98a7ff)); }
  :host([hidden]) { display: none; }
  canvas { display: block; box-sizing: border-box; inline-size: 100%; touch-action: none; cursor: crosshair;
    background: var(--paper); border: 1px solid var(--edge); border-radius: var(--scrawl-radius, 0.5rem); }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
  :host(:state(disabled)) { opacity: 0.5; pointer-events: none; }
  div { display: flex; align-items: center; gap: 0.5rem; margin-block-start: 0.375rem; min-block-size: 2rem; }
  output { flex: 1; font-size: 1.25rem; color: var(--ink); }
  button { font: inherit; color: inherit; background: none; border: 1px solid var(--edge); border-radius: 0.375rem; padding: 0.125rem 0.625rem; min-block-size: 2rem; }
`;

/** @type {Promise<Reader> | null} one for all fields of a page */
let engine = null;

export class ScrawlPad extends HTMLElement {
  static formAssociated = true;
  static observedAttributes = ["required", "lang", "expect"];

  #internals = this.attachInternals();
  #canvas = document.createElement("canvas");
  #output = document.createElement("output");
  #buttons = [0, 1].map(() => Object.assign(document.createElement("button"), { type: "button" }));
  /** @type {Point[][]} */
  #strokes = [];
  /** @type {Point[] | null} that is being drawn */
  #drawn = null;
  /** @type {Set<string>} arrows held down */
  #held = new Set();
  #place = [WIDTH / 2, HEIGHT / 2]; // of the keyboard's pen
  #isByKeys = false;
  /** @type {Reading | null} */
  #reading = null;
  #frame = 0;
  #resting = 0;
  #changed = ""; // the value when `change` was told last
  /** @type {Promise<Under | undefined> | undefined} undefined where anything is expected */
  #under;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    const [style, row] = [document.createElement("style"), document.createElement("div")];
    style.textContent = STYLE;
    this.#canvas.tabIndex = 0;
    this.#canvas.setAttribute("role", "application");
    row.append(this.#output, ...this.#buttons);
    root.append(style, this.#canvas, row);
    const [undo, clear] = this.#buttons;
    undo.addEventListener("click", () => this.undo());
    clear.addEventListener("click", () => this.clear());
    this.#canvas.addEventListener("pointerdown", (event) => this.#begin(event));
    this.#canvas.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"]) {
      this.#canvas.addEventListener(name, () => this.#lift());
    }
    this.#canvas.addEventListener("keydown", (event) => this.#press(event));
    this.#canvas.addEventListener("keyup", ({ key }) => this.#held.delete(key));
    this.#canvas.addEventListener("blur", () => (this.#lift(), this.#held.clear(), (this.#isByKeys = false), this.#paint()));
    new ResizeObserver(() => this.#paint()).observe(this.#canvas);
  }

  connectedCallback() {
    this.attributeChangedCallback();
    engine ??= load();
    engine.then(() => this.#strokes.length && this.#changeInk(), () => this.dispatchEvent(new Event("error")));
  }

  /** @param {string} [name]  of what is another */
  attributeChangedCallback(name) {
    if (name === "expect") {
      this.#expect();
    }
    const words = this.#words;
    this.#canvas.setAttribute("aria-label", words.label);
    this.#canvas.style.aspectRatio = `${this.#width} / ${HEIGHT}`;
    [this.#buttons[0].textContent, this.#buttons[1].textContent] = [words.undo, words.clear];
    this.#validate();
  }

  formResetCallback() {
    this.clear();
  }

  /** @param {boolean} isDisabled */
  formDisabledCallback(isDisabled) {
    this.#internals.states[isDisabled ? "add" : "delete"]("disabled");
    [this.#canvas, ...this.#buttons].forEach((part) => part.toggleAttribute("inert", isDisabled));
  }

  /** @param {string} strokes */
  formStateRestoreCallback(strokes) {
    this.#strokes = JSON.parse(strokes);
    this.#changeInk();
  }

  /** What was read, `?` for a digit that is unsure; a value of no characters clears the paper. */
  get value() {
    return this.#reading?.text ?? "";
  }

  set value(value) {
    if (value !== "") {
      throw new RangeError("What is written cannot be set; an empty value clears the paper.");
    }
    this.clear();
  }

  /** The whole reading as the HTTP API gives it, in the paper's units; null before there is one. */
  get reading() {
    return this.#reading;
  }

  get name() {
    return this.getAttribute("name") ?? "";
  }

  get form() {
    return this.#internals.form;
  }

  get validity() {
    return this.#internals.validity;
  }

  get validationMessage() {
    return this.#internals.validationMessage;
  }

  get required() {
    return this.hasAttribute("required");
  }

  set required(isRequired) {
    this.toggleAttribute("required", isRequired);
  }

  get disabled() {
    return this.hasAttribute("disabled");
  }

  set disabled(isDisabled) {
    this.toggleAttribute("disabled", isDisabled);
  }

  checkValidity() {
    return this.#internals.checkValidity();
  }

  reportValidity() {
    return this.#internals.reportValidity();
  }

  undo() {
    this.#strokes = this.#strokes.slice(0, -1);
    this.#changeInk();
  }

  clear() {
    this.#strokes = [];
    this.#drawn = null;
    this.#changeInk();
  }

  get expect() {
    return this.getAttribute("expect") ?? "";
  }

  set expect(expect) {
    this.setAttribute("expect", expect);
  }

  get #isDigit() {
    return this.expect === "digit";
  }

  get #width() {
    return this.#isDigit ? DIGIT : WIDTH;
  }

  /** Something else is expected. */
  #expect() {
    this.#under = this.expect && !this.#isDigit ? this.#underOf(this.expect) : undefined;
    if (this.#strokes.length) {
      this.#changeInk();
    }
  }

  /**
   * Fetches what reads under a pattern. A pattern that is none, or modules that are not there, are the page's mistake, not
   * that of who writes: as an `<input>` does with its `pattern`, the field says so on the console and takes anything.
   * @param {string} pattern
   */
  async #underOf(pattern) {
    try {
      const { under } = await import("./expected.js");
      return under(pattern);
    } catch (error) {
      const { message } = /** @type {Error} */ (error);
      console.warn(`scrawl-pad: expect="${pattern}": ${message}`);
      this.dispatchEvent(new ErrorEvent("error", { error, message }));
    }
  }

  get #words() {
    const code = (this.closest("[lang]")?.getAttribute("lang") ?? "en").split("-")[0];
    return LANGUAGES[code] ?? LANGUAGES.en;
  }

  /** @param {PointerEvent} event */
  #begin(event) {
    if (event.button === 0 && event.isPrimary) {
      this.#canvas.setPointerCapture(event.pointerId);
      this.#isByKeys = false;
      this.#drawn = [];
      this.#move(event);
    }
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (this.#drawn && !this.#isByKeys) {
      const box = this.#canvas.getBoundingClientRect();
      const scale = this.#width / box.width;
      const passed = event.getCoalescedEvents?.() ?? [];
      for (const { clientX, clientY } of passed.length ? passed : [event]) {
        this.#drawn.push([(clientX - box.left) * scale, (clientY - box.top) * scale, null, 1]);
      }
      this.#changeInk();
    }
  }

  #lift() {
    if (this.#drawn) {
      this.#strokes = [...this.#strokes, this.#drawn];
      this.#drawn = null;
      this.#changeInk();
    }
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && event.key === "z") {
      this.undo();
    } else if (isCommand || event.altKey) {
      return;
    } else if (event.key in ARROWS) {
      this.#held.add(event.key);
      this.#isByKeys = true;
      const step = event.shiftKey ? STEP / 5 : STEP;
      this.#place = this.#place.map((value, axis) => {
        const moved = [...this.#held].reduce((sum, key) => sum + step * ARROWS[key][axis], value);
        return Math.min(Math.max(moved, 0), axis ? HEIGHT : this.#width);
      });
      this.#drawn?.push([this.#place[0], this.#place[1], null, 1]);
      this.#changeInk();
    } else if (event.key === " ") {
      this.#isByKeys = true;
      if (this.#drawn) {
        this.#lift();
      } else {
        this.#drawn = [[this.#place[0], this.#place[1], null, 1]];
        this.#changeInk();
      }
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.clear();
    } else {
      return;
    }
    event.preventDefault();
  }

  get #ink() {
    return this.#drawn ? [...this.#strokes, this.#drawn] : this.#strokes;
  }

  /** The ink is another: it is painted at once, and read before the next frame is. */
  #changeInk() {
    this.#paint();
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#read());
  }

  async #read() {
    const frame = this.#frame;
    const reader = await engine?.catch(() => null);
    const under = this.#ink.length ? await this.#under : undefined;
    if (!reader || frame !== this.#frame) { // there is newer ink, or another expectation, that is read in a later frame
      return;
    }
    const strokes = this.#ink;
    const drawing = { strokes, width: this.#width, height: HEIGHT, brush: BRUSH };
    const before = this.value;
    this.#reading = strokes.length ? reader.read(drawing, { layout: this.#isDigit ? "digit" : "auto", under }) : null;
    this.#output.textContent = this.value || (strokes.length && !this.#drawn ? this.#words.nothing : "");
    this.#internals.setFormValue(this.value, JSON.stringify(this.#strokes));
    this.#validate();
    if (this.value !== before) {
      this.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
    }
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#rest(), REST);
  }

  #rest() {
    if (!this.#drawn && this.value !== this.#changed) {
      this.#changed = this.value;
      this.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  #validate() {
    const isMissing = this.required && this.value === "";
    this.#internals.setValidity(isMissing ? { valueMissing: true } : {}, isMissing ? this.#words.missing : "", this.#canvas);
  }

  #paint() {
    const { width } = this.#canvas.getBoundingClientRect();
    const scale = (width / this.#width) * devicePixelRatio;
    this.#canvas.width = Math.round(this.#width * scale);
    this.#canvas.height = Math.round(HEIGHT * scale);
    const context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext("2d"));
    const style = getComputedStyle(this.#output);
    Object.assign(context, { lineCap: "round", lineJoin: "round", lineWidth: BRUSH, strokeStyle: style.color, fillStyle: style.color });
    context.scale(scale, scale);
    for (const [[x, y], ...others] of this.#ink) {
      context.beginPath();
      context.moveTo(x, y);
      [[x, y], ...others].forEach(([toX, toY]) => context.lineTo(toX, toY));
      context.stroke();
    }
    if (this.#isByKeys) {
      context.beginPath();
      context.arc(this.#place[0], this.#place[1], BRUSH / 2, 0, 2 * Math.PI);
      context.globalAlpha = 0.5;
      context.fill();
    }
  }
}

customElements.define("scrawl-pad", ScrawlPad);
