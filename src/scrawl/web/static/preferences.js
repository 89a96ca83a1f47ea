/** The choices in the page's head: they hold at once, and the server keeps them in a cookie. */

const form = /** @type {HTMLFormElement} */ (document.getElementById("preferences"));
const dark = matchMedia("(prefers-color-scheme: dark)");

/** Dispatches `change` when the colours of the page do. */
export const theme = new EventTarget();

/** @type {(() => Promise<void>)[]} what is done before the page is loaded in another language, so that nothing is lost */
export const leaving = [];

const tell = () => theme.dispatchEvent(new Event("change"));

dark.addEventListener("change", tell);

/** @param {string} chosen  the frame of an installed page, and a telephone's, have the page's colour */
function paintFrame(chosen) {
  for (const meta of /** @type {NodeListOf<HTMLMetaElement>} */ (document.querySelectorAll("meta[name=theme-color]"))) {
    const { scheme } = meta.dataset;
    meta.media = chosen === "auto" ? `(prefers-color-scheme: ${scheme})` : chosen === scheme ? "all" : "not all";
  }
}

form.addEventListener("change", async ({ target }) => {
  const { name, value } = /** @type {HTMLInputElement | HTMLSelectElement} */ (target);
  const kept = fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
  if (name === "theme") {
    document.documentElement.dataset.theme = value;
    paintFrame(value);
    tell();
  }
  const isKept = await kept.then(() => true, () => false); // the server may be away
  if (name === "language" && isKept) {
    await Promise.allSettled(leaving.map((keep) => keep()));
    location.reload();
  }
});
