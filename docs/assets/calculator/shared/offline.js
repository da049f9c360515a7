/** Keeps the calculator on the reader's device for times without a network; see sw.js. */

/** How long after the engine's start a page counts as idle, in milliseconds. */
const IDLE_AFTER = 3_000;

/** How long the old version may still work when the reader wants the new one, in milliseconds. */
const GRACE = 2_000;

const ROOT = new URL("../../../", import.meta.url);
/** How names of sw.js's caches begin. */
const OURS = "specialised-town-";

const NO_ROOM = "空间可能不够先存下，更新会删掉存着的旧版本。";

/**
 * Keep the calculator, and tell of new versions. Called when the engine has started: the browser's
 * cache has its files then.
 *
 * @param {"library" | "memory" | "batch"} extra What is stored beside it for those who use it; see sw.js.
 * @param {"memory" | null} later What makes the next visit's start quicker: when nothing else is to be done, and bytes are free.
 * @param {string} after What the reader finds after an update.
 */
export async function keepOffline(extra, later = null, after = "更新后，填好的答案还在。") {
  const { connection } = navigator;
  if (!("serviceWorker" in navigator) || connection?.saveData) return;
  try {
    const registration = await navigator.serviceWorker.register(new URL("sw.js", ROOT), {
      scope: ROOT.pathname,
      updateViaCache: "none",
    });
    if (navigator.serviceWorker.controller) tellOfNewVersions(registration, after);
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage({ keep: extra });
    if (later && connection?.type !== "cellular") setTimeout(() => active?.postMessage({ keep: later }), IDLE_AFTER);
  } catch (error) {
    console.info("The calculator is not kept for use without a network:", error);
  }
}

/** @param {ServiceWorkerRegistration} registration @param {string} after */
function tellOfNewVersions(registration, after) {
  if (registration.waiting) offer(after, () => takeOver(registration));
  const follow = () =>
    registration.installing?.addEventListener("statechange", ({ target }) => {
      const worker = /** @type {ServiceWorker} */ (target);
      if (worker.state === "installed") offer(after, () => takeOver(registration));
      else offer(NO_ROOM + after, beginAnew);
    }, { once: true });
  registration.addEventListener("updatefound", follow);
  follow();
  // Without a network there is nothing new.
  registration.update().catch(() => {});
}

/** The answers are in the address, so they come back. @param {ServiceWorkerRegistration} registration */
async function takeOver(registration) {
  const { active, waiting } = registration;
  // In another tab the reader has let it take over already.
  if (!waiting) return location.reload();
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.postMessage("take over");
  setTimeout(() => {
    active?.postMessage("give way");
    // A newer one may wait.
    registration.waiting?.postMessage("take over");
  }, GRACE);
}

/** Give up what is kept of the old version for the new one, which found no room beside it. */
async function beginAnew() {
  // Without a server that has the site there would be nothing in its place.
  const { ok } = await fetch(new URL("sw.js", ROOT), { cache: "no-store" });
  if (!ok) throw new Error("sw.js");
  for (const name of await caches.keys()) if (name.startsWith(OURS)) await caches.delete(name);
  await (await navigator.serviceWorker.getRegistration(ROOT))?.unregister();
  location.reload();
}

/** @param {string} words @param {() => Promise<void>} update */
function offer(words, update) {
  if (document.getElementById("new-version")) return;
  const notice = document.createElement("p");
  notice.id = "new-version";
  notice.className = "new-version md-typeset";
  notice.setAttribute("role", "status");
  const button = document.createElement("button");
  button.textContent = "更新";
  button.onclick = () => {
    button.textContent = "正在更新…";
    update().catch(() => (button.textContent = "连不上服务器，请稍后再点"));
  };
  notice.append("有新版本。", words, button);
  (document.querySelector("main") ?? document.body).prepend(notice);
}
