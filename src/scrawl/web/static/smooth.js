/** A coarse map drawn finer. Pure mathematics; nothing here knows the DOM. */

/** @typedef {import("./evidence.js").Map} Map */

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
