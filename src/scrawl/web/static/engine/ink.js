/**
 * Ink drawn from strokes: 1 where a pen touched, 0 on paper. The twin of `scrawl/ink.py`, by the same arithmetic: a stroke
 * is the union of tapered capsules, one a segment, and a pixel's ink is `clip(radius + ½ − distance of its middle, 0, 1)`
 * of the segment that covers it most.
 */

/**
 * @typedef {import("../strokes.js").Drawing} Drawing
 * @typedef {import("../strokes.js").Box} Box
 * @typedef {{points: Float64Array, radii: Float64Array}} Path  x, y of each point in raster pixels from the middle of the
 *   first pixel; half the line's width there
 * @typedef {{data: Float32Array, width: number, height: number}} Ink  by rows, 0…1
 * @typedef {{width: number, height: number, scale: number, origin: [number, number], paths: Path[]}} Raster  stroke
 *   unit = raster pixel / scale + origin
 */

const LEAST_SIDE = 112; // raster pixels of the ink's longer side
const PEN = LEAST_SIDE / 16; // raster pixels of the pen's diameter, where the sides permit: that of a digit by a usual pen
const MOST_SIDE = 1024;
const MARGIN_PIXELS = 2;
const LIGHTEST_PRESSURE = 0.25; // a pen that hardly touches still leaves a line this share of its width
const HAIRLINE = LIGHTEST_PRESSURE / 20; // of the strokes' usual size: as thin in the network's frame of 20 pixels
const MOST_POINTS = 4; // of a stroke in the width of a raster pixel: bounds the work
const BRUSH_SHARE = 0.065; // a pen's diameter where none is told, as a share of the canvas' longer side
const SMALLEST = 1e-6; // of a size

/**
 * Where a drawing's strokes lie on a raster that holds its ink and a margin, not the canvas.
 * @param {Drawing} drawing
 * @returns {Raster}
 */
export function rasterOf(drawing) {
  const { strokes } = drawing;
  if (strokes.length === 0) {
    return { width: 1, height: 1, scale: 1, origin: [0, 0], paths: [] };
  }
  const boxes = strokes.map(boxOf);
  const [left, top, right, bottom] = boxes.reduce(united);
  const spans = boxes.map((box) => Math.max(box[2] - box[0], box[3] - box[1]));
  const brush = Math.max(brushOf(drawing, right - left, bottom - top), median(spans) * HAIRLINE);
  const side = Math.max(right - left, bottom - top) + brush;
  const scale = Math.min(Math.max(PEN / brush, LEAST_SIDE / side), MOST_SIDE / side);
  const radius = Math.max(brush * scale, 1) / 2; // a line thinner than a pixel would fall between them
  const margin = Math.ceil(radius) + MARGIN_PIXELS;
  return {
    width: Math.ceil((right - left) * scale) + 2 * margin + 1,
    height: Math.ceil((bottom - top) * scale) + 2 * margin + 1,
    scale,
    origin: [left - (margin + 0.5) / scale, top - (margin + 0.5) / scale],
    paths: strokes.map((stroke) => ({
      points: Float64Array.from(stroke.flatMap(([x, y]) => [(Number(x) - left) * scale + margin, (Number(y) - top) * scale + margin])),
      radii: Float64Array.from(stroke, ([, , , pressure]) => radius * Math.max(pressure ?? 1, LIGHTEST_PRESSURE)),
    })),
  };
}

/**
 * @param {{width: number, height: number, paths: Path[]}} raster
 * @returns {Ink}
 */
export function draw({ width, height, paths }) {
  const ink = { data: new Float32Array(width * height), width, height };
  paths.forEach((path) => drawPath(ink, path));
  return ink;
}

/**
 * The ink of some strokes alone, and where its left upper corner lies.
 * @param {Raster} raster
 * @param {number[]} places  of the strokes
 * @param {number} [lean]  each x is x + lean · y
 * @returns {{ink: Ink, left: number, top: number}}
 */
export function alone({ paths }, places, lean = 0) {
  const own = places.map((place) => {
    const { points, radii } = paths[place];
    return { points: points.map((each, k) => (k % 2 ? each : each + lean * points[k + 1])), radii };
  });
  const reach = Math.ceil(own.reduce((most, { radii }) => radii.reduce((r, each) => Math.max(r, each), most), 0)) + 1;
  const box = own.map(({ points }) => boxOf(Array.from({ length: points.length / 2 }, (_, k) => [points[2 * k], points[2 * k + 1]]))).reduce(united);
  const [left, top] = [Math.floor(box[0]) - reach, Math.floor(box[1]) - reach];
  const [right, bottom] = [Math.ceil(box[2]) + reach + 1, Math.ceil(box[3]) + reach + 1];
  const moved = own.map(({ points, radii }) => ({ points: points.map((each, k) => each - (k % 2 ? top : left)), radii }));
  return { ink: draw({ width: right - left, height: bottom - top, paths: moved }), left, top };
}

