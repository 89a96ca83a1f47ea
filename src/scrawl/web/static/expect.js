/** The field that says what is expected on the paper, and what can be done with a table that was read. */

import { asked, PATTERNS, rowsOf } from "./asked.js";
import { text } from "./languages.js";
import { tell } from "./notice.js";
import { save } from "./save.js";

/** @typedef {import("./client.js").Table} Table */

/**
 * Dispatches `change` when what is asked for is another.
 */
export class Expect extends EventTarget {
  #form;
  #kind;
  #pattern;
  #isTable;
  /** @type {Table | null} */
  #table = null;

  /** @param {HTMLFormElement} form */
  constructor(form) {
    super();
    this.#form = form;
    this.#kind = /** @type {HTMLSelectElement} */ (form.elements.namedItem("kind"));
    this.#pattern = /** @type {HTMLInputElement} */ (form.elements.namedItem("pattern"));
    this.#isTable = /** @type {HTMLInputElement} */ (form.elements.namedItem("table"));
    form.addEventListener("change", () => this.follow());
    form.addEventListener("submit", (event) => event.preventDefault()); // Enter changes the pattern, and no more
    this.#button("cells").addEventListener("click", () => this.#copy());
    this.#button("csv").addEventListener("click", () => this.#save());
  }

  /** @param {boolean} isPicture  lies on the paper; only it can hold a table */
  offer(isPicture) {
    this.#form.classList.toggle("of-picture", isPicture);
    this.show(null);
  }

  /** @param {Table | null} table  that was read */
  show(table) {
    this.#table = table?.cells.length ? table : null;
    this.#button("cells").hidden = !this.#table || !navigator.clipboard;
    this.#button("csv").hidden = !this.#table;
    this.#tell("");
  }

  /** @param {{code: string, errors?: {field: string, message: string}[]}} problem  whether it is about the pattern, which is told then */
  refuse({ errors = [] }) {
    const wrong = errors.find(({ field }) => field === "expect");
    this.#tell(wrong ? text("expect.wrong", { detail: wrong.message }) : "");
    return Boolean(wrong);
  }

  /** Ask for what the form says. It may have been changed while this module was on its way. */
  follow() {
    const kind = this.#kind.value;
    this.#pattern.hidden = kind !== "pattern";
    const expect = kind === "pattern" ? this.#pattern.value.trim() : (/** @type {Record<string, string>} */ (PATTERNS)[kind] ?? "");
    const isOther = expect !== asked.expect || this.#isTable.checked !== asked.isTable;
    Object.assign(asked, { expect, isTable: this.#isTable.checked });
    if (isOther) {
      this.show(null);
      this.dispatchEvent(new Event("change"));
    }
  }

  /** @param {string} said  of what is wrong with the pattern */
  #tell(said) {
    const place = /** @type {HTMLElement} */ (this.#form.querySelector(".wrong"));
    place.textContent = said;
    place.hidden = !said;
    this.#pattern.toggleAttribute("aria-invalid", Boolean(said));
  }

  async #copy() {
    const rows = this.#table ? rowsOf(this.#table, "\t") : "";
    const copied = await navigator.clipboard.writeText(rows).then(() => true, () => false);
    tell(text(copied ? "answer.copied" : "answer.not_copied"));
  }

  #save() {
    if (this.#table) {
      save(new Blob([rowsOf(this.#table, ",")], { type: "text/csv" }), "table.csv");
    }
  }

  /** @param {string} name */
  #button(name) {
    return /** @type {HTMLButtonElement} */ (this.#form.querySelector(`.${name}`));
  }
}
