/**
 * The marks of numbers in a drawing: what is no digit, but stands by digits as a point, a comma, a sign or a stroke does. The
 * twin of `scrawl/glyphs/asked.py`, `marks.py` and `marking.py`.
 */

import { logit, strokeOf, strokeWidthOf } from "./acceptance.js";
import { NEAR, areParted, lineOf, nearest } from "./beside.js";
import { partsOf } from "./components.js";
import { joined, massOf, weightedMedian } from "./glyphs.js";
import { median } from "./ink.js";
import { linesOf } from "./lines.js";
import { KINDS, isApart, markOf, piecesOf } from "./pieces.js";
import { argmax } from "./reading.js";
import { GOOD, SURE, keyOf, quality } from "./recognizer.js";
import { windowOf } from "./window.js";

/**
 * @typedef {import("./drawing.js").Found} Found
 * @typedef {import("./glyphs.js").Box} Box
 * @typedef {import("./glyphs.js").Glyph} Glyph
 * @typedef {import("./ink.js").Ink} Ink
 * @typedef {import("./recognizer.js").Recognizer} Recognizer
 * @typedef {{name: string, probability: number, glyph: Glyph}} Mark
 * @typedef {{mark: Mark, isLost: boolean}} Doubtful  what else may be a mark: a whole glyph, or ink in none
 * @typedef {import("./pieces.js").Piece} Piece
 * @typedef {import("./beside.js").Beside} Beside
 */

const SIGNS = "-+"; // they may begin a number; all others stand between two digits
const DABS = ".:"; // of which each may be a blot
const MOST_SHOWN = 100_000_000; // px of the windows that are shown: beyond it only of the pieces with most ink
const MOST_PARTS = 4; // of a glyph of which one is left out: bounds the work
const WRITTEN = 0.85; // probability from which a piece is a mark that was written

/**
 * The marks of a drawing with those found before, and the glyphs without them; null if nothing there may be one.
 * @param {Ink} ink  all of it
 * @param {Found[]} found
 * @param {number[]} digits  places of the digits
 * @param {Recognizer} recognizer
 * @param {Mark[]} before
 * @returns {{marks: Mark[], found: Found[], changed: boolean, doubtful: Doubtful[]} | null}  doubtful: the likeliest first
 */
export function find(ink, found, digits, recognizer, before) {
  const page = { ink, box: /** @type {Box} */ ([0, 0, ink.width, ink.height]), strokes: [] };
  if (found.length === 1 && partsOf(page).length === 1) {
    return null;
  }
  const asked = askedAbout(page, found, digits, recognizer, before).sort((a, b) => b.likely - a.likely);
  if (!asked.length) {
    return null;
  }
  const chosen = chosenOf(asked, before);
  const told = (chosen.length && takenOut(found, chosen, recognizer)) || { marks: [], found, changed: false };
  const known = new Set(told.marks.map(({ glyph }) => glyph));
  const doubtful = asked.flatMap(({ piece: { glyph, owner, pair }, name, likely }) => {
    const isWhole = owner < 0 || found[owner].glyph === glyph;
    return likely >= 1 - SURE && !pair && isWhole && !known.has(glyph) ? [{ mark: { name, probability: likely, glyph }, isLost: owner < 0 }] : [];
  });
  return { ...told, marks: [...before, ...told.marks], doubtful };
}

/**
 * The pieces that look like marks, and how likely each was written as one.
 * @param {Glyph} page
 * @param {Found[]} found
 * @param {number[]} digits
 * @param {Recognizer} recognizer
 * @param {Mark[]} before
 */
