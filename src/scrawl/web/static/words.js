/** Everything the page says of its own accord, in one place. */

/** @typedef {import("./client.js").Digit} Digit */
/** @typedef {{symbol: string, title: string, detail: string}} Words */

const NAMES = ["Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];

const share = new Intl.NumberFormat("en", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** @param {number} value  0…1 */
export const percent = (value) => share.format(value);

export const EMPTY = {
  symbol: "0–9",
  title: "Nothing drawn yet",
  detail: "Draw a digit, and it is read while you draw.",
};

export const READING = { symbol: "…", title: "Reading…", detail: "" };

export const NOTHING_FOUND = {
  symbol: "–",
  title: "No digit found",
  detail: "There is no handwriting in this picture. Dark strokes on plain paper are read best.",
};

export const OFFLINE = {
  symbol: "…",
  title: "No connection",
  detail: "The server cannot be reached. What you drew or chose is kept, and read as soon as it is back.",
};

/**
 * @param {Digit} digit
 * @returns {Words}
 */
export function describe({ digit, verdict, confidence, alternatives, digitness }) {
  if (verdict === "digit") {
    return { symbol: `${digit}`, title: NAMES[digit], detail: `${percent(confidence)} sure` };
  }
  const [second] = alternatives;
  if (verdict === "unsure" && second) {
    return {
      symbol: `${digit} or ${second.digit}?`,
      title: "Unsure",
      detail: `${percent(confidence)} for ${digit}, ${percent(second.confidence)} for ${second.digit}`,
    };
  }
  return {
    symbol: "–",
    title: "Not a digit",
    detail: `${percent(digitness)} like a digit; the nearest is ${digit}`,
  };
}

/**
 * A digit as short as it can stand in a number or above a box.
 * @param {Digit} digit
 */
export function brief({ digit, verdict, alternatives }) {
  const [second] = alternatives;
  return { digit: `${digit}`, unsure: second ? `${digit}/${second.digit}?` : `${digit}?`, not_a_digit: "–" }[verdict];
}

/**
 * What the control of a digit is called.
 * @param {Digit} digit
 * @param {number} index
 * @param {number} count  of all that were found
 */
export function name({ digit, verdict, confidence, alternatives }, index, count) {
  const answer = {
    digit: `${digit}, ${percent(confidence)}`,
    unsure: `Unsure, ${[digit, ...alternatives.slice(0, 1).map((each) => each.digit)].join(" or ")}`,
    not_a_digit: "Not a digit",
  }[verdict];
  return count > 1 ? `${answer}, ${index + 1} of ${count}` : answer;
}

/**
 * A whole number, while none of its digits is chosen.
 * @param {import("./client.js").Reading} reading
 * @returns {Words}
 */
export function number({ text, digits }) {
  const read = digits.filter(({ line }) => line !== null);
  const unsure = digits.filter(({ verdict }) => verdict === "unsure");
  const others = digits.length - read.length;
  if (read.length === 0) {
    return { symbol: "–", title: "No digit found", detail: `${counted(others, "mark")} without a digit. ${CHOOSE}` };
  }
  const least = percent(Math.min(...read.map(({ confidence }) => confidence)));
  const found = [
    counted(read.length, "digit"),
    ...(unsure.length ? [`${unsure.length} unsure`] : []),
    ...(others ? [counted(others, "other mark")] : []),
  ];
  return { symbol: text, title: found.join(", "), detail: `At least ${least} sure of each. ${CHOOSE}` };
}

const CHOOSE = "Choose one for its figures.";

/**
 * @param {number} count
 * @param {string} noun
 */
const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

export const COPY = "Copy";
export const COPIED = "Copied";
export const NOT_COPIED = "Your browser did not allow copying";

/**
 * What a screen reader says of the whole answer.
 * @param {string} text  the number as it was read
 * @param {Digit[]} digits
 */
export function announcement(text, digits) {
  if (digits.length === 0) {
    return NOTHING_FOUND.title;
  }
  if (digits.length > 1) {
    return `${digits.length} symbols, read as ${text || "nothing"}`;
  }
  const { symbol, title, detail } = describe(digits[0]);
  return digits[0].verdict === "unsure" ? `${title}: ${symbol} ${detail}` : `${title}. ${detail}`;
}

/**
 * @param {{title: string, detail: string, status: number}} problem
 * @returns {Words}
 */
export function explain({ title, detail, status }) {
  if (status === 429 || status === 503) {
    return { symbol: "!", title: "The server is busy", detail: "It is asked again in a moment." };
  }
  return {
    symbol: "!",
    title: "This could not be read",
    detail: detail || `The server answered “${title || status}”. Try again in a moment.`,
  };
}

/** @param {number} most  bytes */
export const tooLarge = (most) => ({
  symbol: "!",
  title: "This file is too large",
  detail: `At most ${Math.floor(most / 2 ** 20)} MB can be read. A smaller photograph will do.`,
});

export const UNREADABLE_FILE = {
  symbol: "!",
  title: "This file cannot be opened",
  detail: "Your browser could not read it. Choose the file again, or another one.",
};
