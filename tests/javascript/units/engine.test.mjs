import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { framed } from "../../../src/scrawl/web/static/engine/frame.js";
import { draw, inUnits, rasterOf } from "../../../src/scrawl/web/static/engine/ink.js";

const ENGINE = new URL("../../../src/scrawl/web/static/engine/", import.meta.url);

test("the kernel is its source, assembled", async (context) => {
  const { default: wabt } = await import("wabt").catch(() => ({ default: null }));
  if (!wabt) {
    context.skip("wabt could not be fetched: npm ci --prefix tests/javascript");
    return;
  }
  const source = readFileSync(new URL("convolution.wat", ENGINE), "utf8");
  const { buffer } = (await wabt()).parseWat("convolution.wat", source, { simd: true }).toBinary({});
  assert.deepEqual(Buffer.from(buffer), readFileSync(new URL("convolution.wasm", ENGINE)));
});

test("the kernel convolves with padding, adds the bias and leaves out what is below 0", async () => {
  const { instance } = await WebAssembly.instantiate(readFileSync(new URL("convolution.wasm", ENGINE)));
  const { convolve, memory } = instance.exports;
  const floats = new Float32Array(memory.buffer);
  const [side, channels, outputs] = [7, 2, 8];
  const row = side + 2;
  const [input, weights, bias, output] = [0, 1000, 2000, 3000]; // in floats
  const at = (channel, y, x) => (channel * row + y + 1) * row + x + 1;
  const ink = (channel, y, x) => (Math.min(x, y) < 0 || Math.max(x, y) >= side ? 0 : ((5 * channel + 3 * y + x) % 4) - 1);
  const weight = (to, from, y, x) => ((to + 2 * from + 3 * y + x) % 5) - 2;
  const each = (count, act) => Array.from({ length: count }, (_, k) => act(k));
  each(channels, (c) => each(side, (y) => each(side, (x) => (floats[input + at(c, y, x)] = ink(c, y, x)))));
  each(outputs, (to) => {
    floats[bias + to] = to / 2;
    each(channels, (c) => each(9, (k) => (floats[weights + 4 * (9 * (channels * (to >> 2) + c) + k) + (to & 3)] = weight(to, c, Math.floor(k / 3), k % 3))));
  });
  convolve(4 * input, 4 * weights, 4 * bias, 4 * output, channels, outputs / 4, side);
  for (const [to, y, x] of [[0, 0, 0], [3, 6, 6], [4, 3, 2], [7, 0, 6], [5, 6, 0]]) {
    let sum = to / 2;
    each(channels, (c) => each(9, (k) => (sum += weight(to, c, Math.floor(k / 3), k % 3) * ink(c, y + Math.floor(k / 3) - 1, x + (k % 3) - 1))));
    assert.equal(floats[output + at(to, y, x)], Math.max(sum, 0), `${[to, y, x]}`);
  }
});

test("a line is as wide as the pen, and its raster maps back to the strokes", () => {
  const raster = rasterOf({ strokes: [[[40, -30], [240, -30]]], brush: 18 });
  const { data, width, height } = draw(raster);
  const column = Array.from({ length: height }, (_, y) => data[y * width + (width >> 1)]);
  assert.ok(Math.abs(column.reduce((sum, each) => sum + each) / raster.scale - 18) < 0.5);
  const box = inUnits(raster, framed({ data, width, height }).box);
  [31, -39, 218, 18].forEach((told, k) => assert.ok(Math.abs(box[k] - told) <= 2 / raster.scale, `${box}`));
});

test("ink fills 20 of the frame's 28 pixels, its centre of mass in the middle", () => {
  const { frame } = framed(draw(rasterOf({ strokes: [[[0, 0], [0, 300]]], brush: 20 })));
  const rows = Array.from({ length: 28 }, (_, y) => Math.max(...frame.subarray(28 * y, 28 * y + 28)));
  assert.equal(rows.filter((ink) => ink > 0.5).length, 20);
  let [sum, middle] = [0, 0];
  frame.forEach((ink, place) => ((sum += ink), (middle += ink * Math.floor(place / 28))));
  assert.ok(Math.abs(middle / sum - 13.5) < 0.05);
});

test("an empty page has no frame", () => {
  assert.equal(framed(draw(rasterOf({ strokes: [] }))), null);
});
