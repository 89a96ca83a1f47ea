/**
 * The catalogue of the page's language, the same that the server's templates read. Modules that import this one run
 * when it is there.
 */

const tag = document.documentElement.lang;
const [code] = tag.split("-");

/** @type {Record<string, string>} */
const catalogue = await (await fetch(new URL(`languages/${code}.json`, import.meta.url))).json();

const shares = new Intl.NumberFormat(tag, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
const wholeShares = new Intl.NumberFormat(tag, { style: "percent" });
const numbers = new Intl.NumberFormat(tag, { maximumFractionDigits: 1 });
const plurals = new Intl.PluralRules(tag);
const disjunction = new Intl.ListFormat(tag, { type: "disjunction" }); // "7 or 8", in Spanish "7 u 8"

/**
 * @param {string} key
 * @param {Record<string, string | number>} [values]  what stands for each `{name}` in the text
 */
export const text = (key, values = {}) => catalogue[key].replace(/\{(\w+)\}/g, (_, name) => `${values[name]}`);

/** @param {string} key  whether there is a text for it */
export const knows = (key) => key in catalogue;

/**
 * So many of a kind, "3 digits": the catalogue has the kind for one and for other counts.
 * @param {string} kind
 * @param {number} count
 */
export function counted(kind, count) {
  const key = plurals.select(count) === "one" ? `count.${kind}.one` : `count.${kind}.other`;
  return text(key, { count: numbers.format(count) });
}

/** @param {number} share  0…1 */
export const percent = (share) => shares.format(share);

const SURE = 0.9995; // from here on it would be written as a whole, which no reading is
const MOST = 0.999;

/** @param {number} share  0…1, of what is never quite sure */
export const sure = (share) => (share < SURE ? percent(share) : `> ${percent(MOST)}`);

/** @param {number} share  0…1, below which none of several is */
export const least = (share) => percent(Math.min(share, MOST));

/** @param {number} share  without decimals */
export const wholePercent = (share) => wholeShares.format(share);

/** @param {number} value */
export const number = (value) => numbers.format(value);

/** @param {number[]} digits  "4 or 9" */
export const either = (digits) => disjunction.format(digits.map(String));
