/**
 * One hand writes a digit one way: where a digit is unsure, those of its page that look like it vote on it. The twin of
 * `scrawl/glyphs/hand.py`.
 */

import { BOTH, LEAST_LIKELY } from "./drawing.js";
import { argmax } from "./reading.js";
import { SURE, voted } from "./recognizer.js";

/**
 * @typedef {import("./attempt.js").Attempt} Attempt
 * @typedef {import("./recognizer.js").Scores} Scores
 */

const ALIKE = 0.85; // cosine of the network's embeddings of two digits from which they are of one shape

/**
 * The attempt with its unsure digits as the digits that look alike say, all together as one opinion more.
 * @param {Attempt} attempt
 * @param {number} least  probability from which a digit is sure
 * @returns {Attempt}
 */
export function inOneHand({ found, judged, lines }, least) {
  const digits = judged.flatMap(({ verdict }, k) => (verdict === "not_a_digit" ? [] : [k]));
  const likelyOf = (/** @type {number} */ k) => judged[k].scores.probabilities;
  const isAlike = (/** @type {number} */ one, /** @type {number} */ other) =>
    one !== other && cosine(judged[one].scores.embedding, judged[other].scores.embedding) >= ALIKE;
  /** @type {Map<number, Scores>} by its place, of each digit that others vote on */
  const again = new Map();
  for (const k of digits.filter((each) => Math.max(...likelyOf(each)) < SURE)) {
    const alike = digits.filter((other) => isAlike(k, other));
    if (alike.length) {
      again.set(k, voted(judged[k].scores, votesOf(alike.map(likelyOf))));
    }
  }
  return {
    found: found.map((each, k) => ({ ...each, scores: again.get(k) ?? each.scores })),
    judged: judged.map((each, k) => {
      const scores = again.get(k);
      if (!scores) {
        return each;
      }
      const isSure = Math.max(...scores.probabilities) >= least;
      return { ...each, scores, digit: argmax(scores.probabilities), verdict: isSure ? "digit" : "unsure" };
    }),
    lines,
  };
}

/**
 * How often likelier some digits make each of the ten.
 * @param {number[][]} alike  their probabilities
 */
function votesOf(alike) {
  return alike[0].map((_, digit) => {
    const sum = alike.reduce((all, likely) => all + Math.log(Math.max(likely[digit], LEAST_LIKELY)), 0);
    return Math.exp((BOTH * sum) / alike.length);
  });
}

/**
 * @param {Float64Array} one
 * @param {Float64Array} other
 */
function cosine(one, other) {
  const product = (/** @type {Float64Array} */ a, /** @type {Float64Array} */ b) => a.reduce((sum, each, k) => sum + each * b[k], 0);
  return product(one, other) / Math.sqrt(product(one, one) * product(other, other));
}
