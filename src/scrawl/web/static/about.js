/** The panel about the network: how well it reads, from the model card, fetched when it is opened first. */

import { isReadHere } from "./client.js";
import { knows, number, percent, text } from "./languages.js";
import { fetched, open as show } from "./panels.js";

/**
 * @typedef {{collection: string, size: number, right: number, refused: number}} Figure
 * @typedef {{name: string, version: string, revision?: string, made?: string,
 *   figures?: {digits: Figure[], non_digits: Figure[]}}} Card
 */

const CARD = new URL("../../api/v1/model", import.meta.url);

/** @type {HTMLDialogElement} */
let dialog;
let filled = false;

/** Rejects while the server is away and the panel has never been fetched. */
export async function open() {
  dialog = await fetched("about");
  part(".here").hidden = !isReadHere();
  part(".server").hidden = isReadHere();
  show(dialog);
  if (!filled) {
    const card = await fetch(CARD).then((answer) => answer.json(), () => null);
    part(".away").hidden = card !== null;
    filled = card !== null;
    if (card) {
      fill(card);
    }
  }
}

/** @param {Card} card */
function fill({ name, version, revision, made, figures }) {
  // Weights that were never measured have no figures.
  tabulate(part(".digits"), figures?.digits ?? [], ({ right }) => right);
  tabulate(part(".non-digits"), figures?.non_digits ?? [], ({ refused }) => refused);
  part(".version").textContent = [name, version, revision, made].filter(Boolean).join(" · ");
}

/**
 * @param {HTMLElement} table
 * @param {Figure[]} figures
 * @param {(figure: Figure) => number} share
 */
function tabulate(table, figures, share) {
  table.hidden = figures.length === 0;
  const body = /** @type {HTMLElement} */ (table.querySelector("tbody"));
  body.replaceChildren(
    ...figures.map((figure) => {
      const row = document.createElement("tr");
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = collectionName(figure.collection);
      row.append(head, cell(number(figure.size)), cell(percent(share(figure))));
      return row;
    }),
  );
}

/** @param {string} content */
const cell = (content) => Object.assign(document.createElement("td"), { textContent: content });

/**
 * What a collection is called here: "pendigits, thin" by its parts. Those without a text keep the card's own.
 * @param {string} name
 */
function collectionName(name) {
  const parts = name.split(", ").map((each) => {
    const key = each.replaceAll(" ", "_").toLowerCase();
    return knows(`about.part.${key}`) ? text(`about.part.${key}`) : each;
  });
  return parts.join(text("join.list"));
}

/**
 * @param {string} selector
 * @returns {HTMLElement}
 */
function part(selector) {
  return /** @type {HTMLElement} */ (dialog.querySelector(selector));
}