function askedAbout(page, found, digits, recognizer, before) {
  const read = new Set(digits);
  const all = [...found, ...freedOf(found, read, recognizer)];
  const places = all.flatMap((_, k) => (read.has(k) || k >= found.length ? [k] : []));
  if (!places.length) {
    return [];
  }
  const heights = places.map((k) => all[k].glyph.box[3]);
  const height = weightedMedian(heights, heights);
  const high = places.filter((k) => all[k].glyph.box[3] >= height / 2); // a comma would part its line in two
  const rows = linesOf(high.map((k) => all[k].glyph.box)).map((line) => lineOf(all, line.map((place) => high[place])));
  const placed = piecesOf(page, found, read, height, before).flatMap((piece) => {
    const beside = nearest(piece, rows);
    return beside && isApart(piece.glyph, page.ink) ? [{ piece, beside }] : [];
  });
  const most = Math.max(Math.floor(MOST_SHOWN / (2 * height) ** 2), 1);
  const shown = placed.length > most ? placed.sort((a, b) => massOf(b.piece.glyph) - massOf(a.piece.glyph)).slice(0, most) : placed;
  const asked = shown.map(({ piece, beside }) => {
    const likely = recognizer.scoreMark(windowOf(page.ink, piece.glyph, beside.middle, beside.height));
    const [name, probability] = markOf(piece, likely);
    return { piece, beside, name, probability, nothing: read.has(piece.owner) && !piece.part ? 0 : likely[KINDS.length - 1] };
  });
  const litterBeside = (/** @type {{piece: Piece, beside: Beside}} */ { piece: { parts }, beside: { line } }) => {
    const others = asked.filter(({ piece, beside }) => beside.line === line && ![...parts].some((part) => piece.parts.has(part)));
    const litter = others.reduce((sum, { nothing }) => sum + nothing, 0);
    return litter / (litter + line.places.length);
  };
  return asked
    .filter(({ name, probability, beside }) =>
      probability >= 1 - SURE && beside.right <= NEAR && (SIGNS.includes(name) || beside.left <= NEAR))
    .map((each) => ({ ...each, likely: written(each, litterBeside(each), all, recognizer.card.marking) }));
}

/**
 * Glyphs that are no digits, each without the part without which it is one: a minus hides its digit. The part with the
 * most ink is no mark: without it a comma would be a 1.
 * @param {Found[]} found
 * @param {Set<number>} read  the places of those that are digits
 * @param {Recognizer} recognizer
 * @returns {Found[]}
 */
function freedOf(found, read, recognizer) {
  return found.flatMap(({ glyph, reason }, k) => {
    const parts = read.has(k) || reason === "mark" ? [] : partsOf(glyph);
    if (parts.length < 2 || parts.length > MOST_PARTS) {
      return [];
    }
    const main = argmax(parts.map(massOf));
    const rests = parts.flatMap((_, place) => (place === main ? [] : [scored(joined(parts.filter((__, other) => other !== place)), recognizer)]));
    const best = rests[argmax(rests.map(({ scores }) => quality(scores)))];
    return quality(best.scores) >= GOOD ? [best] : [];
  });
}

/**
 * @param {Glyph} glyph
 * @param {Recognizer} recognizer
 * @returns {Found}
 */
function scored(glyph, recognizer) {
  return { glyph, scores: recognizer.scoreOnce(keyOf(glyph.ink.data, Float64Array.from(glyph.box)), () => glyph.ink), reason: null };
}

/**
 * The glyphs that parts are of.
 * @param {Iterable<string>} parts
 */
function ownersOf(parts) {
  return new Set([...parts].map((part) => Number(part.split(" ")[0])).filter((k) => k >= 0));
}

/**
 * A glyph without some of its parts, null if nothing is left.
 * @param {Glyph} glyph
 * @param {number} k  its place
 * @param {Set<string>} parts
 */
function restOf(glyph, k, parts) {
  const left = partsOf(glyph).filter((_, place) => !parts.has(`${k} ${place}`));
  return left.length ? joined(left) : null;
}

/**
 * How likely a piece is a mark that was written: a logistic regression on named features.
 * @param {{piece: Piece, beside: Beside, name: string, probability: number}} asked
 * @param {number} litter  of its line's digits and the other pieces there that are nothing, the share of these
 * @param {Found[]} found
 * @param {Record<string, number>} weights
 */
