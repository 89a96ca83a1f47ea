/**
 * Ink as data: the page's own units, and the way between signature_pad's point groups, the page's strokes and the
 * API's. Pure mathematics; nothing here knows the DOM.
 */

/**
 * @typedef {{x: number, y: number, time: number, pressure: number}} PadPoint  CSS pixels of the canvas, y down; `pressure`
 *   is the share of the pen's width, 0…1
 * @typedef {{points: PadPoint[], penColor: string, minWidth: number, maxWidth: number}} PadGroup
 * @typedef {[number, number, number, number]} InkPoint  x, y in page units, y down; ms; share of the brush, 0…1
 * @typedef {{brush: number, points: InkPoint[]}} Stroke  brush: the pen's diameter in page units
 * @typedef {(number | null)[][][]} Strokes  what the API reads: points [x, y], [x, y, t] or [x, y, t, pressure]
 * @typedef {{strokes: Strokes, width?: number, height?: number, brush?: number}} Drawing
 * @typedef {[number, number, number, number]} Box  x, y, width, height
 */

/**
 * The sheet of paper in units of its own. The canvas shows it at any size in this proportion, so what is sent is
 * the same from a telephone and from a desk, and turning the telephone loses no ink.
 */
export const PAGE = Object.freeze({ width: 400, height: 300 });

/**
 * Where a box lies on the page, in shares of its width and height.
 * @param {Box} box  in page units
 * @returns {Box}
 */
export const ofPage = ([x, y, width, height]) => [x / PAGE.width, y / PAGE.height, width / PAGE.width, height / PAGE.height];

/** Diameters of the pens in page units; the middle one is about a fifteenth of a digit drawn comfortably large. */
export const BRUSHES = Object.freeze({ thin: 7, medium: 12, thick: 20 });

/**
 * A pointer's strokes as it left it on the canvas, to a twentieth of a page unit.
 * @param {PadGroup} group
 * @param {number} scale  CSS pixels in one page unit
 * @returns {Stroke}
 */
export function toStroke({ points, maxWidth }, scale) {
  const page = (/** @type {number} */ value) => Math.round((value / scale) * 20) / 20;
  return {
    brush: page(2 * maxWidth),
    points: points.map(({ x, y, time, pressure }) => [page(x), page(y), Math.round(time), Math.round(pressure * 1000) / 1000]),
  };
}

/**
 * A stroke for signature_pad to draw. Its curves reach up to the last point but one; given twice, the last is reached.
 * @param {Stroke} stroke
 * @param {number} scale  CSS pixels in one page unit
 * @param {string} penColor
 * @returns {PadGroup}
 */
export function toGroup({ brush, points }, scale, penColor) {
  const radius = (brush / 2) * scale;
  const drawn = points.length > 2 ? [...points, points[points.length - 1]] : points;
  return {
    penColor,
    minWidth: radius,
    maxWidth: radius,
    points: drawn.map(([x, y, time, pressure]) => ({ x: x * scale, y: y * scale, time, pressure })),
  };
}

/**
 * The strokes as the API reads them, with the page they were drawn on. It knows one pen for all: what was drawn with
 * a thinner one has less pressure.
 * @param {Stroke[]} strokes
 * @returns {Required<Drawing>}
 */
export function toDrawing(strokes) {
  const brush = strokes.length ? Math.max(...strokes.map((stroke) => stroke.brush)) : BRUSHES.medium;
  const start = strokes[0]?.points[0][2] ?? 0;
  return {
    strokes: strokes.map((stroke) => {
      const plain = stroke.brush === brush && stroke.points.every(([, , , share]) => share === 1);
      return stroke.points.map(([x, y, time, share]) =>
        plain ? [x, y] : [x, y, time - start, Math.round((1000 * share * stroke.brush) / brush) / 1000],
      );
    }),
    ...PAGE,
    brush,
  };
}

/**
 * The way back from what the API reads.
 * @param {Drawing} drawing
 * @returns {Stroke[]}
 */
export const ofDrawing = ({ strokes, brush = BRUSHES.medium }) =>
  strokes.map((stroke) => ({
    brush,
    points: stroke.map(([x, y, time, share]) => [x ?? 0, y ?? 0, time ?? 0, share ?? 1]),
  }));

/**
 * The box of the strokes' points, without the pen.
 * @param {Stroke[]} strokes  at least one
 * @returns {Box}
 */
export function boxOf(strokes) {
  const points = strokes.flatMap((stroke) => stroke.points);
  const [left, top] = [0, 1].map((axis) => points.reduce((least, point) => Math.min(least, point[axis]), Infinity));
  const [right, bottom] = [0, 1].map((axis) => points.reduce((most, point) => Math.max(most, point[axis]), -Infinity));
  return [left, top, right - left, bottom - top];
}

/**
 * The strokes that an eraser misses.
 * @param {Stroke[]} strokes
 * @param {[number, number]} from  its way, in page units
 * @param {[number, number]} to
 * @param {number} reach  its radius
 */
export function spared(strokes, from, to, reach) {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const steps = Math.ceil(length / reach) + 1; // none of its touches is further than its radius from the next
  const touches = Array.from({ length: steps }, (_, i) => {
    const share = steps > 1 ? i / (steps - 1) : 1;
    return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
  });
  return strokes.filter(
    ({ brush, points }) =>
      !touches.some(([x, y]) =>
        points.some((point, i) => distance([x, y], points[Math.max(i - 1, 0)], point) <= reach + brush / 2),
      ),
  );
}

/**
 * From a place to the straight line between two points.
 * @param {number[]} place
 * @param {number[]} start
 * @param {number[]} end
 */
function distance([x, y], [x0, y0], [x1, y1]) {
  const squared = (x1 - x0) ** 2 + (y1 - y0) ** 2;
  const share = squared ? Math.min(Math.max(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / squared, 0), 1) : 0;
  return Math.hypot(x - x0 - share * (x1 - x0), y - y0 - share * (y1 - y0));
}

/**
 * Which box a stroke belongs to: the one nearest to the middle of the stroke's own box.
 * @param {Box[]} boxes
 * @param {Stroke} stroke
 * @returns {number} an index, -1 without boxes
 */
export function nearestBox(boxes, stroke) {
  const [x0, y0, across, down] = boxOf([stroke]);
  const [x, y] = [x0 + across / 2, y0 + down / 2];
  const distances = boxes.map(([left, top, width, height]) =>
    Math.hypot(Math.max(left - x, 0, x - left - width), Math.max(top - y, 0, y - top - height)),
  );
  return distances.indexOf(Math.min(...distances));
}
