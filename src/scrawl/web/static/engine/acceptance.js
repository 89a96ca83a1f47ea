/**
 * Whether a symbol is a digit that was written: by its looks, and by all that stands about it. The twin of
 * `scrawl/glyphs/acceptance.py`, for drawings.
 */

import { INK_LEVEL } from "./components.js";
import { massOf, weightedMedian } from "./glyphs.js";
import { GOOD, WORST, quality } from "./recognizer.js";

/**
 * @typedef {import("./glyphs.js").Glyph} Glyph
 * @typedef {import("./recognizer.js").Scores} Scores
 * @typedef {import("../client.js").Reason} Reason
 * @typedef {Record<string, number>} Numbers  by the names of features
 */

const ALIKE = 0.1; // of their size: symbols of one size differ by less
const DRAWN = 2; // how much the company counts in a drawing, where the network of centres is not asked

/** @type {Record<string, Reason>} the reason that each feature gives if it speaks most against a symbol */
const REASONS = {
  finer: "mark",
  teeth: "frame",
  rings: "edge",
  small: "too_small",
  short: "too_small",
  company: "word",
  strangers: "word",
  letters: "word",
};

/**
 * @param {number} probability
 */
export function logit(probability) {
  const clipped = Math.min(Math.max(probability, WORST), 1 - WORST);
  return Math.log(clipped / (1 - clipped));
}

/**
 * The probability that a symbol is a digit that was written.
 * @param {number} digitness  by its looks
 * @param {Numbers | null} features  null where it has no surroundings
 * @param {Numbers} weights
 */
export function accepted(digitness, features, weights) {
  if (!features) {
    return digitness;
  }
  const sum = Object.entries(features).reduce((all, [name, value]) => all + value * weights[name], logit(digitness));
  return 1 / (1 + Math.exp(-sum));
}

/**
 * The reason whose features lower the log-odds most.
 * @param {Numbers} features
 * @param {Numbers} weights
 * @returns {Reason}
 */
export function reasonOf(features, weights) {
  /** @type {Map<Reason, number>} */
  const against = new Map();
  for (const [name, reason] of Object.entries(REASONS)) {
    against.set(reason, (against.get(reason) ?? 0) + features[name] * weights[name]);
  }
  return [...against].reduce((worst, each) => (each[1] < worst[1] ? each : worst))[0];
}

/**
 * The features of the symbols of a drawing; null for each that has no surroundings, or none that tell.
 * @param {{glyph: Glyph, scores: Scores}[]} found
 * @param {number[][]} words  places of those that stand close together
 * @returns {(Numbers | null)[]}
 */
export function featuresOf(found, words) {
  if (found.length < 2) {
    return found.map(() => null);
  }
  const boxes = found.map(({ glyph }) => glyph.box);
  const sides = boxes.map((box) => Math.max(box[2], box[3]));
  const good = found.map(({ scores }) => scores.digitness * Math.max(...scores.probabilities) >= GOOD);
  const masses = found.map(({ glyph }) => massOf(glyph));
  const larger = byOthers(sides, masses, good);
  const thicker = byOthers(found.map(strokeWidthOf), masses, good);
  const looks = found.map(({ scores }) => logit(scores.digitness));
  const places = found.map((_, k) => k);
  const others = (/** @type {number} */ k) => places.filter((each) => each !== k);
  return found.map(({ scores: { probabilities } }, k) => {
    const [ring, one] = probabilities;
    const company = DRAWN * mean(others(k).map((each) => [looks[each], Math.min(sides[each] / sides[k], 1)]));
    const word = words.find((each) => each.includes(k)) ?? [];
    const teeth = others(k).filter((each) => isLevel(boxes[k], boxes[each]));
    const row = others(k).filter((each) => isInRow(boxes[k], boxes[each]) && good[each]);
    const features = {
      finer: Math.min(thicker[k], 0) * one,
      teeth: Math.log1p(teeth.reduce((sum, each) => sum + found[each].scores.probabilities[1], 0)) * one,
      rings: Math.log1p(row.length) * ring,
      small: Math.min(larger[k], 0),
      short: Math.min(larger[k], 0) * one,
      company,
      strangers: Math.min(company, 0),
      letters: Math.min(mean(word.filter((each) => each !== k).map((each) => [looks[each], 1])), 0) * ring,
    };
    return Object.values(features).some((each) => each !== 0) ? features : null;
  });
}

