/**
 * A drawing is read from its strokes: which runs of strokes that follow each other are a symbol each. The twin of
 * `scrawl/glyphs/drawing.py`, where the formula of a run's score stands.
 */

import { INK_LEVEL } from "./components.js";
import { best, glyphOf, joined, massOf, weightedMedian } from "./glyphs.js";
import { alone, draw } from "./ink.js";
import { GOOD, SPECK, SURE, WORST, keyOf, quality, voted } from "./recognizer.js";

/**
 * @typedef {import("./glyphs.js").Chain} Chain
 * @typedef {import("./glyphs.js").Glyph} Glyph
 * @typedef {import("./ink.js").Raster} Raster
 * @typedef {import("./recognizer.js").Recognizer} Recognizer
 * @typedef {import("./recognizer.js").Scores} Scores
 * @typedef {{odds: number, symbol: number, gap: number, small: number, shared: number, space: number, below: number, shorter: number,
 *   inside: number}} Weights  of a run's features
 * @typedef {[number, number, number, number]} Sides  left, top, right, bottom
 * @typedef {{glyph: Glyph, scores: Scores, reason: "too_small" | "mark" | null}} Found  reason: why it is left out
 * @typedef {{found: Found[], chains: Chain[], isComplete: boolean}} Segmented  chains: that the symbols were chosen from
 */

const MOST_ATOMS = 4; // strokes of one symbol
const FAR = 0.2; // usual sizes: strokes that keep more than that from each other are surely two symbols
const MOST_ROUNDS = 4; // of scoring, before all candidates are scored: bounds the work
const MOST_RUNS = 4000; // of one drawing: bounds the work
const LEANING = 0.2; // of its height: how far an unsure digit leans to either side where it is looked at again
export const BOTH = 0.65; // exponent that tempers correlated likelihoods, as of views of one ink
export const LEAST_LIKELY = 2 ** -23; // float32's epsilon: floor of a digit's probability, by which is divided
const MOST_STROKES = 24; // that touch, at most; ink of more is a scribble
const MOST_GLYPHS = 500; // of a drawing

/**
 * Every symbol of a drawing.
 * @param {Raster} raster
 * @param {Recognizer} recognizer
 * @returns {Segmented}
 */
export function segment(raster, recognizer) {
  const keys = keysOf(raster);
  const scoreOf = scorer(raster, recognizer, keys);
  const orders = chains(raster, recognizer.card.drawing, runsOf(raster, recognizer, keys));
  const ways = orders.map((order) => order.map((chain) => likeliest(chain, scoreOf)));
  const values = ways.map((order) => order.reduce((sum, { value }) => sum + value, 0));
  const best = values.indexOf(Math.max(...values));
  const told = ways[best].flatMap(({ runs }) => runs).map((each) => lookedAtAgain(each, raster, recognizer, keys));
  return { ...withoutSpecks(crossedOut(told, recognizer)), chains: orders[best] };
}

/**
 * What only a stroke of that shape in that place has.
 * @param {Raster} raster
 */
const keysOf = ({ paths }) => paths.map(({ points, radii }) => keyOf(points, radii));

/**
 * Gives the scores of a drawing's runs, each of which is scored once while one draws.
 * @param {Raster} raster
 * @param {Recognizer} recognizer
 * @param {string[]} [keys]  of the strokes
 * @returns {(glyph: Glyph) => Scores}
 */
export function scorer(raster, recognizer, keys = keysOf(raster)) {
  return ({ ink, strokes }) => recognizer.scoreOnce(strokes.map((k) => keys[k]).join(), () => ink);
}

/**
 * Gives the ink of a drawing's runs, each of which is drawn once while one draws.
 * @param {Raster} raster
 * @param {Recognizer} recognizer
 * @param {string[]} keys  of the strokes
 * @returns {(places: number[]) => Glyph}
 */
function runsOf(raster, recognizer, keys) {
  const before = recognizer.runs;
  recognizer.runs = new Map(); // those of one drawing: ink takes room
  /** @type {(places: number[]) => Glyph} */
  const runOf = (places) => {
    const key = places.map((k) => keys[k]).join();
    const drawn = () => (places.length > 1 ? joined(places.map((k) => runOf([k]))) : strokeOf(raster, places[0]));
    const run = recognizer.runs.get(key) ?? before.get(key) ?? drawn();
    recognizer.runs.set(key, run);
    return { ...run, strokes: places };
  };
  return runOf;
}

