/** What this browser remembers, and nobody else: the drawing of this tab, and what was drawn before. */

import { decode, encode } from "./link.js";

/**
 * @typedef {import("./strokes.js").Stroke} Stroke
 * @typedef {{drawing: string, text: string}} Entry  drawing: as in a link; text: what was read
 */

const MOST_ENTRIES = 24;
const REST = 1000; // ms after which an answer counts

/**
 * The drawing of this tab, for when it is loaded again.
 * @returns {Stroke[]}
 */
export function lastDrawing() {
  try {
    return decode(sessionStorage.getItem("drawing") ?? "");
  } catch {
    return []; // none, or one of another version of the page, or the browser keeps nothing
  }
}

/** @param {Stroke[]} strokes */
export function keepDrawing(strokes) {
  try {
    sessionStorage.setItem("drawing", encode(strokes));
  } catch {
    // The browser keeps nothing, or has no room: the drawing lives as long as the page.
  }
}

/**
 * The readings of this browser, the newest first. Dispatches `change`.
 */
export class Readings extends EventTarget {
  /** @type {{strokes: Stroke[], text: string} | null} */
  #pending = null;
  #timer = 0;
  #current = ""; // the entry of the drawing that is on the paper

  constructor() {
    super();
    window.addEventListener("pagehide", () => this.#write());
  }

  /** @returns {Entry[]} */
  get entries() {
    try {
      return JSON.parse(localStorage.getItem("readings") ?? "[]");
    } catch {
      return []; // as in lastDrawing
    }
  }

  set entries(entries) {
    try {
      localStorage.setItem("readings", JSON.stringify(entries));
    } catch {
      // as in keepDrawing
    }
    this.dispatchEvent(new Event("change"));
  }

  /**
   * What is on the paper, and what was read there. While one draws on, it stays the same entry.
   * @param {Stroke[]} strokes
   * @param {string} text
   */
  note(strokes, text) {
    this.#pending = { strokes, text };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#write(), REST);
  }

  /**
   * Another drawing begins.
   * @param {Stroke[]} [strokes]  one that may be among the entries
   */
  turn(strokes = []) {
    this.#write();
    this.#current = encode(strokes);
  }

  empty() {
    clearTimeout(this.#timer);
    this.#pending = null;
    this.entries = [];
  }

  #write() {
    clearTimeout(this.#timer);
    if (this.#pending) {
      const { strokes, text } = this.#pending;
      const drawing = encode(strokes);
      const others = this.entries.filter((entry) => entry.drawing !== drawing && entry.drawing !== this.#current);
      this.#pending = null;
      this.#current = drawing;
      this.entries = [{ drawing, text }, ...others].slice(0, MOST_ENTRIES);
    }
  }
}
