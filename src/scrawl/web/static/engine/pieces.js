/**
 * Pieces of ink that may be marks: whole glyphs, parts of them, ink in none, and pairs of these. The twin of
 * `scrawl/glyphs/pieces.py`.
 */

import { INK_LEVEL, partsOf } from "./components.js";
import { joined, massOf } from "./glyphs.js";
import { argmax } from "./reading.js";
import { GOOD, SPECK, quality } from "./recognizer.js";

/**
 * @typedef {import("./drawing.js").Found} Found
 * @typedef {import("./glyphs.js").Glyph} Glyph
 * @typedef {import("./ink.js").Ink} Ink
 * @typedef {import("./marks.js").Mark} Mark
 * @typedef {{glyph: Glyph, owner: number, parts: Set<string>, whole: boolean, part: boolean, within: number, pair: string}} Piece
 *   ink that may be a mark: the glyph that it is of, -1 if none; the parts that it takes; whether it is all of a good digit, or
 *   leaves something of its glyph; of a part of a 7, the share of its width in the columns of that with the most ink; its mark
 *   if it is two pieces
 */

export const KINDS = [".", ",", "-", "/", ":", "+", "digit", "nothing"];
const MARKS = KINDS.slice(0, 6);
const MOST_PIECES = 1000; // that are looked at: bounds the work

/**
 * The likeliest mark of a piece and its probability. Two dabs in the place of a colon are one, though a network that
 * hardly sees the upper one may call it a point.
 * @param {Piece} piece
 * @param {number[]} likely
 * @returns {[string, number]}
 */
export function markOf({ pair, parts, whole }, likely) {
  const sure = (/** @type {string} */ name) => likely[KINDS.indexOf(name)];
  if (pair === ":") {
    return [":", sure(":") + sure(".") + sure(",")];
  }
  // A whole digit that looks like a plus is a 4.
  const names = pair ? [pair] : MARKS.filter((name) => (name !== ":" || parts.size > 1) && !(name === "+" && whole));
  const name = names[argmax(names.map(sure))];
  return [name, sure(name)];
}

/**
 * All ink that may be a mark beside digits of about that height: parts, whole glyphs and pairs.
 * @param {Glyph} page
 * @param {Found[]} found
 * @param {Set<number>} read  the places of those that are digits
 * @param {number} height
 * @param {Mark[]} before
 * @returns {Piece[]}
 */
export function piecesOf(page, found, read, height, before) {
  const rest = { ...page.ink, data: page.ink.data.slice() };
  [...before.map(({ glyph }) => glyph), ...found.map(({ glyph }) => glyph)].forEach((glyph) => clear(rest, glyph));
  /** @type {Piece[]} */
  const pieces = [];
  found.forEach(({ glyph, scores, reason }, k) => {
    if (reason === "mark") {
      return;
    }
    const parts = partsOf(glyph);
    const whole = read.has(k) && quality(scores) >= GOOD;
    const digit = argmax(scores.probabilities);
    // A slash is read as a 1, and a comma is low.
    if (!whole || digit === 1 || glyph.box[3] < height / 2) {
      pieces.push({ glyph, owner: k, parts: new Set(parts.map((_, place) => `${k} ${place}`)), whole, part: false, within: 0, pair: "" });
    }
    const main = argmax(parts.map(massOf));
    parts.forEach((part, place) => {
      if (parts.length > 1 && (place !== main || !read.has(k))) {
        pieces.push({ glyph: part, owner: k, parts: new Set([`${k} ${place}`]), whole: false, part: true, within: digit === 7 ? withinOf(part, parts[main]) : 0, pair: "" });
      }
    });
  });
  const most = 2 * height; // a larger one is not seen whole
  const longer = (/** @type {Glyph} */ { box }) => Math.max(box[2], box[3]);
  const lost = partsOf({ ...page, ink: rest }, most).sort((a, b) => longer(b) - longer(a));
  const all = [
    ...pieces.filter(({ glyph }) => longer(glyph) <= most),
    ...lost.map((glyph, place) => ({ glyph, owner: -1, parts: new Set([`-1 ${place}`]), whole: false, part: false, within: 0, pair: "" })),
  ].slice(0, MOST_PIECES);
  return [...all, ...pairsOf(all, height)];
}

/**
 * The share of a part's width in the columns of the stem that it may be the bar of.
 * @param {Glyph} part
 * @param {Glyph} main
 */
function withinOf(part, main) {
  const [x, , width] = part.box;
  const [left, , wide] = main.box;
  return part === main ? 0 : Math.max(Math.min(x + width, left + wide) - Math.max(x, left), 0) / width;
}

/**
 * Takes a glyph's ink out of a page's.
 * @param {Ink} page
 * @param {Glyph} glyph
 */
function clear(page, { ink, box: [left, top] }) {
  ink.data.forEach((each, k) => {
    if (each > 0) {
      page.data[(top + Math.floor(k / ink.width)) * page.width + left + (k % ink.width)] = 0;
    }
  });
}

/**
 * Two pieces each that may be one mark: dabs one above the other, as those of a colon, and bars that cross.
 * @param {Piece[]} pieces
 * @param {number} height
 */
function pairsOf(pieces, height) {
  const told = pieces.map(({ glyph: { box } }) => ({
    x: (box[0] + box[2] / 2) / height,
    y: (box[1] + box[3] / 2) / height,
    wide: box[2] / height,
    tall: box[3] / height,
  }));
  /** @type {Piece[]} */
  const pairs = [];
  pieces.forEach((first, a) =>
    pieces.slice(a + 1).forEach((second, k) => {
      const [one, other] = [told[a], told[a + 1 + k]];
      const [aside, above] = [Math.abs(one.x - other.x), Math.abs(one.y - other.y)];
      const dabs = [one, other].filter(({ wide, tall }) => Math.max(wide, tall) <= SPECK).length;
      const isStacked = dabs === 2 && aside <= SPECK && above > aside && above <= 1;
      const isCrossed = dabs === 0 && 2 * aside <= Math.max(one.wide, other.wide) && 2 * above <= Math.max(one.tall, other.tall);
      if ((isStacked || isCrossed) && ![...first.parts].some((part) => second.parts.has(part))) {
        pairs.push({
          glyph: joined([first.glyph, second.glyph]),
          owner: (second.whole && !first.whole ? second : first).owner,
          parts: new Set([...first.parts, ...second.parts]),
          whole: first.whole || second.whole,
          part: first.part || second.part,
          within: 0,
          pair: isStacked ? ":" : "+",
        });
      }
    }),
  );
  return pairs.slice(0, MOST_PIECES);
}

/**
 * Whether no other ink touches the glyph: crumbs of digits that were parted are no marks.
 * @param {Glyph} glyph
 * @param {Ink} page
 */
export function isApart({ ink, box: [left, top] }, page) {
  const own = (/** @type {number} */ x, /** @type {number} */ y) =>
    x >= 0 && y >= 0 && x < ink.width && y < ink.height && ink.data[y * ink.width + x] > INK_LEVEL;
  const around = [-1, 0, 1].flatMap((v) => [-1, 0, 1].map((u) => [u, v]));
  for (let y = Math.max(-1, -top); y <= Math.min(ink.height, page.height - 1 - top); y++) {
    for (let x = Math.max(-1, -left); x <= Math.min(ink.width, page.width - 1 - left); x++) {
      if (page.data[(top + y) * page.width + left + x] > 2 * INK_LEVEL && !own(x, y) && around.some(([u, v]) => own(x + u, y + v))) {
        return false;
      }
    }
  }
  return true;
}
