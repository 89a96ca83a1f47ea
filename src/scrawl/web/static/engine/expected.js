/**
 * The numbers of a drawing under an expectation: the likeliest reading of their ink that satisfies it. The twin of
 * `scrawl/glyphs/expected.py`, for drawings, whose strokes are never cut.
 */

import { attemptOf } from "./attempt.js";
import { Builder } from "./edges.js";
import { parsed } from "./expectation.js";
import { anything, exactly, mostStates, search } from "./lattice.js";
import { WORD_GAP } from "./lines.js";
import { GOOD, WORST } from "./recognizer.js";
import { placeOf, textOf } from "./written.js";

/**
 * @typedef {import("./attempt.js").Attempt} Attempt
 * @typedef {import("./expectation.js").Expectation} Expectation
 * @typedef {import("./glyphs.js").Glyph} Glyph
 * @typedef {import("./lattice.js").Way} Way
 * @typedef {import("./marks.js").Doubtful} Doubtful
 * @typedef {import("./reader.js").Marked} Marked
 * @typedef {import("./recognizer.js").Recognizer} Recognizer
 * @typedef {import("./written.js").Sign} Sign
 * @typedef {import("./written.js").Told} Told
 * @typedef {{signs: Sign[], taken: number[], way: Way | null, share: number, confidence: number}} Searched  a number, all of its
 *   glyphs and those beside it that may be a part of it; its likeliest reading that is expected, and how likely that is
 */

const MOST_SEEN = 100_000; // states of an expectation that are remembered

/** @type {Expectation | null} that was asked for last */
let known = null;

/**
 * What reads the numbers of a drawing as a pattern expects; OptionError if nothing can be expected so.
 * @param {string} pattern
 */
export function under(pattern) {
  const expect = known?.text === pattern && known.size < MOST_SEEN ? known : parsed(pattern);
  known = expect;
  return (/** @type {Marked} */ marked, /** @type {Told[]} */ numbers, /** @type {Recognizer} */ recognizer) =>
    expected(marked, numbers, expect, recognizer);
}

/**
 * The drawing with each number read as it is expected to be.
 * @param {Marked} marked
 * @param {Told[]} numbers
 * @param {Expectation} expect
 * @param {Recognizer} recognizer
 * @returns {{attempt: Attempt, told: Told[]}}
 */
function expected(marked, numbers, expect, recognizer) {
  const builder = new Builder(marked, recognizer);
  const taken = new Set();
  const most = mostStates(numbers.reduce((sum, { signs }) => sum + signs.length, 0));
  let searched = numbers.map(({ signs }) => {
    const each = searchedFor(builder, marked, signs, taken, expect, most);
    each.taken.forEach((k) => taken.add(k));
    return each;
  });
  for (;;) {
    const { refused, ...made } = takenOver(marked.attempt, searched, recognizer);
    if (!refused.size) {
      return made;
    }
    // What was read there is no digit in its place.
    searched = searched.map((each, k) => (refused.has(k) ? { ...each, way: null } : each));
  }
}

/**
 * @param {Builder} builder
 * @param {Marked} marked
 * @param {Sign[]} signs
 * @param {Set<number>} others  glyphs of numbers that were searched
 * @param {Expectation} expect
 * @param {number} most  states of a node that are gone on from
 * @returns {Searched}
 */
function searchedFor(builder, { attempt, doubtful }, signs, others, expect, most) {
  const isPlain = expect.meets(textOf(attempt, signs)); // the likeliest of all, and sure, for `?` is never expected
  const own = new Set(glyphsOf(signs));
  const beside = isPlain ? [] : besideOf(attempt, signs, own).filter(({ glyph }) => !others.has(/** @type {number} */ (glyph)));
  const lost = isPlain ? [] : lostOf(doubtful, signs);
  const edges = builder.lattice([...signs, ...beside, ...lost].sort((a, b) => placeOf(a) - placeOf(b)), isPlain);
  const taken = [...own, ...glyphsOf(beside)];
  const way = search(edges, (state, character) => expect.step(state, character), (state) => expect.accepts(state), most);
  if (!way) {
    return { signs, taken, way, share: -Infinity, confidence: 0 };
  }
  const confidence = Math.exp(Math.min(exactly(edges, way.text) - way.mass, 0));
  return { signs, taken, way, share: way.mass - anything(edges), confidence };
}

/** @param {Sign[]} signs */
const glyphsOf = (signs) => signs.flatMap(({ glyph }) => (glyph === null ? [] : [glyph]));

/**
 * Ink of the number's line in it or close to it that is no digit: a part of it may be one.
 * @param {Attempt} attempt
 * @param {Sign[]} signs
 * @param {Set<number>} own
 * @returns {Sign[]}
 */
function besideOf({ judged, lines }, signs, own) {
  const { left, right, height } = spanOf(signs);
  const line = lines.find((each) => each.some((k) => own.has(k))) ?? [];
  return line
    .filter((k) => judged[k].verdict === "not_a_digit" && !own.has(k))
    .map((k) => ({ box: judged[k].glyph.box, glyph: k, mark: null }))
    .filter(({ box }) => box[0] <= right + WORD_GAP * height && box[0] + box[2] >= left - WORD_GAP * height);
}

