/**
 * The marks of numbers in a drawing: what is no digit, but stands by digits as a point, a comma, a sign or a stroke does. The
 * twin of `scrawl/glyphs/marks.py` and `scrawl/glyphs/marking.py`.
 */

import { logit, strokeOf, strokeWidthOf } from "./acceptance.js";
import { INK_LEVEL, partsOf } from "./components.js";
import { cropped, joined, massOf, weightedMedian } from "./glyphs.js";
import { median } from "./ink.js";
import { linesOf } from "./lines.js";
import { argmax } from "./reading.js";
import { GOOD, SPECK, SURE, keyOf, quality } from "./recognizer.js";

/**
 * @typedef {import("./drawing.js").Found} Found
 * @typedef {import("./glyphs.js").Box} Box
 * @typedef {import("./glyphs.js").Glyph} Glyph
 * @typedef {import("./ink.js").Ink} Ink
 * @typedef {import("./recognizer.js").Recognizer} Recognizer
 * @typedef {{name: string, probability: number, glyph: Glyph}} Mark
 * @typedef {{mark: Mark, isLost: boolean}} Doubtful  what else may be a mark: a whole glyph, or ink in none
 * @typedef {{glyph: Glyph, owner: number, parts: Set<string>, whole: boolean, part: boolean, seven: Box | null, pair: string}} Piece
 *   ink that may be a mark: the glyph that it is of, -1 if none; the parts that it takes; whether it is all of a good digit, or
 *   leaves something of its glyph; of a part of a 7, the box of that with the most ink; its mark if it is two pieces
 * @typedef {{boxes: Box[], places: number[], reach: number[]}} Line  of good digits
 * @typedef {{line: Line, height: number, middle: number, left: number, right: number}} Beside  the digits beside a piece
 */

const KINDS = [".", ",", "-", "/", ":", "+", "digit", "nothing"];
const MARKS = KINDS.slice(0, 6);
const SIGNS = "-+"; // they may begin a number; all others stand between two digits
const SIDE = 40; // px of a window: two digit heights

export const NEAR = 1.2; // of the line's height: how far a mark keeps from the digits that it belongs to, and its middle from theirs, at most
const NUMBER = 5; // digits, a number with its marks
const MOST_PARTS = 4; // of a glyph of which one is left out: bounds the work
const MOST_PIECES = 1000; // that are looked at: bounds the work
const WRITTEN = 0.8; // probability from which a piece is a mark that was written

/**
 * The marks of a drawing with those found before, and the glyphs without them; null if nothing there may be one.
 * @param {Ink} ink  all of it
 * @param {Found[]} found
 * @param {number[]} digits  places of the good digits
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
    const beside = placeOf(piece, rows);
    return beside && isApart(piece.glyph, page.ink) ? [{ piece, beside }] : [];
  });
  const asked = placed.map(({ piece, beside }) => {
    const likely = recognizer.scoreMark(windowOf(page.ink, piece.glyph, beside.middle, beside.height));
    const [name, probability] = markOf(piece, likely);
    return { piece, beside, name, probability, nothing: read.has(piece.owner) && !piece.part ? 0 : likely[KINDS.length - 1] };
  });
  const litterBeside = (/** @type {Piece} */ { parts }) =>
    asked.reduce((sum, { piece, nothing }) => sum + ([...parts].some((part) => piece.parts.has(part)) ? 0 : nothing), 0);
  return asked
    .filter(({ name, piece, probability, beside }) =>
      probability >= 1 - SURE && beside.right <= NEAR && (SIGNS.includes(name) ? !isBar(piece) : beside.left <= NEAR))
    .map((each) => ({ ...each, likely: written(each, litterBeside(each.piece) / places.length, all, recognizer.card.marking) }));
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
 * @param {number} litter  how many other pieces are nothing, by the good digits
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
    weights.thicker * Math.max(broad, 0) +
    weights.litter * Math.log1p(NUMBER * litter) +
    weights.drawn +
    weights.part * Number(piece.part) +
    weights.bias;
  return 1 / (1 + Math.exp(-sum));
}

