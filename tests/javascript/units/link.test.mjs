import assert from "node:assert/strict";
import { test } from "node:test";

import { decode, encode } from "../../../src/scrawl/web/static/link.js";

const strokes = [
  { brush: 12, points: [[10, 20, 0, 1], [30.25, -4.5, 0, 1], [30.25, -4.5, 0, 1]] },
  { brush: 18.5, points: [[100, 100, 0, 1], [101, 99, 0, 127 / 255]] },
];

test("a drawing comes back from its link, to a quarter of a unit", () => {
  assert.deepEqual(decode(encode(strokes)), strokes);
  assert.match(encode(strokes), /^[A-Za-z0-9_-]+$/);
  assert.deepEqual(decode(encode([])), []);
});

test("what is no drawing is told as that", () => {
  const text = encode(strokes);
  for (const wrong of ["", "!", "AA", text.slice(0, -3), `B${text.slice(1)}`, "__________"]) {
    assert.throws(() => decode(wrong), RangeError, wrong);
  }
});
