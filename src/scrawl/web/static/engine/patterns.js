/**
 * The language of expectations, written out as the moves of an automaton. The twin of `scrawl/glyphs/patterns.py`.
 */

/** @typedef {{first: number[], step: (sums: number[], digit: number) => number[], holds: (sums: number[]) => boolean}} Check */

const MARKS = ",.-/:+";
export const DIGITS = "0123456789";
const MOST_TIMES = 64; // that an item may be repeated, and digits of a number of a range
const MOST_LISTED = 10_000; // values of a range with steps
const MOST_MOVES = 200_000; // of the automaton: bounds the work

const RANGE = /^([-+]?\d+(?:[.,]\d+)?)\.\.([-+]?\d+(?:[.,]\d+)?)(?:\/(\d+(?:[.,]\d+)?))?$/;
const TIMES = /\{(\d{1,9})(?:,(\d{1,9}))?\}/y;
const KNOWN = "there are `#`, digits, `, . - / : +`, `{2}` and `{1,3}`, `|`, ranges as `0..100` or `0..10/0.5`, and behind digits `luhn`, `mod11` or `iso7064`.";

/** @type {Record<string, Check>} */
export const CHECKS = {
  luhn: { // both ways to double every other digit; the first left the last digit as it is
    first: [0, 0],
    step: ([one, other], digit) => [(other + digit) % 10, (one + 2 * digit - 9 * Number(digit > 4)) % 10],
    holds: ([sum]) => sum === 0,
  },
  mod11: {
    first: [0, 0],
    step: ([plain, sum], digit) => [(plain + digit) % 11, (sum + ((plain + digit) % 11)) % 11],
    holds: ([, sum]) => sum === 0,
  },
  iso7064: { // the product, and whether the last digit checks those before it
    first: [10, 0],
    step: ([product], digit) => [((((product + digit) % 10) || 10) * 2) % 11, Number((product + digit) % 10 === 1)],
    holds: ([, isChecked]) => isChecked === 1,
  },
};

/** What cannot be expected. */
export class OptionError extends Error {
  field = "expect";
}

/** All alternatives as one automaton without empty moves; state 0 is its start. */
export class Patterns {
  /** @type {Record<string, number[]>[]} by state and character, the states behind */
  moves = [{}];
  /** @type {Map<number, Set<string>>} states in which a number may end, and the checks that its digits may meet, "" for none */
  ends = new Map();
  #shared = new Set(); // states of literals alone
  #count = 0; // moves

  /**
   * A new state, behind any of the characters from those before.
   * @param {number[]} before
   * @param {string} characters
   */
  add(before, characters) {
    const made = this.moves.push({}) - 1;
    for (const state of before) {
      for (const character of characters) {
        this.join(state, character, made);
      }
    }
    return made;
  }

  /**
   * A move from one state to another.
   * @param {number} state
   * @param {string} character
   * @param {number} behind
   */
  join(state, character, behind) {
    if (++this.#count > MOST_MOVES) {
      throw new OptionError("This expects too much at once: write fewer alternatives or repetitions.");
    }
    (this.moves[state][character] ??= []).push(behind);
  }

  /**
   * The states behind `least` to `most` of the characters.
   * @param {number[]} before
   * @param {string} characters
   * @param {number} least
   * @param {number} most
   */
  repeated(before, characters, least, most) {
    const behind = least === 0 ? [...before] : [];
    for (let count = 1; count <= most; count++) {
      before = [this.add(before, characters)];
      behind.push(...(count >= least ? before : []));
    }
    return behind;
  }

