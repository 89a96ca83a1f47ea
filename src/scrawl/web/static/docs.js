/** The form of the API's page: sends the picture as a program would, and shows what came back. */

import { number, text } from "./languages.js";

const HEADERS = ["Content-Type", "Content-Length", "Retry-After", "Server-Timing", "X-Request-ID"]; // told if they came
const LONGEST = 120; // characters of a string that are shown: pictures are strings, too

const form = /** @type {HTMLFormElement} */ (document.querySelector(".try"));
const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
const place = /** @type {HTMLElement} */ (document.getElementById("came"));

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (button.getAttribute("aria-disabled") !== "true") {
    send();
  }
});

async function send() {
  button.setAttribute("aria-disabled", "true");
  place.hidden = false;
  tell("sent", text("answer.reading.title"));
  const began = performance.now();
  try {
    const response = await fetch(`${form.action}?${options()}`, { method: "POST", body: new FormData(form) });
    const body = await response.text();
    const took = `${number(performance.now() - began)} ms`;
    const status = [response.status, response.statusText].filter(Boolean).join(" ");
    tell(response.ok ? "read" : "refused", `${status} · ${took}`, headersOf(response), readable(body));
  } catch {
    tell("refused", text("notice.offline"));
  }
  button.removeAttribute("aria-disabled");
}

/** What was chosen, as the query of the address. */
function options() {
  const chosen = new URLSearchParams();
  /** @type {NodeListOf<HTMLSelectElement | HTMLInputElement>} */ (form.querySelectorAll("[data-option]")).forEach((each) => {
    const name = `${each.dataset.option}`;
    if (each.type !== "checkbox") {
      if (each.value) {
        chosen.set(name, each.value);
      }
    } else if (/** @type {HTMLInputElement} */ (each).checked) {
      chosen.set(name, [chosen.get(name), each.value].filter(Boolean).join(","));
    }
  });
  return chosen;
}

/**
 * @param {string} state  names the look
 * @param {string} status
 * @param {[string, string][]} [headers]
 * @param {string} [body]
 */
function tell(state, status, headers = [], body = "") {
  place.dataset.state = state;
  part("[role=status]").textContent = status;
  part("dl").replaceChildren(
    ...headers.flatMap(([name, value]) => [
      Object.assign(document.createElement("dt"), { textContent: name }),
      Object.assign(document.createElement("dd"), { textContent: value }),
    ]),
  );
  part("pre").hidden = body === "";
  part("code").textContent = body;
}

/** @param {Response} response @returns {[string, string][]} */
const headersOf = ({ headers }) => HEADERS.flatMap((name) => (headers.has(name) ? [[name, `${headers.get(name)}`]] : []));

/**
 * JSON as it is read best: an array that holds no other stands in one line, as in docs.py; other bodies as they are.
 * @param {string} body
 */
function readable(body) {
  try {
    const short = (/** @type {string} */ _, /** @type {unknown} */ value) =>
      typeof value === "string" && value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
    const whole = JSON.stringify(JSON.parse(body), short, 2);
    return whole.replace(/\[[^[\]{}]*\]/g, (array) => array.replace(/\s+/g, " ").replace("[ ", "[").replace(" ]", "]"));
  } catch {
    return body;
  }
}

/**
 * @param {string} selector
 * @returns {HTMLElement}
 */
function part(selector) {
  return /** @type {HTMLElement} */ (place.querySelector(selector));
}
