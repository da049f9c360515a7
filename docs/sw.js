/**
 * Keeps the calculator for times without a network, and the pages that were seen.
 *
 * All files of the calculator, its page too, come from one cache of one version, so old and new
 * never meet. A new version is fetched whole while the old one goes on working, and takes over
 * when the reader says so, or when no page of the site is open any more. Other pages come from
 * the network, and from the cache where there is none. They ask for their scripts and styles with
 * the beginning of their hash, and refuse others: what is kept goes only to those whom it fits.
 */

/** These are filled in when the site is built: addresses relative to this file, with hashes. */
const VERSION = "";
/** @type {Record<string, string>} */
const FILES = {};
/**
 * What is kept beside them for those who use it: `library` and `memory` (Python's snapshot), from which the
 * engine starts; `batch`, the page for many applicants.
 *
 * @type {Record<string, Record<string, string>>}
 */
const EXTRAS = {};
/** @type {Record<string, string>} */
const HASHES = Object.assign({}, FILES, ...Object.values(EXTRAS));

const worker = /** @type {any} */ (self);
const PREFIX = "specialised-town-";
const OURS = `${PREFIX}site-${VERSION}`;
const SEEN = `${PREFIX}pages`;
const SEEN_MOST = 120;

/** @param {string} name */
const address = (name) => new URL(name, worker.registration.scope).href;

/** @param {string} name @param {RequestCache} [way] */
async function fetchChecked(name, way) {
  const hash = HASHES[name]?.slice(0, 16);
  // What an address says of its content never changes; others are asked for anew. Pages ask for their
  // scripts and styles by hash, so that these are in the browser's cache already.
  const fixed = /\/[0-9a-f]{16}\//.test(name);
  const loaded = !fixed && /\.(css|js)$/.test(name);
  const response = await fetch(address(name) + (loaded ? `?${hash}` : ""), {
    cache: way ?? (fixed || loaded ? "default" : "no-cache"),
  });
  if (!response.ok) throw new Error(`${name}: status ${response.status}`);
  const digest = new Uint8Array(
    await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer()),
  );
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== HASHES[name]) throw new Error(`${name} is of another version`);
  return response;
}

async function install() {
  try {
    await keepAll();
  } catch (error) {
    // On a device that is nearly full a part would only take the room of the next attempt.
    await caches.delete(OURS);
    throw error;
  }
}

async function keepAll() {
  await keep(Object.keys(FILES));
  // What a reader has of one version is kept of the next one too.
  for (const name of await caches.keys()) {
    if (!name.startsWith(`${PREFIX}site-`) || name === OURS) continue;
    const had = (await (await caches.open(name)).keys()).map(({ url }) => fileName(url));
    for (const extra of Object.keys(EXTRAS)) {
      if (had.includes(fileName(extraFiles(extra)[0] ?? ""))) await keep(extraFiles(extra));
    }
  }
}

/** @param {string} name */
function extraFiles(name) {
  return Object.keys(EXTRAS[name] ?? {});
}

/** An address without its folders, whose names change with what they hold. @param {string} url */
function fileName(url) {
  return url.replace(/^.*\//, "");
}

/** Keep what is not kept yet. @param {string[]} names */
async function keep(names) {
  const cache = await caches.open(OURS);
  await Promise.all(names.map(async (name) => {
    if (!(await cache.match(address(name)))) await cache.put(address(name), await fetchChecked(name));
  }));
}

async function activate() {
  for (const name of await caches.keys()) {
    // The pages seen so far refuse this version's scripts and styles, so they go as well.
    if (name === SEEN || (name.startsWith(`${PREFIX}site-`) && name !== OURS)) await caches.delete(name);
  }
  if (VERSION) await worker.clients.claim();
  else await remove();
}

/** Leave nothing behind: neither files nor this worker. */
async function remove() {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX)) await caches.delete(name);
  await worker.registration.unregister();
}

/** @param {Request} request */
async function answer(request) {
  const url = new URL(request.url);
  const name = (url.origin + url.pathname).slice(worker.registration.scope.length);
  const hash = /^\?[0-9a-f]{16}$/.test(url.search) ? url.search.slice(1) : "";
  if (Object.hasOwn(HASHES, name) && HASHES[name]?.startsWith(hash)) {
    const cache = await caches.open(OURS);
    const kept = await cache.match(address(name));
    const found = () => kept ?? fetch(request).catch(() => noAnswer(request, noPage));
    if (request.cache !== "reload") return found();
    // A fresh copy, for instance because the kept one turned out damaged; never one of another version.
    return fetchChecked(name, "reload").catch(found);
  }
  if (request.mode === "navigate") return (await fetched(request, address(name))) ?? noPage();
  return hash ? (await fetched(request, url.href)) ?? Response.error() : other(request);
}

/**
 * What the network has, or what was remembered of it; undefined where neither is to be had.
 *
 * @param {Request} request
 * @param {string} key
 */
async function fetched(request, key) {
  const cache = await caches.open(SEEN);
  const response = await fetch(request).catch(() => undefined);
  if (!response) return cache.match(key);
  // A device that is full shows what it cannot remember all the same.
  if (response.ok && !response.redirected) await remember(cache, key, response.clone()).catch(() => {});
  return response;
}

/** Who opens a page is shown another in its place. @param {Request} request @param {() => Response} instead */
function noAnswer(request, instead) {
  return request.mode === "navigate" ? instead() : Response.error();
}

function noPage() {
  return page("没有网络", `这一页还没有看过，没有网络时打不开。
<a href="${worker.registration.scope}calculator/">算一算</a>可以照常使用。`);
}

/** The page asks for the same address once more, when the newer version has taken over. */
function pageOfNewVersion() {
  return page("正在更新", "网站有新版本，这一页马上重新打开。", { Refresh: "1" });
}

/** @param {string} title @param {string} text @param {Record<string, string>} [headers] */
function page(title, text, headers) {
  const whole = `<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${title}</title>
<body style="font:1.1rem/1.7 sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem">
<h1>${title}</h1><p>${text}</p>`;
  return new Response(whole, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8", ...headers } });
}

/** @param {Request} request */
async function other(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}

/**
 * @param {Cache} cache
 * @param {string} key
 * @param {Response} response
 */
async function remember(cache, key, response) {
  await cache.put(key, response);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, -SEEN_MOST).map((old) => cache.delete(old)));
}

let giveWay = () => {};
/** @type {Promise<void>} */
const givenWay = new Promise((resolve) => (giveWay = resolve));

/**
 * Work that is given up when a newer version wants to take over. The browser keeps that one waiting, for up
 * to five minutes, until every event of this one has ended, and a line may be slow or hang.
 *
 * @template Result
 * @param {Promise<Result>} work
 * @param {() => Result} [otherwise]
 */
const unlessGivenWay = (work, otherwise) => Promise.race([work, givenWay.then(otherwise)]);

worker.addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil(VERSION ? install() : worker.skipWaiting());
});
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(activate()));
worker.addEventListener("message", (/** @type {any} */ event) => {
  if (event.data === "take over") worker.skipWaiting();
  if (event.data?.keep && VERSION) event.waitUntil(unlessGivenWay(keep(extraFiles(event.data.keep))));
  if (event.data === "give way") giveWay();
  if (event.data === "remove") event.waitUntil(remove());
});
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { method, url } = event.request;
  if (VERSION && method === "GET" && url.startsWith(worker.registration.scope)) {
    event.respondWith(unlessGivenWay(answer(event.request), () => noAnswer(event.request, pageOfNewVersion)));
  }
});
