/** What the page says of why, in the language of languages.js. */

import { balance, boxOf, summit } from "./evidence.js";
import { text } from "./languages.js";
import { describe, sentences } from "./words.js";

/** @typedef {import("./client.js").Digit} Digit */

/**
 * Why it is this digit, or this one and not its rival, and where in the digit the most speaks for either.
 * @param {Digit} digit
 * @param {number | null} rival
 * @returns {import("./words.js").Words}
 */
export function reason(digit, rival) {
  const [place, rivalPlace] = [placeOf(digit, digit.digit, rival), placeOf(digit, rival, digit.digit)];
  const values = { digit: digit.digit, rival: rival ?? "", place, rival_place: rivalPlace };
  // One place for both would tell nothing.
  const most = place && place !== rivalPlace ? text(rivalPlace ? "why.most.either" : "why.most", values) : "";
  return {
    symbol: describe(digit).symbol,
    title: text(rival === null ? "why.title" : "why.not.title", values),
    detail: rival === null && most ? sentences(most, text("why.choose")) : most,
  };
}

/**
 * Where in the digit the most speaks for one digit rather than another, in words.
 * @param {Digit} digit
 * @param {number | null} favoured
 * @param {number | null} rival
 */
function placeOf({ evidence, frame }, favoured, rival) {
  const box = boxOf(frame);
  const place = evidence && box && favoured !== null ? summit(balance(evidence, favoured, rival), box) : -1;
  return place < 0 ? "" : text(`place.${place}`);
}

/**
 * What the two colours of the evidence mean.
 * @param {Digit} digit
 * @param {number | null} rival
 */
export const legend = ({ digit }, rival) =>
  rival === null
    ? [text("why.for", { digit }), text("why.against", { digit })]
    : [text("why.rather", { digit }), text("why.rather", { digit: rival })];
