/** A drawing's symbols in lines, and which are digits there. The twin of `scrawl/glyphs/attempt.py`. */

import { accepted, featuresOf, reasonOf } from "./acceptance.js";
import { linesOf, wordsOf } from "./lines.js";
import { argmax } from "./reading.js";
import { GOOD } from "./recognizer.js";

/**
 * @typedef {import("./drawing.js").Found} Found
 * @typedef {import("./glyphs.js").Box} Box
 * @typedef {import("./recognizer.js").Recognizer} Recognizer
 * @typedef {import("../client.js").Verdict} Verdict
 * @typedef {import("../client.js").Reason} Reason
 * @typedef {Omit<Found, "reason"> & {digitness: number, digit: number, verdict: Verdict, reason: Reason | null}} Judged  digitness:
 *   as it is accepted; that of its scores is by its looks
 * @typedef {{found: Found[], judged: Judged[], lines: number[][]}} Attempt  lines: places in each line of writing, top to bottom; what is
 *   left out is in none
 */

/**
 * @param {Found[]} found
 * @param {Recognizer} recognizer
 * @param {boolean} [isMeant]  the looks alone decide
 * @returns {Attempt}
 */
export function attemptOf(found, recognizer, isMeant = false) {
  const { thresholds, acceptance } = recognizer.card;
  const boxes = found.map(({ glyph }) => glyph.box);
  const all = found.flatMap(({ reason }, k) => (reason === null ? [k] : []));
  // A frame is in no line: it overlaps all lines inside it.
  const frames = new Set(all.filter((k) => found[k].scores.digitness < thresholds.t_digit && holdsOthers(boxes, k)));
  const written = all.filter((k) => !frames.has(k));
  const linesLedBy = (/** @type {boolean[]} */ leads) =>
    linesOf(written.map((k) => boxes[k]), leads).map((line) => line.map((place) => written[place]));
  const words = linesLedBy(written.map(() => true)).flatMap((line) => wordsOf(boxes, line)).map((word) => word.map((k) => all.indexOf(k)));
  const features = isMeant ? all.map(() => null) : featuresOf(all.map((k) => found[k]), words);
  const judged = found.map((each, k) => {
    const own = all.includes(k) ? features[all.indexOf(k)] : null;
    const digitness = accepted(each.scores.digitness, own, acceptance);
    let reason = /** @type {Reason | null} */ (each.reason);
    if (reason === null && digitness < (own ? GOOD : thresholds.t_digit)) {
      const isMark = each.scores.digitness < thresholds.t_digit || !own;
      reason = frames.has(k) ? "frame" : isMark ? "mark" : reasonOf(own, acceptance);
    }
    const isSure = Math.max(...each.scores.probabilities) >= thresholds.t_unsure;
    return { ...each, digitness, reason, digit: argmax(each.scores.probabilities), verdict: /** @type {Verdict} */ (reason ? "not_a_digit" : isSure ? "digit" : "unsure") };
  });
  return { found, judged, lines: linesLedBy(written.map((k) => judged[k].verdict !== "not_a_digit")) };
}

/**
 * The place of each glyph in reading order, and the line that it is read in: null for what is no digit. Glyphs in no line
 * come last; lines in which nothing is a digit do not count.
 * @param {Attempt} attempt
 * @returns {[number, number | null][]}
 */
export function orderOf({ judged, lines }) {
  let count = 0;
  const order = lines.flatMap((places) => {
    const isRead = places.map((k) => judged[k].verdict !== "not_a_digit");
    const own = places.map((k, place) => /** @type {[number, number | null]} */ ([k, isRead[place] ? count : null]));
    count += isRead.some(Boolean) ? 1 : 0;
    return own;
  });
  const inside = new Set(lines.flat());
  return [...order, ...judged.flatMap((_, k) => (inside.has(k) ? [] : [/** @type {[number, null]} */ ([k, null])]))];
}

/**
 * Whether another box lies inside the k-th, as in a frame; neighbours only overlap.
 * @param {Box[]} boxes
 * @param {number} k
 */
function holdsOthers(boxes, k) {
  const [x, y, width, height] = boxes[k];
  return boxes.some(([left, top, across, down], other) =>
    other !== k && left >= x && top >= y && left + across <= x + width && top + down <= y + height);
}
