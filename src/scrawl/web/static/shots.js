/** Pictures before they are sent: kept as they came, made smaller where they are too large, turned, or cut to a part. */

/**
 * @typedef {import("./client.js").Reading} Reading
 * @typedef {{file: File, picture: Blob | null, reading: Reading | null, isEdited: boolean}} Shot  picture: what is sent
 *   and shown, once it is read from the disk; isEdited: it stands as the person turned it
 * @typedef {[number, number, number, number]} Box
 */

const QUALITY = 0.9; // of JPEG
const TRIES = 3; // to come below a size

/**
 * @param {File} file
 * @returns {Shot}
 */
export const shotOf = (file) => ({ file, picture: null, reading: null, isEdited: false });

/**
 * Reads the file once: one that changes or goes away later would look like a lost connection.
 * @param {Shot} shot  gets its picture
 * @param {number} most  bytes
 * @returns {Promise<string | null>} the code of a problem
 */
export async function prepare(shot, most) {
  if (shot.picture) {
    return null;
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
export async function edited({ file, picture }, degrees, part = [0, 0, 1, 1]) {
  const image = await createImageBitmap(/** @type {Blob} */ (picture));
  const [width, height] = degrees % 180 ? [image.height, image.width] : [image.width, image.height];
  const [left, top, across, down] = [part[0] * width, part[1] * height, part[2] * width, part[3] * height].map(Math.round);
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.max(across, 1), height: Math.max(down, 1) });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.translate(width / 2 - left, height / 2 - top);
  context.rotate((degrees * Math.PI) / 180);
  context.drawImage(image, -image.width / 2, -image.height / 2);
  const type = file.type === "image/jpeg" ? file.type : "image/png"; // without loss where there was none
  return { file, picture: await blobOf(canvas, type), reading: null, isEdited: true };
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
