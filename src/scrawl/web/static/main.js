/** Wires the page: ink or a picture goes to the client, its answer to the panel. */

import { Answer } from "./answer.js";
import { Client, isReadHere } from "./client.js";
import { offerExamples } from "./examples.js";
import { Intake } from "./intake.js";
import { part, tell } from "./notice.js";
import { Pad } from "./pad.js";
import { leaving } from "./preferences.js";
import { nearestBox, ofDrawing, ofPage, toDrawing } from "./strokes.js";
import { Toolbar } from "./toolbar.js";
import * as words from "./words.js";

/**
 * @typedef {import("./pictures.js").Exhibit} Exhibit
 * @typedef {import("./shots.js").Shot} Shot
 * @typedef {import("./strokes.js").Stroke} Stroke
 */

const REST = 400; // ms after which a pen that stands still has written what it meant to

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
const intake = new Intake(input, element("camera", HTMLInputElement));
/** @type {import("./pictures.js").Pictures | undefined} */
let pictures;
/** @type {import("./outlines.js").Outlines | undefined} */
let outlines;
/** @type {import("./why.js").Why | undefined} */
let why;
/** @type {import("./inside.js").Inside | undefined} */
let inside;
/** @type {import("./expect.js").Expect | undefined} */
let expectation;
/** @type {typeof import("./mark-boxes.js").showMarks | undefined} */
let showMarks;
let opening = Promise.resolve(); // pictures lie on the paper in the order in which they came
let resting = 0; // the timer after whose end the pen counts as resting; 0 when it does
const answer = new Answer(element("answer", HTMLElement));
const client = new Client({
  reading: (reading, about) => (Array.isArray(about) ? showDrawn(reading, about) : showSeen(reading, /** @type {Shot} */ (about))),
  problem: (problem, about) => {
    const isPattern = expectation?.refuse(problem);
    fail(isPattern ? { ...problem, code: "invalid_pattern" } : pictures?.explained(problem, about) ?? problem);
    if (!Array.isArray(about) && problem.status < 429) {
      pictures?.label(/** @type {Shot} */ (about)); // it will not be asked again
    }
  },
  offline: () => answer.offline(isReadHere()),
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
 * @param {import("./client.js").Reading} reading
 * @param {Stroke[]} strokes  that it was read in
 */
function showDrawn(reading, strokes) {
  const last = strokes.at(-1);
  const newest = last ? nearestBox(reading.digits.map(({ box }) => box), last) : -1;
  answer.show(reading, newest, resting === 0 || !pad.isDrawing);
  if (strokes === pad.kept) {
    remember(({ readings }) => readings.note(strokes, reading.text));
  }
}

/**
 * @param {import("./client.js").Reading} reading
 * @param {Shot} shot  that it was read in
 */
function showSeen(reading, shot) {
  shot.reading = reading;
  pictures?.label(shot);
  if (shot === pictures?.exhibit?.shown) {
    const { digits } = reading;
    const candidates = digits.some(({ line }) => line !== null) ? digits.filter(({ line }) => line !== null) : digits;
    answer.show(reading, candidates.length === 1 ? digits.indexOf(candidates[0]) : -1, true);
    expectation?.show(reading.table ?? null);
  }
}

/** Takes away what is said, and whatever was asked. */
function forget() {
  client.forget();
  answer.empty();
}

/** @returns {Promise<import("./pictures.js").Pictures | undefined>} none while the server is away */
async function gallery() {
  const module = pictures ? null : await part(import("./pictures.js"));
  if (module && !pictures) {
    pictures = new module.Pictures({ preview: element("preview", HTMLElement), stack: element("pictures", HTMLElement) }, mostBytes());
    pictures.addEventListener("picture", (event) => readPicture(/** @type {CustomEvent<Shot>} */ (event).detail));
    pictures.addEventListener("choose", (event) => answer.choose(/** @type {CustomEvent<number>} */ (event).detail));
    pictures.addEventListener("edit", (event) => pad.lay(/** @type {CustomEvent<Exhibit>} */ (event).detail));
  }
  return pictures;
}

/** @param {File[]} files  lie on the paper from now on; what was there can be undone to */
function openPictures(files) {
  opening = opening.then(async () => {
    if (await gallery()) {
      const { exhibitOf } = await import("./pictures.js");
      pad.lay(exhibitOf(files));
    }
  });
}

/** @param {Shot} shot  is seen now */
async function readPicture(shot) {
  forget();
  if (shot.page && !shot.picture) {
    answer.reading();
  }
  const isSeen = () => shot === pictures?.exhibit?.shown;
  const problem = await pictures?.prepare(shot, () => isSeen() && (answer.offline(isReadHere()), true));
  if (shot !== pictures?.exhibit?.shown) {
    return;
  }
  if (problem) {
    fail({ code: problem, status: 0 });
    pictures.label(shot);
  } else if (shot.reading) {
    showSeen(shot.reading, shot);
  } else {
    answer.reading();
    askAbout(shot);
  }
}

/** @param {Shot} shot */
function askAbout(shot) {
  const picture = /** @type {Blob} */ (shot.picture);
  client.ask(() => ({ about: shot, include: answer.include, picture, name: shot.file.name }));
}

/** Lays the evidence over what was read; asks for it first if it did not come with the answer. */
async function explainWhy() {
  const exhibit = pad.laid && pictures?.exhibit;
  const ground = exhibit ? pictures?.ground : { host: paper, place: ofPage, ink: canvas };
  if (!answer.why || !ground) {
    why?.hide();
  } else if (!why) {
    const module = await part(import("./why.js"));
    if (module) {
      why ??= new module.Why();
      explainWhy(); // anew: what is shown may be another by now
    }
  } else if (answer.why.digit.evidence) {
    why.show(ground, answer.why.digit, answer.why.rival);
  } else if (exhibit) {
    askAbout(exhibit.shown);
  } else {
    askAboutInk();
  }
}

function askAboutInk() {
  client.ask(() => {
    const { strokes } = pad;
    return { about: strokes, include: answer.include, drawing: toDrawing(strokes) };
  }, true);
}

/** What lies on the paper is another: more ink, less of it, or pictures. */
function followPaper() {
  const exhibit = /** @type {Exhibit | undefined} */ (pad.laid);
  answer.follow();
  expectation?.offer(Boolean(exhibit));
  tell("");
  if (exhibit) {
    remember(({ readings }) => readings.turn());
    paper.dataset.content = "picture";
    pictures?.show(exhibit);
    return;
  }
  pictures?.show(null);
  if (pad.empty) {
    remember(({ readings }) => readings.turn());
    forget();
    paper.dataset.content = "nothing";
    return;
  }
  if (paper.dataset.content === "picture") {
    answer.empty();
  }
  paper.dataset.content = "ink";
  clearTimeout(resting);
  resting = setTimeout(() => ((resting = 0), answer.rest()), REST);
  askAboutInk();
}

/** Marks what was found where it lies. */
async function markFound() {
  if (pad.laid) {
    pictures?.mark(answer);
  }
  if (pad.laid && !showMarks) {
    showMarks = (await import("./mark-boxes.js").catch(() => null))?.showMarks; // the picture can be seen without
  }
  showMarks?.(pad.laid && pictures?.ground, pictures?.exhibit?.shown.reading?.numbers ?? []);
  const found = pad.laid ? [] : answer.digits;
  if (found.length > 1 && !outlines) {
    const module = await import("./outlines.js").catch(() => null); // ink can be read without
    outlines ??= module ? new module.Outlines(canvas) : undefined;
  }
  outlines?.show(pad.laid ? [] : answer.digits, answer.chosen);
}

/** Asks again for all that lies on the paper, once something else is expected. */
function askAnew() {
  if (pad.laid) {
    pictures?.again();
  } else if (!pad.empty) {
    askAboutInk();
  }
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

/** @param {"steps" | "pictures"} what  this tab was left with */
function isKept(what) {
  try {
    return what in sessionStorage;
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
  if (pad.empty && !pad.laid) {
    forget(); // of a broken link nothing lies on the paper
  } else {
    pad.clear();
  }
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
  const module = await part(import("./keyboard-pen.js"));
  coming.abort();
  if (!module) {
    canvas.addEventListener("focus", drawByKeys, { once: true });
    return;
  }
  new module.KeyboardPen(canvas, pad, element("cursor", HTMLElement), say);
  if (document.activeElement === canvas) {
    kept.forEach(({ type, key, shiftKey }) => canvas.dispatchEvent(new KeyboardEvent(type, { key, shiftKey })));
  }
}

/** Keeps the pictures for the page in another language. */
async function keepPictures() {
  if (pad.laid) {
    await (await import("./kept-pictures.js")).keep(/** @type {Exhibit} */ (pad.laid));
  }
}

/** Brings back the pictures that were on the paper before the language was another. */
async function resumePictures() {
  const kept = await (await import("./kept-pictures.js")).kept();
  if (kept && (await gallery())) {
    pad.lay(kept);
  }
}

pad.addEventListener("ink", followPaper);
pad.addEventListener("step", () => remember(({ keepSteps }) => keepSteps(pad.steps)));
canvas.addEventListener("focus", drawByKeys, { once: true });
new Toolbar(pad, element("sheet", HTMLElement), {
  say,
  clear,
  back: () => answer.stepBack(),
  turn: () => pictures?.turn(),
  crop: (byKeys) => part(Promise.resolve(pictures?.crop(say, byKeys))),
  zoom: (steps) => pictures?.zoom(steps),
});
intake.addEventListener("pictures", (event) => openPictures(/** @type {CustomEvent<File[]>} */ (event).detail));
answer.addEventListener("change", () => {
  markFound();
  explainWhy();
  inside?.show(answer.shown);
});
leaving.push(keepPictures);
input.multiple = true; // the form without a script sends one
offerExamples(element("examples", HTMLElement), (strokes) => put(ofDrawing({ strokes })));
element("about-open", HTMLButtonElement).addEventListener("click", () => part(import("./about.js").then(({ open }) => open())));
whenOpened("expected", () => import("./expect.js"), ({ Expect }) => {
  expectation = new Expect(element("expect", HTMLFormElement));
  expectation.addEventListener("change", askAnew);
  expectation.offer(Boolean(pad.laid));
  expectation.follow();
});
whenOpened("what-if", () => import("./what-if.js"), ({ WhatIf }) => new WhatIf(pad));
whenOpened("inside", () => import("./inside.js"), ({ Inside }) => {
  inside = new Inside(element("inside", HTMLDetailsElement));
  inside.show(answer.shown);
});
whenOpened("earlier", () => import("./shelf.js"), ({ fill }) => fill(put));
// A click beside a panel closes it; only the backdrop's own clicks have the dialog as their target.
document.addEventListener("click", ({ target }) => target instanceof HTMLDialogElement && target.close());
window.addEventListener("hashchange", openLink);
if (isKept("steps")) {
  await resume();
}
if (isKept("pictures")) {
  await resumePictures();
}
openLink();
if (new URLSearchParams(location.search).get("engine") !== "server") {
  readHere();
}

/** Once the page is usable: from now on drawings are read on this device, if it can. */
async function readHere() {
  if (document.readyState !== "complete") {
    await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  }
  const module = await import("./here.js").catch(() => null); // the server may be away
  if (await module?.start()) {
    element("privacy", HTMLElement).dataset.read = "here";
    element("inside", HTMLElement).hidden = false;
    module?.keep();
  }
}

/**
 * Does something when a part of the page is unfolded, once; while its module cannot be fetched, each time anew.
 * @template Module
 * @param {string} id
 * @param {() => Promise<Module>} load
 * @param {(module: Module) => void} act
 */
function whenOpened(id, load, act) {
  const details = element(id, HTMLDetailsElement);
  const open = async () => {
    const module = details.open ? await part(load()) : null;
    if (module) {
      details.removeEventListener("toggle", open);
      act(module);
    }
  };
  details.addEventListener("toggle", open);
}
