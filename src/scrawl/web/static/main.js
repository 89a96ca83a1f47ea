/** Wires the page: ink or a picture goes to the client, its answer to the panel. */

import { Answer } from "./answer.js";
import { Client, drawingQuestion, pictureQuestion } from "./client.js";
import { offerExamples } from "./examples.js";
import { Intake } from "./intake.js";
import { Pad } from "./pad.js";
import { Picture } from "./picture.js";
import { nearestBox, ofDrawing, ofPage } from "./strokes.js";
import { Toolbar } from "./toolbar.js";
import * as words from "./words.js";

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
function element(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) {
    throw new TypeError(`the page has no ${type.name} #${id}`);
  }
  return found;
}

const paper = element("paper", HTMLElement);
const input = element("file", HTMLInputElement);
const canvas = element("pad", HTMLCanvasElement);
const pad = new Pad(canvas);
const picture = new Picture(element("preview", HTMLElement));
const intake = new Intake(input, element("camera", HTMLInputElement));
/** @type {import("./stack.js").Stack | undefined} */
let stack;
/** @type {import("./why.js").Why | undefined} */
let why;
const answer = new Answer(element("answer", HTMLElement));
const client = new Client({
  reading(reading) {
    answer.show(reading, newest(reading));
    if (picture.file) {
      stack?.label(picture.file, reading.text, reading.turned);
    } else if (pad.strokes === pad.kept) {
      remember(({ readings }) => readings.note(pad.kept, reading.text));
    }
  },
  problem: (problem) => fail(problem),
  offline: () => answer.offline(),
});

/**
 * Not needed before there is ink; nothing is remembered while it cannot be fetched.
 * @param {(memory: typeof import("./memory.js")) => void} act
 */
const remember = (act) => import("./memory.js").then(act, () => {});

const mostBytes = () => Number(input.dataset.maxBytes);

/** @param {{code: string, status: number}} problem */
const fail = (problem) => answer.fail(words.explain(problem, mostBytes()));

/**
 * Which digit to show: the one the pen worked on last; of a picture the only one, or the whole number.
 * @param {import("./client.js").Reading} reading
 */
function newest({ digits }) {
  const stroke = pad.strokes.at(-1);
  if (stroke) {
    return nearestBox(digits.map(({ box }) => box), stroke);
  }
  const candidates = digits.some(({ line }) => line !== null) ? digits.filter(({ line }) => line !== null) : digits;
  return candidates.length === 1 ? digits.indexOf(candidates[0]) : -1;
}

/** Takes away what is on the paper, and with it whatever was asked about it. */
function clearPaper() {
  client.forget();
  if (!pad.empty) {
    pad.clear();
  }
  picture.hide();
  answer.empty();
  paper.dataset.content = "nothing";
}

/** @param {File} file */
async function readPicture(file) {
  clearPaper();
  stack?.choose(file);
  if (file.size > mostBytes()) {
    fail({ code: "body_too_large", status: 413 });
    return;
  }
  picture.show(file);
  paper.dataset.content = "picture";
  answer.reading();
  try {
    // Read once: a file that changes or goes away later would look like a lost connection.
    const copy = new Blob([await file.arrayBuffer()], { type: file.type });
    if (picture.file === file) {
      client.ask(() => pictureQuestion(copy, file.name, answer.wondering));
    }
  } catch {
    fail({ code: "unreadable_file", status: 0 });
  }
}

/**
 * Reads the first. The strip for several is fetched when they first come; if it cannot be, the others are left out.
 * @param {File[]} files
 */
async function readPictures(files) {
  const module = files.length > 1 && !stack ? await import("./stack.js").catch(() => null) : null;
  if (module && !stack) {
    stack = new module.Stack(element("stack", HTMLElement));
    stack.addEventListener("choose", (event) => readPicture(/** @type {CustomEvent<File>} */ (event).detail));
  }
  stack?.show(files);
  readPicture(files[0]);
}

/** Lays the evidence over what was read; asks for it first if it did not come with the answer. */
async function explainWhy() {
  const ground = picture.file ? picture.ground : { host: paper, place: ofPage, ink: canvas };
  if (!answer.why || !ground) {
    why?.hide();
  } else if (!why) {
    const { Why } = await import("./why.js");
    why ??= new Why();
    explainWhy(); // anew: what is shown may be another by now
  } else if (answer.why.digit.evidence) {
    why.show(ground, answer.why.digit, answer.why.rival);
  } else {
    client.askAgain();
  }
}

