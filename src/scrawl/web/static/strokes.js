/**
 * Ink as data: the page's own units, and the way between signature_pad's point groups and the API's strokes.
 * Pure mathematics; nothing here knows the DOM.
 */

/**
 * @typedef {{x: number, y: number, time: number, pressure: number}} PadPoint  CSS pixels of the canvas, y down
 * @typedef {{points: PadPoint[], penColor: string, minWidth: number, maxWidth: number}} PadGroup
 * @typedef {[number, number][][]} Strokes  what the API reads: points [x, y] in page units, y down
 * @typedef {[number, number, number, number]} Box  x, y, width, height
 */

/**
 * The sheet of paper in units of its own. The canvas shows it at any size in this proportion, so what is sent is
 * the same from a telephone and from a desk, and turning the telephone loses no ink.
 */
export const PAGE = Object.freeze({ width: 400, height: 300 });

/** The pen's diameter in page units: about a fifteenth of a digit drawn comfortably large. */
export const BRUSH = 12;

/**
 * The groups as strokes in page units, to a twentieth of a unit.
 * @param {PadGroup[]} groups
 * @param {number} scale  CSS pixels in one page unit
 * @returns {Strokes}
 */
export function toStrokes(groups, scale) {
  const page = (/** @type {number} */ value) => Math.round((value / scale) * 20) / 20;
  return groups.map(({ points }) => points.map(({ x, y }) => [page(x), page(y)]));
}

/**
 * Strokes as groups to draw with the page's pen.
 * @param {Strokes} strokes
 * @param {number} scale  CSS pixels in one page unit
 * @param {string} penColor
 * @returns {PadGroup[]}
 */
export function toGroups(strokes, scale, penColor) {
  const radius = (BRUSH / 2) * scale;
  return strokes.map((stroke) => ({
    penColor,
    minWidth: radius,
    maxWidth: radius,
    points: [...stroke, ...stroke.slice(-1)].map(([x, y]) => ({ x: x * scale, y: y * scale, time: 0, pressure: 0.5 })),
  }));
}

/**
 * The same groups on a canvas `factor` times as large.
 * @param {PadGroup[]} groups
 * @param {number} factor
 * @returns {PadGroup[]}
 */
export function rescale(groups, factor) {
  return groups.map((group) => ({
    ...group,
    minWidth: group.minWidth * factor,
    maxWidth: group.maxWidth * factor,
    points: group.points.map((point) => ({ ...point, x: point.x * factor, y: point.y * factor })),
  }));
}

/**
 * Which box a stroke belongs to: the one nearest to the middle of the stroke's own box.
 * @param {Box[]} boxes
 * @param {[number, number][]} stroke
 * @returns {number} an index, -1 without boxes
 */
export function nearestBox(boxes, stroke) {
  const xs = stroke.map(([x]) => x);
  const ys = stroke.map(([, y]) => y);
  const x = (Math.min(...xs) + Math.max(...xs)) / 2;
  const y = (Math.min(...ys) + Math.max(...ys)) / 2;
  const distances = boxes.map(([left, top, width, height]) =>
    Math.hypot(Math.max(left - x, 0, x - left - width), Math.max(top - y, 0, y - top - height)),
  );
  return distances.indexOf(Math.min(...distances));
}
