/**
 * Several pictures at once: a strip of them below the paper, each with what was read in it. Those that are not on the
 * paper are read here, one after the other.
 */

import { Client, pictureQuestion } from "./client.js";
import { text } from "./languages.js";
import { rove, stopAt } from "./roving.js";

/**
 * Dispatches `choose` with the File of the picture that was chosen as its detail.
 */
export class Stack extends EventTarget {
  #list;
  /** @type {Map<File, HTMLButtonElement>} */
  #buttons = new Map();
  /** @type {Set<File>} */
  #unread = new Set();
  /** @type {File | null} */
  #shown = null;
  /** @type {File | null} */
  #underWay = null;
  #client = new Client({
    reading: ({ text: read, turned }) => this.#finish(read, turned),
    problem: () => this.#finish(""),
    offline: () => {},
  });

  /** @param {HTMLElement} list */
  constructor(list) {
    super();
    this.#list = list;
    rove(list);
  }

  /** @param {File[]} files  those that are to be chosen from; fewer than two need no strip */
  show(files) {
    this.#list.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
    this.#list.replaceChildren();
    this.#buttons = new Map((files.length > 1 ? files : []).map((file) => [file, this.#add(file)]));
    this.#list.hidden = files.length < 2;
    this.#client.forget();
    this.#underWay = null;
    this.#unread = new Set(this.#buttons.keys());
  }

  /** @param {File} file  the one on the paper */
  choose(file) {
    this.#shown = file;
    [...this.#buttons].forEach(([each, button], place) => {
      button.setAttribute("aria-pressed", `${each === file}`);
      if (each === file) {
        stopAt(this.#list, place);
      }
    });
    this.#readNext();
  }

  /**
   * @param {File} file
   * @param {string} read  what was read in it; empty for nothing
   * @param {number} [turned]  degrees clockwise that put it upright
   */
  label(file, read, turned = 0) {
    const button = this.#buttons.get(file);
    const label = button?.querySelector("span");
    if (button && label) {
      label.textContent = read.replaceAll("\n", " ") || "–";
      button.setAttribute("aria-label", `${file.name}, ${label.textContent}`);
      button.dataset.turned = `${turned}`;
      this.#unread.delete(file);
    }
  }

  #readNext() {
    const next = [...this.#unread].find((file) => file !== this.#shown);
    if (next && !this.#underWay) {
      this.#underWay = next;
      this.#client.ask(() => pictureQuestion(next, next.name, false));
    }
  }

  /**
   * @param {string} read
   * @param {number} [turned]
   */
  #finish(read, turned) {
    const file = this.#underWay;
    this.#underWay = null;
    if (file) {
      this.label(file, read, turned);
      this.#readNext();
    }
  }

  /** @param {File} file */
  #add(file) {
    const button = document.createElement("button");
    const image = Object.assign(document.createElement("img"), { src: URL.createObjectURL(file), alt: "" });
    image.addEventListener("error", () => (image.hidden = true)); // TIFF and HEIC: the answer alone stands there
    button.type = "button";
    button.title = file.name;
    button.setAttribute("aria-label", text("picture.alt", { name: file.name }));
    button.append(image, Object.assign(document.createElement("span"), { textContent: "…" }));
    button.addEventListener("click", () => this.dispatchEvent(new CustomEvent("choose", { detail: file })));
    this.#list.append(button);
    return button;
  }
}
