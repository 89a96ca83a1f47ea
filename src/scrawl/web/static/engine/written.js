/** The numbers of a drawing as they were written, from its digits and marks. The twin of `scrawl/glyphs/written.py`. */

import { orderOf } from "./attempt.js";
import { NEAR } from "./beside.js";
import { inUnits, median } from "./ink.js";
import { decimalOf, meaning, parted } from "./numbers.js";
import { rounded } from "./reading.js";

/**
 * @typedef {import("./attempt.js").Attempt} Attempt
 * @typedef {import("./glyphs.js").Box} Box
 * @typedef {import("./marks.js").Mark} Mark
 * @typedef {{box: Box, glyph: number | null, mark: Mark | null}} Sign  a digit or a mark in its line: which of the glyphs it is
 * @typedef {{signs: Sign[], confidence?: number, unsure?: boolean, unrestrained?: string | null}} Told  a number; the rest is
 *   told under an expectation
 */

/**
 * The text of each line in which something is read, and the numbers as they are answered.
 * @param {Attempt} attempt
 * @param {[number, number | null][]} order  of the glyphs
 * @param {Told[]} told
 * @param {import("./ink.js").Raster} raster
 */
export function written(attempt, order, told, raster) {
  const decimal = decimalOf(told.map(({ signs }) => textOf(attempt, signs)));
  const places = new Map(order.map(([k, line], place) => [k, { place, line: line ?? 0 }]));
  const numbers = told.map(({ signs, confidence, unsure = false, unrestrained = null }) => {
    const text = textOf(attempt, signs);
    const [kind, value] = meaning(text, decimal);
    const [left, top] = [0, 1].map((axis) => Math.min(...signs.map(({ box }) => box[axis])));
    const [right, bottom] = [0, 1].map((axis) => Math.max(...signs.map(({ box }) => box[axis] + box[axis + 2])));
    const unit = (/** @type {number[]} */ box) => /** @type {Box} */ (inUnits(raster, box).map((each) => rounded(each)));
    const own = signs.flatMap(({ glyph }) => (glyph === null ? [] : [/** @type {{place: number, line: number}} */ (places.get(glyph))]));
    return {
      text,
      kind,
      value,
      confidence: rounded(confidence ?? signs.reduce((all, sign) => all * sureOf(attempt, sign), 1)),
      box: unit([left, top, right - left, bottom - top]),
      line: own[0].line,
      unsure,
      unrestrained,
      digits: own.map(({ place }) => place),
      marks: signs.flatMap(({ mark }) => (mark ? [{ mark: mark.name, confidence: rounded(mark.probability), box: unit(mark.glyph.box) }] : [])),
    };
  });
  const count = 1 + Math.max(...numbers.map(({ line }) => line), -1);
  return { lines: Array.from({ length: count }, (_, k) => numbers.filter(({ line }) => line === k).map(({ text }) => text).join(" ")), numbers };
}

/**
 * The numbers of a drawing in reading order.
 * @param {Attempt} attempt
 * @param {Mark[]} marks
 * @returns {{signs: Sign[]}[]}
 */
export function numbersOf(attempt, marks) {
  return signsOf(attempt, marks).flatMap((signs) => {
    const tokens = signs.map((sign) => ({ character: textOf(attempt, [sign]), left: sign.box[0], right: sign.box[0] + sign.box[2] }));
    return parted(tokens, heightOf(signs)).map((number) => ({ signs: number.map((place) => signs[place]) }));
  });
}

/**
 * The characters of the signs, `?` for an unsure digit.
 * @param {Attempt} attempt
 * @param {Sign[]} signs
 */
export function textOf({ judged }, signs) {
  const digitOf = (/** @type {number | null} */ glyph) => (glyph !== null && judged[glyph].verdict !== "unsure" ? `${judged[glyph].digit}` : "?");
  return signs.map(({ glyph, mark }) => mark?.name ?? digitOf(glyph)).join("");
}

/**
 * @param {Attempt} attempt
 * @param {Sign} sign
 */
const sureOf = ({ judged }, { glyph, mark }) => mark?.probability ?? Math.max(...judged[glyph ?? 0].scores.probabilities);

/**
 * Where a sign stands from left to right: a point or comma behind the digit that it lies under.
 * @param {Sign} sign
 */
export const placeOf = ({ box, mark }) => box[0] + (mark && ".,".includes(mark.name) ? box[2] : box[2] / 2);

/**
 * The digits of each line in which one is read, and the marks that stand in it, from left to right.
 * @param {Attempt} attempt
 * @param {Mark[]} marks
 * @returns {Sign[][]}
 */
function signsOf(attempt, marks) {
  const order = orderOf(attempt);
  const count = 1 + Math.max(...order.map(([, line]) => line ?? -1), -1);
  /** @type {Sign[][]} */
  const lines = Array.from({ length: count }, () => []);
  for (const [k, line] of order) {
    if (line !== null) {
      lines[line].push({ box: attempt.found[k].glyph.box, glyph: k, mark: null });
    }
  }
  const digits = lines.map((line) => [...line]);
  for (const mark of marks) {
    const line = lineOf(mark, digits);
    if (line !== null) {
      lines[line].push({ box: mark.glyph.box, glyph: null, mark });
    }
  }
  return lines.map((signs) => (signs.some(({ mark }) => mark) ? signs.sort((a, b) => placeOf(a) - placeOf(b)) : signs));
}

/**
 * The line whose nearest digit is nearest to the mark; null if all are too far.
 * @param {Mark} mark
 * @param {Sign[][]} lines
 */
function lineOf({ glyph: { box: [x, y, width, height] } }, lines) {
  const away = lines.map((signs) => {
    const nearest = Math.min(
      ...signs.map(({ box }) => {
        const aside = Math.max(box[0] - x - width, x - box[0] - box[2], 0);
        return Math.hypot(aside, box[1] + box[3] / 2 - y - height / 2);
      }),
    );
    return nearest / heightOf(signs);
  });
  const least = Math.min(...away, Infinity);
  return least <= NEAR ? away.indexOf(least) : null;
}

/** @param {Sign[]} signs */
const heightOf = (signs) => median(signs.filter(({ mark }) => !mark).map(({ box }) => box[3]));
