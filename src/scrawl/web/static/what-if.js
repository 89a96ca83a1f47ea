/**
 * What if: sliders that turn, shrink, thicken, shift or speckle what was drawn. Below the slider in hand stands what
 * the network would say all along it, and where it changes its mind.
 */

import { NEUTRAL, changed } from "./change.js";
import { answerTo } from "./client.js";
import { number, wholePercent } from "./languages.js";
import { toDrawing } from "./strokes.js";
import { styled } from "./styled.js";
import * as words from "./words.js";

await styled("played");

/**
 * @typedef {import("./change.js").Change} Change
 * @typedef {{value: number, said: string}} Sample  what is said at a slider's value
 */

const SAMPLES = 25; // along a slider
const HALVINGS = 3; // of the way between two samples that differ
const LEAST_SHARE = 0.045; // of the track: less has no room for what is said

const details = /** @type {HTMLElement} */ (document.getElementById("what-if"));
const sliders = /** @type {HTMLInputElement[]} */ (Array.from(details.querySelectorAll("input")));
const fields = /** @type {HTMLFieldSetElement} */ (details.querySelector("fieldset"));

const none = /** @type {HTMLElement} */ (details.querySelector(".none"));

export class WhatIf {
  #pad;
  #sweep = 0; // counts them: an older one stops
  /** @type {HTMLInputElement | null} whose track is written under */
  #swept = null;

  /** @param {import("./pad.js").Pad} pad */
  constructor(pad) {
    this.#pad = pad;
    for (const slider of sliders) {
      slider.addEventListener("input", () => this.#apply());
      slider.addEventListener("focus", () => this.#explore(slider));
      slider.addEventListener("pointerdown", () => this.#explore(slider));
    }
    details.querySelector("button")?.addEventListener("click", () => this.reset());
    details.addEventListener("toggle", () => this.reset());
    for (const other of ["begin", "step"]) {
      pad.addEventListener(other, () => this.#settle()); // what is on the paper now is what was drawn
    }
    this.#settle();
  }

  /** Shows what was drawn again, unchanged. */
  reset() {
    const isChanged = this.#pad.strokes !== this.#pad.kept;
    this.#settle();
    if (isChanged) {
      this.#pad.preview(this.#pad.kept);
    }
  }

  #settle() {
    sliders.forEach((slider) => (slider.value = slider.defaultValue));
    this.#forget();
    this.#write();
    fields.disabled = this.#pad.empty;
    none.hidden = !this.#pad.empty;
  }

  /** @returns {Change} */
  get #change() {
    const change = { ...NEUTRAL };
    for (const { name, valueAsNumber } of sliders) {
      change[/** @type {keyof Change} */ (name)] = valueAsNumber;
    }
    return change;
  }

  #apply() {
    this.#write();
    this.#pad.preview(sliders.some(isMoved) ? changed(this.#pad.kept, this.#change) : this.#pad.kept);
  }

  #write() {
    for (const slider of sliders) {
      const shown = shownValue(slider);
      const output = slider.parentElement?.querySelector("output");
      slider.setAttribute("aria-valuetext", shown);
      if (output) {
        output.textContent = shown;
      }
    }
    const reset = details.querySelector("button");
    reset?.setAttribute("aria-disabled", `${!sliders.some(isMoved)}`);
  }

  /**
   * Asks all along a slider, the others as they are.
   * @param {HTMLInputElement} slider
   */
  async #explore(slider) {
    if (this.#swept === slider) {
      return;
    }
    this.#forget();
    this.#swept = slider;
    const sweep = this.#sweep;
    mindsOf(slider)?.setAttribute("aria-busy", "true");
    const [least, most, step] = [slider.min, slider.max, slider.step].map(Number);
    const say = async (/** @type {number} */ value) => {
      const whole = Math.round(value / step) * step;
      const strokes = changed(this.#pad.kept, { ...this.#change, [slider.name]: whole });
      return { value: whole, said: sweep === this.#sweep ? await saidOf(strokes) : "" };
    };
    /** @type {Sample[]} */
    const samples = [];
    for (let i = 0; i < SAMPLES && sweep === this.#sweep; i++) {
      samples.push(await say(least + (i / (SAMPLES - 1)) * (most - least)));
      this.#label(sweep, slider, samples);
    }
    for (let i = 0; i < HALVINGS && sweep === this.#sweep; i++) {
      samples.splice(0, Infinity, ...(await refined(samples, say)));
      this.#label(sweep, slider, samples);
    }
    if (sweep === this.#sweep) {
      mindsOf(slider)?.removeAttribute("aria-busy");
    }
  }

  /**
   * @param {number} sweep  by which the samples were taken
   * @param {HTMLInputElement} slider
   * @param {Sample[]} samples
   */
  #label(sweep, slider, samples) {
    if (sweep === this.#sweep) {
      label(slider, samples);
    }
  }

  #forget() {
    this.#sweep += 1;
    this.#swept = null;
    details.querySelectorAll(".minds").forEach((minds) => {
      minds.replaceChildren();
      minds.removeAttribute("aria-busy");
    });
  }
}

/** @param {HTMLInputElement} slider */
const isMoved = ({ value, defaultValue }) => value !== defaultValue;

/** @param {HTMLInputElement} slider */
const mindsOf = (slider) => slider.parentElement?.querySelector(".minds");

/** @param {HTMLInputElement} slider */
function shownValue({ name, valueAsNumber: value }) {
  if (name === "turn") {
    return `${number(value)}°`;
  }
  return name === "speckles" ? number(value) : wholePercent(value);
}

/**
 * @param {import("./strokes.js").Stroke[]} strokes
 * @returns {Promise<string>} empty if there is no answer
 */
async function saidOf(strokes) {
  const { reading } = await answerTo({ about: strokes, include: "", drawing: toDrawing(strokes) });
  const [digit, ...more] = reading?.digits ?? [];
  if (digit && more.length === 0) {
    return words.brief(digit);
  }
  return reading ? reading.text.replaceAll("\n", " ") || "–" : "";
}

/**
 * With one more sample between any two that differ.
 * @param {Sample[]} samples
 * @param {(value: number) => Promise<Sample>} say
 */
async function refined(samples, say) {
  const finer = samples.slice(0, 1);
  for (const sample of samples.slice(1)) {
    const before = finer[finer.length - 1];
    if (sample.said !== before.said) {
      finer.push(await say((before.value + sample.value) / 2));
    }
    finer.push(sample);
  }
  return finer;
}

/**
 * Writes under a slider what is said where; a line parts two answers.
 * @param {HTMLInputElement} slider
 * @param {Sample[]} samples
 */
function label(slider, samples) {
  const [least, most] = [slider.min, slider.max].map(Number);
  const share = (/** @type {number} */ value) => (value - least) / (most - least);
  /** @type {{said: string, from: number, to: number}[]} */
  const pieces = [];
  samples.forEach(({ value, said }, i) => {
    const last = pieces[pieces.length - 1];
    if (last?.said === said) {
      last.to = share(value);
    } else {
      const border = last ? (last.to + share(value)) / 2 : 0;
      if (last) {
        last.to = border;
      }
      pieces.push({ said, from: border, to: share(samples[i].value) });
    }
  });
  mindsOf(slider)?.replaceChildren(
    ...pieces.map(({ said, from, to }) => {
      const piece = document.createElement("span");
      piece.style.left = `${100 * from}%`;
      piece.style.width = `${100 * (to - from)}%`;
      piece.textContent = to - from < LEAST_SHARE * said.length ? "" : said;
      return piece;
    }),
  );
}
