/** The answer as the HTTP API gives it. The twin of `scrawl/reading.py`. */

/**
 * @typedef {import("../client.js").Verdict} Verdict
 * @typedef {import("../client.js").Reason} Reason
 * @typedef {import("../strokes.js").Box} Box
 * @typedef {import("./network.js").Scores} Scores
 * @typedef {{scores: Pick<Scores, "probabilities" | "digitness" | "evidence"> & {frame: Float32Array}, digit: number, verdict: Verdict, reason: Reason | null, box: Box, frameBox: Box,
 *   line: number | null}} Found  one glyph
 */

import { FRAME } from "./frame.js";

const ALTERNATIVE_FLOOR = 0.01; // a digit less probable than this is not worth naming
const MOST_ALTERNATIVES = 3; // named beside a digit

/**
 * @param {number} value
 * @param {number} [places]
 */
export function rounded(value, places = 4) {
  return Math.round(value * 10 ** places) / 10 ** places;
}

/**
 * @param {Found} found
 * @param {Set<string>} include  `frame` and `evidence`, as in the API
 * @returns {import("../client.js").Digit}
 */
export function digitOf({ scores, digit, verdict, reason, box, frameBox, line }, include) {
  const { probabilities } = scores;
  return /** @type {import("../client.js").Digit} */ ({
    digit,
    verdict,
    confidence: rounded(probabilities[digit]),
    probabilities: probabilities.map((each) => rounded(each)),
    digitness: rounded(scores.digitness),
    alternatives: alternatives(probabilities, digit, verdict),
    box: box.map((each) => rounded(each)),
    frame_box: frameBox.map((each) => rounded(each)),
    line,
    reason,
    ...(include.has("frame") && { frame: rows(scores.frame) }),
    ...(include.has("evidence") && { evidence: scores.evidence().map((map) => map.map((row) => row.map((each) => rounded(each, 3)))) }),
  });
}

/** @param {number[]} values */
export const argmax = (values) => values.indexOf(Math.max(...values));

/**
 * The other digits worth naming, best first; at least one if the digit is unsure.
 * @param {number[]} probabilities
 * @param {number} digit
 * @param {Verdict} verdict
 */
function alternatives(probabilities, digit, verdict) {
  const order = probabilities.map((confidence, k) => ({ digit: k, confidence })).filter((each) => each.digit !== digit);
  order.sort((a, b) => b.confidence - a.confidence);
  const named = order.filter(({ confidence }) => confidence >= ALTERNATIVE_FLOOR).slice(0, MOST_ALTERNATIVES);
  const told = verdict === "unsure" && named.length === 0 ? order.slice(0, 1) : named;
  return told.map(({ digit: other, confidence }) => ({ digit: other, confidence: rounded(confidence) }));
}

/** @param {Float32Array} frame */
function rows(frame) {
  return Array.from({ length: FRAME }, (_, y) => Array.from(frame.subarray(y * FRAME, (y + 1) * FRAME), (each) => rounded(each, 3)));
}
