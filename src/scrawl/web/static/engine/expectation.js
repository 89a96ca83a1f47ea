/**
 * What is expected to be written: patterns of digits and marks, ranges, lists and check digits. The twin of
 * `scrawl/glyphs/expectation.py`, where they are described.
 */

import { CHECKS, DIGITS, OptionError, ofText } from "./patterns.js";

/** @typedef {import("./patterns.js").Patterns} Patterns */

const MOST_CHARACTERS = 2000; // of a pattern

/** What each number is expected to be. Its states are numbers, 0 the one before the first character. */
export class Expectation {
  #patterns;
  #checks;
  /** @type {{places: number[], sums: number[][], behind: Record<string, number | null>}[]} where in the patterns one may be, and how the check digits stand */
  #states = [];
  /** @type {Map<string, number>} */
  #known = new Map();

  /**
   * @param {string} text
   * @param {Patterns} patterns
   */
  constructor(text, patterns) {
    this.text = text;
    this.#patterns = patterns;
    this.#checks = [...new Set([...patterns.ends.values()].flatMap((names) => [...names]))].filter(Boolean);
    this.#stateOf([0], this.#checks.map((name) => CHECKS[name].first));
  }

  /** How many states are remembered. */
  get size() {
    return this.#states.length;
  }

  /**
   * The state behind a digit or mark; null if nothing that is expected goes on so.
   * @param {number} state
   * @param {string} character
   */
  step(state, character) {
    const { behind } = this.#states[state];
    return character in behind ? behind[character] : (behind[character] = this.#stepped(state, character));
  }

  /**
   * Whether a number may end there.
   * @param {number} state
   */
  accepts(state) {
    const { places, sums } = this.#states[state];
    const holds = (/** @type {string} */ name) => !name || CHECKS[name].holds(sums[this.#checks.indexOf(name)]);
    return places.some((place) => [...(this.#patterns.ends.get(place) ?? [])].some(holds));
  }

  /**
   * Whether a number as written is expected.
   * @param {string} text
   */
  meets(text) {
    const state = [...text].reduce((/** @type {number | null} */ before, each) => before === null ? null : this.step(before, each), 0);
    return state !== null && this.accepts(state);
  }

  /**
   * @param {number} state
   * @param {string} character
   */
  #stepped(state, character) {
    const { places, sums } = this.#states[state];
    const behind = [...new Set(places.flatMap((place) => this.#patterns.moves[place][character] ?? []))].sort((a, b) => a - b);
    const isDigit = DIGITS.includes(character);
    return behind.length ? this.#stateOf(behind, sums.map((each, k) => isDigit ? CHECKS[this.#checks[k]].step(each, Number(character)) : each)) : null;
  }

  /**
   * @param {number[]} places
   * @param {number[][]} sums
   */
  #stateOf(places, sums) {
    const key = `${places};${sums}`;
    const state = this.#known.get(key) ?? this.#states.push({ places, sums, behind: {} }) - 1;
    this.#known.set(key, state);
    return state;
  }
}

/**
 * The expectation that a text names; OptionError, which shows the column, if it names none.
 * @param {string} text
 */
export function parsed(text) {
  if (text.length > MOST_CHARACTERS) {
    throw new OptionError(`This has ${text.length.toLocaleString("en")} characters; at most ${MOST_CHARACTERS.toLocaleString("en")} are read.`);
  }
  return new Expectation(text, ofText(text));
}
