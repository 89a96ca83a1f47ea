/**
 * Evidence as a smooth map: what each place of the frame adds for one digit, or for one against another.
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
 * The map drawn `size` × `size` with a uniform cubic B-spline, the smoothest that stays within the values' range:
 * straight between places, they would look like tiles.
 * @param {Map} map  n×n; beyond its edge it goes on as at the edge
 * @param {number} size
 * @returns {Map}
 */
export function smooth(map, size) {
  const weights = Array.from({ length: size }, (_, i) => splineWeights(((i + 0.5) * map.length) / size - 0.5, map.length));
  const mixed = (/** @type {number[][]} */ rows) =>
    weights.map((each) => rows[0].map((_, x) => each.reduce((sum, [place, weight]) => sum + weight * rows[place][x], 0)));
  return transposed(mixed(transposed(mixed(map))));
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

/**
 * @param {number} position  in places
 * @param {number} count
 * @returns {[number, number][]} place and weight
 */
function splineWeights(position, count) {
  const first = Math.floor(position);
  const t = position - first;
  const weights = [(1 - t) ** 3, 3 * t ** 3 - 6 * t ** 2 + 4, -3 * t ** 3 + 3 * t ** 2 + 3 * t + 1, t ** 3];
  return weights.map((weight, i) => [Math.min(Math.max(first - 1 + i, 0), count - 1), weight / 6]);
}

/** @param {number[][]} rows */
const transposed = (rows) => rows[0].map((_, x) => rows.map((row) => row[x]));
