/**
 * signature_pad with a nib: its line is as wide as the pen is pressed, it follows every point that the device tells,
 * also those between two frames and as soon as they are told, and knows how far the drawn line is behind the pen's tip.
 */

import SignaturePad from "./vendor/signature_pad-5.1.4.min.js";

/** Points nearer than this to the one before are dropped; in CSS pixels. */
const POINT_SPACING = 2;

/** A pen that hardly touches leaves a line this share of its width, and one pressed at ease a whole one. */
const LIGHTEST = 0.35;

/**
 * @typedef {import("./strokes.js").PadPoint} PadPoint
 * @typedef {import("./strokes.js").PadGroup} PadGroup
 * @typedef {{event: PointerEvent, type: string, x: number, y: number, pressure: number}} Moved  as signature_pad has it
 */

export class Nib extends SignaturePad {
  #pressed = false; // whether what draws tells how strongly it is pressed
  #isRaw = false; // whether the device tells of the stroke's movements before the next frame
  #time = 0; // ms, of the point that is made

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    // `throttle: 0`: browsers already hand out one pointermove a frame, and a point held back comes late.
    super(canvas, { throttle: 0, minDistance: POINT_SPACING });
    this._strokeMoveUpdate = this.#follow;
    // A pointermove waits for the next frame, and what is read of it for the one after that.
    canvas.addEventListener("pointerrawupdate", this._handlePointerMove);
  }

  /** @returns {PadGroup | undefined} the stroke under way */
  get underWay() {
    return this._drawingStroke ? this._data.at(-1) : undefined;
  }

  /** Lets go of the stroke under way. `clear` alone would wait for its end for ever (`_drawingStroke`). */
  release() {
    this._removeMoveUpEventListeners();
    this._drawingStroke = false;
    this._strokePointerId = undefined;
  }

  /**
   * Draws what is missing of the stroke that ended: its curves reach up to the last point but one (`_addPoint`: four
   * points make the curve between the middle two), and none begins before the third.
   */
  complete() {
    const group = this._data.at(-1);
    const last = group?.points.at(-1);
    if (group?.points.length === 2) {
      this._drawLine(group.points[0], last, group);
    } else if (group?.points.length > 2) {
      this._drawCurve(this._addPoint(last, group), group);
    }
  }

  /** Pointer events on every device: signature_pad would take touch events on tablets, which tell less. */
  on() {
    this._handlePointerEvents();
  }

  /** @param {Moved} moved */
  _strokeBegin(moved) {
    this.#pressed = moved.event.pointerType === "pen";
    this.#isRaw = false;
    super._strokeBegin(moved);
  }

  /**
   * https://developer.mozilla.org/en-US/docs/Web/API/PointerEvent/getCoalescedEvents
   * https://developer.mozilla.org/en-US/docs/Web/API/Element/pointerrawupdate_event
   * @param {Moved} moved
   */
  #follow(moved) {
    this.#isRaw ||= moved.type === "pointerrawupdate";
    if (this.#isRaw && moved.type === "pointermove") {
      return; // which tells again what was told
    }
    const events = moved.event.getCoalescedEvents?.() ?? [];
    for (const event of events.length ? events : [moved.event]) {
      this._strokeUpdate({ ...moved, event, x: event.clientX, y: event.clientY, pressure: event.pressure });
    }
  }

  /** @param {Moved} moved */
  _strokeUpdate(moved) {
    this.#time = moved.event.timeStamp;
    super._strokeUpdate(moved);
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} pressure
   */
  _createPoint(x, y, pressure) {
    const share = this.#pressed ? Math.min(LIGHTEST + pressure, 1) : 1;
    return Object.assign(super._createPoint(x, y, share), { time: this.#time });
  }

  /**
   * By pressure, not by speed: the server draws the line again from the same points.
   * @param {PadPoint} start
   * @param {PadPoint} end
   * @param {{maxWidth: number}} options
   */
  _calculateCurveWidths(start, end, { maxWidth }) {
    return { start: maxWidth * start.pressure, end: maxWidth * end.pressure };
  }

  /**
   * @param {PadPoint} point
   * @param {{maxWidth: number}} options
   */
  _drawDot(point, options) {
    super._drawDot(point, { ...options, dotSize: options.maxWidth * point.pressure });
  }

  /**
   * @param {PadPoint} start
   * @param {PadPoint} end
   * @param {{maxWidth: number}} options
   */
  _drawLine(start, end, options) {
    super._drawLine(start, end, { ...options, dotSize: (options.maxWidth * (start.pressure + end.pressure)) / 2 });
  }
}
