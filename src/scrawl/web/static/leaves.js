/** Pages of documents, PDF and TIFF, which browsers do not show as pictures: the server draws them, one at a time. */

import { pageOf, rested } from "./client.js";

/** @typedef {import("./shots.js").Shot} Shot */

export const MOST_LEAVES = 100; // of a document that lie on the paper

/**
 * Has the page drawn, and asks until it is.
 * @param {Shot} shot  gets its picture, and how many pages there are
 * @param {number} most  bytes that may be sent
 * @param {() => boolean} wait  is told each time that the server is away, and whether to ask again
 * @returns {Promise<string | null>} the code of a problem
 */
export async function drawn(shot, most, wait) {
  if (shot.file.size > most) {
    return "body_too_large";
  }
  for (;;) {
    const { shown, problem, retryAfter } = await pageOf(shot.file, shot.page);
    if (shown) {
      shot.picture = blobOf(shown.picture);
      shot.pages = shown.pages;
      return null;
    }
    if (problem && !retryAfter) {
      return problem.code;
    }
    if (!problem && !wait()) {
      return "other";
    }
    await rested(retryAfter);
  }
}

/** @param {string} url  data in base64, which the page's policy keeps from being fetched */
function blobOf(url) {
  const [head, content] = url.split(",");
  return new Blob([Uint8Array.from(atob(content), (each) => each.charCodeAt(0))], { type: head.slice(5, head.indexOf(";")) });
}

/**
 * The pages after the first one, of as many as lie on the paper.
 * @param {Shot} first
 * @returns {Shot[]}
 */
export function leavesAfter({ file, pages }) {
  const count = Math.min(pages, MOST_LEAVES) - 1;
  return Array.from({ length: count }, (_, place) => ({ file, page: place + 2, pages, picture: null, reading: null, isEdited: false }));
}
