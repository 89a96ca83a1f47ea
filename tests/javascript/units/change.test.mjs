import assert from "node:assert/strict";
import { test } from "node:test";

import { NEUTRAL, changed } from "../../../src/scrawl/web/static/change.js";
import { PAGE } from "../../../src/scrawl/web/static/strokes.js";

const bar = [{ brush: 10, points: [[100, 50, 0, 1], [100, 150, 7, 0.5]] }];
const near = (one, other) => assert.ok(Math.abs(one - other) < 1e-9, `${one} is not ${other}`);

test("a change of nothing changes nothing", () => {
  assert.deepEqual(changed(bar, NEUTRAL), bar);
});

test("turned by a quarter an upright bar lies, about its middle", () => {
  const [{ points }] = changed(bar, { ...NEUTRAL, turn: 90 });
  near(points[0][0], 150);
  near(points[0][1], 100);
  assert.deepEqual(points[1].slice(2), [7, 0.5]);
});

test("half the size is half the pen, too, and a shift is a share of the page", () => {
  const [{ brush, points }] = changed(bar, { ...NEUTRAL, size: 0.5, pen: 3, shift: 0.1 });
  near(brush, 15);
  near(points[1][1] - points[0][1], 50);
  near(points[0][0], 100 + 0.1 * PAGE.width);
});

test("more speckles move none of those that are there", () => {
  const few = changed(bar, { ...NEUTRAL, speckles: 2 });
  const many = changed(bar, { ...NEUTRAL, speckles: 5 });
  assert.deepEqual(many.slice(0, 2), few.slice(0, 2));
  assert.deepEqual(many.at(-1), bar[0]);
});
