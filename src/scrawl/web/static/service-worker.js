/**
 * Keeps the page and its files, so that it opens and reads drawings without the server. The server puts `VERSION` and
 * `FILES` in front, which change with the page: each version has a cache of its own, and since the files' addresses say
 * the version, too, an old page never meets new files. The cache before the newest stays for pages that are still open.
 */

/**
 * @typedef {{request: Request, waitUntil: (act: Promise<unknown>) => void, respondWith: (answer: Promise<Response>) => void}} Extended
 * @typedef {{VERSION: string, FILES: string[], skipWaiting: () => Promise<void>, clients: {claim: () => Promise<void>},
 *   addEventListener: (name: string, act: (event: Extended) => void) => void}} Scope  FILES: addresses from the page's own
 */

const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));
const { VERSION, FILES } = scope;

const ROOT = new URL("./", location.href);
const PREFIX = "scrawl-";
const PANELS = ["about", "keys", "share"]; // parts of the page that it fetches when they are opened
const CARD = new URL("api/v1/model", ROOT).href;
const PATIENCE = 3000; // ms until a server that does not answer counts as away

const cache = () => caches.open(PREFIX + VERSION);

scope.addEventListener("install", (event) => event.waitUntil(install()));
scope.addEventListener("activate", (event) => event.waitUntil(activate()));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const path = origin === ROOT.origin && pathname.startsWith(ROOT.pathname) ? pathname.slice(ROOT.pathname.length) : null;
  if (request.method !== "GET" || path === null) {
    return;
  }
  if (path === "") {
    event.respondWith(fresh(request, ROOT.href, (answer) => event.waitUntil(keepPage(answer))));
  } else if (request.url === CARD) {
    event.respondWith(fresh(request, CARD, () => {}));
  } else if (path.startsWith("static/") || PANELS.includes(path)) {
    event.respondWith(kept(request));
  }
});

async function install() {
  await (await cache()).addAll([...FILES, CARD].map((address) => new URL(address, ROOT).href));
  await keepPage(await fetch(ROOT, { cache: "no-store" }));
  await scope.skipWaiting();
}

async function activate() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== PREFIX + VERSION);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
  await scope.clients.claim();
}

/**
 * Keeps the page, if it is of this version, and its panels in its language.
 * @param {Response} answer
 */
async function keepPage(answer) {
  const page = await answer.clone().text();
  const [, language] = page.match(/<html lang="([^"]+)"/) ?? [];
  if (answer.ok && language && page.includes(`/${VERSION}/`)) {
    const own = await cache();
    await own.put(ROOT, answer);
    const panels = PANELS.map((name) => new URL(`${name}?of=${VERSION}-${language}`, ROOT).href);
    const missing = await Promise.all(panels.map(async (address) => !(await own.match(address, { ignoreVary: true }))));
    await own.addAll(panels.filter((_, place) => missing[place]));
  }
}

/**
 * What the server says, or what was kept where it is away.
 * @param {Request} request
 * @param {string} address
 * @param {(answer: Response) => void} act  on a copy of the answer
 */
async function fresh(request, address, act) {
  const away = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
  const answer = await Promise.race([fetch(request).catch(() => null), away]);
  if (answer && answer.status < 500) {
    act(answer.clone());
    return answer;
  }
  return (await (await cache()).match(address, { ignoreVary: true })) ?? answer ?? Response.error();
}

/** @param {Request} request  for what never changes at its address */
async function kept(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}
