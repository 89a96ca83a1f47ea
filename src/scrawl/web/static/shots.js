/** Pictures before they are sent: kept as they came, made smaller where they are too large, turned, cut, or drawn from a page. */

/**
 * @typedef {import("./client.js").Reading} Reading
 * @typedef {{file: File, page: number, pages: number, picture: Blob | null, reading: Reading | null, isEdited: boolean}} Shot
 *   page: of a document, from 1, 0 of a picture; pages: of the document, once it is known; picture: what is sent and
 *   shown, once it is read from the disk, or drawn; isEdited: it stands as the person turned it
 * @typedef {[number, number, number, number]} Box
 */

const QUALITY = 0.9; // of JPEG
const TRIES = 3; // to come below a size

/**
 * @param {File} file
 * @returns {Shot}
 */
export const shotOf = (file) => ({ file, page: isDocument(file) ? 1 : 0, pages: 0, picture: null, reading: null, isEdited: false });

/** @param {File} file  may hold several pages, of which browsers show none */
const isDocument = ({ name, type }) => /^(application\/pdf|image\/tiff)$/.test(type) || /\.(pdf|tiff?)$/i.test(name);

/** @param {Shot} shot */
export const nameOf = ({ file, page, pages }) => (pages > 1 ? `${file.name}#${page}` : file.name);

/**
 * Reads the file once: one that changes or goes away later would look like a lost connection.
 * @param {Shot} shot  gets its picture
 * @param {number} most  bytes
 * @param {() => boolean} wait  is told each time that the server, which draws pages, is away, and whether to ask again
 * @returns {Promise<string | null>} the code of a problem
 */
export async function prepare(shot, most, wait) {
  if (shot.picture) {
    return null;
  }
  if (shot.page) {
    const module = await import("./leaves.js").catch(() => null);
    return module ? module.drawn(shot, most, wait) : "other";
  }
  if (shot.file.size > most) {
    shot.picture = await smaller(shot.file, most);
    return shot.picture ? null : "body_too_large";
  }
  try {
    shot.picture = new Blob([await shot.file.arrayBuffer()], { type: shot.file.type });
    return null;
  } catch {
    return "unreadable_file";
  }
}

/**
 * @param {Shot} shot  whose picture the browser can show
 * @param {number} degrees  clockwise: 0, 90, 180 or 270
 * @param {Box} [part]  of the turned picture, in shares of its width and height
 * @returns {Promise<Shot>}
 */
export async function edited({ file, page, pages, picture }, degrees, part = [0, 0, 1, 1]) {
  const image = await createImageBitmap(/** @type {Blob} */ (picture));
  const [width, height] = degrees % 180 ? [image.height, image.width] : [image.width, image.height];
  const [left, top, across, down] = [part[0] * width, part[1] * height, part[2] * width, part[3] * height].map(Math.round);
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.max(across, 1), height: Math.max(down, 1) });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.translate(width / 2 - left, height / 2 - top);
  context.rotate((degrees * Math.PI) / 180);
  context.drawImage(image, -image.width / 2, -image.height / 2);
  const type = file.type === "image/jpeg" ? file.type : "image/png"; // without loss where there was none
  return { file, page, pages, picture: await blobOf(canvas, type), reading: null, isEdited: true };
}

/**
 * @param {File} file
 * @param {number} most  bytes
 * @returns {Promise<Blob | null>} null if the browser cannot read it
 */
async function smaller(file, most) {
  try {
    const image = await createImageBitmap(file);
    let scale = Math.min(1, Math.sqrt(most / file.size));
    for (let i = 0; i < TRIES; i++) {
      const size = { width: Math.ceil(image.width * scale), height: Math.ceil(image.height * scale) };
      const canvas = Object.assign(document.createElement("canvas"), size);
      canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
      const blob = await blobOf(canvas, "image/jpeg");
      if (blob.size <= most) {
        return blob;
      }
      scale *= Math.sqrt(most / blob.size) * QUALITY;
    }
  } catch {
    // no picture, or one that this browser does not know
  }
  return null;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {string} type
 * @returns {Promise<Blob>}
 */
const blobOf = (canvas, type) =>
  new Promise((resolve) => canvas.toBlob((blob) => resolve(/** @type {Blob} */ (blob)), type, QUALITY));
