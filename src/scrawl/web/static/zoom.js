/**
 * A view that can be magnified: with the wheel, two fingers, a double click or tap, and moved by dragging; scrolling is
 * the browser's own, so that it goes on from the picture's edge to the page.
 */

const MOST = 8;
const STEP = 1.5; // of a key or button
const WHEEL = 0.002; // of the logarithm, for each pixel that a wheel turns
const TAP_TIME = 300; // ms between two taps that belong together
const CLICK_REACH = 5; // pixels that a click may move

/**
 * Dispatches `zoom` when it is magnified otherwise.
 */
export class Zoom extends EventTarget {
  #view;
  #level = 1;
  /** @type {{distance: number, level: number} | null} of two fingers when they came down */
  #pinch = null;
  /** @type {{x: number, y: number, left: number, top: number, moved: boolean} | null} */
  #drag = null;
  #tapped = { time: 0, x: 0, y: 0 };

  /** Whether dragging moves the picture; it may mean something else for a while. */
  drags = true;

  /** @param {HTMLElement} view  scrolls; what it holds is sized by its property `--zoom` */
  constructor(view) {
    super();
    this.#view = view;
    view.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    view.addEventListener("dblclick", (event) => this.#toggle(event));
    for (const kind of ["touchstart", "touchmove"]) {
      view.addEventListener(kind, (event) => this.#fingers(/** @type {TouchEvent} */ (event)), { passive: false });
    }
    view.addEventListener("touchend", (event) => this.#tap(event));
    view.addEventListener("pointerdown", (event) => this.#press(event));
    view.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"]) {
      view.addEventListener(end, () => setTimeout(() => (this.#drag = null))); // after the click
    }
    view.addEventListener("click", (event) => this.#drag?.moved && event.stopPropagation(), true);
  }

  /** @param {number} steps  below 0 to make it smaller; 0 for the whole picture */
  step(steps) {
    const { left, top, width, height } = this.#view.getBoundingClientRect();
    this.#to(steps ? this.#level * STEP ** steps : 1, left + width / 2, top + height / 2);
  }

  /**
   * @param {number} level  1 shows all
   * @param {number} x  the place in the window that stays where it is
   * @param {number} y
   */
  #to(level, x, y) {
    const { left, top } = this.#view.getBoundingClientRect();
    const before = this.#level;
    this.#level = Math.min(Math.max(level, 1), MOST);
    const content = /** @type {HTMLElement} */ (this.#view.firstElementChild);
    const place = content.getBoundingClientRect();
    this.#view.style.setProperty("--zoom", `${this.#level}`);
    const grown = this.#level / before;
    this.#view.scrollLeft = (x - place.left) * grown + content.offsetLeft - (x - left);
    this.#view.scrollTop = (y - place.top) * grown + content.offsetTop - (y - top);
    if (grown !== 1) {
      this.dispatchEvent(new Event("zoom"));
    }
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    const isLeaving = this.#level === 1 && event.deltaY > 0; // the page scrolls on
    if (!isLeaving || event.ctrlKey) {
      event.preventDefault();
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 * event.deltaY : event.deltaY;
      this.#to(this.#level * Math.exp(-WHEEL * (event.ctrlKey ? 4 : 1) * pixels), event.clientX, event.clientY);
    }
  }

  /** @param {{clientX: number, clientY: number}} place */
  #toggle({ clientX, clientY }) {
    this.#to(this.#level > 1 ? 1 : STEP ** 3, clientX, clientY);
  }

  /** @param {TouchEvent} event */
  #fingers(event) {
    const [one, other] = event.touches;
    if (!other) {
      this.#pinch = null;
      return;
    }
    event.preventDefault();
    this.#tapped.time = 0;
    const distance = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    this.#pinch ??= { distance, level: this.#level };
    const [x, y] = [(one.clientX + other.clientX) / 2, (one.clientY + other.clientY) / 2];
    this.#to((this.#pinch.level * distance) / this.#pinch.distance, x, y);
  }

  /** A double tap is no double click everywhere. @param {TouchEvent} event */
  #tap(event) {
    const [{ clientX: x, clientY: y }] = event.changedTouches;
    const { time, x: left, y: top } = this.#tapped;
    const isSecond = event.timeStamp - time < TAP_TIME && Math.hypot(x - left, y - top) < 4 * CLICK_REACH;
    this.#tapped = { time: isSecond || this.#pinch ? 0 : event.timeStamp, x, y };
    if (isSecond && event.cancelable) {
      event.preventDefault(); // no double click on top of it
      this.#toggle({ clientX: x, clientY: y });
    }
  }

  /** @param {PointerEvent} event */
  #press({ pointerType, button, clientX: x, clientY: y }) {
    if (this.drags && pointerType !== "touch" && button === 0) {
      this.#drag = { x, y, left: this.#view.scrollLeft, top: this.#view.scrollTop, moved: false };
    }
  }

  /** @param {PointerEvent} event */
  #move({ clientX, clientY, pointerId, buttons }) {
    if (this.#drag && buttons) {
      const [dx, dy] = [clientX - this.#drag.x, clientY - this.#drag.y];
      if (!this.#drag.moved && Math.hypot(dx, dy) > CLICK_REACH) {
        this.#drag.moved = true;
        this.#view.setPointerCapture(pointerId);
      }
      if (this.#drag.moved) {
        this.#view.scrollLeft = this.#drag.left - dx;
        this.#view.scrollTop = this.#drag.top - dy;
      }
    }
  }
}
