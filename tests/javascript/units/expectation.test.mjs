import assert from "node:assert/strict";
import { test } from "node:test";

import { parsed } from "../../../src/scrawl/web/static/engine/expectation.js";

const [ISBN, LUHN, TAX_ID] = ["0306406152", "79927398713", "86095742719"]; // valid by their standards' own examples

const KNOWN = [
  ["####", ["1234", "0000"], ["123", "12345", "12,4", ""]],
  ["#{1,3},##", ["1,22", "111,22"], ["1111,22", ",22", "1.22"]],
  ["##.##.####|##:##", ["01.02.2026", "12:30"], ["1.2.26", "12:3"]],
  ["12|15|19", ["12", "15", "19"], ["11", "1", "1215", "?2"]],
  ["37..1234", ["37", "99", "100", "999", "1000", "1234"], ["36", "1235", "3", "9999", "037"]],
  ["-15..7", ["-15", "-1", "0", "7"], ["-16", "8", "-0"]],
  ["0..10/0.5", ["0", "0.5", "0,5", "7", "7.0", "10,0"], ["10.5", "0.3", "0.50"]],
  [`${10n ** 40n}..${10n ** 40n}.5/0.5`, [`${10n ** 40n}`, `${10n ** 40n},5`], [`${10n ** 40n}.4`]],
  ["luhn", [LUHN, "18"], [`${LUHN.slice(0, -1)}0`, "17", "5"]],
  ["#-###-#####-#mod11", ["0-306-40615-2"], ["0-306-40615-3"]],
  ["#{10}mod11", [ISBN], ["0306406153", ISBN.slice(1)]],
  ["#{11}iso7064|##", [TAX_ID, "12"], ["86095742718"]],
  ["#{8}luhn|#{8}mod11", ["18181818", "00000018"], ["12345678"]],
];

for (const [pattern, yes, no] of KNOWN) {
  test(`what ${pattern} expects`, () => {
    const expectation = parsed(pattern);
    assert.deepEqual(yes.filter((text) => !expectation.meets(text)), []);
    assert.deepEqual(no.filter((text) => expectation.meets(text)), []);
  });
}

test("a range is each of its numbers", () => {
  for (const [low, high] of [[0, 0], [5, 132], [98, 1003], [100, 100], [-7, 12]]) {
    const expectation = parsed(`${low}..${high}`);
    const all = Array.from({ length: 2400 }, (_, k) => k - 1200);
    assert.deepEqual(all.filter((each) => expectation.meets(`${each}`)), all.filter((each) => each >= low && each <= high));
  }
});

test("too much is refused", () => {
  const ranges = Array.from({ length: 5 }, (_, k) => `${k}..${10n ** 60n}`).join("|");
  for (const pattern of ["#".repeat(2001), `${"#{0,1}".repeat(300)}#`, "#{1,64}".repeat(200), ranges]) {
    assert.throws(() => parsed(pattern), { field: "expect", message: /at most|too much/ });
  }
});
