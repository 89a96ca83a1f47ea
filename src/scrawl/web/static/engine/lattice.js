/**
 * All ways to read the ink of a number, as a lattice; and the likeliest of those that an expectation allows. The twin of
 * `scrawl/glyphs/lattice.py`, where the search is described.
 */

/**
 * @typedef {{start: number, stop: number, score: number, options: [string, number][], glyph: import("./glyphs.js").Glyph | null,
 *   scores: import("./recognizer.js").Scores | null, mark: import("./marks.js").Mark | null}} Edge  ink between two nodes: the
 *   log-likelihood of its being one symbol; characters, "" for nothing, and their log-likelihoods; its glyph, null for ink in
 *   none; the mark that it may be
 * @typedef {{state: number, count: number, sum: number, rest: number, best: number, through: Step | null}} At  a state behind
 *   so many characters: logarithms of the sums of all ways to it, and from it to the ends; the likeliest way to it
 * @typedef {{edge: Edge, character: string, before: At, behind: At, likely: number}} Step
 * @typedef {{steps: Step[], sure: number[], mass: number, text: string}} Way  the likeliest that is allowed; of each step the
 *   share of all that are allowed which have its character in its place; the logarithm of the sum of all
 */

const MOST_BEHIND = 25; // log-likelihood by which a state is less likely than the likeliest of its node: bounds the work
const MOST_STATES = 300; // of one node, the likeliest: bounds the work
const MOST_VISITED = 15_000; // of all nodes of a page, about: bounds the work
const MOST_COUNT = 2 ** 16; // more characters than any number has

/**
 * The likeliest way from node 0 to the last that leads to a state that is accepted; null if none does.
 * @param {Edge[]} edges  each leads to a later node, and all ways to the last
 * @param {(state: number, character: string) => number | null} step  null if there is no state behind
 * @param {(state: number) => boolean} accepts
 * @param {number} [most]  how many states of a node are gone on from
 * @returns {Way | null}
 */
export function search(edges, step, accepts, most = MOST_STATES) {
  const last = edges.reduce((most, { stop }) => Math.max(most, stop), 0);
  /** @type {Edge[][]} */
  const leaving = Array.from({ length: last + 1 }, () => []);
  edges.forEach((edge) => leaving[edge.start].push(edge));
  /** @type {Map<number, At>[]} by node */
  const known = leaving.map(() => new Map());
  known[0].set(0, { ...atOf(0, 0), sum: 0, best: 0 });
  /** @type {Step[]} */
  const steps = [];
  leaving.forEach((each, node) => {
    for (const at of worthwhile(known[node]).slice(0, most)) {
      for (const made of stepsOf(each, at, step, known)) {
        steps.push(made);
        const { behind } = made;
        behind.sum = added(behind.sum, at.sum + made.likely);
        if (at.best + made.likely > behind.best) {
          Object.assign(behind, { best: at.best + made.likely, through: made });
        }
      }
    }
  });
  const ends = [...known[last].values()].filter(({ state }) => accepts(state));
  if (!ends.length) {
    return null;
  }
  /** @type {Step[]} */
  const way = [];
  let through = ends.reduce((most, each) => (each.best > most.best ? each : most)).through;
  for (; through; { through } = through.before) {
    way.unshift(through);
  }
  const mass = ends.reduce((all, { sum }) => added(all, sum), -Infinity);
  const shares = sharesOf(steps, ends);
  const sure = way.map(({ before, character }) => character ? Math.exp(Math.min((shares.get(`${before.count}${character}`) ?? 0) - mass, 0)) : 1);
  return { steps: way, sure, mass, text: way.map(({ character }) => character).join("") };
}

/**
 * How many states of a node are gone on from where there are so many signs.
 * @param {number} signs
 */
export const mostStates = (signs) => Math.min(MOST_STATES, Math.max(Math.floor(MOST_VISITED / Math.max(signs, 1)), 1));

/**
 * The logarithm of the sum of all ways.
 * @param {Edge[]} edges
 */
export const anything = (edges) => search(edges, (state) => state, () => true)?.mass ?? -Infinity;

/**
 * The logarithm of the sum of all ways to read that text.
 * @param {Edge[]} edges
 * @param {string} text
 */
export const exactly = (edges, text) =>
  search(edges, (place, character) => (text[place] === character ? place + 1 : null), (place) => place === text.length)?.mass ?? -Infinity;

/**
 * All steps along the edges from a state; the states behind are made known.
 * @param {Edge[]} edges
 * @param {At} at
 * @param {(state: number, character: string) => number | null} step
 * @param {Map<number, At>[]} known
 * @returns {Step[]}
 */
function stepsOf(edges, at, step, known) {
  return edges.flatMap((edge) =>
    edge.options.flatMap(([character, likely]) => {
      const state = character ? step(at.state, character) : at.state;
      if (state === null) {
        return [];
      }
      const count = at.count + character.length;
      const key = state * MOST_COUNT + count;
      const behind = known[edge.stop].get(key) ?? atOf(state, count);
      known[edge.stop].set(key, behind);
      return [{ edge, character, before: at, behind, likely: edge.score + likely }];
    }));
}

/**
 * @param {number} state
 * @param {number} count
 * @returns {At}
 */
const atOf = (state, count) => ({ state, count, sum: -Infinity, rest: -Infinity, best: -Infinity, through: null });

/**
 * For each place in a text and character the logarithm of the sum of all ways to the ends that have it there.
 * @param {Step[]} steps  in the order of their first nodes
 * @param {At[]} ends
 */
function sharesOf(steps, ends) {
  ends.forEach((each) => (each.rest = 0));
  /** @type {Map<string, number>} */
  const shares = new Map();
  for (const { before, behind, character, likely } of [...steps].reverse()) {
    if (behind.rest > -Infinity) {
      const key = `${before.count}${character}`;
      before.rest = added(before.rest, behind.rest + likely);
      shares.set(key, added(shares.get(key) ?? -Infinity, before.sum + likely + behind.rest));
    }
  }
  return shares;
}

/**
 * The logarithm of the sum of two numbers, given by their logarithms; the second is above -∞.
 * @param {number} first
 * @param {number} second
 */
function added(first, second) {
  const [high, low] = first > second ? [first, second] : [second, first];
  return high + Math.log1p(Math.exp(low - high));
}

/**
 * The states worth going on from, the likeliest first.
 * @param {Map<number, At>} known
 */
function worthwhile(known) {
  const all = [...known.values()];
  const least = all.reduce((most, { sum }) => Math.max(most, sum), -Infinity) - MOST_BEHIND;
  return all.filter(({ sum }) => sum >= least).sort((a, b) => b.sum - a.sum);
}
