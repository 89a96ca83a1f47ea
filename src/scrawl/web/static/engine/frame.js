/**
 * What the network sees of ink: the 28×28 picture that MNIST was made of. The twin of the layer `Framing` in
 * `scrawl/nets/digits.py`: the longer side of the ink's box becomes 20 px, the centre of mass the middle.
 */

/** @typedef {import("./ink.js").Ink} Ink */

export const FRAME = 28; // px
const INK_SIDE = 20; // px, longer side of the ink's box in the frame
export const INK_THRESHOLD = 0.1; // ink above this belongs to the ink's box

/**
 * The sides of the ink's box, in pixels; null without ink.
 * @param {Ink} ink
 */
export function extentOf({ data, width, height }) {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x] > INK_THRESHOLD) {
        left = Math.min(left, x);
        right = Math.max(right, x + 1);
        top = Math.min(top, y);
        bottom = y + 1;
      }
    }
  }
  return right ? { left, top, right, bottom } : null;
}

/**
 * @param {Ink} ink
 * @returns {{frame: Float32Array, window: [number, number, number, number], box: [number, number, number, number]} | null}
 *   the frame, 28×28, 0…1; the frame's square and the ink's box, x, y, width, height in pixels of the ink; null without ink
 */
export function framed({ data, width, height }) {
  const sides = extentOf({ data, width, height });
  if (!sides) {
    return null;
  }
  const { left, top, right, bottom } = sides;
  const columns = new Float64Array(width);
  const rows = new Float64Array(height);
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const value = data[y * width + x];
      if (value > INK_THRESHOLD) {
        columns[x] += value;
        rows[y] += value;
      }
    }
  }
  const [centreX, centreY] = [centreOf(columns, left, right), centreOf(rows, top, bottom)];
  const step = Math.max(right - left, bottom - top) / INK_SIDE;
  const across = resampling(right - left, centreX, step);
  const down = resampling(bottom - top, centreY, step);
  const half = new Float64Array((bottom - top) * FRAME); // resampled from left to right only
  for (let y = top; y < bottom; y++) {
    across.forEach(({ first, weights }, i) => {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) {
        const value = data[y * width + left + first + k];
        sum += value > INK_THRESHOLD ? value * weights[k] : 0;
      }
      half[(y - top) * FRAME + i] = sum;
    });
  }
  const frame = new Float32Array(FRAME * FRAME);
  down.forEach(({ first, weights }, j) => {
    for (let i = 0; i < FRAME; i++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) {
        sum += half[(first + k) * FRAME + i] * weights[k];
      }
      frame[j * FRAME + i] = Math.min(sum, 1);
    }
  });
  const side = FRAME * step;
  return {
    frame,
    window: [left + centreX - side / 2, top + centreY - side / 2, side, side],
    box: [left, top, right - left, bottom - top],
  };
}

/**
 * The centre of mass along one axis, from the first inked pixel's beginning.
 * @param {Float64Array} mass
 * @param {number} first
 * @param {number} behind
 */
function centreOf(mass, first, behind) {
  let [sum, weighted] = [0, 0];
  for (let k = first; k < behind; k++) {
    sum += mass[k];
    weighted += mass[k] * (k - first + 0.5);
  }
  return weighted / Math.max(sum, 1e-6);
}

/**
 * For each pixel of the frame which source pixels it covers, and with which weights: by area, by a box filter as wide as a
 * pixel of the frame, and at least one source pixel.
 * @param {number} length  source pixels
 * @param {number} centre
 * @param {number} step
 */
function resampling(length, centre, step) {
  const width = Math.max(step, 1);
  return Array.from({ length: FRAME }, (_, i) => {
    const begin = centre + (i + 0.5 - FRAME / 2) * step - width / 2;
    const first = Math.min(Math.max(Math.floor(begin), 0), length);
    const behind = Math.max(Math.min(Math.ceil(begin + width), length), first);
    const weights = Float64Array.from({ length: behind - first }, (_, k) => {
      const at = first + k;
      return (Math.min(begin + width, at + 1) - Math.max(begin, at)) / width;
    });
    return { first, weights };
  });
}
