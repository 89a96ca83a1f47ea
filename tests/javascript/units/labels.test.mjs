import assert from "node:assert/strict";
import { test } from "node:test";

import { sidesOf } from "../../../src/scrawl/web/static/labels.js";

const SIZE = [20, 16];
const WHOLE = [400, 300];

test("a label goes above its box, or below where there is no room", () => {
  assert.deepEqual(sidesOf([[100, 100, 30, 40]], [SIZE], WHOLE), ["above"]);
  assert.deepEqual(sidesOf([[100, 2, 30, 40]], [SIZE], WHOLE), ["below"]);
});

test("it steps aside where it would cover another box", () => {
  const boxes = [[100, 100, 30, 40], [100, 60, 30, 38], [100, 143, 30, 40]];
  const [middle] = sidesOf(boxes, [SIZE, SIZE, SIZE], WHOLE);
  assert.equal(middle, "right");
});

test("a box that is smaller than a label, or shut in, has a dot", () => {
  assert.deepEqual(sidesOf([[100, 100, 8, 8]], [SIZE], WHOLE), ["dot"]);
  assert.deepEqual(sidesOf([[0, 0, 30, 40]], [SIZE], [30, 40]), ["dot"]);
});

test("in a large box its label lies inside where it finds no place around it", () => {
  assert.deepEqual(sidesOf([[0, 0, 400, 300]], [SIZE], WHOLE), ["inside"]);
});