/**
 * The likeliest mark of a piece and its probability. Two dabs in the place of a colon are one, though a network that
 * hardly sees the upper one may call it a point.
 * @param {Piece} piece
 * @param {number[]} likely
 * @returns {[string, number]}
 */
function markOf({ pair, parts, whole }, likely) {
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
 * @param {Found[]} found
 * @param {number[]} places
 * @returns {Line}
 */
function lineOf(found, places) {
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
function placeOf(piece, rows) {
  const [x, y, width, height] = piece.glyph.box;
  /** @type {{away: number, beside: Beside} | null} */
  let nearest = null;
  for (const row of rows) {
    const [left, top, right, bottom] = row.reach;
    const isReached = x + width >= left && x <= right && y + height >= top && y <= bottom;
    const beside = isReached ? besideOf(piece, row) : null;
    if (beside && Math.min(beside.left, beside.right) <= NEAR) {
      const away = Math.abs(y + height / 2 - beside.middle) / beside.height;
      if (away <= NEAR && (nearest === null || away < nearest.away)) {
        nearest = { away, beside };
      }
    }
  }
  return nearest && nearest.beside;
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
 * Whether a piece lies within the width of its 7, whose bar it may be: a sign is not all under its arm.
 * @param {Piece} piece
 */
function isBar({ glyph: { box }, seven }) {
  return seven !== null && seven[0] <= box[0] && box[0] + box[2] <= seven[0] + seven[2];
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
function areParted({ boxes, places }, box, marks, noDigits) {
  const middles = boxes.flatMap(([x, , width], k) => (noDigits.has(places[k]) ? [] : [x + width / 2]));
  const height = median(boxes.map((each) => each[3]));
  const levelOf = (/** @type {Box} */ each) => each[1] + each[3] / 2;
  const own = standOf(box, height);
  return marks
    .filter((mark) => 2 * Math.abs(levelOf(mark) - levelOf(box)) < height)
    .map((mark) => standOf(mark, height))
    .every((other) => middles.some((middle) => middle > Math.min(own, other) && middle < Math.max(own, other)));
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
function piecesOf(page, found, read, height, before) {
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
      pieces.push({ glyph, owner: k, parts: new Set(parts.map((_, place) => `${k} ${place}`)), whole, part: false, seven: null, pair: "" });
    }
    const main = argmax(parts.map(massOf));
    parts.forEach((part, place) => {
      if (parts.length > 1 && (place !== main || !read.has(k))) {
        pieces.push({ glyph: part, owner: k, parts: new Set([`${k} ${place}`]), whole: false, part: true, seven: digit === 7 ? parts[main].box : null, pair: "" });
      }
    });
  });
  const most = 2 * height; // a larger one is not seen whole
  const longer = (/** @type {Glyph} */ { box }) => Math.max(box[2], box[3]);
  const lost = partsOf({ ...page, ink: rest }, most).sort((a, b) => longer(b) - longer(a));
  const all = [
    ...pieces.filter(({ glyph }) => longer(glyph) <= most),
    ...lost.map((glyph, place) => ({ glyph, owner: -1, parts: new Set([`-1 ${place}`]), whole: false, part: false, seven: null, pair: "" })),
  ].slice(0, MOST_PIECES);
  return [...all, ...pairsOf(all, height)];
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
          seven: null,
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
function isApart({ ink, box: [left, top] }, page) {
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

/**
 * A piece of a page's ink in its place, (2, 40, 40): the piece alone, and all other ink. The window is centred on the piece
 * from left to right, and on its line from top to bottom; the darkest pixel becomes 1.
 * @param {Ink} page
 * @param {Glyph} piece
 * @param {number} middle  of the digits beside the piece, px from the top
 * @param {number} height  of the line's digits, px
 */
function windowOf(page, { ink, box: [x, y, width] }, middle, height) {
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
