/** Panels, fetched when they are opened first, with the looks that they alone need. */

import { styled } from "./styled.js";

await styled("panel");

// The service worker keeps each panel by the page's version and language.
const VERSION = new URL(import.meta.url).pathname.split("/").at(-2);

/** @type {Map<string, HTMLDialogElement>} */
const panels = new Map();

/**
 * Rejects while the server is away and the panel has never been fetched.
 * @param {string} name  of its address
 * @returns {Promise<HTMLDialogElement>}
 */
export async function fetched(name) {
  if (!panels.has(name)) {
    const response = await fetch(new URL(`../../${name}?of=${VERSION}-${document.documentElement.lang}`, import.meta.url));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!panels.has(name)) { // asked for twice, it is there once
      panels.set(name, document.body.appendChild(/** @type {HTMLDialogElement} */ (page.querySelector("dialog"))));
    }
  }
  return /** @type {HTMLDialogElement} */ (panels.get(name));
}

/** @param {HTMLDialogElement} dialog */
export const open = (dialog) => dialog.open || dialog.showModal();