/** There is more ink on the paper, or less. */
function followInk() {
  answer.follow();
  if (pad.empty) {
    remember(({ readings }) => readings.turn());
    clearPaper();
    return;
  }
  if (picture.file) {
    client.forget();
    picture.hide();
    stack?.show([]);
    answer.empty();
  }
  paper.dataset.content = "ink";
  client.ask(() => drawingQuestion(pad.drawing, answer.wondering));
}

/** @param {import("./strokes.js").Stroke[]} strokes  another drawing */
function put(strokes) {
  remember(({ readings }) => readings.turn(strokes));
  pad.put(strokes);
}

/** Brings back what this tab was left with, unless somebody draws already. */
async function resume() {
  const { lastSteps, readings } = await import("./memory.js");
  const steps = lastSteps();
  if (steps && pad.empty) {
    pad.steps = steps;
    readings.turn(pad.kept);
  }
}

/** Whether this tab was drawn in before. */
function isKnown() {
  try {
    return "steps" in sessionStorage;
  } catch {
    return false; // the browser keeps nothing
  }
}

/** Shows the drawing that the address carries, and frees the address from it: what is drawn on belongs to this page. */
async function openLink() {
  const [, drawing] = location.hash.match(/^#d=(.*)$/) ?? [];
  if (drawing === undefined) {
    return;
  }
  history.replaceState(null, "", location.pathname + location.search);
  const { decode } = await import("./link.js");
  try {
    put(decode(drawing));
  } catch {
    client.forget();
    fail({ code: "broken_link", status: 0 });
  }
}

function clear() {
  stack?.show([]);
  clearPaper();
}

let saying = 0;

/**
 * Tells a screen reader what was done on the paper.
 * @param {string} said
 * @param {number} [delay]  ms of rest before it is said
 */
function say(said, delay = 0) {
  clearTimeout(saying);
  saying = setTimeout(() => (element("said", HTMLElement).textContent = said), delay);
}

/** Fetches the keyboard's pen; keys pressed before it has come are kept for it. */
async function drawByKeys() {
  /** @type {KeyboardEvent[]} */
  const kept = [];
  const keep = (/** @type {KeyboardEvent} */ event) => {
    if (/^(Arrow.+| )$/.test(event.key) && !(event.ctrlKey || event.metaKey || event.altKey)) {
      event.preventDefault(); // else the page would scroll
      kept.push(event);
    }
  };
  const coming = new AbortController();
  canvas.addEventListener("keydown", keep, coming);
  canvas.addEventListener("keyup", keep, coming);
  const { KeyboardPen } = await import("./keyboard-pen.js").finally(() => coming.abort());
  new KeyboardPen(canvas, pad, element("cursor", HTMLElement), say);
  if (document.activeElement === canvas) {
    kept.forEach(({ type, key, shiftKey }) => canvas.dispatchEvent(new KeyboardEvent(type, { key, shiftKey })));
  }
}

pad.addEventListener("ink", followInk);
pad.addEventListener("step", () => remember(({ keepSteps }) => keepSteps(pad.steps)));
canvas.addEventListener("focus", () => drawByKeys(), { once: true });
new Toolbar(pad, element("sheet", HTMLElement), { say, clear });
intake.addEventListener("pictures", (event) => readPictures(/** @type {CustomEvent<File[]>} */ (event).detail));
picture.addEventListener("choose", (event) => answer.choose(/** @type {CustomEvent<number>} */ (event).detail));
answer.addEventListener("change", () => {
  picture.mark(answer.digits, answer.chosen, answer.turned, answer.complete);
  explainWhy();
});
input.multiple = true; // the form without a script sends one
offerExamples(element("examples", HTMLElement), (strokes) => put(ofDrawing({ strokes })));
element("about-open", HTMLButtonElement).addEventListener("click", async () => (await import("./about.js")).open());
once("what-if", async () => new (await import("./what-if.js")).WhatIf(pad));
once("earlier", async () => (await import("./shelf.js")).fill(put));
// A click beside a panel closes it; only the backdrop's own clicks have the dialog as their target.
document.addEventListener("click", ({ target }) => target instanceof HTMLDialogElement && target.close());
window.addEventListener("hashchange", openLink);
if (isKnown()) {
  await resume();
}
openLink();

/**
 * Does something when a part of the page is unfolded first.
 * @param {string} id
 * @param {() => void} act
 */
function once(id, act) {
  element(id, HTMLDetailsElement).addEventListener("toggle", act, { once: true });
}
