/**
 * What the digits and marks of a line of writing are as numbers: where one ends, what kind it is, what it is worth. The twin
 * of `scrawl/glyphs/numbers.py`.
 */

import { median } from "./ink.js";

/**
 * @typedef {"." | ","} Decimal
 * @typedef {"integer" | "decimal" | "date" | "time" | "fraction" | "other"} Kind
 * @typedef {{character: string, left: number, right: number}} Token  a digit or a mark in its line, `?` for an unsure digit
 */

// Gaps between neighbours of one line, in heights of its digits.
const APART = 0.92; // numbers are parted by more than that,
const CLEARLY = 2; // and times the median of all smaller gaps of the line
const SIGNS = "-+";
const MOST_CHARACTERS = 300; // of a number that has a value

const INTEGER = /^[+-]?[\d?]+$/;
const FRACTION = /^([+-]?[\d?]+)\/([\d?]+)$/;
const TIME = /^([\d?]{1,2}):([\d?]{2})(?::([\d?]{2}))?$/;
const DATES = [/^(?<a>[\d?]{1,2})([./-])(?<b>[\d?]{1,2})\2(?:[\d?]{4}|[\d?]{2})$/, /^[\d?]{4}([./-])(?<a>[\d?]{1,2})\1(?<b>[\d?]{1,2})$/];
const GROUPED = /^([+-]?)([\d?]+(?:[.,][\d?]+)+)$/;

const isDigit = (/** @type {Token} */ { character }) => /^[\d?]$/.test(character);

/**
 * The tokens of a line, from left to right, in numbers: places, without marks that are no part of one.
 * @param {Token[]} tokens
 * @param {number} height  of the line's digits
 * @returns {number[][]}
 */
export function parted(tokens, height) {
  const gaps = tokens.slice(1).map((each, k) => (each.left - tokens[k].right) / height);
  const least = leastGap(gaps);
  /** @type {number[][]} */
  const numbers = tokens.length ? [[0]] : [];
  gaps.forEach((gap, k) => {
    // Farther from what is before it than from what follows, it is the sign of that.
    const isSign = SIGNS.includes(tokens[k + 1].character) && gap >= (gaps[k + 1] ?? Infinity) + APART / 2;
    if (gap >= least || isSign) {
      numbers.push([k + 1]);
    } else {
      numbers[numbers.length - 1].push(k + 1);
    }
  });
  return numbers.map((number) => kept(tokens, number)).filter((number) => number.length > 0);
}

/**
 * The gap from which two numbers are parted in a line with those gaps; infinite if it is one number.
 * @param {number[]} gaps
 */
function leastGap(gaps) {
  const ordered = gaps.length > 1 ? [...gaps].sort((a, b) => a - b) : [APART, ...gaps]; // a lone gap has no other to compare with
  for (let place = 1; place < ordered.length; place++) {
    if (ordered[place] >= Math.max(APART, CLEARLY * median(ordered.slice(0, place)))) {
      return ordered[place];
    }
  }
  return Infinity;
}

/**
 * The number without marks that have no digit behind them, or none before them where they need one.
 * @param {Token[]} tokens
 * @param {number[]} number
 */
function kept(tokens, number) {
  /** @type {number[]} */
  const made = [];
  const endsInMark = () => made.length > 0 && !isDigit(tokens[made[made.length - 1]]);
  for (const place of number) {
    while (!isDigit(tokens[place]) && endsInMark()) {
      made.pop();
    }
    if (isDigit(tokens[place]) || made.length > 0 || SIGNS.includes(tokens[place].character)) {
      made.push(place);
    }
  }
  while (endsInMark()) {
    made.pop();
  }
  return made;
}

/**
 * Which mark the numbers of a page have before their decimals, by those that can have one only; null if unknown.
 * @param {string[]} texts
 * @returns {Decimal | null}
 */
export function decimalOf(texts) {
  const told = { ".": 0, ",": 0 };
  for (const text of texts) {
    const grouped = text.match(GROUPED);
    if (!grouped || isDate(text)) {
      continue;
    }
    const { seps, groups } = divided(grouped[2]);
    if (new Set(seps).size === 2) {
      told[seps[seps.length - 1]]++;
    } else if (seps.length > 1) {
      told[other(seps[0])]++;
    } else if (groups[1].length !== 3 || groups[0].length > 3) {
      told[seps[0]]++;
    }
  }
  return told["."] === told[","] ? null : told["."] > told[","] ? "." : ",";
}

/**
 * What kind of number a text is, and what it is worth: null for dates, times, unsure digits and what is no number.
 * @param {string} text
 * @param {Decimal | null} [decimal]  the mark before the decimals; where it is not known, a single mark is one
 * @returns {[Kind, number | null]}
 */
export function meaning(text, decimal = null) {
  const isSure = !text.includes("?") && text.length <= MOST_CHARACTERS;
  if (INTEGER.test(text)) {
    return ["integer", isSure ? Number(text) : null];
  }
  if (isDate(text)) {
    return ["date", null];
  }
  const time = text.match(TIME);
  if (time) {
    const [hour, ...rest] = time.slice(1).filter(Boolean).map((each) => Number(each.replaceAll("?", "0")));
    return [hour <= 24 && Math.max(...rest) < 60 ? "time" : "other", null];
  }
  const fraction = text.match(FRACTION);
  if (fraction) {
    return ["fraction", isSure && Number(fraction[2]) > 0 ? Number(fraction[1]) / Number(fraction[2]) : null];
  }
  const grouped = text.match(GROUPED);
  if (!grouped) {
    return ["other", null];
  }
  const [kind, value] = meaningOfGroups(grouped[1], grouped[2].replaceAll("?", "0"), decimal);
  return [kind, isSure ? value : null];
}

/**
 * The meaning of digits with points and commas among them.
 * @param {string} sign
 * @param {string} digits
 * @param {Decimal | null} decimal
 * @returns {[Kind, number | null]}
 */
function meaningOfGroups(sign, digits, decimal) {
  const { seps, groups } = divided(digits);
  const byThousands = groups[0].length <= 3;
  if (seps.length === 1 && !(decimal === other(seps[0]) && byThousands && groups[1].length === 3)) {
    return ["decimal", Number(`${sign}${groups[0]}.${groups[1]}`)];
  }
  const hasDecimals = new Set(seps).size === 2;
  const whole = hasDecimals ? groups.slice(0, -1) : groups;
  const before = new Set(hasDecimals ? seps.slice(0, -1) : seps);
  if (!byThousands || before.size !== 1 || whole.slice(1).some((group) => group.length !== 3)) {
    return ["other", null];
  }
  const written = whole.join("") + (hasDecimals ? `.${groups[groups.length - 1]}` : "");
  return [hasDecimals ? "decimal" : "integer", Number(sign + written)];
}

/** @param {string} text */
function isDate(text) {
  return DATES.some((form) => {
    const date = text.match(form)?.groups;
    const [first, second] = date ? [date.a, date.b].map((each) => Number(each.replaceAll("?", "1"))).sort((a, b) => a - b) : [0, 0];
    return first >= 1 && first <= 12 && second <= 31;
  });
}

/** @param {string} digits  with points and commas */
function divided(digits) {
  return { seps: /** @type {Decimal[]} */ (digits.match(/[.,]/g) ?? []), groups: digits.split(/[.,]/) };
}

/**
 * @param {Decimal} mark
 * @returns {Decimal}
 */
const other = (mark) => (mark === "." ? "," : ".");
