/**
 * Reads drawings with the engine: a JSON file of `[{drawing, options, expect}, …]` and the file of the weights → readings, or
 * what is wrong with what is expected.
 */

import { readFileSync } from "node:fs";

import { under } from "../../src/scrawl/web/static/engine/expected.js";
import { readerOf } from "../../src/scrawl/web/static/engine/load.js";
import { unpacked } from "../../src/scrawl/web/static/engine/weights.js";

const [drawings, weights] = process.argv.slice(2);
const kernel = new URL("../../src/scrawl/web/static/engine/convolution.wasm", import.meta.url);
const unpackedWeights = await unpacked(new Blob([readFileSync(weights)]).stream());
const { instance } = await WebAssembly.instantiate(readFileSync(kernel));
const reader = readerOf(instance, unpackedWeights);
const readings = JSON.parse(readFileSync(drawings, "utf8")).map(({ drawing, options, expect }) => {
  try {
    return reader.read(drawing, { ...options, ...(typeof expect === "string" && { under: under(expect) }) });
  } catch (error) {
    if (error.field !== "expect") {
      throw error;
    }
    return { error: error.message };
  }
});
process.stdout.write(JSON.stringify(readings));