/**
 * Doubtful marks in no glyph that stand in the number, or where its sign would.
 * @param {Doubtful[]} doubtful
 * @param {Sign[]} signs
 * @returns {Sign[]}
 */
function lostOf(doubtful, signs) {
  const { left, right, top, bottom, height } = spanOf(signs);
  return doubtful
    .filter(({ isLost, mark: { glyph: { box } } }) => {
      const middle = box[1] + box[3] / 2;
      return isLost && left - height <= box[0] && box[0] <= right && top - height / 2 <= middle && middle <= bottom + height / 2;
    })
    .map(({ mark }) => ({ box: mark.glyph.box, glyph: null, mark }));
}

/**
 * Where a number stands, and the height of its highest sign, px.
 * @param {Sign[]} signs
 */
function spanOf(signs) {
  const boxes = signs.map(({ box }) => box);
  return {
    left: Math.min(...boxes.map(([x]) => x)),
    right: Math.max(...boxes.map(([x, , width]) => x + width)),
    top: Math.min(...boxes.map(([, y]) => y)),
    bottom: Math.max(...boxes.map(([, y, , height]) => y + height)),
    height: Math.max(...boxes.map(([, , , height]) => height)),
  };
}

const isDigit = (/** @type {string} */ character) => /\d/.test(character);

/**
 * The drawing with the numbers that were found, and which of them have what is no digit in its place.
 * @param {Attempt} attempt
 * @param {Searched[]} searched
 * @param {Recognizer} recognizer
 */
function takenOver(attempt, searched, recognizer) {
  const made = withRead(attempt, searched, recognizer);
  const places = new Map(made.found.map(({ glyph }, k) => [glyph, k]));
  const placeOf = (/** @type {Glyph} */ glyph) => /** @type {number} */ (places.get(glyph));
  /** @type {Map<number, {digit: number, sure: number}>} by the glyph's place */
  const digits = new Map();
  const refused = new Set();
  const told = searched.map(({ signs: before, way, share, confidence }, number) => {
    const text = textOf(attempt, before);
    if (!way) {
      const signs = before.map((sign) => (sign.glyph === null ? sign : { ...sign, glyph: placeOf(attempt.found[sign.glyph].glyph) }));
      glyphsOf(signs).forEach((k) => digits.set(k, { digit: made.judged[k].digit, sure: 0 }));
      return { signs, confidence: 0, unsure: true, unrestrained: text };
    }
    const unsure = share < Math.log(GOOD); // less likely than all else that may be written there
    const signs = way.steps.flatMap(({ edge: { glyph, mark }, character }, place) => {
      if (glyph && isDigit(character)) {
        digits.set(placeOf(glyph), { digit: Number(character), sure: unsure ? 0 : way.sure[place] });
        return [/** @type {Sign} */ ({ box: glyph.box, glyph: placeOf(glyph), mark: null })];
      }
      return character && mark ? [{ box: mark.glyph.box, glyph: null, mark: { ...mark, probability: way.sure[place] } }] : [];
    });
    if (glyphsOf(signs).some((k) => made.judged[k].verdict === "not_a_digit")) {
      refused.add(number);
    }
    return { signs, confidence, unsure, unrestrained: text === way.text ? null : text };
  });
  const judged = made.judged.map((each, k) => {
    const { digit, sure } = digits.get(k) ?? { digit: each.digit, sure: null };
    const verdict = sure === null ? each.verdict : sure >= recognizer.card.thresholds.t_unsure ? "digit" : "unsure";
    return { ...each, digit, verdict: /** @type {typeof each.verdict} */ (verdict) };
  });
  return { attempt: { ...made, judged }, told, refused };
}

/**
 * The drawing without the glyphs of numbers that are in no way found, with new ones, and with those that are read as none
 * left out.
 * @param {Attempt} attempt
 * @param {Searched[]} searched
 * @param {Recognizer} recognizer
 */
function withRead(attempt, searched, recognizer) {
  const ways = searched.filter(({ way }) => way);
  const steps = ways.flatMap(({ way }) => way?.steps ?? []);
  const read = new Map(steps.map(({ edge, character }) => [edge.glyph, character]));
  const before = new Set(ways.flatMap(({ taken }) => taken.map((k) => attempt.found[k].glyph)));
  const fresh = steps.flatMap(({ edge: { glyph, scores }, character }) =>
    glyph && scores && isDigit(character) && !before.has(glyph) ? [{ glyph, scores, reason: null }] : []);
  const isNone = (/** @type {Glyph} */ glyph) => before.has(glyph) && !isDigit(read.get(glyph) ?? "");
  if (!fresh.length && !attempt.found.some(({ glyph }) => isNone(glyph))) {
    return attempt;
  }
  const kept = attempt.found
    .filter(({ glyph }) => !before.has(glyph) || read.has(glyph))
    .map((each) => (isNone(each.glyph) ? { ...each, reason: /** @type {const} */ ("mark") } : each));
  return attemptOf([...kept, ...fresh], recognizer);
}
