import assert from "node:assert/strict";
import { test } from "node:test";

import { inOneHand } from "../../../src/scrawl/web/static/engine/hand.js";

const SEVEN = [0, 0, 0, 0, 0, 0, 0, 0.99, 0, 0.01];
const DOUBTFUL = [0, 0.4, 0, 0, 0, 0, 0, 0.6, 0, 0]; // a 1 or a 7

/**
 * A digit whose shape lies at some angle to the others'.
 * @param {number[]} probabilities
 * @param {number} [angle]  cosine
 * @param {string} [verdict]
 */
function digit(probabilities, angle = 1, verdict = "digit") {
  const embedding = Float64Array.of(3 * angle, 3 * Math.sqrt(1 - angle * angle)); // of any length
  return { glyph: {}, scores: { probabilities, embedding, evidence: () => [] }, digitness: 1, digit: 7, verdict, reason: null };
}

/** @param {...ReturnType<typeof digit>} digits */
const read = (...digits) => inOneHand({ found: digits, judged: digits, lines: [] }, 0.8);

test("digits that look alike vote on one that is unsure, all together as less than one opinion", () => {
  const { found, judged: [, told] } = read(digit(SEVEN), digit(DOUBTFUL, 1, "unsure"), digit(SEVEN));
  const votes = [2 ** -23, 0.99].map((each) => each ** 0.65);
  const sevens = (0.6 * votes[1]) / (0.4 * votes[0] + 0.6 * votes[1]);
  assert.ok(Math.abs(told.scores.probabilities[7] - sevens) < 1e-9);
  assert.deepEqual([told.digit, told.verdict], [7, "digit"]);
  assert.equal(found[1].scores, told.scores);
});

test("digits are alike from a cosine of .85", () => {
  assert.equal(read(digit(SEVEN), digit(DOUBTFUL, 0.84, "unsure")).judged[1].verdict, "unsure");
  assert.equal(read(digit(SEVEN), digit(DOUBTFUL, 0.86, "unsure")).judged[1].verdict, "digit");
});

test("what is sure, alone, or beside what is no digit stays as it is", () => {
  const sure = digit([0, 0.91, 0, 0, 0, 0, 0, 0.09, 0, 0]);
  assert.equal(read(digit(SEVEN), sure).judged[1], sure);
  const alone = digit(DOUBTFUL, 1, "unsure");
  assert.equal(read(alone).judged[0], alone);
  assert.equal(read(digit(SEVEN, 1, "not_a_digit"), alone).judged[1], alone);
  assert.deepEqual(read().judged, []);
});

test("one whose shape is not known is like no other", () => {
  const blank = digit(DOUBTFUL, 1, "unsure");
  blank.scores.embedding.fill(0);
  assert.equal(read(digit(SEVEN), blank).judged[1], blank);
});

test("others may leave it unsure", () => {
  const [one, seven] = [[0.05, 0.95], [0.95, 0.05]].map(([a, b]) => digit([0, b, 0, 0, 0, 0, 0, a, 0, 0]));
  const { judged: [, , told] } = read(one, seven, digit(DOUBTFUL, 1, "unsure"));
  assert.ok(Math.abs(told.scores.probabilities[7] - 0.6) < 1e-9);
  assert.equal(told.verdict, "unsure");
});
