"""One started engine for the pages of many tests: it runs in a tab of its own.

Each test opens its page anew, as a reader does; only the worker that the page asks for is the
one of that tab, already started.  How the engine starts, and what happens when it does not, is
for other tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

_HOST = """
async () => {
  const { content } = document.querySelector('meta[name="engine"]');
  const channel = new BroadcastChannel("engine");
  const engines = new Map();
  function launched(start) {
    const worker = new Worker(new URL(content + "worker.js", location), { type: "module" });
    const ready = new Promise((resolve) =>
      worker.addEventListener("message", function hear({ data }) {
        if (data.type !== "ready" && data.type !== "failure") return;
        worker.removeEventListener("message", hear);
        resolve(data);
      }));
    worker.addEventListener("message", ({ data }) => {
      if (!data.id) return;
      const [guest, id] = data.id;
      channel.postMessage({ guest, message: { ...data, id } });
    });
    worker.postMessage(start);
    return { worker, ready };
  }
  channel.addEventListener("message", async ({ data: { guest, library, message } }) => {
    if (message.type === "start") {
      if (!engines.has(library)) engines.set(library, launched(message));
      channel.postMessage({ guest, message: await engines.get(library).ready });
    } else {
      engines.get(library).worker.postMessage({ ...message, id: [guest, message.id] });
    }
  });
}
"""
_GUEST = """
(() => {
  const Own = Worker;
  globalThis.Worker = class extends EventTarget {
    #channel = new BroadcastChannel("engine");
    #guest = crypto.randomUUID();
    #library = "";
    constructor(place, options) {
      super();
      // The search has a worker too; and what cannot be a worker shall say so itself.
      if (!String(place).endsWith("/worker.js")) return new Own(place, options);
      this.#channel.addEventListener("message", ({ data: { guest, message: data } }) => {
        if (guest === this.#guest) this.dispatchEvent(new MessageEvent("message", { data }));
      });
    }
    postMessage(message) {
      if (message.type === "start") this.#library = message.library;
      this.#channel.postMessage({ guest: this.#guest, library: this.#library, message });
    }
    terminate() {
      this.#channel.close();
    }
  };
})();
"""


def share(context: BrowserContext, url: str) -> None:
    """Let all pages that a profile opens from now on ask one engine of the site at this address."""
    host = context.new_page()
    host.goto(url + "404.html")
    host.evaluate(_HOST)
    context.add_init_script(_GUEST)
