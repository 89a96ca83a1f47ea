/**
 * Inside the network: what each of its layers makes of the digit that is shown, live, by the engine on this device. All maps
 * of a layer stand in a grid; one is enlarged, and of the first layer each place's arithmetic is told.
 */

import { paint } from "./answer.js";
import { inspected } from "./here.js";
import { text } from "./languages.js";
import { styled } from "./styled.js";

/**
 * @typedef {import("./client.js").Digit} Digit
 * @typedef {import("./here.js").Inspected} Inspected
 */

await styled("inside");

const SIDE = 28; // px of the frame, and of the first layer's maps
const TAPS = 3; // columns and rows of a convolution's kernel

export class Inside {
  #root;
  /** @type {Inspected | null} */
  #told = null;
  /** @type {Digit | null} */
  #digit = null;
  /** @type {number[]} which map of each layer is enlarged */
  #chosen = [];
  #place = [SIDE / 2, SIDE / 2]; // of the first layer's map, whose arithmetic is told
  #count = 0;

  /** @param {HTMLDetailsElement} root */
  constructor(root) {
    this.#root = root;
    root.addEventListener("toggle", () => this.show(this.#digit));
  }

  /** @param {Digit | null} digit  that is shown beside */
  async show(digit) {
    this.#digit = digit;
    const count = ++this.#count;
    const told = this.#root.open && digit ? await inspected(Float32Array.from(digit.frame.flat())) : null;
    if (count !== this.#count) {
      return; // newer ink overtook it
    }
    this.#told = told;
    /** @type {HTMLElement} */ (this.#root.querySelector(".none")).hidden = told !== null;
    const layers = /** @type {HTMLElement} */ (this.#root.querySelector(".layers"));
    layers.hidden = told === null;
    if (told && layers.childElementCount === 0) {
      layers.append(...told.layers.map(({ side, outputs }, layer) => this.#layer(layer, side, outputs)), this.#head());
    }
    this.#paint();
  }

  /**
   * @param {number} layer
   * @param {number} side
   * @param {number} outputs
   */
  #layer(layer, side, outputs) {
    this.#chosen[layer] = 0;
    const section = document.createElement("section");
    const columns = Math.ceil(Math.sqrt(2 * outputs));
    const label = text("inside.layer", { layer: layer + 1, count: outputs, side });
    section.innerHTML = '<h3></h3><div class="pair"><canvas class="grid"></canvas><canvas class="large"></canvas></div><label><span></span> <input type="range" min="1" autocomplete="off"> <output></output></label>';
    const [heading, grid, large, name, slider] = /** @type {[HTMLElement, HTMLCanvasElement, HTMLCanvasElement, HTMLElement, HTMLInputElement]} */ (
      ["h3", ".grid", ".large", "span", "input"].map((selector) => section.querySelector(selector))
    );
    heading.textContent = label;
    name.textContent = text("inside.map");
    slider.max = `${outputs}`;
    slider.value = "1";
    Object.assign(grid, { width: columns * (side + 1) - 1, height: Math.ceil(outputs / columns) * (side + 1) - 1 });
    Object.assign(large, { width: side, height: side });
    for (const canvas of [grid, large]) {
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", label);
    }
    slider.addEventListener("input", () => this.#choose(layer, slider.valueAsNumber - 1));
    grid.addEventListener("click", ({ offsetX, offsetY }) => {
      const [x, y] = [offsetX / grid.clientWidth, offsetY / grid.clientHeight];
      const map = Math.floor((y * grid.height) / (side + 1)) * columns + Math.floor((x * grid.width) / (side + 1));
      this.#choose(layer, Math.min(map, outputs - 1));
    });
    if (layer === 0) {
      section.append(this.#arithmetic(large));
    }
    return section;
  }

  /**
   * The products and the sum of one place of the first layer, chosen by pointer or arrow keys.
   * @param {HTMLCanvasElement} large
   */
  #arithmetic(large) {
    const told = document.createElement("div");
    told.className = "arithmetic";
    told.innerHTML = '<p></p><table><tbody></tbody></table><p class="sum" role="status"></p>';
    /** @type {HTMLElement} */ (told.querySelector("p")).textContent = text("inside.place");
    large.tabIndex = 0;
    large.setAttribute("role", "application");
    large.setAttribute("aria-label", text("inside.place"));
    const within = (/** @type {number} */ value) => Math.min(Math.max(Math.floor(value), 0), SIDE - 1);
    large.addEventListener("click", ({ offsetX, offsetY }) => {
      this.#place = [within((offsetX / large.clientWidth) * SIDE), within((offsetY / large.clientHeight) * SIDE)];
      this.#paint();
    });
    large.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (way) {
        event.preventDefault(); // else the page would scroll
        this.#place = this.#place.map((value, axis) => within(value + way[axis]));
        this.#paint();
      }
    });
    return told;
  }

  /** The ten logits that the last layer is summed up to. */
  #head() {
    const section = document.createElement("section");
    section.innerHTML = '<h3></h3><ol class="logits" start="0"></ol>';
    /** @type {HTMLElement} */ (section.querySelector("h3")).textContent = text("inside.logits");
    return section;
  }

  /**
   * @param {number} layer
   * @param {number} map
   */
  #choose(layer, map) {
    this.#chosen[layer] = map;
    this.#paint();
  }

  #paint() {
    const told = this.#told;
    if (!told || !this.#digit) {
      return;
    }
    const sections = this.#root.querySelectorAll("section");
    told.layers.forEach(({ side, outputs, map }, layer) => {
      const [grid, large] = /** @type {HTMLCanvasElement[]} */ ([...sections[layer].querySelectorAll("canvas")]);
      const chosen = this.#chosen[layer];
      const most = map.reduce((all, each) => Math.max(all, each), 1e-6);
      paintMaps(grid, map, side, outputs, most);
      const own = map.subarray(chosen * side * side, (chosen + 1) * side * side);
      paint(large, Array.from({ length: side }, (_, y) => Array.from(own.subarray(y * side, (y + 1) * side), (each) => each / most)));
      /** @type {HTMLInputElement} */ (sections[layer].querySelector("input")).value = `${chosen + 1}`;
      /** @type {HTMLElement} */ (sections[layer].querySelector("output")).textContent = `${chosen + 1}`;
      if (layer === 0) {
        this.#tellArithmetic(sections[0], large, told);
      }
    });
    const list = /** @type {HTMLElement} */ (this.#root.querySelector(".logits"));
    list.replaceChildren(...told.logits.map((logit, digit) => Object.assign(document.createElement("li"), { textContent: `${digit}: ${signed(logit)}` })));
  }

  /**
   * @param {Element} section
   * @param {HTMLCanvasElement} large
   * @param {Inspected} told
   */
  #tellArithmetic(section, large, { kernel, bias }) {
    const [x, y] = this.#place;
    const map = this.#chosen[0];
    const { frame } = /** @type {Digit} */ (this.#digit);
    let sum = bias[map];
    const rows = Array.from({ length: TAPS }, (_, v) => {
      const row = document.createElement("tr");
      for (let u = 0; u < TAPS; u++) {
        const ink = frame[y + v - 1]?.[x + u - 1] ?? 0;
        const weight = kernel[(map * TAPS + v) * TAPS + u];
        sum += ink * weight;
        row.append(Object.assign(document.createElement("td"), { textContent: `${ink.toFixed(2)} × ${signed(weight)}` }));
      }
      return row;
    });
    /** @type {HTMLElement} */ (section.querySelector("tbody")).replaceChildren(...rows);
    const shown = { bias: signed(bias[map]), sum: signed(sum), output: signed(Math.max(sum, 0)) };
    /** @type {HTMLElement} */ (section.querySelector(".sum")).textContent = text("inside.sum", shown);
    const context = /** @type {CanvasRenderingContext2D} */ (large.getContext("2d"));
    context.fillStyle = getComputedStyle(large).getPropertyValue("accent-color");
    context.globalAlpha = 0.75;
    context.fillRect(x, y, 1, 1);
    context.globalAlpha = 1;
  }
}

/** @param {number} value */
const signed = (value) => `${value < 0 ? "−" : ""}${Math.abs(value).toFixed(2)}`;

/**
 * Paints all maps of a layer beside each other, one pixel apart.
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} maps
 * @param {number} side
 * @param {number} count
 * @param {number} most  is white
 */
function paintMaps(canvas, maps, side, count, most) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(canvas.width, canvas.height);
  const columns = (canvas.width + 1) / (side + 1);
  for (let k = 0; k < count * side * side; k++) {
    const map = Math.floor(k / side / side);
    const x = (map % columns) * (side + 1) + (k % side);
    const y = Math.floor(map / columns) * (side + 1) + (Math.floor(k / side) % side);
    const light = (255 * maps[k]) / most;
    image.data.set([light, light, light, 255], 4 * (y * canvas.width + x));
  }
  context.putImageData(image, 0, 0);
}
