/** The boxes of a number's marks on a picture: seen, and not chosen from. */

/** @typedef {import("./strokes.js").Box} Box */

/**
 * @param {{host: HTMLElement, place: (box: Box) => number[]} | null | undefined} ground  the picture, and where a box
 *   lies on it in shares of it; none takes them away
 * @param {import("./client.js").Written[]} numbers
 */
export function showMarks(ground, numbers) {
  document.querySelectorAll(".mark-box").forEach((each) => each.remove());
  for (const { mark, box } of ground ? numbers.flatMap(({ marks }) => marks) : []) {
    const [x, y, width, height] = /** @type {NonNullable<typeof ground>} */ (ground).place(box).map((share) => `${100 * share}%`);
    const shown = Object.assign(document.createElement("span"), { className: "mark-box", title: mark, ariaHidden: "true" });
    Object.assign(shown.style, { left: x, top: y, width, height });
    ground?.host.append(shown);
  }
}
