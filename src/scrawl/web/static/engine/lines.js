/** Lines of writing: which glyphs stand in which, and in what order they are read. The twin of `scrawl/glyphs/lines.py`. */

/** @typedef {import("./glyphs.js").Box} Box */

export const WORD_GAP = 0.3; // of the higher glyph's height: neighbours that stand nearer are in one word
const SAME_LINE = 0.4; // share of the lower glyph's height that neighbours in a line have in common, at least

/**
 * Places of glyphs in each line; lines from top to bottom. From left to right each glyph joins the line whose last glyph
 * it overlaps most in height, so that a line may rise or fall; a glyph that overlaps none begins a line. Where it is told
 * which ones lead, these keep to the last that leads.
 * @param {Box[]} boxes
 * @param {boolean[]} [leads]
 * @returns {number[][]}
 */
export function linesOf(boxes, leads = boxes.map(() => true)) {
  /** @type {number[][]} */
  const lines = [];
  /** @type {number[]} the glyph of each line that others keep to */
  const ends = [];
  const order = boxes.map((_, k) => k).sort((a, b) => 2 * boxes[a][0] + boxes[a][2] - 2 * boxes[b][0] - boxes[b][2]);
  for (const place of order) {
    const shares = ends.map((end) => sharedHeight(boxes[place], boxes[end]));
    const leading = shares.map((share, line) => (leads[ends[line]] && share >= SAME_LINE ? share : 0));
    const among = leading.some(Boolean) ? leading : shares;
    const most = Math.max(...among, 0);
    if (most >= SAME_LINE) {
      const line = among.indexOf(most);
      lines[line].push(place);
      ends[line] = leads[place] || !leads[ends[line]] ? place : ends[line];
    } else {
      lines.push([place]);
      ends.push(place);
    }
  }
  const middle = (/** @type {number[]} */ line) => line.reduce((sum, k) => sum + 2 * boxes[k][1] + boxes[k][3], 0) / line.length;
  return lines.sort((a, b) => middle(a) - middle(b));
}

/**
 * The glyphs of a line in the groups that stand close together.
 * @param {Box[]} boxes
 * @param {number[]} line
 */
export function wordsOf(boxes, line) {
  const words = [line.slice(0, 1)];
  for (let k = 1; k < line.length; k++) {
    const [before, own] = [boxes[line[k - 1]], boxes[line[k]]];
    if (own[0] - before[0] - before[2] < WORD_GAP * Math.max(before[3], own[3])) {
      words[words.length - 1].push(line[k]);
    } else {
      words.push([line[k]]);
    }
  }
  return words;
}

/**
 * @param {Box} a
 * @param {Box} b
 */
function sharedHeight(a, b) {
  return (Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1])) / Math.min(a[3], b[3]);
}