/**
 * The runs of the best way through a chain, with their scores, and the sum of what they are worth. A run that was not scored yet counts as if it were surely a
 * digit; once all runs of the way that is best so are scored, no other way is better. After MOST_ROUNDS all are scored.
 * @param {Chain} chain
 * @param {(glyph: Glyph) => Scores} scoreOf
 */
function likeliest(chain, scoreOf) {
  /** @type {Scores[]} */
  const scores = [];
  const odds = chain.runs.map(() => Math.log((1 + WORST) / WORST));
  for (let round = 0; ; round++) {
    const way = best(chain, odds);
    const asked = (round < MOST_ROUNDS ? way : odds.map((_, k) => k)).filter((k) => !scores[k]);
    if (asked.length === 0) {
      const value = way.reduce((sum, k) => sum + odds[k] * chain.each + chain.runs[k].favour, 0);
      return { value, runs: way.map((k) => ({ glyph: chain.runs[k].glyph, scores: scores[k] })) };
    }
    for (const k of asked) {
      scores[k] = scoreOf(chain.runs[k].glyph);
      odds[k] = logOdds(scores[k]);
    }
  }
}

/** @param {Pick<Scores, "digitness">} scores */
export const logOdds = ({ digitness }) => Math.log((digitness + WORST) / (1 - digitness + WORST));

/**
 * The strokes as chains, in each order that they may have: neighbours share one where they may be one symbol.
 * @param {Raster} raster
 * @param {Weights} weights
 * @param {(places: number[]) => Glyph} runOf
 * @returns {Chain[][]}
 */
function chains(raster, weights, runOf) {
  const strokes = raster.paths.map((_, place) => runOf([place]));
  const boxes = strokes.map(({ box: [x, y, width, height] }) => /** @type {Sides} */ ([x, y, x + width, y + height]));
  const masses = strokes.map(massOf);
  /** @type {Map<string, Chain>} */
  const known = new Map();
  let count = 0;
  const chainOf = (/** @type {number[]} */ places) => {
    const runs = spans(places, boxes, masses, count < MOST_RUNS ? MOST_ATOMS : 1).map(({ start, stop, features }) => ({
      start,
      stop,
      glyph: runOf(places.slice(start, stop)),
      favour: weights.symbol + Object.entries(features).reduce((sum, [name, each]) => sum + weights[/** @type {keyof Weights} */ (name)] * each, 0),
    }));
    count += runs.length;
    return { count: places.length, runs, each: weights.odds };
  };
  return orders(boxes, masses).map((order) =>
    parted(order, boxes).map((places) => {
      const chain = known.get(places.join()) ?? chainOf(places);
      known.set(places.join(), chain);
      return chain;
    }));
}

/**
 * The stroke in that place alone.
 * @param {Raster} raster
 * @param {number} place
 */
function strokeOf(raster, place) {
  const { ink, left, top } = raster.paths.length === 1 ? { ink: draw(raster), left: 0, top: 0 } : alone(raster, [place]);
  return /** @type {Glyph} */ (glyphOf(ink, [place], left, top)); // a pen leaves ink wherever it touches
}

/**
 * The places of strokes in the order in which they were drawn and, if it is another, as they are `ordered`.
 * @param {Sides[]} boxes
 * @param {number[]} masses
 */
function orders(boxes, masses) {
  const drawn = boxes.map((_, k) => k);
  const moved = ordered(boxes, masses);
  return moved.join() === drawn.join() ? [drawn] : [drawn, moved];
}

/**
 * The places of strokes in the order in which they were drawn, late ones behind those that they belong to.
 * @param {Sides[]} boxes
 * @param {number[]} masses
 */
export function ordered(boxes, masses) {
  const size = boxes.length ? usual(boxes, masses) : 0;
  const middles = boxes.map(([left, , right]) => (left + right) / 2);
  /** @type {number[]} */
  const order = [];
  boxes.forEach((box, k) => {
    const before = order.length ? order[order.length - 1] : k;
    let place = order.length;
    if (middles[k] < middles[before] - FAR * size || distance(boxes[before], box) > FAR * size) {
      const shares = order.map((each) => over(boxes[each], box, size));
      const most = Math.max(...shares, 0);
      place = most > 0 ? shares.indexOf(most) + 1 : place;
    }
    order.splice(place, 0, k);
  });
  return order;
}

