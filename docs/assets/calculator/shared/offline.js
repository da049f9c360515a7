/**
 * Keeps the calculator on the reader's device for times without a network; see sw.js.
 */

/** How long after the start of the engine a page counts as idle, in milliseconds. */
const IDLE_AFTER = 3_000;

const ROOT = new URL("../../../", import.meta.url);

/**
 * Keep the calculator, and tell of new versions. Called when the engine has started: its files then
 * come from the browser's cache and are not downloaded twice.
 *
 * @param {"library" | "memory" | "batch"} extra What is stored beside it for those who use it; see sw.js. `memory` is the snapshot.
 */
export async function keepOffline(extra) {
  const { connection } = /** @type {{connection?: {saveData?: boolean}}} */ (navigator);
  if (!("serviceWorker" in navigator) || connection?.saveData) return;
  try {
    const registration = await navigator.serviceWorker.register(new URL("sw.js", ROOT), {
      scope: ROOT.pathname,
      updateViaCache: "none",
    });
    navigator.serviceWorker.ready.then(({ active }) => active?.postMessage({ keep: extra }));
    if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const worker = registration.installing;
      worker?.addEventListener("statechange", () => {
        if (worker.state === "installed" && navigator.serviceWorker.controller) offer(worker);
      });
    });
  } catch (error) {
    console.info("The calculator is not kept for use without a network:", error);
  }
}

/**
 * Keep what makes the next visit's start quicker, when nothing else is to be done and bytes cost nothing.
 *
 * @param {"memory"} extra
 */
export async function keepWhenIdle(extra) {
  const { connection } = /** @type {{connection?: {saveData?: boolean, type?: string}}} */ (navigator);
  if (!("serviceWorker" in navigator) || connection?.saveData || connection?.type === "cellular") return;
  const { active } = await navigator.serviceWorker.ready;
  setTimeout(() => active?.postMessage({ keep: extra }), IDLE_AFTER);
}

/** Forget everything that was kept for use without a network. */
export async function forgetOffline() {
  const registration = await navigator.serviceWorker?.getRegistration(ROOT);
  (registration?.active ?? registration?.waiting)?.postMessage("remove");
}

/** @param {ServiceWorker} worker */
function offer(worker) {
  if (document.getElementById("new-version")) return;
  const notice = document.createElement("p");
  notice.id = "new-version";
  notice.className = "new-version";
  notice.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "更新";
  button.addEventListener("click", () => {
    // The answers are in the address, so the page comes back as it was.
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), {
      once: true,
    });
    worker.postMessage("take over");
  });
  notice.append("有新版本。", button);
  (document.querySelector("main") ?? document.body).prepend(notice);
}
