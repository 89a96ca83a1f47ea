/**
 * The pad: a sheet of paper to draw on with mouse, finger or pen. The strokes are the data, in page units; the canvas
 * is a view of them that can be made again at any size, density and colour.
 */

import { Nib } from "./nib.js";
import { Pointers } from "./pointers.js";
import { theme } from "./preferences.js";
import { Steps } from "./steps.js";
import { BRUSHES, PAGE, spared, toGroup, toStroke } from "./strokes.js";

/** @typedef {import("./strokes.js").Stroke} Stroke */

const ERASER = 9; // its radius in page units
const RIM = 1.5; // CSS pixels of its line
const WET = 32; // CSS pixels: the wet canvas grows and moves by these, so that most movements leave its size

/** A pen grows with the paper up to so many CSS pixels in one page unit; on larger paper one writes larger, not thicker. */
const FULL_SCALE = 2;

const FINEST = 2; // canvas pixels in a CSS pixel at least …
const MOST_PIXELS = 5e6; // … where that makes no canvas too large to be drawn in a frame

/**
 * Dispatches `begin` when the pen touches the paper, `ink` whenever there is more or less ink, also during a stroke,
 * `step` when there is one more to undo or redo, and `tool` when another one is in hand.
 */
export class Pad extends EventTarget {
  #canvas;
  #wet = document.createElement("canvas"); // above: what changes with every movement
  #pen;
  #pointers;
  #scale = 1; // CSS pixels in one page unit
  #density = 0; // canvas pixels in one CSS pixel
  /** @type {number} */
  #brush = BRUSHES.medium;
  /** @type {Stroke[]} what lies on the paper, but for the stroke under way */
  #strokes = [];
  #steps = new Steps([this.#strokes]);
  /** @type {WeakMap<Stroke[], object>} what lies on the paper instead of ink, at the steps where something does */
  #laid = new WeakMap();
  /** @type {[number, number] | null} where the eraser is, in page units */
  #eraser = null;

