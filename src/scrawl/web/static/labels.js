/** Where labels go beside boxes that lie close together. Pure mathematics; nothing here knows the DOM. */

/** @typedef {import("./strokes.js").Box} Box */
/** @typedef {"above" | "below" | "right" | "left" | "inside" | "dot"} Side  a dot where there is no room for a label */

const LEAST = 12; // pixels of a box's height below which a label would be larger than what it names
const ROOM = 4; // pixels that the frame around a box takes, which a label may touch

/**
 * @param {Box[]} boxes  in pixels
 * @param {[number, number][]} sizes  of the labels, width and height in pixels
 * @param {[number, number]} whole  width and height of the picture
 * @returns {Side[]} a side where the label covers no other box and no other label, and is not cut off
 */
export function sidesOf(boxes, sizes, [across, down]) {
  /** @type {Box[]} */
  const taken = [];
  const within = (/** @type {Box} */ [x, y, width, height]) => x >= -ROOM && y >= 0 && x + width <= across && y + height <= down;
  return boxes.map((box, index) => {
    const others = boxes.filter((each, other) => other !== index && !holds(each, box));
    const isFree = (/** @type {[Side, Box]} */ [, place]) =>
      within(place) && ![...taken, ...others].some((each) => overlap(each, place));
    const [side, place] = (box[3] >= LEAST && placesOf(box, sizes[index]).find(isFree)) || ["dot", null];
    if (place) {
      taken.push(place);
    }
    return side;
  });
}

/**
 * @param {Box} box
 * @param {[number, number]} size
 * @returns {[Side, Box][]} in the order in which one looks for it
 */
function placesOf([x, y, width, height], [across, down]) {
  const isLarge = width > 3 * across && height > 3 * down; // beside the label, which may lie on it
  return [
    ["above", [x - ROOM, y - down - ROOM, across, down]],
    ["below", [x - ROOM, y + height + ROOM, across, down]],
    ["right", [x + width + ROOM, y, across, down]],
    ["left", [x - across - ROOM, y, across, down]],
    .../** @type {[Side, Box][]} */ (isLarge ? [["inside", [x, y, across, down]]] : []),
  ];
}

/**
 * @param {Box} outer
 * @param {Box} inner
 */
const holds = ([x, y, width, height], [left, top, across, down]) =>
  x <= left && y <= top && left + across <= x + width && top + down <= y + height;

/**
 * @param {Box} one
 * @param {Box} other
 */
const overlap = ([x, y, width, height], [left, top, across, down]) =>
  x < left + across && left < x + width && y < top + down && top < y + height;
