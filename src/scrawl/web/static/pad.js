/**
 * The pad: a sheet of paper to draw on with mouse, finger or pen. The strokes are the data and belong to
 * signature_pad; the canvas is a view of them that can be made again at any size, density and colour.
 */

import { theme } from "./preferences.js";
import SignaturePad from "./vendor/signature_pad-5.1.4.js";
import { BRUSH, PAGE, rescale, toGroups, toStrokes } from "./strokes.js";

/** Points nearer than this to the one before are dropped; in CSS pixels. */
const POINT_SPACING = 2;

/**
 * Dispatches `begin` when the pen touches the paper and `ink` whenever there is more ink, also during a stroke.
 */
export class Pad extends EventTarget {
  #canvas;
  #pen;
  #scale = 1; // CSS pixels in one page unit
  #density = 0; // canvas pixels in one CSS pixel

  /** @param {HTMLCanvasElement} canvas  its CSS size has the proportion of `PAGE` */
  constructor(canvas) {
    super();
    this.#canvas = canvas;
    // `throttle: 0`: browsers already hand out one pointermove a frame, and a point held back comes late.
    this.#pen = new SignaturePad(canvas, { throttle: 0, minDistance: POINT_SPACING });
    this.#pen.addEventListener("beginStroke", (event) => this.#begin(event.detail.event));
    this.#pen.addEventListener("afterUpdateStroke", () => this.dispatchEvent(new Event("ink")));
    this.#pen.addEventListener("endStroke", () => this.#finishStroke());
    new ResizeObserver(() => this.#fit()).observe(canvas);
    theme.addEventListener("change", () => this.#draw(this.#pen.toData()));
    this.#watchDensity();
    this.#fit();
  }

  /** Whether nothing is drawn. */
  get empty() {
    return this.#pen.toData().length === 0;
  }

  /** The strokes in page units, the one being drawn included. */
  get strokes() {
    return toStrokes(this.#pen.toData(), this.#scale);
  }

  /** What the API reads: the strokes with the page and the pen they were drawn with. */
  get drawing() {
    return { strokes: this.strokes, width: PAGE.width, height: PAGE.height, brush: BRUSH };
  }

  /**
   * Draws these strokes, in place of what is there, as if the pen had.
   * @param {import("./strokes.js").Strokes} strokes
   */
  put(strokes) {
    this.#pen.clear();
    this.#draw(toGroups(strokes, this.#scale, ""));
    this.dispatchEvent(new Event("begin"));
    this.dispatchEvent(new Event("ink"));
  }

  clear() {
    this.#release();
    this.#pen.clear();
  }

  /** @param {Event} event */
  #begin(event) {
    // signature_pad listens on window and captures nothing itself; captured, a stroke goes on beyond the
    // window's edge and the pointer selects nothing on its way. A pointer that is already up cannot be captured.
    if (event instanceof PointerEvent && event.isTrusted) {
      this.#canvas.setPointerCapture(event.pointerId);
    }
    this.dispatchEvent(new Event("begin"));
  }

  /**
   * signature_pad draws each curve up to the last point but one (`_addPoint`: four points make the curve between
   * the middle two), so a stroke ends short of the pen. A last point given twice brings the curve to its end.
   */
  #finishStroke() {
    const points = this.#pen.toData().at(-1)?.points ?? [];
    const last = points.at(-1);
    if (last && points.length > 2) {
      points.push({ ...last });
    }
    this.#pen.redraw();
    this.dispatchEvent(new Event("ink"));
  }

  /**
   * Ends the stroke under way. signature_pad's `clear` and `redraw` forget which pointer was drawing, but not that
   * one was, and then wait for its end for ever (`_strokePointerId`, `_drawingStroke`); `on` starts afresh.
   */
  #release() {
    this.#pen.off();
    this.#pen.on();
  }

  /** Brings the canvas to its CSS size and the screen's density. Setting its width or height would clear it. */
  #fit() {
    const width = this.#canvas.clientWidth;
    const density = Math.max(window.devicePixelRatio || 1, 1); // below 1 when zoomed out: signature_pad's docs/js/app.js
    const scale = width / PAGE.width;
    if (width === 0 || (scale === this.#scale && density === this.#density)) {
      return;
    }
    const groups = rescale(this.#pen.toData(), scale / this.#scale);
    this.#scale = scale;
    this.#density = density;
    this.#canvas.width = Math.round(width * density);
    this.#canvas.height = Math.round(this.#canvas.clientHeight * density);
    this.#canvas.getContext("2d")?.scale(density, density);
    this.#pen.minWidth = this.#pen.maxWidth = (BRUSH / 2) * scale; // radii: `_drawCurveSegment` draws discs of them
    this.#draw(groups);
  }

  /**
   * Draws the groups anew in the ink's present colour (`color` of the canvas).
   * @param {import("./strokes.js").PadGroup[]} groups
   */
  #draw(groups) {
    const penColor = getComputedStyle(this.#canvas).color;
    this.#release();
    this.#pen.penColor = penColor;
    this.#pen.fromData(groups.map((group) => ({ ...group, penColor })));
  }

  /**
   * A window moved to another screen, or zoomed, changes its density without any resize.
   * https://developer.mozilla.org/en-US/docs/Web/API/Window/devicePixelRatio#monitoring_screen_resolution_or_zoom_level_changes
   */
  #watchDensity() {
    const query = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    query.addEventListener("change", () => (this.#fit(), this.#watchDensity()), { once: true });
  }
}
