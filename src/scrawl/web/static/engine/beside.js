/** The digits beside a piece of ink that may be a mark. The twin of `scrawl/glyphs/beside.py`. */

import { weightedMedian } from "./glyphs.js";
import { median } from "./ink.js";
import { SPECK } from "./recognizer.js";

/**
 * @typedef {import("./drawing.js").Found} Found
 * @typedef {import("./glyphs.js").Box} Box
 * @typedef {import("./pieces.js").Piece} Piece
 * @typedef {{boxes: Box[], places: number[], reach: number[]}} Line  of digits
 * @typedef {{line: Line, height: number, middle: number, left: number, right: number}} Beside  the digits beside a piece
 */

export const NEAR = 1.2; // of the line's height: how far a mark keeps from the digits that it belongs to, and its middle from theirs, at most

/**
 * @param {Found[]} found
 * @param {number[]} places
 * @returns {Line}
 */
export function lineOf(found, places) {
  const boxes = places.map((k) => found[k].glyph.box);
  const room = NEAR * Math.max(...boxes.map((box) => box[3]));
  return {
    boxes,
    places,
    reach: [
      Math.min(...boxes.map((box) => box[0])) - room,
      Math.min(...boxes.map((box) => box[1])) - room,
      Math.max(...boxes.map((box) => box[0] + box[2])) + room,
      Math.max(...boxes.map((box) => box[1] + box[3])) + room,
    ],
  };
}

/**
 * What stands beside a piece in the line that it is nearest to; null if that is too far.
 * @param {Piece} piece
 * @param {Line[]} rows
 * @returns {Beside | null}
 */
export function nearest(piece, rows) {
  const [x, y, width, height] = piece.glyph.box;
  /** @type {{away: number, beside: Beside} | null} */
  let first = null;
  for (const row of rows) {
    const [left, top, right, bottom] = row.reach;
    const isReached = x + width >= left && x <= right && y + height >= top && y <= bottom;
    const beside = isReached ? besideOf(piece, row) : null;
    if (beside && Math.min(beside.left, beside.right) <= NEAR) {
      const away = Math.abs(y + height / 2 - beside.middle) / beside.height;
      if (away <= NEAR && (first === null || away < first.away)) {
        first = { away, beside };
      }
    }
  }
  return first && first.beside;
}

/**
 * The digits of a line beside a piece, without the piece itself; null if there are no others.
 * @param {Piece} piece
 * @param {Line} line
 * @returns {Beside | null}
 */
function besideOf({ glyph: { box }, owner, part }, line) {
  const boxes = line.boxes.filter((_, k) => part || line.places[k] !== owner);
  if (!boxes.length) {
    return null;
  }
  const [x, , width] = box;
  const middle = x + width / 2;
  const tall = boxes.map((each) => each[3]);
  const height = weightedMedian(tall, tall); // by weight neither a comma nor a slash counts for much
  const centres = boxes.map((each) => each[0] + each[2] / 2);
  const order = boxes.map((_, k) => k).sort((a, b) => Math.abs(centres[a] - middle) - Math.abs(centres[b] - middle));
  const stands = standOf(box, height);
  const nearest = order.slice(0, 2).map((k) => boxes[k][1] + boxes[k][3] / 2);
  return {
    line,
    height,
    middle: nearest.reduce((sum, each) => sum + each, 0) / nearest.length,
    left: Math.min(...boxes.flatMap((each, k) => (centres[k] < stands ? [x - each[0] - each[2]] : [])), Infinity) / height,
    right: Math.min(...boxes.flatMap((each, k) => (centres[k] < stands ? [] : [each[0] - x - width])), Infinity) / height,
  };
}

/**
 * Where ink stands among digits of that height, from left to right: a dab stands behind the digit it lies under.
 * @param {Box} box
 * @param {number} height
 */
function standOf([x, , width], height) {
  return width <= SPECK * height ? x + width : x + width / 2;
}

/**
 * Whether a digit of a line stands between a box and each of some marks as high as it.
 * @param {Line} line
 * @param {Box} box
 * @param {Box[]} marks
 * @param {Set<number>} noDigits  places at which there is none
 */
export function areParted({ boxes, places }, box, marks, noDigits) {
  const middles = boxes.flatMap(([x, , width], k) => (noDigits.has(places[k]) ? [] : [x + width / 2]));
  const height = median(boxes.map((each) => each[3]));
  const levelOf = (/** @type {Box} */ each) => each[1] + each[3] / 2;
  const own = standOf(box, height);
  return marks
    .filter((mark) => 2 * Math.abs(levelOf(mark) - levelOf(box)) < height)
    .map((mark) => standOf(mark, height))
    .every((other) => middles.some((middle) => middle > Math.min(own, other) && middle < Math.max(own, other)));
}
