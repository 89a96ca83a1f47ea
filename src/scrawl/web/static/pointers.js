/**
 * Which pointers draw and which erase. Its listeners run before those of signature_pad and keep from it what is not
 * meant to draw: the palm beside a pen, and the eraser.
 */

/** ms for which a pen that was there a moment ago still counts as in use; it is told of while it hovers, too */
const PEN_LINGERS = 2000;

const ERASER_BUTTON = 32; // https://www.w3.org/TR/pointerevents/#the-buttons-property

/**
 * Dispatches `pen` when a pen comes down, which makes a touch under way the palm's, and while something erases `erase`
 * with the PointerEvent as its detail and `erased` at the end.
 */
export class Pointers extends EventTarget {
  #canvas;
  #penSeen = -Infinity; // time stamp
  #penDown = false;
  #erasing = -1; // id of the pointer that does

  /** Whether the pointer is an eraser. */
  erases = false;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    super();
    this.#canvas = canvas;
    canvas.addEventListener("pointerdown", (event) => this.#down(event), true);
    canvas.addEventListener("pointermove", (event) => this.#move(event), true);
    for (const end of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(end, (event) => this.#up(/** @type {PointerEvent} */ (event)), true);
    }
    // A stylus on a tablet would write text, or scroll, unless this is refused.
    canvas.addEventListener("touchmove", (event) => event.cancelable && event.preventDefault(), { passive: false });
  }

  /** @param {PointerEvent} event */
  #down(event) {
    const isPenAbout = this.#penDown || event.timeStamp - this.#penSeen < PEN_LINGERS;
    const isPalm = event.pointerType === "touch" && isPenAbout;
    this.#see(event);
    if (event.pointerType === "pen") {
      this.#penDown = true;
      this.dispatchEvent(new Event("pen"));
    }
    const erases = this.#erasing < 0 && (event.buttons & ERASER_BUTTON || (this.erases && event.buttons & 1));
    if (isPalm || erases || this.#erasing >= 0) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    if (erases && !isPalm) {
      this.#erasing = event.pointerId;
      if (event.isTrusted) {
        this.#canvas.setPointerCapture(event.pointerId);
      }
      this.dispatchEvent(new CustomEvent("erase", { detail: event }));
    }
  }

  /** @param {PointerEvent} event */
  #move(event) {
    this.#see(event);
    if (event.pointerId === this.#erasing) {
      event.preventDefault();
      this.dispatchEvent(new CustomEvent("erase", { detail: event }));
    }
  }

  /** @param {PointerEvent} event */
  #up(event) {
    this.#see(event);
    this.#penDown &&= event.pointerType !== "pen";
    if (event.pointerId === this.#erasing) {
      this.#erasing = -1;
      this.dispatchEvent(new Event("erased"));
    }
  }

  /** @param {PointerEvent} event */
  #see({ pointerType, timeStamp }) {
    if (pointerType === "pen") {
      this.#penSeen = timeStamp;
    }
  }
}
