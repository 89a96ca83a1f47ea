/** What the network of marks is shown of a piece of ink. The twin of `scrawl/glyphs/window.py`. */

import { cropped } from "./glyphs.js";

/**
 * @typedef {import("./glyphs.js").Glyph} Glyph
 * @typedef {import("./ink.js").Ink} Ink
 */

export const SIDE = 40; // px of a window: two digit heights

/**
 * A piece of a page's ink in its place, (2, 40, 40): the piece alone, and all other ink. The window is centred on the piece
 * from left to right, and on its line from top to bottom; the darkest pixel becomes 1.
 * @param {Ink} page
 * @param {Glyph} piece
 * @param {number} middle  of the digits beside the piece, px from the top
 * @param {number} height  of the line's digits, px
 */
export function windowOf(page, { ink, box: [x, y, width] }, middle, height) {
  const side = Math.max(even(2 * height), 1);
  const [left, top] = [even(x + width / 2 - side / 2), even(middle - side / 2)];
  const alone = cropped(ink, left - x, top - y, side, side);
  const rest = cropped(page, left, top, side, side);
  rest.data.forEach((each, k) => (rest.data[k] = Math.max(each - alone.data[k], 0)));
  const both = new Float32Array(2 * SIDE * SIDE);
  both.set(resized(alone.data, side));
  both.set(resized(rest.data, side), SIDE * SIDE);
  const darkest = both.reduce((most, each) => Math.max(most, each), 0) || 1;
  return both.map((each) => each / darkest);
}

/**
 * The nearest whole number, of two the even one.
 * @param {number} value
 */
function even(value) {
  const below = Math.floor(value);
  return value - below === 0.5 ? below + (Math.abs(below) % 2) : Math.round(value);
}

/**
 * A square made as large as a window: by area if it is larger, else linearly between its pixels.
 * @param {Float32Array} data
 * @param {number} side
 */
function resized(data, side) {
  const taps = tapsOf(side);
  const half = new Float32Array(side * SIDE);
  for (let y = 0; y < side; y++) {
    for (let k = 0; k < SIDE; k++) {
      const { first, weights } = taps[k];
      let sum = 0;
      for (let place = 0; place < weights.length; place++) {
        sum += weights[place] * data[y * side + first + place];
      }
      half[y * SIDE + k] = sum;
    }
  }
  const made = new Float32Array(SIDE * SIDE);
  for (let row = 0; row < SIDE; row++) {
    const { first, weights } = taps[row];
    for (let place = 0; place < weights.length; place++) {
      for (let k = 0; k < SIDE; k++) {
        made[row * SIDE + k] += weights[place] * half[(first + place) * SIDE + k];
      }
    }
  }
  return made;
}

/**
 * From which pixels of a square each place of a window is made, and by which weights.
 * @param {number} side
 */
function tapsOf(side) {
  const step = side / SIDE;
  return Array.from({ length: SIDE }, (_, k) => {
    const begin = side > SIDE ? k * step : (k + 0.5) * step - 0.5;
    const first = Math.min(Math.max(Math.floor(begin), 0), side - 1);
    if (side > SIDE) {
      const behind = Math.min(Math.ceil(begin + step), side);
      const share = (/** @type {number} */ place) => (Math.min(begin + step, place + 1) - Math.max(begin, place)) / step;
      return { first, weights: Float64Array.from({ length: behind - first }, (__, place) => share(first + place)) };
    }
    const above = first + 1 < side && begin > 0 ? begin - first : 0;
    return { first, weights: Float64Array.from(above ? [1 - above, above] : [1]) };
  });
}
