/** Panels, with the looks that they alone need. */

import { styled } from "./styled.js";

await styled("panel");

/** @param {HTMLDialogElement} dialog */
export const open = (dialog) => dialog.showModal();
