/**
 * The way of a picture to its digits: paper, ink, pieces of ink, and the digits, small in a strip; the one that is chosen
 * lies over the picture. It is asked for only while the strip is open, never beside the first reading.
 */

import { answerTo } from "./client.js";
import { text } from "./languages.js";
import { buttons, rove, stopAt } from "./roving.js";

/** @typedef {import("./shots.js").Shot} Shot */
/** @typedef {{source: string, name: string} | null} Cover  a picture as a data URL, and what it is called */

const PART = new URL("../../way", import.meta.url);

/**
 * The strip in `details`, filled from the server; rejects while that is away.
 * @param {HTMLElement} details
 */
export async function wayIn(details) {
  const response = await fetch(PART);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  details.append(...page.body.children);
  return new Way(details);
}

/**
 * Dispatches `choose` with what is to lie over the picture, a Cover.
 */
export class Way extends EventTarget {
  #status;
  #how;
  #strip;
  /** @type {WeakMap<Shot, Record<string, string>>} the pictures on the way of each that was asked about */
  #known = new WeakMap();
  /** @type {Shot | null} */
  #shot = null;
  #asking = new AbortController();

  /** @param {HTMLElement} root */
  constructor(root) {
    super();
    this.#status = /** @type {HTMLElement} */ (root.querySelector("[role=status]"));
    this.#how = /** @type {HTMLElement} */ (root.querySelector(".how"));
    this.#strip = /** @type {HTMLElement} */ (root.querySelector(".way"));
    rove(this.#strip);
    buttons(this.#strip).forEach((button) => button.addEventListener("click", () => this.#choose(button)));
  }

  /** @param {Shot} shot  that was read */
  async show(shot) {
    if (this.#shot === shot && this.#known.has(shot)) {
      return;
    }
    this.clear();
    this.#shot = shot;
    if (!this.#known.has(shot)) {
      this.#status.textContent = text("answer.reading.title");
      const picture = /** @type {Blob} */ (shot.picture);
      const { signal } = (this.#asking = new AbortController());
      const { reading, problem } = await answerTo({ about: shot, include: "stages", picture, name: shot.file.name }, signal);
      if (signal.aborted) {
        return;
      }
      this.#status.textContent = reading ? "" : text(problem ? "problem.busy" : "notice.offline");
      if (!reading?.stages) {
        return;
      }
      this.#known.set(shot, reading.stages);
    }
    this.#fill(/** @type {Record<string, string>} */ (this.#known.get(shot)));
  }

  /** Another picture is seen, or none. */
  clear() {
    this.#asking.abort();
    this.#shot = null;
    this.#status.textContent = "";
    this.#strip.hidden = true;
    this.#how.hidden = true;
    buttons(this.#strip).forEach((button) => button.setAttribute("aria-pressed", "false"));
    this.#tell(null);
  }

  /** @param {Record<string, string>} stages */
  #fill(stages) {
    for (const button of buttons(this.#strip)) {
      /** @type {HTMLImageElement} */ (button.firstElementChild).src = stages[button.value];
    }
    stopAt(this.#strip, 0);
    this.#strip.hidden = false;
    this.#how.hidden = false;
  }

  /** @param {HTMLButtonElement} chosen  once more is the way back to the picture */
  #choose(chosen) {
    const isBack = chosen.getAttribute("aria-pressed") === "true";
    buttons(this.#strip).forEach((button) => button.setAttribute("aria-pressed", `${button === chosen && !isBack}`));
    const source = /** @type {HTMLImageElement} */ (chosen.firstElementChild).src;
    this.#tell(isBack ? null : { source, name: `${chosen.textContent}` });
  }

  /** @param {Cover} cover */
  #tell(cover) {
    this.dispatchEvent(new CustomEvent("choose", { detail: cover }));
  }
}