  /** @param {HTMLCanvasElement} canvas  its CSS size has the proportion of `PAGE` */
  constructor(canvas) {
    super();
    this.#canvas = canvas;
    this.#wet.className = "wet";
    this.#wet.setAttribute("aria-hidden", "true");
    canvas.after(this.#wet);
    this.#pointers = new Pointers(canvas);
    this.#pointers.addEventListener("pen", () => this.#drop());
    this.#pointers.addEventListener("erase", (event) => this.#erase(/** @type {CustomEvent<PointerEvent>} */ (event).detail));
    this.#pointers.addEventListener("erased", () => this.#finishErasing());
    this.#pen = new Nib(canvas);
    this.#pen.addEventListener("beginStroke", (/** @type {CustomEvent<{event: Event}>} */ event) => this.#begin(event.detail.event));
    this.#pen.addEventListener("afterUpdateStroke", () => this.#follow());
    this.#pen.addEventListener("endStroke", () => this.#finishStroke());
    new ResizeObserver(() => this.#fit()).observe(canvas);
    theme.addEventListener("change", () => this.#draw());
    this.#watchDensity();
    this.#fit();
  }

  /** Whether nothing is drawn. */
  get empty() {
    return this.#strokes.length === 0 && !this.#pen.underWay;
  }

  /** What is on the paper, the stroke under way included. */
  get strokes() {
    const { underWay } = this.#pen;
    return underWay ? [...this.#strokes, toStroke(underWay, this.#scale)] : this.#strokes;
  }

  /** @returns {object | undefined} what lies on the paper instead of ink */
  get laid() {
    return this.#laid.get(this.#strokes);
  }

  /** Whether the pen is down. */
  get isDrawing() {
    return Boolean(this.#pen.underWay);
  }

  /** What was drawn before it was played with (`preview`). */
  get kept() {
    return this.#steps.state;
  }

  /** What was drawn step by step, and at which of the steps it is; without those at which something else lay there. */
  get steps() {
    const isInk = (/** @type {Stroke[]} */ state) => !this.#laid.has(state);
    const before = this.#steps.states.slice(0, this.#steps.place + 1).filter(isInk);
    const after = this.#steps.states.slice(this.#steps.place + 1).filter(isInk);
    const states = [...before, ...after];
    return { states: states.length ? states : [[]], place: Math.max(before.length - 1, 0) };
  }

  set steps({ states, place }) {
    this.#steps = new Steps(states, place);
    this.#return();
  }

  get canUndo() {
    return this.#steps.canUndo || this.#strokes !== this.kept;
  }

  get canRedo() {
    return this.#steps.canRedo;
  }

  /** Which pen is in hand: its diameter in page units. */
  get brush() {
    return this.#brush;
  }

  set brush(brush) {
    this.#brush = brush;
    this.#setWidth();
    this.erases = false;
  }

  /** The diameter of what the pen draws on paper of this size, in page units. */
  get width() {
    return this.#brush * Math.min(FULL_SCALE / this.#scale, 1);
  }

  #setWidth() {
    this.#pen.minWidth = this.#pen.maxWidth = (this.width / 2) * this.#scale; // radii: `_drawCurveSegment` draws discs of them
  }

  get erases() {
    return this.#pointers.erases;
  }

  set erases(erases) {
    this.#pointers.erases = erases && !this.empty; // on empty paper it would draw nothing, and erase nothing
    this.#canvas.toggleAttribute("data-erases", this.#pointers.erases);
    this.#tell("tool");
  }

  undo() {
    if (this.#strokes === this.kept) {
      this.#steps.undo();
    }
    this.#return();
  }

  redo() {
    this.#steps.redo();
    this.#return();
  }

  clear() {
    this.put([]);
  }

  /**
   * Lays something on the paper instead of ink, which is a step like any other.
   * @param {object} thing
   */
  lay(thing) {
    const state = /** @type {Stroke[]} */ ([]);
    this.#laid.set(state, thing);
    this.put(state);
  }

  /**
   * Other strokes in place of what is there.
   * @param {Stroke[]} strokes
   */
  put(strokes) {
    this.#show(strokes);
    this.#keep();
    this.#dropEraser();
    this.#tell("ink");
  }

  /**
   * Shows and has read what is no step: undo, or what is drawn next, comes back to it.
   * @param {Stroke[]} strokes
   */
  preview(strokes) {
    this.#show(strokes);
    this.#tell("ink");
  }

  #return() {
    this.#show(this.kept);
    this.#dropEraser();
    this.#tell("step", "ink");
  }

  /** Makes what is on the paper a step, unless it is the last one already. */
  #keep() {
    const isBlank = [this.#strokes, this.kept].every((state) => state.length === 0 && !this.#laid.has(state));
    if (this.#strokes !== this.kept && !isBlank) {
      this.#steps.add(this.#strokes);
      this.#tell("step");
    }
  }

  /** @param {Event} event */
  #begin(event) {
    // signature_pad listens on window and captures nothing itself; captured, a stroke goes on beyond the
    // window's edge and the pointer selects nothing on its way. A pointer that is already up cannot be captured.
    if (event instanceof PointerEvent && event.isTrusted) {
      this.#canvas.setPointerCapture(event.pointerId);
    }
    this.#keep();
    this.#tell("begin");
  }

  #follow() {
    this.#moisten();
    this.#tell("ink");
  }

  #finishStroke() {
    const group = this.#pen.toData().at(-1);
    if (group) {
      this.#pen.complete();
      this.#strokes = [...this.#strokes, toStroke(group, this.#scale)];
      this.#moisten();
      this.#keep();
      this.#tell("ink");
    }
  }

