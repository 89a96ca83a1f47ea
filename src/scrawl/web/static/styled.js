/** Stylesheets of parts that are fetched when they are used first. */

/**
 * @param {string} name
 * @returns {Promise<void>} when it is there, or cannot be had: the part works without
 */
export function styled(name) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = `${new URL(`styles/${name}.css`, import.meta.url)}`;
  return new Promise((resolve) => {
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => resolve());
    document.head.append(link);
  });
}