/**
 * How far two boxes are apart, across and down; below 0 how much they share.
 * @param {Sides} a
 * @param {Sides} b
 */
const apart = (a, b) => [Math.max(a[0], b[0]) - Math.min(a[2], b[2]), Math.max(a[1], b[1]) - Math.min(a[3], b[3])];

/**
 * How much of their width two boxes share if that is half of the narrower one and one lies over the other; or 0.
 * @param {Sides} box
 * @param {Sides} other
 * @param {number} size
 */
function over(box, other, size) {
  const [across, down] = apart(box, other);
  const narrower = Math.min(box[2] - box[0], other[2] - other[0]);
  return -across >= narrower / 2 && down <= FAR * size ? -across : 0;
}

/** @param {Sides} box */
const longer = ([left, top, right, bottom]) => Math.max(right - left, bottom - top);

/**
 * The longer side of the stroke that the middle pixel of all ink belongs to.
 * @param {Sides[]} boxes
 * @param {number[]} masses
 */
const usual = (boxes, masses) => weightedMedian(boxes.map(longer), masses);

/**
 * The order in pieces: where a stroke is FAR from all that could be of one symbol with it, a new one begins.
 * @param {number[]} order
 * @param {Sides[]} boxes
 */
function parted(order, boxes) {
  /** @type {number[][]} */
  const pieces = [];
  for (const k of order) {
    const near = (pieces[pieces.length - 1] ?? []).slice(1 - MOST_ATOMS);
    if (near.every((each) => distance(boxes[each], boxes[k]) > FAR * Math.max(longer(boxes[each]), longer(boxes[k])))) {
      pieces.push([k]);
    } else {
      pieces[pieces.length - 1].push(k);
    }
  }
  return pieces;
}

/**
 * @param {Sides} box
 * @param {Sides} other
 */
const distance = (box, other) => Math.max(...apart(box, other), 0);

/**
 * The runs of a chain of strokes in those places, each with its features.
 * @param {number[]} places
 * @param {Sides[]} boxes
 * @param {number[]} masses
 * @param {number} longest
 */
function spans(places, boxes, masses, longest) {
  const own = places.map((k) => boxes[k]);
  const high = Math.max(...own.map((box) => box[3])) - Math.min(...own.map((box) => box[1]));
  const size = Math.min(usual(boxes, masses), Math.max(usual(own, places.map((k) => masses[k])), high));
  const told = [];
  for (let start = 0; start < own.length; start++) {
    let box = own[start];
    let gap = 0;
    for (let stop = start + 1; stop <= Math.min(start + longest, own.length); stop++) {
      const last = own[stop - 1];
      gap = Math.max(gap, distance(box, last));
      box = [Math.min(box[0], last[0]), Math.min(box[1], last[1]), Math.max(box[2], last[2]), Math.max(box[3], last[3])];
      if (gap > FAR * size) {
        break;
      }
      const small = Math.log(Math.min(longer(box) / size, 1));
      told.push({ start, stop, features: { gap: gap / size, small, ...(stop < own.length ? following(box, own[stop], size) : {}) } });
    }
  }
  return told;
}

/**
 * How far a run and the stroke that follows share their width, and keep apart; how far that reaches below the run, and
 * how much less high it is; in sizes. And how much one lies in the middle of the other, 0…1.
 * @param {Sides} box
 * @param {Sides} other
 * @param {number} size
 */
function following(box, other, size) {
  const [across, down] = apart(box, other);
  const wide = Math.max(box[2] - box[0], other[2] - other[0]);
  const high = Math.min(box[3] - box[1], other[3] - other[1]);
  const off = Math.abs(box[0] + box[2] - other[0] - other[2]) / wide;
  return {
    shared: down < FAR * size ? Math.max(-across, 0) / size : 0,
    space: Math.max(across, 0) / size,
    below: Math.max(other[3] - box[3], 0) / size,
    shorter: Math.max(box[3] - box[1] - other[3] + other[1], 0) / size,
    inside: (Math.max(1 - off, 0) ** 2 * Math.max(-down, 0)) / high,
  };
}

