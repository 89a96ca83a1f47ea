/** Drawings of our own to try with one click, while the paper is empty. */

import { text } from "./languages.js";
import { rove, stopAt } from "./roving.js";
import { BRUSHES, PAGE } from "./strokes.js";

/** @typedef {{name: string, strokes: import("./strokes.js").Strokes}} Example */

const DRAWINGS = new URL("examples.json", import.meta.url);
const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {HTMLElement} list
 * @param {(strokes: import("./strokes.js").Strokes) => void} choose
 */
export async function offerExamples(list, choose) {
  /** @type {Example[]} */
  const examples = await fetch(DRAWINGS).then((answer) => answer.json(), () => []);
  list.append(
    ...examples.map(({ name, strokes }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.name = "example";
      button.title = text(`example.${name}`);
      button.setAttribute("aria-label", button.title);
      button.append(drawn(strokes));
      button.addEventListener("click", () => choose(strokes));
      return button;
    }),
  );
  rove(list);
  stopAt(list, 0);
}

/** @param {import("./strokes.js").Strokes} strokes */
function drawn(strokes) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("aria-hidden", "true");
  picture.setAttribute("viewBox", `0 0 ${PAGE.width} ${PAGE.height}`);
  picture.setAttribute("stroke-width", `${1.5 * BRUSHES.medium}`);
  for (const stroke of strokes) {
    const line = document.createElementNS(SVG, "polyline");
    line.setAttribute("points", stroke.join(" "));
    picture.append(line);
  }
  return picture;
}
