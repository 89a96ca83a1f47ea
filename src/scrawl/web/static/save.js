/** A file that the browser saves as a download. */

/**
 * @param {Blob} blob
 * @param {string} name
 */
export function save(blob, name) {
  const anchor = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href)); // once the browser has taken it
}