function written({ piece, beside, name, probability }, litter, found, weights) {
  const [sure, slash] = [logit(probability), Number(name === "/")];
  const [, , width, height] = piece.glyph.box;
  const usual = median(beside.line.places.map((k) => strokeWidthOf(found[k])));
  const broad = Math.log(strokeOf(piece.glyph) / usual);
  const sum =
    weights.sure * sure +
    weights.slash * slash +
    weights["sure slash"] * sure * slash +
    weights.leaning * (piece.whole ? Math.log(width / height) : 0) +
    weights.finer * Math.min(broad, 0) +
    weights.thicker * (DABS.includes(name) ? 0 : Math.max(broad, 0)) +
    weights.litter * litter +
    weights.drawn +
    weights.part * Number(piece.part) +
    weights.within * (SIGNS.includes(name) ? piece.within : 0) +
    weights.bias;
  return 1 / (1 + Math.exp(-sum));
}

/**
 * The pieces that are marks, the surest first, no part of ink in two of them. Between a digit that is one and the others,
 * those found `before` too, stands a digit, unless it is a sign: a 1 behind a slash is no other one.
 * @param {{piece: Piece, beside: Beside, name: string, likely: number}[]} asked  the surest first
 * @param {Mark[]} before
 * @returns {{piece: Piece, mark: Mark}[]}
 */
function chosenOf(asked, before) {
  const used = new Set();
  /** @type {{piece: Piece, mark: Mark}[]} */
  const chosen = [];
  for (const { piece, beside, name, likely } of asked) {
    const { glyph, parts, whole } = piece;
    if (likely < WRITTEN || [...parts].some((part) => used.has(part))) {
      continue;
    }
    const marks = [...before, ...chosen.map(({ mark }) => mark)].map((mark) => mark.glyph.box);
    const noDigits = new Set([piece, ...chosen.map((each) => each.piece)].filter((each) => each.whole).map(({ owner }) => owner));
    if (!whole || SIGNS.includes(name) || areParted(beside.line, glyph.box, marks, noDigits)) {
      chosen.push({ piece, mark: { name, probability: likely, glyph } });
      parts.forEach((part) => used.add(part));
    }
  }
  return chosen;
}

/**
 * The marks, and the glyphs without them; a mark stays in its glyph where the rest is no good digit.
 * @param {Found[]} found
 * @param {{piece: Piece, mark: Mark}[]} chosen
 * @param {Recognizer} recognizer
 */
function takenOut(found, chosen, recognizer) {
  const used = new Set(chosen.flatMap(({ piece }) => [...piece.parts]));
  const isOf = (/** @type {Piece} */ { parts }, /** @type {number} */ k) => ownersOf(parts).has(k);
  /** @type {Map<number, Found>} glyphs that are digits without their marks */
  const replaced = new Map();
  const kept = new Set(); // glyphs that keep their marks
  const gone = new Set(); // glyphs that are marks as a whole
  for (const k of ownersOf(used)) {
    const left = restOf(found[k].glyph, k, used);
    if (!left) {
      gone.add(k);
      continue;
    }
    const rest = scored(left, recognizer);
    const before = found[k].scores;
    const least = Math.min(...chosen.filter(({ piece }) => isOf(piece, k)).map(({ mark }) => mark.probability));
    const isSame = argmax(before.probabilities) === argmax(rest.scores.probabilities);
    // Where the digit is another one without it, a mark must be surer than that digit.
    if (quality(before) < GOOD || (quality(rest.scores) >= GOOD && (isSame || least >= quality(before)))) {
      replaced.set(k, rest);
    } else {
      kept.add(k);
    }
  }
  const marks = chosen.filter(({ piece }) => ![...kept].some((k) => isOf(piece, k))).map(({ mark }) => mark);
  if (!marks.length) {
    return null;
  }
  const others = found.map((each, k) => (gone.has(k) ? { ...each, reason: /** @type {const} */ ("mark") } : each)).filter((_, k) => !replaced.has(k));
  return { marks, found: [...others, ...replaced.values()], changed: replaced.size + gone.size > 0 };
}
