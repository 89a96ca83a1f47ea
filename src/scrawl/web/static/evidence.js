/**
 * Evidence in figures: what each place of the frame adds for one digit, or for one against another.
 * Pure mathematics; nothing here knows the DOM.
 */

/** @typedef {number[][]} Map  square, by rows */

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
 * In which ninth of the frame the most speaks for the digit.
 * @param {Map} map  n×n
 * @returns {number} 0…8 by rows; -1 if nothing does
 */
export function summit(map) {
  const values = map.flat();
  const most = Math.max(...values);
  const third = (/** @type {number} */ index) => Math.min(Math.floor(((index + 0.5) * 3) / map.length), 2);
  const place = values.indexOf(most);
  return most > 0 ? 3 * third(Math.floor(place / map.length)) + third(place % map.length) : -1;
}
