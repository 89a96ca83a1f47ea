import assert from "node:assert/strict";
import { test } from "node:test";

import { parsed } from "../../../src/scrawl/web/static/engine/expectation.js";
import { anything, exactly, mostStates, search } from "../../../src/scrawl/web/static/engine/lattice.js";

let seed = 1;
const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;

/** Three places, each of which is one symbol or two, or nothing now and then. */
function lattice() {
  return [0, 2, 4].flatMap((place) =>
    [[place, place + 2], [place, place + 1], [place + 1, place + 2]].map(([start, stop]) => {
      const first = Math.floor(random() * 8);
      const options = [0, 1, 2].map((step) => [`${first + step}`, -4 * random()]);
      return { start, stop, score: random(), options: random() < 0.5 ? [...options, ["", -2]] : options };
    }));
}

/** Each way, as its text and log-likelihood. */
function writtenOut(edges, node = 0, text = "", sum = 0) {
  return node === 6
    ? [[text, sum]]
    : edges.filter(({ start }) => start === node).flatMap(({ stop, score, options }) =>
      options.flatMap(([character, likely]) => writtenOut(edges, stop, text + character, sum + score + likely)));
}

const total = (ways) => Math.log(ways.reduce((sum, [, likely]) => sum + Math.exp(likely), 0));

function assertNear(a, b) {
  assert.ok(a === b || Math.abs(a - b) < 1e-9, `${a} is not ${b}`);
}

for (const pattern of ["###", "#{4,5}", "0..700", "####luhn", "12|123|45"]) {
  test(`the likeliest way and its share under ${pattern}`, () => {
    for (let round = 0; round < 5; round++) {
      const [edges, expect] = [lattice(), parsed(pattern)];
      const all = writtenOut(edges);
      const allowed = all.filter(([text]) => expect.meets(text));
      const way = search(edges, (state, character) => expect.step(state, character), (state) => expect.accepts(state));
      assertNear(anything(edges), total(all));
      if (!allowed.length) {
        assert.equal(way, null);
        continue;
      }
      assert.equal(way.text, allowed.reduce((most, each) => (each[1] > most[1] ? each : most))[0]);
      assertNear(way.mass, total(allowed));
      assertNear(exactly(edges, way.text), total(allowed.filter(([text]) => text === way.text)));
      const sure = way.sure.filter((_, k) => way.steps[k].character);
      [...way.text].forEach((character, place) => {
        const same = allowed.filter(([text]) => text[place] === character);
        assertNear(sure[place], Math.exp(total(same) - way.mass));
      });
    }
  });
}

test("a way far less likely than another is given up", () => {
  for (const [behind, isFound] of [[-20, true], [-30, false]]) {
    const edges = [
      { start: 0, stop: 1, score: 0, options: [["1", 0], ["2", behind]] },
      { start: 1, stop: 2, score: 0, options: [["3", 0]] },
    ];
    const way = search(edges, (state, character) => 10 * state + Number(character), (state) => state === 23);
    assert.equal(way !== null, isFound);
  }
});

test("the likeliest three hundred states are gone on from", () => {
  const options = Array.from({ length: 400 }, (_, k) => [String.fromCodePoint(1000 + k), -k / 100]);
  const edges = [{ start: 0, stop: 1, score: 0, options }, { start: 1, stop: 2, score: 0, options: [["3", 0]] }];
  const states = (place) => search(edges, (state, character) => (character === "3" ? state : character.codePointAt(0)), (state) => state === 1000 + place);
  assert.ok(states(299));
  assert.equal(states(300), null);
});

test("fewer states are gone on from on a page of many signs", () => {
  assert.deepEqual([0, 50, 60, 100, 20_000].map(mostStates), [300, 300, 250, 150, 1]);
});