  /** Takes the stroke under way off the paper. */
  #drop() {
    if (this.#pen.underWay) {
      this.#draw();
      this.#tell("ink");
    }
  }

  /** @param {PointerEvent} event */
  #erase({ clientX, clientY }) {
    const { left, top } = this.#canvas.getBoundingClientRect();
    /** @type {[number, number]} */
    const place = [(clientX - left) / this.#scale, (clientY - top) / this.#scale];
    const rest = spared(this.#strokes, this.#eraser ?? place, place, ERASER);
    this.#eraser = place;
    if (rest.length < this.#strokes.length) {
      this.#show(rest);
      this.#tell("ink");
    }
    this.#moisten();
  }

  #finishErasing() {
    this.#eraser = null;
    this.#moisten();
    this.#keep();
    this.#dropEraser();
  }

  /** With nothing left to erase, the next thing one wants is to draw. */
  #dropEraser() {
    if (this.erases && this.empty) {
      this.erases = false;
    }
  }

  /** What is drawn anew with every movement: the end of the line, which is no curve yet, or the eraser's rim. */
  #moisten() {
    const rim = this.#eraser?.map((each) => each * this.#scale);
    const tail = (!rim && this.#pen.underWay?.points.slice(-2)) || [];
    const width = rim ? RIM : this.width * this.#scale * (tail.at(-1)?.pressure ?? 1);
    const context = rim ? this.#wetted([{ x: rim[0], y: rim[1] }], ERASER * this.#scale + RIM) : this.#wetted(tail, width);
    context.strokeStyle = this.#pen.penColor;
    context.lineWidth = width;
    context.lineCap = "round";
    context.beginPath();
    if (rim) {
      context.arc(rim[0], rim[1], ERASER * this.#scale, 0, 2 * Math.PI);
    }
    tail.forEach(({ x, y }) => context.lineTo(x, y));
    context.stroke();
  }

  /**
   * Lays the wet canvas, blank, about some places and no further: all of it is painted with every frame.
   * @param {{x: number, y: number}[]} places  in CSS pixels of the pad, as all that is drawn there
   * @param {number} reach
   */
  #wetted(places, reach) {
    const sides = (/** @type {number[]} */ values) => {
      const begin = Math.floor((Math.min(...values) - reach) / WET) * WET;
      return [begin, Math.ceil((Math.max(...values) + reach) / WET) * WET - begin];
    };
    const [[left, width], [top, height]] = places.length ? [sides(places.map(({ x }) => x)), sides(places.map(({ y }) => y))] : [[0, 0], [0, 0]];
    Object.assign(this.#wet, { width: Math.round(width * this.#density), height: Math.round(height * this.#density) }); // which clears it
    Object.assign(this.#wet.style, { width: `${width}px`, height: `${height}px`, transform: `translate(${left}px, ${top}px)` });
    const context = contextOf(this.#wet);
    context.setTransform(this.#density, 0, 0, this.#density, -left * this.#density, -top * this.#density);
    return context;
  }

  /** Brings the canvas to its CSS size and the screen's density. Setting its width or height clears it. */
  #fit() {
    const width = this.#canvas.clientWidth;
    const isSmall = width * this.#canvas.clientHeight * FINEST ** 2 < MOST_PIXELS;
    // Below 1 when zoomed out: signature_pad's docs/js/app.js. Thin lines have rough edges where each pixel is seen.
    const density = Math.max(window.devicePixelRatio || 1, isSmall ? FINEST : 1);
    const scale = width / PAGE.width;
    if (width === 0 || (scale === this.#scale && density === this.#density)) {
      return;
    }
    const isDrawing = Boolean(this.#pen.underWay);
    this.#strokes = this.strokes; // also the stroke under way, which ends here
    this.#scale = scale;
    this.#density = density;
    this.#canvas.width = Math.round(width * density);
    this.#canvas.height = Math.round(this.#canvas.clientHeight * density);
    contextOf(this.#canvas).scale(density, density);
    this.#setWidth();
    this.#draw();
    if (isDrawing) {
      this.#keep();
    }
  }

  /** @param {Stroke[]} strokes */
  #show(strokes) {
    this.#strokes = strokes;
    this.#draw();
  }

  /** Draws the strokes anew in the ink's present colour (`color` of the canvas); the one under way is let go. */
  #draw() {
    const penColor = getComputedStyle(this.#canvas).color;
    this.#pen.release();
    this.#pen.penColor = penColor;
    this.#pen.fromData(this.#strokes.map((stroke) => toGroup(stroke, this.#scale, penColor)));
    this.#moisten();
  }

  /** @param {string[]} events */
  #tell(...events) {
    events.forEach((each) => this.dispatchEvent(new Event(each)));
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

/** @param {HTMLCanvasElement} canvas */
const contextOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
