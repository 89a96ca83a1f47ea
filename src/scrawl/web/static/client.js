/**
 * Asks for readings – the engine on this device for drawings once it is ready (here.js), else the server: one question at a time, and a second one past a first that is slow; the newest ink wins,
 * and the answer to a question that was withdrawn, or overtaken by a newer answer, is never heard. While the server
 * cannot be reached it keeps the newest question and asks again. Each answer carries what its question was about, so
 * that none is taken for another's.
 */

import { asked, query } from "./asked.js";

/**
 * @typedef {import("./strokes.js").Box} Box
 * @typedef {"digit" | "unsure" | "not_a_digit"} Verdict
 * @typedef {"mark" | "frame" | "word" | "edge" | "too_small"} Reason  why a glyph is no digit
 * @typedef {{digit: number, verdict: Verdict, confidence: number, probabilities: number[], digitness: number,
 *   alternatives: {digit: number, confidence: number}[], box: Box, frame_box: Box,
 *   line: number | null, reason: Reason | null, frame: number[][], evidence?: number[][][]}} Digit
 * @typedef {{text: string, line: number, digits: number[], marks: {mark: string, box: Box}[]}} Written  a number: its
 *   digits and marks, `?` for an unsure digit; digits: the places of its digits in the reading's
 * @typedef {{rows: number, columns: number, cells: {row: number, column: number, text: string, box: Box}[]}} Table  all
 *   of its cells, row by row
 * @typedef {{text: string, lines: string[], digits: Digit[], numbers: Written[], table?: Table | null, turned: number, complete: boolean,
 *   model?: {name: string, version: string}, stages?: Record<string, string>}} Reading  turned: degrees clockwise that put the picture upright, boxes lie in it as
 *   it was sent; complete: all was tried that might have helped; stages: pictures on the way as data URLs, if asked for
 * @typedef {{page: number, pages: number, picture: string}} Shown  a page of a document as a data URL, and how many there are
 * @typedef {{code: string, status: number, errors?: {field: string, message: string}[]}} Problem  RFC 9457, as far as it is shown
 * @typedef {import("./strokes.js").Drawing} Drawing
 * @typedef {{about: object, include: string, drawing?: Drawing, picture?: Blob, name?: string}} Question  about: what it
 *   is asked of, told with the answer; include: as in the API; a drawing, or a picture with its name
 * @typedef {{about: object, reading?: Reading, problem?: Problem, retryAfter?: number}} Outcome  what came of a question:
 *   neither reading nor problem when the server is away; retryAfter in ms, 0 where it is no use to ask again
 * @typedef {{reading: (reading: Reading, about: object) => void, problem: (problem: Problem, about: object) => void,
 *   offline: () => void}} Listener
 */

// Relative to this file, so that the application may live under any path; the files' address is two levels deep.
const READ = new URL("../../api/v1/read", import.meta.url);
const PAGE = new URL("../../api/v1/page", import.meta.url);
const HEALTH = new URL("../../healthz", import.meta.url);

const SLOW = 25; // ms after which newer ink is not held back for the answer any longer
const HEALTH_PERIOD = 1500; // ms between two looks at a server that is away
const DRAWING_PATIENCE = 8000; // ms until a server that does not answer counts as away
const PICTURE_PATIENCE = 60000; // a large picture over a slow line takes its time

/**
 * @typedef {{reading: Reading} | {problem: Problem, retryAfter: 0}} ReadHere
 * @typedef {(drawing: Drawing, include: string, expect: string) => Promise<ReadHere | null>} Engine  null where it has failed
 */

/** @type {Engine | null} */
let readHere = null;

/** @param {Engine | null} read  reads drawings on this device from now on; null where the server does */
export function readBy(read) {
  readHere = read;
}

/** Whether drawings are read on this device. */
export const isReadHere = () => readHere !== null;

export class Client {
  #listener;
  /** @type {(() => Question) | null} */
  #question = null;
  #isDrawing = false; // the question is of one, which needs no server once it is read on this device
  #asked = true; // whether the newest question has been sent
  /** @type {{control: AbortController, isSlow: boolean}[]} questions without an answer yet, at most two, in their order */
  #underWay = [];
  #timer = 0; // until the next try, while the server is away or asked for a pause; else 0

  /** @param {Listener} listener */
  constructor(listener) {
    this.#listener = listener;
    window.addEventListener("online", () => this.askAgain());
  }

  /**
   * Asks as soon as no other question is under way, but for a slow one. The question is put only when it is sent, so it
   * holds the newest ink; several calls before that are one.
   * @param {() => Question} question
   * @param {boolean} [isDrawing]  which needs no server once it is read on this device
   */
  ask(question, isDrawing = false) {
    if (isDrawing && readHere) {
      this.#release();
    }
    this.#question = question;
    this.#isDrawing = isDrawing;
    this.#asked = false;
    this.#send();
  }

  /** Withdraws everything asked; no answer comes any more. */
  forget() {
    this.#question = null;
    this.#asked = true;
    this.#withdraw();
    this.#release();
  }

