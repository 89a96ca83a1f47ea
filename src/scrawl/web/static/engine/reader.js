/** From a drawing to its reading: all steps together. The twin of `scrawl/reader.py`, for drawings alone. */

import { framed } from "./frame.js";
import { draw, inUnits, rasterOf } from "./ink.js";
import { digitOf } from "./reading.js";

/**
 * @typedef {import("../client.js").Reading} Reading
 * @typedef {import("../strokes.js").Drawing} Drawing
 * @typedef {import("./network.js").Network} Network
 * @typedef {import("./weights.js").Card} Card
 */

const SURE = 0.9; // quality from which one stroke needs no second opinion

export class Reader {
  #network;

  /**
   * @param {Network} network
   * @param {Card} card
   */
  constructor(network, card) {
    this.#network = network;
    this.card = card;
  }

  /**
   * @param {Drawing} drawing
   * @param {{layout?: "auto" | "digit", include?: string}} [options]  as in the API
   * @returns {Reading | null} null where only the server can tell
   */
  read(drawing, { layout = "auto", include = "" } = {}) {
    const digit = this.#whole(drawing, new Set(include.split(",")));
    if (digit && layout === "auto" && (drawing.strokes.length > 1 || digit.digitness * digit.confidence < SURE)) {
      return null;
    }
    const text = !digit || digit.line === null ? "" : digit.verdict === "unsure" ? "?" : `${digit.digit}`;
    return {
      text,
      lines: text ? [text] : [],
      digits: digit ? [digit] : [],
      turned: 0,
      complete: true,
      numbers: text && digit ? [{ text, line: 0, digits: [0], marks: [] }] : [],
    };
  }

  /**
   * All ink as one symbol.
   * @param {Drawing} drawing
   * @param {Set<string>} include
   */
  #whole(drawing, include) {
    const raster = rasterOf(drawing);
    const seen = framed(draw(raster));
    if (!seen) {
      return null;
    }
    const { t_digit: leastDigit, t_unsure: leastSure } = this.card.thresholds;
    const scores = { ...this.#network.score(seen.frame), frame: seen.frame };
    const isDigit = scores.digitness >= leastDigit;
    return digitOf(
      {
        scores,
        verdict: !isDigit ? "not_a_digit" : Math.max(...scores.probabilities) >= leastSure ? "digit" : "unsure",
        reason: isDigit ? null : "mark",
        box: inUnits(raster, seen.box),
        frameBox: inUnits(raster, seen.window),
        line: isDigit ? 0 : null,
      },
      include,
    );
  }
}
