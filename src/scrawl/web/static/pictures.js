/**
 * Pictures on the paper: one is shown with what was found in it, the others wait in the strip below and are read
 * one after the other. What is read is kept with the picture it was read in.
 */

import { askPatiently } from "./client.js";
import { Leaf } from "./leaf.js";
import { number, text } from "./languages.js";
import { part, tell } from "./notice.js";
import { Picture } from "./picture.js";
import { edited, nameOf, prepare, shotOf } from "./shots.js";
import { Stack } from "./stack.js";
import { styled } from "./styled.js";

await styled("picture");

/**
 * @typedef {import("./shots.js").Shot} Shot
 * @typedef {{shots: Shot[], shown: Shot}} Exhibit  what lies on the paper: pictures, and which of them is seen
 */

/** @param {File[]} files  at least one @returns {Exhibit} */
export function exhibitOf(files) {
  const shots = files.map(shotOf);
  return { shots, shown: shots[0] };
}

/**
 * Dispatches `picture` when another one is seen, `choose` with the index of a glyph whose box was chosen, and `edit` with
 * another exhibit, in which a picture was turned or cut.
 */
export class Pictures extends EventTarget {
  #view;
  #stack;
  #leaf;
  #most;
  #accepted = /** @type {HTMLInputElement} */ (document.getElementById("file")).accept;
  #details = /** @type {HTMLDetailsElement} */ (document.getElementById("way"));
  /** @type {import("./way.js").Way | null} how the picture was read, once it was asked */
  #way = null;
  /** @type {Promise<void> | null} while it is fetched */
  #coming = null;
  /** @type {Exhibit | null} */
  #exhibit = null;
  #reading = new AbortController(); // of those that are not seen
  /** @type {AbortController | null} while a part is marked */
  #marking = null;