/**
 * The logarithm of each value by the other good digits' median, weighted by ink; 0 where there are none.
 * @param {number[]} values
 * @param {number[]} masses
 * @param {boolean[]} good
 */
function byOthers(values, masses, good) {
  return values.map((value, k) => {
    const known = good.flatMap((each, place) => (each && place !== k ? [place] : []));
    return known.length ? Math.log(value / weightedMedian(known.map((each) => values[each]), known.map((each) => masses[each]))) : 0;
  });
}

/**
 * The mean of values with their weights, and of a 0 that weighs 1.
 * @param {number[][]} values
 */
function mean(values) {
  return values.reduce((sum, [value, weight]) => sum + value * weight, 0) / values.reduce((sum, [, weight]) => sum + weight, 1);
}

/**
 * Whether two symbols agree in height and in their top, as teeth of a comb do.
 * @param {number[]} a
 * @param {number[]} b
 */
function isLevel(a, b) {
  const room = ALIKE * Math.max(a[3], b[3]);
  return Math.abs(a[3] - b[3]) <= room && Math.abs(a[1] - b[1]) <= room;
}

/**
 * Whether two symbols are of one size, in a row or column, as rings of a binding.
 * @param {number[]} a
 * @param {number[]} b
 */
function isInRow(a, b) {
  const room = ALIKE * Math.max(a[2], a[3], b[2], b[3]);
  const [x, y, width, height] = a.map((each, k) => Math.abs(each - b[k]) <= room);
  return width && height && (x || y);
}

/** @type {WeakMap<Scores, number>} by the scores of a glyph, which are kept while one draws */
const widths = new WeakMap();

/**
 * The width of a scored symbol's stroke, in pixels.
 * @param {{glyph: Glyph, scores: Scores}} found
 */
export function strokeWidthOf({ glyph, scores }) {
  const width = widths.get(scores) ?? strokeOf(glyph);
  widths.set(scores, width);
  return width;
}

/**
 * The width of a symbol's stroke, in pixels: twice the 90th percentile of its ink's distance to paper.
 * @param {Glyph} glyph
 */
export function strokeOf({ ink }) {
  const [width, height] = [ink.width + 4, ink.height + 4];
  const away = new Float32Array(width * height); // two pixels of paper around
  ink.data.forEach((each, k) => {
    if (each > 2 * INK_LEVEL) {
      away[(2 + Math.floor(k / ink.width)) * width + 2 + (k % ink.width)] = Infinity;
    }
  });
  swept(away, width, 1);
  swept(away, width, -1);
  const inside = away.filter((each) => each > 0).sort();
  if (!inside.length) {
    return 1;
  }
  const place = 0.9 * (inside.length - 1);
  const [below, above] = [inside[Math.floor(place)], inside[Math.ceil(place)]];
  return Math.max(2 * (below + (above - below) * (place % 1)), 0.5);
}

const [ACROSS, ASLANT, KNIGHT] = [1, 1.4, 2.1969]; // steps of distances by 5×5 masks (Borgefors 1986), as OpenCV's

/**
 * Half of a distance transform: the least of what the pixels before tell, in one direction.
 * @param {Float32Array} away
 * @param {number} width
 * @param {1 | -1} way
 */
function swept(away, width, way) {
  const steps = [[1, ACROSS], [width, ACROSS], [width - 1, ASLANT], [width + 1, ASLANT], [width - 2, KNIGHT], [width + 2, KNIGHT], [2 * width - 1, KNIGHT], [2 * width + 1, KNIGHT]];
  for (let k = 0; k < away.length; k++) {
    const place = way > 0 ? k : away.length - 1 - k;
    if (away[place] > 0) {
      for (const [step, length] of steps) {
        away[place] = Math.min(away[place], away[place - way * step] + length);
      }
    }
  }
}
