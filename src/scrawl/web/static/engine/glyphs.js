/** Pieces of handwriting taken for a symbol each. The twin of `Glyph` and `Chain` in `scrawl/glyphs/chains.py`. */

import { extentOf } from "./frame.js";

/**
 * @typedef {import("./ink.js").Ink} Ink
 * @typedef {[number, number, number, number]} Box  x, y, width, height in pixels of the page
 * @typedef {{ink: Ink, box: Box, strokes: number[]}} Glyph  its ink alone, cropped to its box; the strokes that it is made of
 * @typedef {{start: number, stop: number, glyph: Glyph, favour: number}} Run  atoms of a chain, taken for one symbol
 * @typedef {{count: number, runs: Run[], each: number}} Chain  of so many atoms; `each`: what a run's quality counts
 */

/**
 * All ink as one glyph; null if there is none.
 * @param {Ink} ink
 * @param {number[]} strokes
 * @param {number} [x0]  where the ink's corner lies on the page
 * @param {number} [y0]
 * @returns {Glyph | null}
 */
export function glyphOf(ink, strokes, x0 = 0, y0 = 0) {
  const sides = extentOf(ink);
  if (!sides) {
    return null;
  }
  const { left, top, right, bottom } = sides;
  const [wide, tall] = [right - left, bottom - top];
  return { ink: cropped(ink, left, top, wide, tall), box: [x0 + left, y0 + top, wide, tall], strokes };
}

/**
 * A part of ink, paper where it reaches outside.
 * @param {Ink} ink
 * @param {number} left
 * @param {number} top
 * @param {number} width
 * @param {number} height
 * @returns {Ink}
 */
export function cropped(ink, left, top, width, height) {
  const made = { data: new Float32Array(width * height), width, height };
  for (let y = Math.max(top, 0); y < Math.min(top + height, ink.height); y++) {
    for (let x = Math.max(left, 0); x < Math.min(left + width, ink.width); x++) {
      made.data[(y - top) * width + x - left] = ink.data[y * ink.width + x];
    }
  }
  return made;
}

/**
 * Several as one.
 * @param {Glyph[]} glyphs  at least one
 * @returns {Glyph}
 */
export function joined(glyphs) {
  const left = Math.min(...glyphs.map(({ box }) => box[0]));
  const top = Math.min(...glyphs.map(({ box }) => box[1]));
  const width = Math.max(...glyphs.map(({ box }) => box[0] + box[2])) - left;
  const height = Math.max(...glyphs.map(({ box }) => box[1] + box[3])) - top;
  const data = new Float32Array(width * height);
  for (const { ink, box } of glyphs) {
    for (let y = 0; y < ink.height; y++) {
      const begin = (box[1] - top + y) * width + box[0] - left;
      for (let x = 0; x < ink.width; x++) {
        data[begin + x] = Math.max(data[begin + x], ink.data[y * ink.width + x]);
      }
    }
  }
  return { ink: { data, width, height }, box: [left, top, width, height], strokes: glyphs.flatMap(({ strokes }) => strokes) };
}

/** @type {WeakMap<Ink, number>} which is asked for again and again while one draws */
const masses = new WeakMap();

/** @param {Glyph} glyph  how much ink it has */
export function massOf({ ink }) {
  let mass = masses.get(ink);
  if (mass === undefined) {
    mass = 0;
    for (let k = 0; k < ink.data.length; k++) {
      mass += ink.data[k];
    }
    masses.set(ink, mass);
  }
  return mass;
}

/**
 * The least of the values that together with all lesser ones have half of the weight.
 * @param {number[]} values  at least one
 * @param {number[]} weights
 */
export function weightedMedian(values, weights) {
  const order = values.map((_, k) => k).sort((a, b) => values[a] - values[b]);
  const half = weights.reduce((sum, each) => sum + each, 0) / 2;
  let sum = 0;
  for (const k of order) {
    sum += weights[k];
    if (sum >= half) {
      return values[k];
    }
  }
  return values[order[order.length - 1]];
}

/**
 * The runs, as places, that together hold every atom once and are the likeliest, by dynamic programming.
 * @param {Chain} chain
 * @param {number[]} qualities  the logarithm of how good a digit each run is
 * @returns {number[]}
 */
export function best({ count, runs, each }, qualities) {
  /** @type {{value: number, way: number[]}[]} */
  const ends = Array.from({ length: count + 1 }, (_, k) => ({ value: k ? -Infinity : 0, way: [] }));
  const order = runs.map((_, k) => k).sort((a, b) => runs[a].start - runs[b].start);
  for (const k of order) {
    const { start, stop, favour } = runs[k];
    const value = ends[start].value + qualities[k] * each + favour;
    if (value > ends[stop].value) {
      ends[stop] = { value, way: [...ends[start].way, k] };
    }
  }
  return ends[count].way;
}
