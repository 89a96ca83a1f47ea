/** How pictures come in: chosen, photographed, dropped anywhere on the page, or pasted. */

/**
 * Dispatches `pictures` with the Files, one or more, as its detail.
 */
export class Intake extends EventTarget {
  /** @param {HTMLInputElement[]} inputs  of type file */
  constructor(...inputs) {
    super();
    for (const input of inputs) {
      input.addEventListener("change", () => {
        this.#take(input.files);
        input.value = ""; // the same file chosen again is a change again
      });
    }
    this.#acceptDrops();
    document.addEventListener("paste", ({ clipboardData }) => this.#take(clipboardData?.files));
  }

  /** @param {FileList | null | undefined} files */
  #take(files) {
    if (files?.length) {
      this.dispatchEvent(new CustomEvent("pictures", { detail: Array.from(files) }));
    }
  }

  #acceptDrops() {
    const carriesFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files");
    const mark = (/** @type {boolean} */ over) => document.documentElement.classList.toggle("dropping", over);
    document.addEventListener("dragover", (event) => {
      if (carriesFiles(event)) {
        event.preventDefault(); // else the browser would leave the page for the file
        mark(true);
      }
    });
    document.addEventListener("dragleave", ({ relatedTarget }) => relatedTarget || mark(false));
    document.addEventListener("drop", (event) => {
      if (carriesFiles(event)) {
        event.preventDefault();
        mark(false);
        this.#take(event.dataTransfer?.files);
      }
    });
  }
}
