import assert from "node:assert/strict";
import { test } from "node:test";

import { balance, boxOf, summit } from "../../../src/scrawl/web/static/evidence.js";
import { smooth } from "../../../src/scrawl/web/static/smooth.js";

const square = (size, value = () => 0) => Array.from({ length: size }, (_, y) => Array.from({ length: size }, (_, x) => value(x, y)));

test("what speaks for a digit rather than for another is the difference of their maps", () => {
  const evidence = Array.from({ length: 10 }, (_, digit) => square(7, () => digit));
  assert.equal(balance(evidence, 9, null)[3][3], 9);
  assert.equal(balance(evidence, 4, 9)[3][3], -5);
});

test("the box of the ink, in shares of the frame", () => {
  const frame = square(28, (x, y) => (x >= 7 && x < 14 && y >= 4 && y < 24 ? 0.9 : 0.05));
  assert.deepEqual(boxOf(frame), [0.25, 4 / 28, 0.5, 24 / 28]);
  assert.equal(boxOf(square(28)), null);
});

test("the summit is told in ninths of the ink, not of the frame", () => {
  const box = [0, 0, 1, 1];
  const peak = (left, top) => square(7, (x, y) => (x === left && y === top ? 1 : 0));
  assert.equal(summit(peak(0, 0), box), 0);
  assert.equal(summit(peak(6, 0), box), 2);
  assert.equal(summit(peak(3, 3), box), 4);
  assert.equal(summit(peak(6, 6), box), 8);
  assert.equal(summit(peak(3, 2), [0, 2 / 7, 1, 1]), 1); // the topmost row of the ink
  assert.equal(summit(square(7, () => -1), box), -1);
});

test("a map that is drawn finer keeps its middle, its range and its symmetry", () => {
  assert.ok(smooth(square(7, () => 0.5), 28).flat().every((value) => Math.abs(value - 0.5) < 1e-12));
  const fine = smooth(square(7, (x, y) => (x === 3 && y === 3 ? 1 : 0)), 28);
  assert.equal(fine.length, 28);
  assert.ok(Math.max(...fine.flat()) < 1 && Math.min(...fine.flat()) >= 0);
  assert.ok(Math.abs(fine[13][13] - fine[14][14]) < 1e-12);
  assert.ok(fine[13][13] > fine[10][13]);
});
