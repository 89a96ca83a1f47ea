/** Reads drawings with the engine: a JSON file of `[{drawing, options}, …]` and the folder of the weights → readings. */

import { readFileSync } from "node:fs";

import { readerOf } from "../../src/scrawl/web/static/engine/load.js";
import { unpacked } from "../../src/scrawl/web/static/engine/weights.js";

const [drawings, weights] = process.argv.slice(2);
const kernel = new URL("../../src/scrawl/web/static/engine/convolution.wasm", import.meta.url);
const unpackedWeights = await unpacked(new Blob([readFileSync(weights)]).stream());
const { instance } = await WebAssembly.instantiate(readFileSync(kernel));
const reader = readerOf(instance, unpackedWeights);
const readings = JSON.parse(readFileSync(drawings, "utf8")).map(({ drawing, options }) => reader.read(drawing, options));
process.stdout.write(JSON.stringify(readings));
