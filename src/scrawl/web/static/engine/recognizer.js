/** Ink → scores, by the networks. The twin of `scrawl/recognizer.py`. */

import { framed } from "./frame.js";
import { CLASSES, MAP } from "./network.js";

/**
 * @typedef {import("./ink.js").Ink} Ink
 * @typedef {import("./network.js").Scores & {frame: Float32Array, window: number[]}} Scores  window: the frame's square in
 *   pixels of the ink
 */

const MOST_KNOWN = 1000; // runs of strokes whose scores are kept: bounds the memory
export const GOOD = 0.5; // quality above which a glyph is likelier the digit that is read than anything else
export const WORST = 1e-3; // floor of a probability: what is certain of one glyph must not outweigh all others
export const SPECK = 0.25; // of the usual digit's longer side: a smaller glyph is a dot, a comma or a speck
export const SURE = 0.9; // probability from which nothing else is looked at; 1 - SURE: surely none

export class Recognizer {
  /**
   * @param {import("./network.js").Network} network
   * @param {import("./marks-network.js").MarksNetwork} marks
   * @param {import("./weights.js").Card} card
   */
  constructor(network, marks, card) {
    /** @type {Map<string, Scores>} of runs of strokes, by their keys: while one draws, most are as they were */
    this.known = new Map();
    /** @type {Map<string, number[]>} of windows */
    this.knownMarks = new Map();
    /** @type {Map<string, import("./glyphs.js").Glyph>} runs of the drawing that was read last, by their keys */
    this.runs = new Map();
    this.network = network;
    this.marks = marks;
    this.card = card;
  }

  /**
   * How likely a window shows each kind of mark.
   * @param {Float32Array} window
   */
  scoreMark(window) {
    return this.#once(this.knownMarks, keyOf(window), () => this.marks.score(window));
  }

  /**
   * The scores of ink that has a key, from when it was scored before.
   * @param {string} key  that no other ink has
   * @param {() => Ink} ink
   */
  scoreOnce(key, ink) {
    return this.#once(this.known, key, () => this.score(ink()));
  }

  /**
   * @template T
   * @param {Map<string, T>} known
   * @param {string} key
   * @param {() => T} make
   */
  #once(known, key, make) {
    const made = known.get(key) ?? make();
    known.delete(key);
    known.set(key, made); // the last used are the last
    if (known.size > MOST_KNOWN) {
      known.delete(/** @type {string} */ (known.keys().next().value));
    }
    return made;
  }

  /**
   * @param {Ink} ink  with some
   * @returns {Scores}
   */
  score(ink) {
    const seen = framed(ink);
    if (!seen) {
      throw new RangeError("there is no ink");
    }
    return { ...this.network.score(seen.frame), frame: seen.frame, window: seen.window };
  }
}

/**
 * What only these numbers have: two hashes of their bytes (Fowler, Noll and Vo).
 * @param {...(Float32Array | Float64Array)} arrays
 */
export function keyOf(...arrays) {
  let [one, other] = [0x811c9dc5, 0x01000193];
  for (const { buffer, byteOffset, byteLength } of arrays) {
    for (const word of new Uint32Array(buffer, byteOffset, byteLength / 4)) {
      one = Math.imul(one ^ word, 0x01000193);
      other = Math.imul(other ^ word, 0x85ebca6b) ^ (other >>> 15);
    }
  }
  return `${arrays[0].length}:${one >>> 0}:${other >>> 0}`;
}

/** @param {Scores} scores  the probability that it is a digit, and the one that is read */
export const quality = ({ digitness, probabilities }) => Math.max(digitness * Math.max(...probabilities), WORST);

/**
 * The scores, their probabilities multiplied by likelihood ratios and renormalised; in the evidence every place takes an
 * equal share of a vote's logarithm.
 * @param {Scores} scores
 * @param {number[]} votes  ten, above 0
 * @returns {Scores}
 */
export function voted(scores, votes) {
  const likely = scores.probabilities.map((each, k) => each * votes[k]);
  const sum = likely.reduce((all, each) => all + each, 0);
  const shares = votes.map((vote) => Math.log(vote) / MAP ** 2);
  const mean = shares.reduce((all, each) => all + each, 0) / CLASSES;
  return {
    ...scores,
    probabilities: likely.map((each) => each / sum),
    evidence: () => scores.evidence().map((map, k) => map.map((row) => row.map((each) => each + shares[k] - mean))),
  };
}
