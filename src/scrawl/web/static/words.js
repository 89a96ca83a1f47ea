/** What the page says of a reading, in the language of languages.js. */

import { counted, either, knows, least, number as numeral, percent, sure, text } from "./languages.js";

/** @typedef {import("./client.js").Digit} Digit */
/** @typedef {{symbol: string, title: string, detail: string}} Words */

export const EMPTY = {
  symbol: "0–9",
  title: text("answer.empty.title"),
  detail: text("answer.empty.detail"),
};

export const READING = { symbol: "…", title: text("answer.reading.title"), detail: "" };

export const NOTHING_FOUND = {
  symbol: "–",
  title: text("answer.nothing.title"),
  detail: text("answer.nothing.detail"),
};

export const OFFLINE = {
  symbol: "…",
  title: text("answer.offline.title"),
  detail: text("answer.offline.detail"),
};

/** The same of a picture, where drawings are read on this device. */
export const OFFLINE_PICTURE = { ...OFFLINE, detail: text("answer.offline.picture") };

const LIKELY = 0.5; // digitness from which a glyph is rather a digit than none

/**
 * @param {Digit} digit
 * @returns {Words}
 */
export function describe({ digit, verdict, confidence, alternatives, digitness, reason: why }) {
  const share = sure(confidence);
  if (verdict === "digit") {
    return { symbol: `${digit}`, title: text(`digit.${digit}`), detail: text("answer.sure", { share }) };
  }
  const [second] = alternatives;
  if (verdict === "unsure" && second) {
    return {
      symbol: text("answer.unsure.symbol", { either: either([digit, second.digit]) }),
      title: text("answer.unsure"),
      detail: text("answer.unsure.detail", {
        share,
        digit,
        second_share: percent(second.confidence),
        second: second.digit,
      }),
    };
  }
  const likeness = { share: sure(digitness), digit };
  return digitness < LIKELY
    ? {
        symbol: "–",
        title: text("answer.not_a_digit"),
        detail: sentences(text(`not_a_digit.${why}`), text("answer.not_a_digit.detail", likeness)),
      }
    : {
        symbol: text("answer.unsure.symbol", { either: digit }),
        title: text("answer.perhaps", { digit }),
        detail: sentences(text(why === "mark" ? "answer.perhaps.mark" : `not_a_digit.${why}`), text("answer.perhaps.detail", likeness)),
      };
}

/**
 * The numbers as they were guessed: where there is doubt, the likelier digit.
 * @param {import("./client.js").Reading} reading
 */
export function guessed({ digits, numbers }) {
  /** @type {string[]} */
  const lines = [];
  for (const { text: written, line, digits: own } of numbers) {
    const places = own.values();
    const guess = written.replace(/[\d?]/g, () => `${digits[/** @type {number} */ (places.next().value)].digit}`);
    lines[line] = lines[line] ? `${lines[line]} ${guess}` : guess;
  }
  return lines.join("\n");
}

/**
 * A digit's confidence, and what else it may be.
 * @param {Digit} digit
 */
export function figures({ digit, verdict, confidence, digitness, alternatives: [second] }) {
  if (verdict === "not_a_digit") {
    return text("answer.perhaps.detail", { share: sure(digitness) });
  }
  const other = second && text("answer.name.digit", { digit: second.digit, share: percent(second.confidence) });
  return [sure(confidence), ...(other ? [other.replaceAll(" ", "\u00A0")] : [])].join(" · "); // broken between the two
}

/**
 * A digit as short as it can stand in a number or above a box.
 * @param {Digit} digit
 */
export function brief({ digit, verdict, alternatives: [second] }) {
  if (verdict === "unsure" && second) {
    return text("answer.unsure.brief", { digit, second: second.digit });
  }
  return verdict === "not_a_digit" ? "–" : `${digit}`;
}

/**
 * What the control of a digit is called.
 * @param {Digit} digit
 * @param {number} index
 * @param {number} count  of all that were found
 */
export function name({ digit, verdict, confidence, alternatives, reason: why }, index, count) {
  const answer = {
    digit: () => text("answer.name.digit", { digit, share: sure(confidence) }),
    unsure: () => text("answer.name.unsure", {
      either: either([digit, ...alternatives.slice(0, 1).map((each) => each.digit)]),
    }),
    not_a_digit: () => sentences(text("answer.not_a_digit"), text(`not_a_digit.${why}`)),
  }[verdict]();
  return count > 1 ? text("answer.name.place", { name: answer, place: index + 1, count }) : answer;
}

/**
 * A whole number, while none of its digits is chosen.
 * @param {import("./client.js").Reading} reading
 * @returns {Words}
 */
export function number({ digits }) {
  const inLines = digits.filter(({ line }) => line !== null);
  const unsure = digits.filter(({ verdict }) => verdict === "unsure").length;
  const others = digits.length - inLines.length;
  const choose = text("answer.choose");
  if (inLines.length === 0) {
    return {
      symbol: "–",
      title: NOTHING_FOUND.title,
      detail: sentences(counted("others", others), choose),
    };
  }
  const found = [
    counted("digits", inLines.length),
    ...(unsure ? [counted("unsure", unsure)] : []),
    ...(others ? [counted("others", others)] : []),
  ];
  const share = least(Math.min(...inLines.map(({ confidence }) => confidence)));
  return {
    symbol: "",
    title: found.join(text("join.list")),
    detail: sentences(text("answer.least", { share }), choose),
  };
}

/**
 * What a screen reader says of the whole answer.
 * @param {string} read  the number as it was read
 * @param {Digit[]} digits
 */
export function announcement(read, digits) {
  if (digits.length === 0) {
    return NOTHING_FOUND.title;
  }
  if (digits.length > 1) {
    const count = digits.length;
    return read ? text("answer.announced", { count, text: read }) : text("answer.announced.none", { count });
  }
  const { symbol, title, detail } = describe(digits[0]);
  return digits[0].verdict === "unsure" ? `${title}: ${symbol} ${detail}` : sentences(title, detail);
}

/**
 * @param {string} first
 * @param {string} second
 */
export const sentences = (first, second) => text("join.sentences", { first, second });

/**
 * @param {{code: string, status: number}} problem
 * @param {number} most  bytes that may be sent
 * @returns {Words}
 */
export function explain({ code, status }, most) {
  if (status === 429 || status === 503) {
    const title = text(status === 429 ? "problem.too_many" : "problem.busy");
    return { symbol: "!", title, detail: text("problem.busy.detail") };
  }
  const key = knows(`problem.${code}`) ? `problem.${code}` : "problem.other";
  return {
    symbol: "!",
    title: text("problem.title"),
    detail: text(key, { megabytes: numeral(most / 2 ** 20) }),
  };
}
