/** Reads drawings with the engine: a JSON file of `[{drawing, options}, …]` and the folder of the weights → readings. */

import { readFileSync } from "node:fs";

import { Network } from "../../src/scrawl/web/static/engine/network.js";
import { Reader } from "../../src/scrawl/web/static/engine/reader.js";
import { unpacked } from "../../src/scrawl/web/static/engine/weights.js";

const [drawings, weights] = process.argv.slice(2);
const kernel = new URL("../../src/scrawl/web/static/engine/convolution.wasm", import.meta.url);
const { card, tensors } = await unpacked(new Blob([readFileSync(weights)]).stream());
const { instance } = await WebAssembly.instantiate(readFileSync(kernel));
const reader = new Reader(new Network(instance, { card, tensors }), card);
const readings = JSON.parse(readFileSync(drawings, "utf8")).map(({ drawing, options }) => reader.read(drawing, options));
process.stdout.write(JSON.stringify(readings));
