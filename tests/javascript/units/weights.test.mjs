import assert from "node:assert/strict";
import { test } from "node:test";

import { unpacked } from "../../../src/scrawl/web/static/engine/weights.js";

/**
 * A file of weights.
 * @param {object} header
 * @param {number[]} planes
 */
function file(header, planes) {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = [0, 8, 16, 24].map((shift) => (text.length >> shift) & 255);
  return new Blob([new Uint8Array([...length, ...text, ...planes])]).stream().pipeThrough(new CompressionStream("gzip"));
}

test("numbers of both types come back", async () => {
  const tensors = [["fine", [2], "float32"], ["coarse", [1, 3], "float16"], ["none", [1], "float16"]];
  // 0.1 and -2 in binary32; 1, -2 and 2 ** -24 in binary16, and 0.
  const planes = [0xcd, 0, 0xcc, 0, 0xcc, 0, 0x3d, 0xc0, 0, 0, 1, 0, 0x3c, 0xc0, 0, 0];
  const { card, tensors: read } = await unpacked(file({ format: 2, name: "digits", tensors }, planes));
  assert.equal(card.name, "digits");
  assert.deepEqual([...read.fine.data], [Math.fround(0.1), -2]);
  assert.deepEqual([...read.coarse.data], [1, -2, 2 ** -24]);
  assert.deepEqual(read.coarse.shape, [1, 3]);
  assert.deepEqual([...read.none.data], [0]);
});

test("another format is refused", async () => {
  await assert.rejects(unpacked(file({ format: 1, tensors: [] }, [])), /format 1; this engine reads format 2/);
});
