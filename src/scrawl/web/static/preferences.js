/** The choices in the page's head: taken at once, and kept by the server in a cookie. */

const form = /** @type {HTMLFormElement} */ (document.getElementById("preferences"));

form.addEventListener("change", () => form.requestSubmit());
