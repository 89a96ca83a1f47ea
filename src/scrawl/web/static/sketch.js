/** A drawing as SVG: for thumbnails and for what is saved. */

import { PAGE } from "./strokes.js";

/** @typedef {import("./strokes.js").Stroke} Stroke */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {Stroke[]} strokes
 * @returns {SVGElement} drawn in `currentColor`, of the page's proportions
 */
export function sketch(strokes) {
  const picture = made("svg", { viewBox: `0 0 ${PAGE.width} ${PAGE.height}` });
  const ink = made("g", { fill: "none", stroke: "currentColor", "stroke-linecap": "round", "stroke-linejoin": "round" });
  ink.append(...strokes.flatMap(lines));
  picture.append(ink);
  return picture;
}

/**
 * One path for a stroke as wide all along, else one for each piece.
 * @param {Stroke} stroke
 */
function lines({ brush, points }) {
  const [[, , , first]] = points;
  if (points.every(([, , , share]) => share === first)) {
    return [made("path", { d: curve(points), "stroke-width": short(brush * first) })];
  }
  return points.slice(1).map((point, i) => {
    const share = (points[i][3] + point[3]) / 2;
    return made("path", { d: curve([points[i], point]), "stroke-width": short(brush * share) });
  });
}

/**
 * From the middle of each piece to the middle of the next, bent towards the point between them.
 * @param {number[][]} points
 */
function curve(points) {
  const [[x, y]] = points;
  const [endX, endY] = points[points.length - 1];
  const bends = points.slice(1, -1).map(([bendX, bendY], i) => {
    const [nextX, nextY] = points[i + 2];
    return `Q${short(bendX)} ${short(bendY)} ${short((bendX + nextX) / 2)} ${short((bendY + nextY) / 2)}`;
  });
  return `M${short(x)} ${short(y)}${bends.join("")}L${short(endX)} ${short(endY)}`;
}

/** @param {number} value */
const short = (value) => `${Math.round(value * 100) / 100}`;

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 */
function made(name, attributes) {
  const element = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  return element;
}