  /** @param {number} [count]  of the questions under way, the oldest first; else all */
  #withdraw(count = this.#underWay.length) {
    this.#underWay.splice(0, count).forEach(({ control }) => control.abort());
  }

  async #send() {
    const isHeld = this.#underWay.length > 1 || this.#underWay.some(({ isSlow }) => !isSlow);
    if (isHeld || this.#timer || this.#asked || !this.#question) {
      return;
    }
    const asking = { control: new AbortController(), isSlow: false };
    this.#underWay.push(asking);
    this.#asked = true;
    setTimeout(() => ((asking.isSlow = true), this.#send()), SLOW);
    const outcome = await answerTo(this.#question(), asking.control.signal);
    const place = this.#underWay.indexOf(asking);
    if (place < 0) {
      return; // withdrawn meanwhile
    }
    if (outcome.reading) {
      this.#withdraw(place + 1);
      this.#listener.reading(outcome.reading, outcome.about);
    } else {
      this.#asked &&= asking === this.#underWay.at(-1); // else the newest is withdrawn, too, and put again
      this.#withdraw();
      this.#fail(outcome);
    }
    this.#send();
  }

  /** @param {Outcome} outcome */
  #fail({ about, problem, retryAfter }) {
    if (problem) {
      this.#listener.problem(problem, about);
    } else {
      this.#listener.offline();
      this.#hold(HEALTH_PERIOD, () => this.#look());
    }
    if (retryAfter) {
      this.#hold(retryAfter, () => this.askAgain());
    }
  }

  /** Asks the last question once more. */
  askAgain() {
    this.#release();
    if (this.#question) {
      this.ask(this.#question, this.#isDrawing);
    }
  }

  async #look() {
    const timer = this.#timer;
    const alive = !document.hidden && (await fetch(HEALTH, { cache: "no-store" }).then(({ ok }) => ok, () => false));
    if (timer !== this.#timer) {
      return; // forgotten, or asked otherwise, meanwhile
    }
    if (alive || (this.#isDrawing && readHere)) {
      this.askAgain();
    } else {
      this.#hold(HEALTH_PERIOD, () => this.#look());
    }
  }

  /**
   * Sends nothing for a while, then does `next`. Newer ink takes the place of the waiting question.
   * @param {number} time  ms
   * @param {() => void} next
   */
  #hold(time, next) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(next, time);
  }

  #release() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }
}

/**
 * Asks until there is an answer that asking again would not change, beside all else.
 * @param {Question} question
 * @param {AbortSignal} signal  gives the question up
 * @returns {Promise<Outcome>}
 */
export async function askPatiently(question, signal) {
  for (;;) {
    const outcome = await answerTo(question, signal);
    if (outcome.reading || signal.aborted || outcome.retryAfter === 0) {
      return outcome;
    }
    await rested(outcome.retryAfter);
  }
}

/** @param {number} [time]  ms that the server asks for; without them it is away */
export const rested = (time = HEALTH_PERIOD) => new Promise((resolve) => setTimeout(resolve, time));

/**
 * The answer to one question.
 * @param {Question} question
 * @param {AbortSignal} [signal]  gives it up
 * @returns {Promise<Outcome>}
 */
export async function answerTo({ about, include, drawing, picture, name }, signal) {
  const here = drawing && (await readHere?.(drawing, include, asked.expect));
  if (here) {
    return { about, ...here };
  }
  const sent = drawing
    ? // `wait=0`: newer ink comes before it would be its turn
      { body: JSON.stringify(drawing), headers: { "Content-Type": "application/json", Prefer: "wait=0" } }
    : { body: formOf(/** @type {Blob} */ (picture), name) };
  const { body, ...rest } = await post(`${READ}?${query(!drawing)}&include=${include}`, sent, drawing ? DRAWING_PATIENCE : PICTURE_PATIENCE, signal);
  return { about, ...rest, ...(body && { reading: body }) };
}

/**
 * A page of a document, drawn.
 * @param {File} file
 * @param {number} page  from 1
 * @returns {Promise<{shown?: Shown, problem?: Problem, retryAfter?: number}>} as in Outcome
 */
export async function pageOf(file, page) {
  const { body, ...rest } = await post(`${PAGE}?page=${page}`, { body: formOf(file, file.name) }, PICTURE_PATIENCE);
  return { ...rest, ...(body && { shown: body }) };
}

/**
 * @param {string} address
 * @param {{body: BodyInit, headers?: Record<string, string>}} sent
 * @param {number} patience  ms
 * @param {AbortSignal} [signal]  gives it up
 * @returns {Promise<{body?: any, problem?: Problem, retryAfter?: number}>} nothing where the server is away
 */
async function post(address, sent, patience, signal) {
  const limit = AbortSignal.timeout(patience);
  try {
    const response = await fetch(address, { method: "POST", ...sent, signal: signal ? AbortSignal.any([signal, limit]) : limit });
    if (response.ok) {
      return { body: await response.json() };
    }
    return { problem: await toProblem(response), retryAfter: 1000 * Number(response.headers.get("Retry-After")) };
  } catch {
    return {}; // fetch says no more than that it failed
  }
}

/**
 * @param {Blob} picture
 * @param {string} [name]
 */
function formOf(picture, name) {
  const form = new FormData();
  form.append("file", picture, name);
  return form;
}

/**
 * @param {Response} response
 * @returns {Promise<Problem>}
 */
async function toProblem(response) {
  const isJson = response.headers.get("Content-Type")?.includes("json");
  return { code: "other", ...(isJson && (await response.json())), status: response.status };
}