  /**
   * A value that is written as it stands; values that begin alike share their states.
   * @param {string} text
   */
  literal(text) {
    let state = 0;
    for (const character of text) {
      state = (this.moves[state][character] ?? []).find((each) => this.#shared.has(each)) ?? this.add([state], character);
      this.#shared.add(state);
    }
    this.end([state]);
  }

  /**
   * A number may end there, if its digits meet the check.
   * @param {Iterable<number>} states
   * @param {string} [check]
   */
  end(states, check = "") {
    for (const state of states) {
      this.ends.set(state, (this.ends.get(state) ?? new Set()).add(check));
    }
  }
}

/**
 * The alternatives that a text names; OptionError, which shows the column, if it names none.
 * @param {string} text
 */
export function ofText(text) {
  const patterns = new Patterns();
  let column = 0;
  for (const alternative of text.split("|")) {
    add(patterns, text, column, column + alternative.length);
    column += alternative.length + 1;
  }
  return patterns;
}

/**
 * The error that shows the column, counted from 1, and the text before it.
 * @param {string} text
 * @param {number} column
 * @param {string} reason
 */
const wrong = (text, column, reason) =>
  new OptionError(`Column ${column + 1}: ${reason} Read so far: \`${text.slice(Math.max(column - 40, 0), column)}\`.`);

/**
 * Adds the alternative in those columns of the text.
 * @param {Patterns} patterns
 * @param {string} text
 * @param {number} start
 * @param {number} stop
 */
function add(patterns, text, start, stop) {
  const part = text.slice(start, stop);
  if (!part) {
    throw wrong(text, start, "nothing is expected here; write `#` for a digit.");
  }
  if (part.includes("..")) {
    addRange(patterns, text, start, part);
    return;
  }
  const check = Object.keys(CHECKS).find((name) => part.endsWith(name)) ?? "";
  stop -= check.length;
  let [ends, column, hasDigit] = [[0], start, false];
  if (check && start === stop) {
    [ends, hasDigit] = [patterns.repeated([0], DIGITS, 2, MOST_TIMES), true];
  }
  while (column < stop) {
    const character = text[column];
    if (character !== "#" && !(DIGITS + MARKS).includes(character)) {
      const shown = String.fromCodePoint(/** @type {number} */ (text.codePointAt(column)));
      throw wrong(text, column, `\`${shown}\` cannot be expected; ${KNOWN}`);
    }
    const { least, most, behind } = timesOf(text, column + 1, stop);
    hasDigit ||= !MARKS.includes(character) && least > 0;
    ends = patterns.repeated(ends, character === "#" ? DIGITS : character, least, most);
    column = behind;
  }
  if (!hasDigit) {
    throw wrong(text, start, "this has no digit, or may have none; write `#` for a digit.");
  }
  patterns.end(ends, check);
}

/**
 * How often at least and at most what stands before that column is written, and the column behind.
 * @param {string} text
 * @param {number} column
 * @param {number} stop
 */
function timesOf(text, column, stop) {
  if (column >= stop || text[column] !== "{") {
    return { least: 1, most: 1, behind: column };
  }
  TIMES.lastIndex = column;
  const told = TIMES.exec(text.slice(0, stop));
  if (!told) {
    throw wrong(text, column, "behind `{` stands how often, as `{4}` or `{1,3}`.");
  }
  const [least, most] = [Number(told[1]), Number(told[2] ?? told[1])];
  if (least > most || most < 1 || most > MOST_TIMES) {
    throw wrong(text, column, `\`${told[0]}\` must be from least to most, and at most ${MOST_TIMES}.`);
  }
  return { least, most, behind: column + told[0].length };
}

/**
 * Adds a range of numbers.
 * @param {Patterns} patterns
 * @param {string} text
 * @param {number} column
 * @param {string} part
 */
function addRange(patterns, text, column, part) {
  const told = part.match(RANGE);
  if (!told || part.length > 2 * MOST_TIMES) {
    throw wrong(text, column, "a range is as `0..100`, or in steps as `0..10/0.5`.");
  }
  const texts = told.slice(1).map((each = "1") => each.replace(",", "."));
  const places = Math.max(...texts.map((each) => (each.split(".")[1] ?? "").length));
  const [low, high, step] = texts.map((each) => scaled(each, places));
  if (low > high) {
    throw wrong(text, column, `the range is upside down: ${texts[0]} is more than ${texts[1]}.`);
  }
  if (step <= 0n) {
    throw wrong(text, column, "the step must be more than 0.");
  }
  if (step !== 1n || places) {
    if (high - low >= BigInt(MOST_LISTED) * step) {
      throw wrong(text, column, `the range has more than ${MOST_LISTED.toLocaleString("en")} values.`);
    }
    for (let value = low; value <= high; value += step) {
      formsOf(value, places).forEach((form) => patterns.literal(form));
    }
    return;
  }
  if (low < 0n) {
    addWhole(patterns, patterns.add([0], "-"), high < 0n ? -high : 1n, -low);
  }
  if (high >= 0n) {
    addWhole(patterns, 0, low < 0n ? 0n : low, high);
  }
}

/**
 * A number with decimals, times 10 to the power of `places`.
 * @param {string} text
 * @param {number} places
 */
function scaled(text, places) {
  const [whole, decimals = ""] = text.replace("+", "").split(".");
  return BigInt(whole + decimals.padEnd(places, "0"));
}

/**
 * How a value, times 10 to the power of `places`, may be written: with and without decimals that are 0.
 * @param {bigint} value
 * @param {number} places
 */
function formsOf(value, places) {
  const digits = `${value < 0n ? -value : value}`.padStart(places + 1, "0");
  const full = `${value < 0n ? "-" : ""}${digits.slice(0, digits.length - places)}.${digits.slice(digits.length - places)}`;
  const bare = full.replace(/\.?0*$/, "");
  return (places ? [full, bare] : [bare]).flatMap((form) => [form, form.replace(".", ",")]);
}

/**
 * Adds the whole numbers from `low` to `high`, 0 or more, without leading zeros, behind a state.
 * @param {Patterns} patterns
 * @param {number} start
 * @param {bigint} low
 * @param {bigint} high
 */
function addWhole(patterns, start, low, high) {
  for (let { length } = `${low}`; length <= `${high}`.length; length++) {
    const least = length === `${low}`.length ? `${low}` : "1".padEnd(length, "0");
    const most = length === `${high}`.length ? `${high}` : "9".repeat(length);
    /** @type {Map<string, number>} states behind each digit, by whether it is still that of the least number, and of the most */
    let states = new Map([["true,true", start]]);
    for (let place = 0; place < length; place++) {
      /** @type {Map<string, [number, string][]>} */
      const moves = new Map();
      for (const [tight, state] of states) {
        const [atLeast, atMost] = tight.split(",").map((each) => each === "true");
        for (const digit of DIGITS.slice(atLeast ? Number(least[place]) : 0, (atMost ? Number(most[place]) : 9) + 1)) {
          const next = `${atLeast && digit === least[place]},${atMost && digit === most[place]}`;
          moves.set(next, [...(moves.get(next) ?? []), [state, digit]]);
        }
      }
      states = new Map();
      for (const [tight, each] of moves) {
        const behind = patterns.add([], "");
        each.forEach(([state, digit]) => patterns.join(state, digit, behind));
        states.set(tight, behind);
      }
    }
    patterns.end(states.values());
  }
}
