/** A picture instead of ink: chosen from the disk or dropped on the page, shown on the paper. */

/**
 * Dispatches `picture` with the File as its detail.
 */
export class Picture extends EventTarget {
  #input;
  #sheet;
  #preview;
  #caption;

  /** @type {File | null} what is shown */
  file = null;

  /**
   * @param {HTMLInputElement} input  of type file
   * @param {HTMLElement} sheet  where the preview lies; holds an img and a caption
   */
  constructor(input, sheet) {
    super();
    this.#input = input;
    this.#sheet = sheet;
    this.#preview = /** @type {HTMLImageElement} */ (sheet.querySelector("img"));
    this.#caption = /** @type {HTMLElement} */ (sheet.querySelector("figcaption"));
    // TIFF and HEIC are read by the server and shown by few browsers: then the name alone stands there.
    this.#preview.addEventListener("error", () => (this.#preview.hidden = true));
    input.addEventListener("change", () => this.#take(input.files));
    this.#acceptDrops();
  }

  /** @param {File} file */
  show(file) {
    this.#forgetUrl();
    this.file = file;
    this.#preview.src = URL.createObjectURL(file);
    this.#preview.hidden = false;
    this.#preview.alt = `The picture ${file.name}`;
    this.#caption.textContent = file.name;
    this.#sheet.hidden = false;
  }

  hide() {
    this.#forgetUrl();
    this.file = null;
    this.#preview.removeAttribute("src");
    this.#sheet.hidden = true;
  }

  #forgetUrl() {
    URL.revokeObjectURL(this.#preview.src);
  }

  /** @param {FileList | null | undefined} files */
  #take(files) {
    const file = files?.[0];
    if (file) {
      this.dispatchEvent(new CustomEvent("picture", { detail: file }));
    }
    this.#input.value = ""; // the same file chosen again is a change again
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
