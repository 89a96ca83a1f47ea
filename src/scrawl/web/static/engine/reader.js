/** From a drawing to its reading: all steps together. The twin of `scrawl/reader.py`, for drawings alone. */

import { attemptOf, orderOf } from "./attempt.js";
import { segment } from "./drawing.js";
import { glyphOf } from "./glyphs.js";
import { inOneHand } from "./hand.js";
import { draw, inUnits, rasterOf } from "./ink.js";
import { find } from "./marks.js";
import { digitOf } from "./reading.js";
import { GOOD, quality } from "./recognizer.js";
import { numbersOf, written } from "./written.js";

/**
 * @typedef {import("../client.js").Reading} Reading
 * @typedef {import("../strokes.js").Drawing} Drawing
 * @typedef {import("./attempt.js").Attempt} Attempt
 * @typedef {import("./drawing.js").Segmented} Segmented
 * @typedef {import("./ink.js").Raster} Raster
 * @typedef {import("./marks.js").Doubtful} Doubtful
 * @typedef {import("./marks.js").Mark} Mark
 * @typedef {import("./recognizer.js").Recognizer} Recognizer
 * @typedef {{raster: Raster, chains: Segmented["chains"], attempt: Attempt, marks: Mark[], doubtful: Doubtful[]}} Marked  a drawing
 *   once the marks of its numbers are known
 */

export class Reader {
  #recognizer;

  /** @param {Recognizer} recognizer */
  constructor(recognizer) {
    this.#recognizer = recognizer;
  }

  /** What is known of the networks. */
  get card() {
    return this.#recognizer.card;
  }

  /**
   * @param {Drawing} drawing
   * @param {{layout?: "auto" | "digit", include?: string, under?: ReturnType<typeof import("./expected.js").under>}} [options]
   *   as in the API; under: an expectation
   * @returns {Reading}
   */
  read(drawing, { layout = "auto", include = "", under } = {}) {
    const raster = rasterOf(drawing);
    const { found, chains, isComplete } = layout === "digit" ? this.#whole(raster) : segment(raster, this.#recognizer);
    const attempt = attemptOf(found, this.#recognizer, layout === "digit");
    const marked = { raster, chains, ...(layout === "digit" ? { attempt, marks: [], doubtful: [] } : this.#marked(raster, attempt)) };
    const plain = { attempt: marked.attempt, told: numbersOf(marked.attempt, marked.marks) };
    const { attempt: known, told } = under ? under(marked, plain.told, this.#recognizer) : plain;
    const order = orderOf(known);
    const { lines, numbers } = written(known, order, told, raster);
    const wanted = new Set(include.split(","));
    return {
      text: lines.join("\n"),
      lines,
      digits: order.map(([k, line]) => {
        const { glyph, scores, digitness, digit, verdict, reason } = known.judged[k];
        const [left, top] = glyph.box;
        const [x, y, width, height] = scores.window;
        return digitOf(
          {
            scores: { ...scores, digitness },
            digit,
            verdict,
            reason,
            box: inUnits(raster, glyph.box),
            frameBox: inUnits(raster, [left + x, top + y, width, height]),
            line,
          },
          wanted,
        );
      }),
      turned: 0,
      complete: isComplete,
      model: { name: this.card.name, version: this.card.version },
      numbers,
    };
  }

  /**
   * What the network's layers make of a frame.
   * @param {Float32Array} frame
   * @returns {import("../here.js").Inspected}
   */
  inspect(frame) {
    return this.#recognizer.network.inspect(frame);
  }

  /**
   * All ink as one symbol.
   * @param {Raster} raster
   * @returns {Segmented}
   */
  #whole(raster) {
    const glyph = glyphOf(draw(raster), raster.paths.map((_, place) => place));
    return { found: glyph ? [{ glyph, scores: this.#recognizer.score(glyph.ink), reason: null }] : [], chains: [], isComplete: true };
  }

  /**
   * The drawing once the marks of its numbers are known. It is looked at twice: a minus that was taken for a part of a
   * digit hides that digit from a comma behind it.
   * @param {Raster} raster
   * @param {Attempt} attempt
   * @returns {Pick<Marked, "attempt" | "marks" | "doubtful">}
   */
  #marked(raster, attempt) {
    /** @type {Pick<Marked, "marks" | "doubtful">} */
    let known = { marks: [], doubtful: [] };
    const ink = draw(raster);
    for (let round = 0; round < 2; round++) {
      // Those in lines that are read as digits, or look like good ones.
      const digits = attempt.lines.flat().filter((k) => attempt.judged[k].verdict !== "not_a_digit" || quality(attempt.judged[k].scores) >= GOOD);
      const told = find(ink, attempt.found, digits, this.#recognizer, known.marks);
      if (!told) {
        break;
      }
      attempt = told.changed ? attemptOf(told.found, this.#recognizer) : attempt;
      known = { marks: told.marks, doubtful: told.doubtful };
      if (!told.changed) {
        break;
      }
    }
    return { ...known, attempt: inOneHand(attempt, this.card.thresholds.t_unsure) };
  }
}