/**
 * A digit that is unsure which, by its leaning views, too; all others as they are.
 * @param {{glyph: Glyph, scores: Scores}} found
 * @param {Raster} raster
 * @param {Recognizer} recognizer
 * @param {string[]} keys  of the strokes
 */
function lookedAtAgain({ glyph, scores }, raster, recognizer, keys) {
  const likely = scores.probabilities.map((each) => Math.max(each, LEAST_LIKELY));
  if (scores.digitness < GOOD || Math.max(...likely) >= SURE) {
    return { glyph, scores };
  }
  const views = [-LEANING, LEANING].map((lean) => {
    const key = [lean, ...glyph.strokes.map((k) => keys[k])].join();
    return recognizer.scoreOnce(key, () => alone(raster, glyph.strokes, lean).ink).probabilities;
  });
  const votes = likely.map((each, k) => {
    const together = views.reduce((all, view) => all * Math.max(view[k], LEAST_LIKELY), each);
    return together ** BOTH / each;
  });
  return { glyph, scores: voted(scores, votes) };
}

/**
 * Joins glyphs that touch and of whose ink less than half is in good digits: what is crossed out, and figures.
 * @param {{glyph: Glyph, scores: Scores}[]} found
 * @param {Recognizer} recognizer
 */
function crossedOut(found, recognizer) {
  const isGood = found.map(({ scores }) => quality(scores) >= GOOD);
  const count = (/** @type {number[]} */ places) => places.reduce((sum, k) => sum + found[k].glyph.strokes.length, 0);
  if (found.length < 2 || (isGood.every(Boolean) && count(found.map((_, k) => k)) <= MOST_STROKES)) {
    return found;
  }
  const masses = found.map(({ glyph }) => massOf(glyph));
  const sum = (/** @type {number[]} */ places) => places.reduce((all, k) => all + masses[k], 0);
  const groups = touching(found.map(({ glyph }) => glyph));
  const isOut = (/** @type {number[]} */ places) =>
    places.length > 1 && (sum(places.filter((k) => isGood[k])) / sum(places) < 0.5 || count(places) > MOST_STROKES);
  const out = groups.filter(isOut).map((places) => joined(places.map((k) => found[k].glyph)));
  const kept = groups.filter((places) => !isOut(places)).flat().sort((a, b) => a - b);
  return [...kept.map((k) => found[k]), ...out.map((glyph) => ({ glyph, scores: recognizer.score(glyph.ink) }))];
}

/**
 * The places of glyphs in groups whose ink touches or overlaps.
 * @param {Glyph[]} glyphs
 */
function touching(glyphs) {
  const right = Math.max(...glyphs.map(({ box }) => box[0] + box[2]));
  const owner = new Map(); // by the place of a pixel
  const group = glyphs.map((_, k) => k);
  glyphs.forEach(({ ink, box: [left, top] }, k) => {
    const others = new Set();
    ink.data.forEach((each, place) => {
      if (each > INK_LEVEL) {
        const pixel = (top + Math.floor(place / ink.width)) * right + left + (place % ink.width);
        others.add(owner.get(pixel) ?? k);
        owner.set(pixel, k);
      }
    });
    for (const other of others) {
      const [from, to] = [group[other], group[k]];
      group.forEach((each, place) => (group[place] = each === from ? to : each));
    }
  });
  return [...new Set(group)].sort((a, b) => a - b).map((each) => group.flatMap((own, k) => (own === each ? [k] : [])));
}

/**
 * The glyphs without specks beside digits; specks that look like digits are left out with a reason.
 * @param {{glyph: Glyph, scores: Scores}[]} found
 * @returns {{found: Found[], isComplete: boolean}}
 */
function withoutSpecks(found) {
  const isGood = found.map(({ scores }) => quality(scores) >= GOOD);
  const sides = found.map(({ glyph: { box } }) => Math.max(box[2], box[3]));
  const good = found.filter((_, k) => isGood[k]);
  const least = good.length ? SPECK * weightedMedian(sides.filter((_, k) => isGood[k]), good.map(({ glyph }) => massOf(glyph))) : 0;
  const kept = found.flatMap((each, k) => {
    const isSpeck = sides[k] < least;
    return isSpeck && !isGood[k] ? [] : [{ ...each, reason: isSpeck ? /** @type {const} */ ("too_small") : null }];
  });
  return { found: kept.slice(0, MOST_GLYPHS), isComplete: kept.length < MOST_GLYPHS };
}
