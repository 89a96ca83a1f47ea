/** Keeps the pictures on the paper while the page is loaded in another language; no longer, and nowhere else. */

/** @typedef {import("./pictures.js").Exhibit} Exhibit */

const STORE = "pictures";

/** @param {Exhibit} exhibit */
export async function keep({ shots, shown }) {
  const id = crypto.getRandomValues(new Uint32Array(2)).join("-");
  const store = await opened();
  await done(store.put({ shots, place: shots.indexOf(shown) }, id));
  sessionStorage.setItem("pictures", id);
}

/** @returns {Promise<Exhibit | null>} what was kept last; it is kept no longer */
export async function kept() {
  const id = sessionStorage.getItem("pictures") ?? "";
  sessionStorage.removeItem("pictures");
  const store = await opened();
  const found = await done(store.get(id));
  await done(store.clear());
  return found ? { shots: found.shots, shown: found.shots[found.place] } : null;
}

async function opened() {
  const request = indexedDB.open("scrawl", 1);
  request.addEventListener("upgradeneeded", () => request.result.createObjectStore(STORE));
  return (await done(request)).transaction(STORE, "readwrite").objectStore(STORE);
}

/**
 * @template Result
 * @param {IDBRequest<Result>} request
 * @returns {Promise<Result>}
 */
const done = (request) =>
  new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
