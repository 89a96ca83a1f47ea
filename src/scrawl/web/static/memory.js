/**
 * What this browser remembers, and nobody else: the drawing of this tab with its steps, and what was drawn before.
 * There is nothing to remember before there is ink.
 */

import { decode, encode } from "./link.js";

/**
 * @typedef {import("./strokes.js").Stroke} Stroke
 * @typedef {{drawing: string, text: string}} Entry  drawing: as in a link; text: what was read
 */

const MOST_ENTRIES = 24;
const MOST_STEPS = 50; // that outlive the page
const REST = 1000; // ms after which an answer counts

/**
 * The steps of this tab's drawing, for when it is loaded again.
 * @returns {{states: Stroke[][], place: number} | null} none, or those of another version of the page, or the browser keeps nothing
 */
export function lastSteps() {
  try {
    const { drawing, states, place } = JSON.parse(sessionStorage.getItem("steps") ?? "");
    const strokes = decode(drawing);
    const back = states.map((/** @type {number[]} */ state) => state.map((index) => strokes[index]));
    return place in back && back.flat().every(Boolean) ? { states: back, place } : null;
  } catch {
    return null;
  }
}

/**
 * Each stroke is kept once; the steps say which of them they have.
 * @param {{states: Stroke[][], place: number}} steps
 */
export function keepSteps({ states, place }) {
  const first = Math.max(Math.min(states.length - MOST_STEPS, place), 0);
  const kept = states.slice(first, first + MOST_STEPS);
  const strokes = [...new Set(kept.flat())];
  const indices = new Map(strokes.map((stroke, index) => [stroke, index]));
  const steps = {
    drawing: encode(strokes),
    states: kept.map((state) => state.map((stroke) => indices.get(stroke))),
    place: place - first,
  };
  try {
    sessionStorage.setItem("steps", JSON.stringify(steps));
  } catch {
    // The browser keeps nothing, or has no room: the drawing lives as long as the page.
  }
}

/**
 * The readings of this browser, the newest first. Dispatches `change`.
 */
class Readings extends EventTarget {
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
      return []; // as in lastSteps
    }
  }

  set entries(entries) {
    try {
      localStorage.setItem("readings", JSON.stringify(entries));
    } catch {
      // as in keepSteps
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

export const readings = new Readings();
