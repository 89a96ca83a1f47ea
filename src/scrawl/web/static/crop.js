/** Marking a part of a picture by dragging over it. */

/**
 * @param {import("./picture.js").Picture} picture
 * @returns {Promise<import("./shots.js").Box | null>} the part in shares of the picture; null if none was marked
 */
export function marked(picture) {
  const { view, zoom } = picture;
  const ground = /** @type {HTMLElement} */ (view.firstElementChild);
  const frame = document.createElement("div");
  const ended = new AbortController();
  /** @type {[number, number] | null} */
  let start = null;
  /** @type {import("./shots.js").Box | null} */
  let part = null;
  frame.className = "crop";
  zoom.drags = false;
  view.dataset.crops = "";
  return new Promise((resolve) => {
    const end = (/** @type {boolean} */ taken) => {
      ended.abort();
      frame.remove();
      zoom.drags = true;
      delete view.dataset.crops;
      resolve(taken && part && part[2] > 0.01 && part[3] > 0.01 ? part : null);
    };
    const placeOf = (/** @type {PointerEvent} */ { clientX, clientY }) => {
      const { left, top, width, height } = ground.getBoundingClientRect();
      return /** @type {[number, number]} */ ([(clientX - left) / width, (clientY - top) / height].map((share) => Math.min(Math.max(share, 0), 1)));
    };
    view.addEventListener("pointerdown", (event) => {
      start = placeOf(event);
      view.setPointerCapture(event.pointerId);
      ground.append(frame);
    }, ended);
    view.addEventListener("pointermove", (event) => {
      if (start) {
        const [x, y] = placeOf(event);
        part = [Math.min(x, start[0]), Math.min(y, start[1]), Math.abs(x - start[0]), Math.abs(y - start[1])];
        const [left, top, width, height] = part.map((share) => `${100 * share}%`);
        Object.assign(frame.style, { left, top, width, height });
      }
    }, ended);
    view.addEventListener("pointerup", () => end(true), ended);
    view.addEventListener("pointercancel", () => end(false), ended);
    document.addEventListener("keydown", (event) => event.key === "Escape" && (event.preventDefault(), end(false)), { capture: true, signal: ended.signal });
  });
}
