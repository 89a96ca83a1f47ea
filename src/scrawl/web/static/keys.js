/** The panel of the keys. */

import { fetched, open as show } from "./panels.js";

const isMac = /^Mac|^iP/.test(navigator.platform);

/** Rejects while the server is away and the panel has never been fetched. */
export async function open() {
  const dialog = await fetched("keys");
  for (const key of isMac ? dialog.querySelectorAll("kbd") : []) {
    key.textContent = { Ctrl: "⌘", Del: "⌦" }[`${key.textContent}`] ?? key.textContent;
  }
  show(dialog);
}
