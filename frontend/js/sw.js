/* The service worker: keeps files for everybody and pages for one reader, and shows
   them when there is no line. What is kept the server says (safety/core/offline.py);
   who reads, the header Reader of each page. When another one reads, or nobody, all
   pages of the one before are forgotten. BUILD is put in by build.mjs. */
const FILES = `files-${BUILD}`;
const LIST = "/offline/pages/";
const NO_LINE = "/offline/none/";
const PATIENCE = 3000; // ms for a page that is kept; then the kept one is shown
const FRESH = { credentials: "same-origin", cache: "no-store" };

const isPages = (name) => name.startsWith("pages-");

const become = async (reader) => {
  for (const name of await caches.keys()) {
    if (isPages(name) && name !== `pages-${reader}`) await caches.delete(name);
  }
};

/* --- what is fetched ahead -------------------------------------------------- */
const keepFile = async (url) => {
  const files = await caches.open(FILES);
  if (await files.match(url)) return;
  const fetched = await fetch(url);
  if (!fetched.ok) return;
  await files.put(url, fetched.clone());
  if (!url.endsWith(".css")) return;
  for (const [, name] of (await fetched.text()).matchAll(/url\("?([\w./-]+)"?\)/g)) {
    await keepFile(new URL(name, new URL(url, location)).pathname);
  }
};

const keep = async (cache, url, at, reader) => {
  const fetched = await fetch(url, FRESH);
  if (!fetched.ok || fetched.redirected) {
    if (fetched.status < 500) await cache.delete(at);
    return;
  }
  if (reader && fetched.headers.get("Reader") !== reader) throw new Error("Another reader");
  await cache.put(at, fetched.clone());
  const page = await fetched.text();
  for (const [, file] of page.matchAll(/(?:src|href|data-photos)="(\/static\/[^"#?]+)/g)) {
    await keepFile(file);
  }
};

const fill = async () => {
  const answer = await fetch(LIST, FRESH);
  if (answer.redirected) await become("");
  if (answer.redirected || !answer.ok) return null;
  const list = answer.clone();
  const { reader, pages } = await answer.json();
  await become(reader);
  const cache = await caches.open(`pages-${reader}`);
  for (const { url, at } of pages) await keep(cache, url, at, String(reader));
  await cache.put(LIST, list);
  await keep(await caches.open(FILES), NO_LINE, NO_LINE);
  const wanted = new Set([LIST, ...pages.map((page) => page.at)]);
  for (const { url } of await cache.keys()) {
    const { pathname, search } = new URL(url);
    if (!wanted.has(pathname + search)) await cache.delete(url);
  }
  // Pages of an older build needed their files until now.
  for (const name of await caches.keys()) {
    if (!isPages(name) && name !== FILES) await caches.delete(name);
  }
  return "all";
};

/* The page of one address anew; all of them when it is none of those that are kept. */
const fillOne = async (at) => {
  const name = (await caches.keys()).find(isPages);
  const cache = name && (await caches.open(name));
  const list = await cache?.match(LIST);
  const found = list && (await list.json()).pages.find((page) => page.at === at);
  if (!found) return fill();
  await keep(cache, found.url, at, name.slice("pages-".length));
  return "one";
};

/* --- what is answered ------------------------------------------------------- */
/* The kept page of an address: of those all of whose parts it names, the one with most. */
const kept = async (address) => {
  const name = (await caches.keys()).find(isPages);
  if (!name) return null;
  const cache = await caches.open(name);
  const asked = new URL(address);
  let best = null;
  let most = -1;
  for (const request of await cache.keys()) {
    const has = new URL(request.url);
    const parts = [...has.searchParams];
    const fits = parts.every(([part, value]) => asked.searchParams.get(part) === value);
    if (has.pathname !== asked.pathname || !fits || parts.length <= most) continue;
    most = parts.length;
    best = request;
  }
  return best && cache.match(best);
};

/* What has an address of its own with a line is the end of a kept page without one. */
const endOf = async (address) => {
  const list = await caches.match(LIST);
  const { pathname } = new URL(address);
  const found = list && (await list.json()).pages.find(({ end }) => end === pathname);
  return found && Response.redirect(`${found.at}?at=end`);
};

const noted = async (answer) => {
  const reader = answer.headers.get("Reader");
  if (reader !== null) await become(reader);
  return answer;
};

const page = async (request) => {
  const network = fetch(request).then(noted);
  const patience = new Promise((done) => setTimeout(done, PATIENCE, "late"));
  const first = await Promise.race([network.catch(() => null), patience]);
  if (first && first !== "late") return first;
  const found = request.method === "GET" && (await kept(request.url));
  if (found) return found;
  return network.catch(async () => (await endOf(request.url)) ?? caches.match(NO_LINE));
};

const file = async (request) => {
  const files = await caches.open(FILES);
  const found = await files.match(request);
  if (found) return found;
  try {
    const fetched = await fetch(request);
    if (fetched.ok) await files.put(request, fetched.clone());
    return fetched;
  } catch (error) {
    const old = await caches.match(request);
    if (old) return old;
    throw error;
  }
};

/* A part of a page that htmx fetches: what a box offers while one types. */
const part = (request) =>
  fetch(request).catch(async () => (await kept(request.url)) ?? Response.error());

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(FILES).then((files) => keep(files, NO_LINE, NO_LINE)));
});

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("message", (event) => {
  if (event.data === "forget") event.waitUntil(become(""));
  if (!event.data.fill) return;
  const { only } = event.data;
  const tell = (done) => event.ports[0].postMessage(done);
  event.waitUntil((only ? fillOne(only) : fill()).then(tell, () => tell(null)));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (request.headers.has("HX-Request") && request.method === "GET") event.respondWith(part(request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
});
