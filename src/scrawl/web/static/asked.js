/** What is asked for beside the ink: what each number is expected to be, and whether a picture holds a table. */

/** @type {{expect: string, isTable: boolean}}  expect: a pattern as in the API, "" for anything */
export const asked = { expect: "", isTable: false };

const [DIGITS, SIGNED] = ["#{1,12}", (/** @type {string} */ pattern) => `${pattern}|-${pattern}`];

/** Patterns of what is chosen from by name. */
export const PATTERNS = {
  digit: "#",
  whole: SIGNED(DIGITS),
  decimal: [",", "."].map((mark) => SIGNED(`${DIGITS}${mark}#{1,6}`)).join("|"),
  date: [".", "/", "-"].map((mark) => `#{1,2}${mark}#{1,2}${mark}##|#{1,2}${mark}#{1,2}${mark}####`).join("|") + "|####-##-##",
  time: "#{1,2}:##|#{1,2}:##:##",
};

/**
 * @param {boolean} isPicture
 * @returns {string} the part of an address
 */
export function query(isPicture) {
  const { expect, isTable } = asked;
  return `${new URLSearchParams({ layout: isPicture && isTable ? "table" : "auto", ...(expect && { expect }) })}`;
}

/**
 * The cells of a table as text, a row a line (RFC 4180 with a comma).
 * @param {import("./client.js").Table} table
 * @param {string} separator
 */
export function rowsOf({ columns, cells }, separator) {
  const texts = cells.map(({ text }) => (/[",\n\t]/.test(text) && separator === "," ? `"${text}"` : text));
  const rows = Array.from({ length: cells.length / (columns || 1) }, (_, row) => texts.slice(row * columns, (row + 1) * columns));
  return rows.map((row) => `${row.join(separator)}\r\n`).join("");
}