  /**
   * @param {{preview: HTMLElement, stack: HTMLElement}} places
   * @param {number} most  bytes that may be sent
   */
  constructor({ preview, stack }, most) {
    super();
    this.#most = most;
    this.#view = new Picture(preview);
    this.#view.addEventListener("choose", (event) =>
      this.dispatchEvent(new CustomEvent("choose", { detail: /** @type {CustomEvent<number>} */ (event).detail })),
    );
    this.#stack = new Stack(stack);
    this.#stack.addEventListener("choose", (event) => this.#see(/** @type {CustomEvent<Shot>} */ (event).detail));
    this.#leaf = new Leaf(preview, stack);
    this.#leaf.addEventListener("leaf", (event) => this.#turnOver(/** @type {CustomEvent<number>} */ (event).detail));
    this.#details.addEventListener("toggle", () => this.#showWay());
  }

  /** @returns {Exhibit | null} */
  get exhibit() {
    return this.#exhibit;
  }

  get ground() {
    return this.#view.ground;
  }

  /** @param {Exhibit | null} exhibit  null takes the pictures away */
  show(exhibit) {
    if (exhibit === this.#exhibit) {
      return;
    }
    this.#reading.abort();
    this.#marking?.abort();
    this.#exhibit = exhibit;
    this.#stack.show(exhibit?.shots ?? []);
    this.#details.hidden = !exhibit;
    this.#way?.clear();
    if (exhibit) {
      this.#see(exhibit.shown);
      this.#readOthers(exhibit);
    } else {
      this.#view.hide();
    }
  }

  /** Reads all of them anew. */
  again() {
    const exhibit = this.#exhibit;
    if (exhibit) {
      exhibit.shots.forEach((shot) => (shot.reading = null));
      this.#exhibit = null;
      this.show(exhibit);
    }
  }

  /**
   * Has a picture ready to be sent and shown. A page of a document is drawn, and those after the first lie beside it.
   * @param {Shot} shot
   * @param {() => boolean} wait  is told each time that the server, which draws pages, is away, and whether to ask again
   * @returns {Promise<string | null>} the code of a problem
   */
  async prepare(shot, wait) {
    const wasDrawn = Boolean(shot.picture);
    const problem = await prepare(shot, this.#most, wait);
    if (!shot.page || wasDrawn || problem) {
      return problem;
    }
    await this.#unfold(shot);
    if (shot === this.#exhibit?.shown) {
      this.#view.show(shot.picture, nameOf(shot));
    }
    return null;
  }

  /** @param {Shot} first  a page of a document, whose other pages lie behind it from now on */
  async #unfold(first) {
    const { leavesAfter, MOST_LEAVES } = await import("./leaves.js");
    const exhibit = this.#exhibit;
    const place = exhibit?.shots.indexOf(first) ?? -1;
    if (!exhibit || place < 0 || first.page > 1 || first.pages < 2 || exhibit.shots[place + 1]?.file === first.file) {
      return;
    }
    exhibit.shots.splice(place + 1, 0, ...leavesAfter(first));
    if (first.pages > MOST_LEAVES) {
      tell(text("picture.pages.most", { count: MOST_LEAVES, pages: number(first.pages) }));
    }
    this.#reading.abort();
    this.#stack.show(exhibit.shots);
    this.#stack.choose(exhibit.shown);
    this.#leaf.show(exhibit);
    this.#readOthers(exhibit);
  }

  /** @param {number} steps  among the pictures */
  #turnOver(steps) {
    const { shots = [], shown } = this.#exhibit ?? {};
    const next = shown && shots[shots.indexOf(shown) + steps];
    if (next) {
      this.#see(next);
    }
  }

  /**
   * @param {import("./answer.js").Answer} answer  to the picture that is seen
   */
  mark({ digits, chosen, turned, complete }) {
    const isEdited = this.#exhibit?.shown.isEdited ?? false;
    const notes = [
      turned ? text("picture.turned", { degrees: turned }) : "",
      complete ? "" : text("picture.incomplete"),
    ];
    this.#view.mark(digits, chosen, { read: turned, shown: isEdited ? 0 : turned }, notes.filter(Boolean).join(" · "));
  }

  /**
   * The problem, or that a telephone's picture is HEIC where that is not read.
   * @param {import("./client.js").Problem} problem
   * @param {object} about  a Shot, if it is one with a picture
   */
  explained(problem, about) {
    const name = "file" in about ? /** @type {Shot} */ (about).file.name : "";
    const isUnreadHeic = problem.code === "unsupported_picture" && /\.hei[cf]$/i.test(name) && !this.#accepted.includes("heic");
    return isUnreadHeic ? { ...problem, code: "unread_heic" } : problem;
  }

  /** @param {Shot} shot  was read, or cannot be */
  label(shot) {
    this.#stack.label(shot);
    this.#showWay();
  }

  /** @param {number} steps */
  zoom(steps) {
    this.#view.zoom.step(steps);
  }

  /** Turns what is seen a quarter clockwise. */
  turn() {
    this.#edit(90);
  }

  /**
   * Has a part of what is seen marked, and cuts it out; once more is the way back.
   * @param {(said: string, delay?: number) => void} say  tells a screen reader; delay in ms
   * @param {boolean} byKeys  whether it is wanted by keyboard
   */
  async crop(say, byKeys) {
    if (this.#marking) {
      this.#marking.abort();
      return;
    }
    const { signal } = (this.#marking = new AbortController());
    try {
      const { marked } = await import("./crop.js");
      const part = signal.aborted ? null : await marked(this.#view, { say, byKeys }, signal);
      if (part) {
        this.#edit(0, part);
      }
    } finally {
      this.#marking = null;
    }
  }

  /**
   * @param {number} degrees  clockwise, of what is seen
   * @param {import("./shots.js").Box} [part]  of what is seen
   */
  async #edit(degrees, part) {
    const exhibit = this.#exhibit;
    if (!exhibit || !this.#view.size[0]) {
      return;
    }
    const old = exhibit.shown;
    const upright = old.isEdited ? 0 : (old.reading?.turned ?? 0);
    const shown = await edited(old, (upright + degrees) % 360, part);
    const shots = exhibit.shots.map((shot) => (shot === old ? shown : shot));
    this.dispatchEvent(new CustomEvent("edit", { detail: { shots, shown } }));
  }

  /** Shows how the picture was read, where that is open; not before it was. */
  async #showWay() {
    if (this.#details.open && !this.#way) {
      this.#coming ??= part(import("./way.js").then(({ wayIn }) => wayIn(this.#details))).then((way) => {
        way?.addEventListener("choose", (event) => this.#view.cover(/** @type {CustomEvent<import("./way.js").Cover>} */ (event).detail));
        this.#coming = null;
        this.#way = way;
      });
      await this.#coming;
    }
    const shot = this.#exhibit?.shown;
    if (this.#details.open && shot?.reading) {
      this.#way?.show(shot);
    }
  }

  /** @param {Shot} shot */
  #see(shot) {
    const exhibit = /** @type {Exhibit} */ (this.#exhibit);
    exhibit.shown = shot;
    this.#marking?.abort();
    this.#way?.clear();
    this.#view.show(shot.picture ?? (shot.page ? null : shot.file), nameOf(shot));
    this.#stack.choose(shot);
    this.#leaf.show(exhibit);
    this.dispatchEvent(new CustomEvent("picture", { detail: shot }));
  }

  /**
   * Reads the pictures that nobody looks at, one after the other, until each has its own answer.
   * @param {Exhibit} exhibit
   */
  async #readOthers(exhibit) {
    const { signal } = (this.#reading = new AbortController());
    for (const shot of exhibit.shots) {
      if (signal.aborted || shot.reading || shot === exhibit.shown) {
        continue;
      }
      const problem = await this.prepare(shot, () => !signal.aborted);
      if (!problem && !signal.aborted) {
        const question = { about: shot, include: "frame", picture: /** @type {Blob} */ (shot.picture), name: nameOf(shot) };
        const { reading } = await askPatiently(question, signal);
        shot.reading ??= reading ?? null;
      }
      if (!signal.aborted) {
        this.label(shot);
      }
    }
  }
}
