/**
 * A drawing as a short text, for links and for the browser's memory. Pure; nothing here knows the DOM.
 *
 * base64url (RFC 4648 §5) of: the version; then for each stroke its count of points, doubled, plus 1 if it tells of
 * pressure; its brush; and its points, each as the way from the one before. Numbers are LEB128 variable-length integers,
 * lengths in quarters of a page unit, ways zigzag coded; a pressure is one byte. A digit takes about 200 characters;
 * deflated it would take about as many.
 */

/** @typedef {import("./strokes.js").Stroke} Stroke */

const VERSION = 1;
const PRECISION = 4; // steps in a page unit
const MOST_POINTS = 50000; // as the API has it
const FARTHEST = 4000; // page units
const THICKEST = 400;

/**
 * @param {Stroke[]} strokes
 * @returns {string}
 */
export function encode(strokes) {
  const bytes = [VERSION];
  for (const { brush, points } of strokes) {
    const isPressed = points.some(([, , , share]) => share < 1);
    bytes.push(...varint(2 * points.length + Number(isPressed)), ...varint(Math.round(brush * PRECISION)));
    let [left, top] = [0, 0];
    for (const [pageX, pageY, , share] of points) {
      const [x, y] = [Math.round(pageX * PRECISION), Math.round(pageY * PRECISION)];
      bytes.push(...varint(zigzag(x - left)), ...varint(zigzag(y - top)));
      if (isPressed) {
        bytes.push(Math.round(255 * share));
      }
      [left, top] = [x, y];
    }
  }
  const binary = bytes.map((byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * @param {string} text
 * @returns {Stroke[]}
 * @throws {RangeError} if the text is not one that `encode` makes
 */
export function decode(text) {
  const bytes = new Bytes(text);
  if (bytes.next() !== VERSION) {
    throw new RangeError("Another version of the link");
  }
  /** @type {Stroke[]} */
  const strokes = [];
  let room = MOST_POINTS;
  while (!bytes.finished) {
    const head = bytes.number();
    const count = head >> 1;
    const brush = bytes.number() / PRECISION;
    room -= count;
    if (count === 0 || room < 0 || brush <= 0 || brush > THICKEST) {
      throw new RangeError("Not a stroke");
    }
    strokes.push({ brush, points: pointsOf(bytes, count, head % 2 === 1) });
  }
  return strokes;
}

/**
 * @param {Bytes} bytes
 * @param {number} count
 * @param {boolean} isPressed
 */
function pointsOf(bytes, count, isPressed) {
  /** @type {import("./strokes.js").InkPoint[]} */
  const points = [];
  let [x, y] = [0, 0];
  for (let i = 0; i < count; i++) {
    x += unzigzag(bytes.number()) / PRECISION;
    y += unzigzag(bytes.number()) / PRECISION;
    if (Math.max(Math.abs(x), Math.abs(y)) > FARTHEST) {
      throw new RangeError("Off the page");
    }
    points.push([x, y, 0, isPressed ? bytes.next() / 255 : 1]);
  }
  return points;
}

class Bytes {
  #binary;
  #place = 0;

  /** @param {string} text  base64url */
  constructor(text) {
    try {
      this.#binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    } catch (error) {
      throw new RangeError("Not base64url", { cause: error });
    }
  }

  get finished() {
    return this.#place === this.#binary.length;
  }

  next() {
    if (this.finished) {
      throw new RangeError("Cut off");
    }
    return this.#binary.charCodeAt(this.#place++);
  }

  number() {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.next();
      value |= (byte & 127) << shift;
      if (byte < 128) {
        return value;
      }
    }
    throw new RangeError("Too large a number");
  }
}

/** @param {number} value */
function varint(value) {
  const bytes = [];
  while (value > 127) {
    bytes.push((value & 127) | 128);
    value >>= 7;
  }
  return [...bytes, value];
}

/** @param {number} value */
const zigzag = (value) => (value << 1) ^ (value >> 31);

/** @param {number} value */
const unzigzag = (value) => (value >>> 1) ^ -(value & 1);
