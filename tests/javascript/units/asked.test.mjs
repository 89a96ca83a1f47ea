import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, PATTERNS, query, rowsOf } from "../../../src/scrawl/web/static/asked.js";

const cells = (/** @type {string[]} */ ...texts) => texts.map((text, k) => ({ row: Math.floor(k / 2), column: k % 2, text, box: /** @type {[number, number, number, number]} */ ([0, 0, 1, 1]) }));

test("what is expected stands in the address, a table of pictures alone", () => {
  assert.equal(query(true), "layout=auto");
  Object.assign(asked, { expect: "##,#|7", isTable: true });
  assert.equal(query(true), "layout=table&expect=%23%23%2C%23%7C7");
  assert.equal(query(false), "layout=auto&expect=%23%23%2C%23%7C7");
  Object.assign(asked, { expect: "", isTable: false });
});

test("each kind has a pattern", () => {
  assert.deepEqual(Object.keys(PATTERNS), ["digit", "whole", "decimal", "date", "time"]);
  assert.ok(Object.values(PATTERNS).every((pattern) => pattern.includes("#") && pattern.length < 2000));
});

test("a table is rows of cells", () => {
  const table = { rows: 2, columns: 2, cells: cells("1", "12,5", "", "7") };
  assert.equal(rowsOf(table, ","), '1,"12,5"\r\n,7\r\n');
  assert.equal(rowsOf(table, "\t"), "1\t12,5\r\n\t7\r\n");
  assert.equal(rowsOf({ rows: 0, columns: 0, cells: [] }, ","), "");
});