/**
 * A box in raster pixels as one in stroke units.
 * @param {Raster} raster
 * @param {number[]} box
 * @returns {Box}
 */
export function inUnits({ scale, origin }, [x, y, width, height]) {
  return [x / scale + origin[0], y / scale + origin[1], width / scale, height / scale];
}

/**
 * @param {Ink} ink
 * @param {Path} path
 */
function drawPath(ink, { points, radii }) {
  const last = radii.length - 1;
  let begin = 0;
  for (let end = 1; end <= last; end++) {
    const isNear = isBeside(points[2 * end], points[2 * end - 2]) && isBeside(points[2 * end + 1], points[2 * end - 1]);
    if (end === last || !isNear) {
      drawSegment(ink, points, radii, begin, end);
      begin = end;
    }
  }
  drawSegment(ink, points, radii, last, last); // so that a dot is drawn, too
}

/**
 * Whether two coordinates lie in one of the MOST_POINTS parts of a pixel.
 * @param {number} a
 * @param {number} b
 */
const isBeside = (a, b) => Math.floor(a * MOST_POINTS) === Math.floor(b * MOST_POINTS);

/**
 * @param {Ink} ink
 * @param {Float64Array} points
 * @param {Float64Array} radii
 * @param {number} begin  which of the points
 * @param {number} end
 */
function drawSegment({ data, width, height }, points, radii, begin, end) {
  const [x0, y0, x1, y1] = [points[2 * begin], points[2 * begin + 1], points[2 * end], points[2 * end + 1]];
  const [edge, grows] = [radii[begin] + 0.5, radii[end] - radii[begin]];
  const reach = edge + Math.max(grows, 0);
  const [across, down] = [x1 - x0, y1 - y0];
  const squared = Math.max(across * across + down * down, 1e-12);
  const right = Math.min(Math.floor(Math.max(x0, x1) + reach), width - 1);
  const bottom = Math.min(Math.floor(Math.max(y0, y1) + reach), height - 1);
  const first = Math.max(Math.ceil(Math.min(x0, x1) - reach), 0);
  for (let y = Math.max(Math.ceil(Math.min(y0, y1) - reach), 0); y <= bottom; y++) {
    for (let x = first; x <= right; x++) {
      const share = Math.min(Math.max(((x - x0) * across + (y - y0) * down) / squared, 0), 1);
      const [awayX, awayY] = [x - x0 - share * across, y - y0 - share * down];
      const cover = Math.min(edge + share * grows - Math.sqrt(awayX * awayX + awayY * awayY), 1);
      const place = y * width + x;
      if (cover > data[place]) {
        data[place] = cover;
      }
    }
  }
}

/**
 * The pen's diameter: as told, else BRUSH_SHARE of the canvas' longer side, which where it is not told is the points'
 * span and the brush itself.
 * @param {Drawing} drawing
 * @param {number} across  span of the points
 * @param {number} down
 */
function brushOf({ brush, width, height }, across, down) {
  const share = (/** @type {number | undefined} */ side, /** @type {number} */ span) =>
    side === undefined ? (BRUSH_SHARE * span) / (1 - BRUSH_SHARE) : BRUSH_SHARE * side;
  const usual = Math.max(share(width, across), share(height, down));
  return brush ?? (usual >= SMALLEST ? usual : 1);
}

/**
 * Left, top, right, bottom of a stroke's points.
 * @param {(number | null)[][]} stroke
 */
function boxOf(stroke) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of stroke) {
    box[0] = Math.min(box[0], Number(x));
    box[1] = Math.min(box[1], Number(y));
    box[2] = Math.max(box[2], Number(x));
    box[3] = Math.max(box[3], Number(y));
  }
  return box;
}

/**
 * @param {number[]} a  left, top, right, bottom
 * @param {number[]} b
 */
const united = (a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];

/** @param {number[]} values */
export function median(values) {
  const ordered = [...values].sort((a, b) => a - b);
  const middle = ordered.length >> 1;
  return ordered.length % 2 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
}
