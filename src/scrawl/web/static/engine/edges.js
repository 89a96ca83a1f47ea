/**
 * The lattice of a number: all that its ink may be, from the chains that its glyphs were chosen from. The twin of
 * `scrawl/glyphs/edges.py`, for drawings, whose strokes are never cut.
 */

import { LEAST_LIKELY, logOdds, scorer } from "./drawing.js";
import { INK_THRESHOLD } from "./frame.js";
import { SURE, WORST } from "./recognizer.js";

/**
 * @typedef {import("./attempt.js").Attempt} Attempt
 * @typedef {import("./glyphs.js").Chain} Chain
 * @typedef {import("./glyphs.js").Glyph} Glyph
 * @typedef {import("./lattice.js").Edge} Edge
 * @typedef {import("./marks.js").Mark} Mark
 * @typedef {import("./reader.js").Marked} Marked
 * @typedef {import("./recognizer.js").Recognizer} Recognizer
 * @typedef {import("./recognizer.js").Scores} Scores
 * @typedef {import("./written.js").Sign} Sign
 */

/** Makes the lattices of a drawing's numbers. */
export class Builder {
  #attempt;
  #chains;
  #chainOf;
  #scoreOf;
  /** @type {Map<Glyph, Mark>} that a glyph may be */
  #marks;

  /**
   * @param {Marked} marked
   * @param {Recognizer} recognizer
   */
  constructor({ raster, attempt, chains, doubtful }, recognizer) {
    this.#attempt = attempt;
    this.#chains = chains;
    this.#chainOf = chainsOf(attempt, chains, raster.width, raster.height);
    this.#scoreOf = scorer(raster, recognizer);
    this.#marks = new Map(doubtful.filter(({ isLost }) => !isLost).map(({ mark }) => [mark.glyph, mark]));
  }

  /**
   * All ways to read the signs of a number, in their order.
   * @param {Sign[]} signs
   * @param {boolean} isAlone  each by itself, as it was found
   */
  lattice(signs, isAlone) {
    const own = new Set(signs.map(({ glyph }) => glyph));
    const shared = new Set(this.#attempt.found.flatMap(({ reason }, k) => (reason === null && !own.has(k) ? [this.#chainOf[k]] : [])));
    /** @type {{chain: number, signs: Sign[]}[]} */
    const blocks = [];
    for (const sign of signs) {
      const number = isAlone || sign.glyph === null ? -1 : this.#chainOf[sign.glyph];
      const chain = shared.has(number) ? -1 : number;
      const block = blocks.find((each) => chain >= 0 && each.chain === chain);
      if (block) {
        block.signs.push(sign);
      } else {
        blocks.push({ chain, signs: [sign] });
      }
    }
    let place = 0;
    return blocks.flatMap((block) => {
      const start = place;
      place += block.chain < 0 ? 1 : this.#chains[block.chain].count;
      return block.chain < 0 ? [this.#signEdge(start, block.signs[0])] : this.#runEdges(start, block.signs, this.#chains[block.chain]);
    });
  }

  /**
   * The runs of a chain behind a node.
   * @param {number} place
   * @param {Sign[]} signs
   * @param {Chain} chain
   */
  #runEdges(place, signs, { runs, each }) {
    const { judged } = this.#attempt;
    const own = new Map(signs.map(({ glyph }) => [judged[glyph ?? 0].glyph, judged[glyph ?? 0]]));
    return runs.map(({ start, stop, glyph, favour }) => {
      const known = own.get(glyph);
      const scores = known ? { ...known.scores, digitness: known.digitness } : this.#scoreOf(glyph);
      return this.#edge(place + start, place + stop, logOdds(scores) * each + favour, glyph, scores);
    });
  }

  /**
   * @param {number} start
   * @param {Sign} sign
   * @returns {Edge}
   */
  #signEdge(start, { glyph: k, mark }) {
    if (k !== null) {
      const { glyph, scores, digitness } = this.#attempt.judged[k];
      return this.#edge(start, start + 1, 0, glyph, { ...scores, digitness });
    }
    const { name, probability } = /** @type {Mark} */ (mark);
    const likely = Math.min(Math.max(probability, WORST), 1 - WORST);
    return { start, stop: start + 1, score: 0, options: [[name, Math.log(likely)], ["", Math.log(1 - likely)]], glyph: null, scores: null, mark };
  }

  /**
   * @param {number} start
   * @param {number} stop
   * @param {number} score
   * @param {Glyph} glyph
   * @param {Scores} scores
   * @returns {Edge}
   */
  #edge(start, stop, score, glyph, scores) {
    const { digitness, probabilities } = scores;
    /** @type {Edge["options"]} */
    const options = [["", Math.log(Math.max(1 - digitness, WORST))]];
    if (digitness >= 1 - SURE) { // it must be accepted in its place, too
      probabilities.forEach((each, digit) => options.push([`${digit}`, Math.log(Math.max(each, LEAST_LIKELY) * digitness)]));
    }
    const mark = this.#marks.get(glyph) ?? null;
    if (mark) {
      options.push([mark.name, Math.log(mark.probability)]);
    }
    return { start, stop, score, options, glyph, scores, mark };
  }
}

/**
 * Which chain each glyph has most of its ink in; -1 for none.
 * @param {Attempt} attempt
 * @param {Chain[]} chains
 * @param {number} width
 * @param {number} height
 */
function chainsOf({ found }, chains, width, height) {
  const page = new Int32Array(width * height).fill(-1);
  const inked = (/** @type {Glyph} */ { ink, box: [left, top] }) =>
    Array.from(ink.data.keys()).filter((k) => ink.data[k] > INK_THRESHOLD).map((k) => (top + Math.floor(k / ink.width)) * width + left + (k % ink.width));
  chains.forEach(({ runs }, number) => runs.forEach(({ glyph }) => inked(glyph).forEach((place) => (page[place] = number))));
  return found.map(({ glyph }) => {
    const counts = chains.map(() => 0);
    inked(glyph).forEach((place) => page[place] >= 0 && counts[page[place]]++);
    const most = Math.max(...counts, 0);
    return most ? counts.indexOf(most) : -1;
  });
}
