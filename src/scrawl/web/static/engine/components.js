/** The 8-connected parts of ink. The twin of `scrawl/binarize/components.py` and of `parts_of` in `scrawl/glyphs/pieces.py`. */

import { cropped } from "./glyphs.js";

/**
 * @typedef {import("./ink.js").Ink} Ink
 * @typedef {import("./glyphs.js").Glyph} Glyph
 */

export const INK_LEVEL = 0.25; // paler ink is the soft edge of a stroke, and connects nothing

/**
 * The connected parts of a glyph's ink; those alone whose longer side, in pixels, is not more than `most`.
 * @param {Glyph} glyph
 * @param {number} [most]
 * @returns {Glyph[]}
 */
export function partsOf({ ink, box }, most = Infinity) {
  const { data, width, height } = ink;
  const names = new Int32Array(data.length);
  /** @type {Glyph[]} */
  const parts = [];
  let count = 0;
  for (let seed = 0; seed < data.length; seed++) {
    if (data[seed] > INK_LEVEL && names[seed] === 0) {
      const [left, top, right, bottom] = flooded(ink, names, seed, ++count);
      const longer = Math.max(right - left, bottom - top);
      if (longer <= most) {
        const own = cropped(ink, left, top, right - left, bottom - top);
        for (let y = top, k = 0; y < bottom; y++) {
          for (let x = left; x < right; x++, k++) {
            if (names[y * width + x] !== count) {
              own.data[k] = 0;
            }
          }
        }
        parts.push({ ink: own, box: [box[0] + left, box[1] + top, own.width, own.height], strokes: [] });
      }
    }
  }
  return parts;
}

/**
 * Names all ink that is connected to a pixel.
 * @param {Ink} ink
 * @param {Int32Array} names
 * @param {number} seed
 * @param {number} name
 * @returns {[number, number, number, number]} left, top, right, bottom
 */
function flooded({ data, width, height }, names, seed, name) {
  let left = width;
  let top = height;
  let right = 0;
  let bottom = 0;
  const todo = [seed];
  names[seed] = name;
  for (let place = todo.pop(); place !== undefined; place = todo.pop()) {
    const y = Math.floor(place / width);
    const x = place - y * width;
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
    const [fromX, toX] = [Math.max(x - 1, 0), Math.min(x + 1, width - 1)];
    for (let row = Math.max(y - 1, 0) * width; row <= Math.min(y + 1, height - 1) * width; row += width) {
      for (let next = row + fromX; next <= row + toX; next++) {
        if (names[next] === 0 && data[next] > INK_LEVEL) {
          names[next] = name;
          todo.push(next);
        }
      }
    }
  }
  return [left, top, right, bottom];
}
