/**
 * Why: the evidence for an answer, laid over the ink it was read from. What speaks for the digit is drawn in one
 * colour, what speaks against it in another; the more it weighs, the stronger.
 */

import { balance } from "./evidence.js";
import { theme } from "./preferences.js";
import { smooth } from "./smooth.js";

/**
 * @typedef {import("./client.js").Digit} Digit
 * @typedef {import("./strokes.js").Box} Box
 * @typedef {{host: HTMLElement, place: (box: Box) => Box, ink: HTMLCanvasElement | null}} Ground
 *   what the evidence lies on, where on it a digit's box is, in shares of its width and height, and the ink on it where
 *   there is some
 */

const SIZE = 56; // samples along a side of the frame: 8 for each place
const FULL = 1; // logits at a place that are drawn at full strength, if no place has more
const ON_PAPER = 0.45; // strength beside the ink
const FADE = SIZE / 8; // samples over which it fades out towards the frame's edge, where nothing ends

export class Why {
  #canvas = document.createElement("canvas");
  #watch = new ResizeObserver(() => this.#paint());
  /** @type {{ground: Ground, digit: Digit, rival: number | null} | null} */
  #shown = null;

  constructor() {
    this.#canvas.className = "evidence";
    this.#canvas.setAttribute("aria-hidden", "true");
    theme.addEventListener("change", () => this.#paint());
  }

  /**
   * @param {Ground} ground
   * @param {Digit} digit  with its evidence
   * @param {number | null} rival
   */
  show(ground, digit, rival) {
    this.#shown = { ground, digit, rival };
    if (this.#canvas.parentElement !== ground.host) {
      ground.host.append(this.#canvas);
      this.#watch.disconnect();
      this.#watch.observe(ground.host); // paints at once
    }
    this.#paint();
  }

  hide() {
    this.#shown = null;
    this.#watch.disconnect();
    this.#canvas.remove();
  }

  #paint() {
    const shown = this.#shown;
    const evidence = shown?.digit.evidence;
    if (!evidence) {
      return;
    }
    const { ground, digit, rival } = shown;
    const density = window.devicePixelRatio;
    const width = Math.round(ground.host.clientWidth * density);
    const height = Math.round(ground.host.clientHeight * density);
    Object.assign(this.#canvas, { width, height });
    const heat = this.#heat(smooth(balance(evidence, digit.digit, rival), SIZE));
    const [x, y, across, down] = ground.place(digit.frame_box);
    const place = [x * width, y * height, across * width, down * height];
    const context = contextOf(this.#canvas);
    context.globalAlpha = ON_PAPER;
    drawIn(context, heat, place);
    context.globalAlpha = 1;
    if (ground.ink) {
      context.drawImage(tinted(ground.ink, heat, place, width, height), 0, 0);
    } else {
      drawIn(context, heat, place);
    }
  }

  /**
   * The map in colours, as opaque as it weighs.
   * @param {number[][]} map
   */
  #heat(map) {
    const heat = blank(map.length, map.length);
    const context = contextOf(heat);
    const style = getComputedStyle(this.#canvas);
    const [pro, contra] = [style.color, style.outlineColor].map(channels);
    const most = Math.max(FULL, ...map.flat().map(Math.abs));
    const image = context.createImageData(map.length, map.length);
    map.flat().forEach((value, i) => {
      const inward = within(i % map.length, map.length) * within(Math.floor(i / map.length), map.length);
      image.data.set([...(value > 0 ? pro : contra), 255 * inward * (Math.abs(value) / most) ** 0.8], 4 * i);
    });
    context.putImageData(image, 0, 0);
    return heat;
  }
}

/**
 * The ink coloured by the heat on it.
 * @param {HTMLCanvasElement} ink
 * @param {HTMLCanvasElement} heat
 * @param {number[]} place
 * @param {number} width
 * @param {number} height
 */
function tinted(ink, heat, place, width, height) {
  const layer = blank(width, height);
  const context = contextOf(layer);
  context.drawImage(ink, 0, 0, width, height);
  context.globalCompositeOperation = "source-atop";
  drawIn(context, heat, place);
  drawIn(context, heat, place); // twice: the ink's own colour is strong
  return layer;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {HTMLCanvasElement} heat
 * @param {number[]} place  x, y, width, height
 */
function drawIn(context, heat, [x, y, width, height]) {
  context.imageSmoothingQuality = "high";
  context.drawImage(heat, x, y, width, height);
}

/**
 * @param {number} width
 * @param {number} height
 */
function blank(width, height) {
  return Object.assign(document.createElement("canvas"), { width, height });
}

/** @param {HTMLCanvasElement} canvas */
const contextOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

/**
 * @param {number} index
 * @param {number} count
 * @returns {number} 0 at either end … 1 from FADE on
 */
const within = (index, count) => Math.min((Math.min(index, count - 1 - index) + 0.5) / FADE, 1);

/** @param {string} colour  computed: rgb(…) */
const channels = (colour) => (colour.match(/\d+/g) ?? []).slice(0, 3).map(Number);
