/** Ways to change a drawing: pure mathematics on its strokes. */

import { PAGE, boxOf } from "./strokes.js";

/**
 * @typedef {import("./strokes.js").Stroke} Stroke
 * @typedef {{turn: number, size: number, pen: number, shift: number, speckles: number}} Change
 *   turn in degrees, clockwise; size and pen as factors; shift to the right as a share of the page; count of speckles
 */

/** @type {Readonly<Change>} what changes nothing */
export const NEUTRAL = Object.freeze({ turn: 0, size: 1, pen: 1, shift: 0, speckles: 0 });

const SPECKLE = 4; // diameter in page units

/**
 * Turns and shrinks the strokes about the middle of their box.
 * @param {Stroke[]} strokes  at least one
 * @param {Change} change
 * @returns {Stroke[]} with the speckles first: what was drawn last stays last
 */
export function changed(strokes, { turn, size, pen, shift, speckles }) {
  const [left, top, width, height] = boxOf(strokes);
  const [middleX, middleY] = [left + width / 2, top + height / 2];
  const [cosine, sine] = [Math.cos, Math.sin].map((wave) => size * wave((turn * Math.PI) / 180));
  const moved = strokes.map(({ brush, points }) => ({
    brush: brush * size * pen,
    points: points.map(([x, y, time, share]) => {
      const [dx, dy] = [x - middleX, y - middleY];
      return /** @type {import("./strokes.js").InkPoint} */ ([
        middleX + cosine * dx - sine * dy + shift * PAGE.width,
        middleY + sine * dx + cosine * dy,
        time,
        share,
      ]);
    }),
  }));
  return [...Array.from({ length: speckles }, (_, i) => speckle(i)), ...moved];
}

/**
 * Strewn evenly and without a pattern to see: Martin Roberts' R2 sequence
 * (https://extremelearning.com.au/unreasonable-effectiveness-of-quasirandom-sequences/), so that more speckles move
 * none of those that are there.
 * @param {number} index
 * @returns {Stroke}
 */
function speckle(index) {
  const [x, y] = [0.7548776662466927, 0.5698402909980532].map((step) => (0.5 + step * (index + 1)) % 1);
  return { brush: SPECKLE, points: [[x * PAGE.width, y * PAGE.height, 0, 1]] };
}
