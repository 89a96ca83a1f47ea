/** The panel to save a drawing from, or to show it to somebody by a link that carries it. */

import { text } from "./languages.js";
import { encode } from "./link.js";
import { fetched, open as show } from "./panels.js";
import { save } from "./save.js";
import { sketch } from "./sketch.js";
import { PAGE, toDrawing } from "./strokes.js";

const SAVED_WIDTH = 1600; // pixels of a PNG
const INK = "#18213f"; // as on light paper, whatever the page's colours are
const COPIED_TIME = 1500; // ms for which the button says so

/** @type {HTMLDialogElement | undefined} */
let dialog;

/** @type {import("./strokes.js").Stroke[]} */
let shown = [];

/**
 * Rejects while the server is away and the panel has never been fetched.
 * @param {import("./strokes.js").Stroke[]} strokes
 */
export async function open(strokes) {
  shown = strokes;
  const panel = await fetched("share");
  if (!dialog) {
    dialog = panel;
    wire(panel);
  }
  const address = new URL(location.href);
  address.hash = `d=${encode(shown)}`;
  linkIn(panel).value = address.href;
  panel.querySelector("figure")?.replaceChildren(sketch(shown));
  copyIn(panel).hidden = !navigator.clipboard; // browsers have none for pages from another machine without TLS
  show(panel);
}

/** @param {HTMLDialogElement} panel */
function wire(panel) {
  const [link, copy] = [linkIn(panel), copyIn(panel)];
  link.addEventListener("focus", () => link.select());
  copy.addEventListener("click", async () => {
    const copied = await navigator.clipboard.writeText(link.value).then(() => true, () => false);
    copy.textContent = text(copied ? "answer.copied" : "answer.not_copied");
    setTimeout(() => (copy.textContent = text("share.copy")), COPIED_TIME);
  });
  for (const [kind, make] of Object.entries({ png: asPng, svg: asSvg, json: asJson })) {
    panel.querySelector(`[value=${kind}]`)?.addEventListener("click", async () => save(await make(), `scrawl.${kind}`));
  }
}

/** @param {HTMLDialogElement} panel */
const linkIn = (panel) => /** @type {HTMLInputElement} */ (panel.querySelector("input"));

/** @param {HTMLDialogElement} panel */
const copyIn = (panel) => /** @type {HTMLButtonElement} */ (panel.querySelector(".copy-link"));

function asJson() {
  return new Blob([JSON.stringify(toDrawing(shown))], { type: "application/json" });
}

/** On white, so that what one saves can be seen and read anywhere. */
function asSvg() {
  const picture = sketch(shown);
  const height = Math.round((SAVED_WIDTH * PAGE.height) / PAGE.width);
  const attributes = { color: INK, width: `${SAVED_WIDTH}`, height: `${height}` };
  Object.entries(attributes).forEach(([name, value]) => picture.setAttribute(name, value));
  const paper = document.createElementNS(picture.namespaceURI, "path");
  paper.setAttribute("d", `M0 0H${PAGE.width}V${PAGE.height}H0z`);
  paper.setAttribute("fill", "#fff");
  picture.prepend(paper);
  return new Blob([new XMLSerializer().serializeToString(picture)], { type: "image/svg+xml" });
}

/** @returns {Promise<Blob>} */
async function asPng() {
  const address = URL.createObjectURL(asSvg());
  const image = Object.assign(new Image(), { src: address });
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  canvas.getContext("2d")?.drawImage(image, 0, 0);
  URL.revokeObjectURL(address);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(/** @type {Blob} */ (blob))));
}
