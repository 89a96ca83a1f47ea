/**
 * Evidence in figures: what each place of the frame adds for one digit, or for one against another.
 * Pure mathematics; nothing here knows the DOM.
 */

/** @typedef {number[][]} Map  square, by rows */

const INKED = 0.1; // as the frame's own box is measured

/**
 * What speaks for a digit, place by place; with a rival, what speaks for it rather than for the rival.
 * @param {Map[]} evidence  ten maps of shares of the logits, centred over the digits
 * @param {number} digit
 * @param {number | null} rival
 * @returns {Map} 7×7; above 0 for the digit, below against it
 */
export function balance(evidence, digit, rival) {
  return evidence[digit].map((row, y) => row.map((share, x) => share - (rival === null ? 0 : evidence[rival][y][x])));
}

/**
 * The box of the ink in a frame.
 * @param {Map} frame  n×n, 0…1
 * @returns {[number, number, number, number] | null} left, top, right, bottom in shares of the frame; null without ink
 */
export function boxOf(frame) {
  const rows = frame.flatMap((row, y) => (row.some((ink) => ink > INKED) ? [y] : []));
  const columns = frame.flatMap((row) => row.flatMap((ink, x) => (ink > INKED ? [x] : [])));
  if (rows.length === 0) {
    return null;
  }
  const [left, right] = [Math.min(...columns), Math.max(...columns) + 1].map((x) => x / frame.length);
  return [left, rows[0] / frame.length, right, (rows[rows.length - 1] + 1) / frame.length];
}

/**
 * In which ninth of the ink's box the most speaks for the digit. The frame's own ninths would say little: ink seldom
 * reaches its outer ones.
 * @param {Map} map  n×n
 * @param {number[]} box  left, top, right, bottom in shares of the frame
 * @returns {number} 0…8 by rows; -1 if nothing does
 */
export function summit(map, [left, top, right, bottom]) {
  const values = map.flat();
  const most = Math.max(...values);
  const place = values.indexOf(most);
  const third = (/** @type {number} */ index, /** @type {number} */ from, /** @type {number} */ to) => {
    const share = ((index + 0.5) / map.length - from) / (to - from);
    const isFine = (to - from) * map.length >= 3; // else the map has fewer places across the ink than there are thirds
    return isFine ? Math.min(Math.max(Math.floor(3 * share), 0), 2) : 1;
  };
  const row = third(Math.floor(place / map.length), top, bottom);
  return most > 0 ? 3 * row + third(place % map.length, left, right) : -1;
}
