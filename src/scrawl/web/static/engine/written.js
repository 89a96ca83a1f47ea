/** The numbers of a drawing as they were written, from its digits and marks. The twin of `scrawl/glyphs/written.py`. */

import { inUnits, median } from "./ink.js";
import { NEAR } from "./marks.js";
import { decimalOf, meaning, parted } from "./numbers.js";
import { argmax, rounded } from "./reading.js";

/**
 * @typedef {import("./attempt.js").Judged} Judged
 * @typedef {import("./glyphs.js").Box} Box
 * @typedef {import("./marks.js").Mark} Mark
 * @typedef {{character: string, box: Box, sure: number, digit: number | null, mark: Mark | null}} Sign  digit: which of the
 *   reading's
 */

/**
 * The text of each line in which something is read, and the numbers.
 * @param {Judged[]} judged
 * @param {[number, number | null][]} order  of the glyphs
 * @param {Mark[]} marks
 * @param {import("./ink.js").Raster} raster
 */
export function written(judged, order, marks, raster) {
  const lines = signsOf(judged, order, marks).map(partedSigns);
  const textOf = (/** @type {Sign[]} */ signs) => signs.map(({ character }) => character).join("");
  const decimal = decimalOf(lines.flat().map(textOf));
  const numbers = lines.flatMap((line, place) =>
    line.map((signs) => {
      const [kind, value] = meaning(textOf(signs), decimal);
      const [left, top] = [0, 1].map((axis) => Math.min(...signs.map(({ box }) => box[axis])));
      const [right, bottom] = [0, 1].map((axis) => Math.max(...signs.map(({ box }) => box[axis] + box[axis + 2])));
      const unit = (/** @type {number[]} */ box) => /** @type {Box} */ (inUnits(raster, box).map((each) => rounded(each)));
      return {
        text: textOf(signs),
        kind,
        value,
        confidence: rounded(signs.reduce((all, { sure }) => all * sure, 1)),
        box: unit([left, top, right - left, bottom - top]),
        line: place,
        unsure: false,
        unrestrained: null,
        digits: signs.flatMap(({ digit }) => (digit === null ? [] : [digit])),
        marks: signs.flatMap(({ mark }) => (mark ? [{ mark: mark.name, confidence: rounded(mark.probability), box: unit(mark.glyph.box) }] : [])),
      };
    }),
  );
  return { lines: lines.map((_, line) => numbers.filter((each) => each.line === line).map(({ text }) => text).join(" ")), numbers };
}

/**
 * The digits of each line in which one is read, and the marks that stand in it, from left to right.
 * @param {Judged[]} judged
 * @param {[number, number | null][]} order
 * @param {Mark[]} marks
 * @returns {Sign[][]}
 */
function signsOf(judged, order, marks) {
  const count = 1 + Math.max(...order.map(([, line]) => line ?? -1), -1);
  /** @type {Sign[][]} */
  const lines = Array.from({ length: count }, () => []);
  order.forEach(([k, line], digit) => {
    if (line !== null) {
      const { glyph, scores, verdict } = judged[k];
      const sure = Math.max(...scores.probabilities);
      lines[line].push({ character: verdict === "unsure" ? "?" : `${argmax(scores.probabilities)}`, box: glyph.box, sure, digit, mark: null });
    }
  });
  const digits = lines.map((line) => [...line]);
  for (const mark of marks) {
    const line = lineOf(mark, digits);
    if (line !== null) {
      lines[line].push({ character: mark.name, box: mark.glyph.box, sure: mark.probability, digit: null, mark });
    }
  }
  // A point or comma stands behind the digit that it lies under.
  const place = (/** @type {Sign} */ { box, mark }) => box[0] + (mark && ".,".includes(mark.name) ? box[2] : box[2] / 2);
  return lines.map((signs) => (signs.some(({ mark }) => mark) ? signs.sort((a, b) => place(a) - place(b)) : signs));
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

/**
 * The signs of a line in numbers.
 * @param {Sign[]} signs
 */
function partedSigns(signs) {
  const tokens = signs.map(({ character, box }) => ({ character, left: box[0], right: box[0] + box[2] }));
  return parted(tokens, heightOf(signs)).map((number) => number.map((place) => signs[place]));
}
