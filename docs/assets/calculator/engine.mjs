/**
 * The page's side of the engine: starts the worker, asks it, and tells what goes on.
 *
 *     const engine = new Engine();
 *     engine.addEventListener("progress", ({ detail }) => …);  // {loaded, total}: bytes
 *     engine.addEventListener("stage", ({ detail }) => …);     // {stage, text}
 *     engine.addEventListener("ready", () => …);
 *     engine.addEventListener("failure", ({ detail }) => …);   // a Failure: message, code
 *     const result = await engine.assess({ answers: {} });      // starts by itself
 *
 * Of questions asked faster than they are answered only the newest is kept; the promises of
 * those that it replaced resolve to null.
 */

import { Failure, asFailure } from "./failure.mjs";

/**
 * @typedef {import("./worker.mjs").Manifest} Manifest
 * @typedef {import("./worker.mjs").Message} Message
 * @typedef {import("./worker.mjs").CallRequest} CallRequest
 * @typedef {import("./worker.mjs").Stage} Stage
 * @typedef {{name: CallRequest["name"], argument: string, resolve(value: any): void, reject(error: unknown): void}} Question
 * @typedef {"idle" | "loading" | "ready" | "failed"} State
 */

/** @type {Record<Stage, string>} */
const STAGES = {
  download: "正在下载测算程序",
  python: "正在启动 Python",
  rules: "正在载入规则",
};

/** How long one answer may take, in milliseconds. It takes a few hundredths of a second. */
const ANSWER_LIMIT = 20_000;

export class Engine extends EventTarget {
  /** @type {State} */
  state = "idle";
  /** When each stage began, and `ready`, in milliseconds since 1970. @type {Record<string, number>} */
  times = {};
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Promise<void> | null} */
  #started = null;
  /** @type {{resolve(): void, reject(error: Failure): void} | null} */
  #starting = null;
  /** The question that the worker is working on. @type {(Question & {id: number, timer: number}) | null} */
  #current = null;
  /** The newest question of each kind that waits for it. @type {Map<string, Question>} */
  #waiting = new Map();
  #ids = 0;

  /** @param {string | URL} base Address of the folder with manifest.json, with a slash at its end. */
  constructor(base = new URL("../runtime/", import.meta.url)) {
    super();
    this.base = String(base);
  }

  /**
   * Start the engine, once however often it is called; after a failure, start anew.
   *
   * @returns {Promise<void>} Rejects with a Failure.
   */
  start() {
    this.#started ??= this.#tryTwice().then(
      () => {
        this.state = "ready";
        this.#emit("ready");
        this.#askNext();
      },
      (error) => {
        const failure = asFailure(error, "start");
        console.error(failure.code, failure.detail);
        this.state = "failed";
        this.#stop(failure);
        this.#emit("failure", failure);
        throw failure;
      },
    );
    return this.#started;
  }

  /**
   * Work out a document; see calculator.wire.assess.
   *
   * @param {object} document
   * @returns {Promise<any>} The result, or null when a newer question took its place.
   */
  assess(document) {
    return this.#ask("assess", document);
  }

  /**
   * Work out the size class of an enterprise; see calculator.wire.size.
   *
   * @param {object} document
   * @returns {Promise<any>} As for `assess`.
   */
  size(document) {
    return this.#ask("size", document);
  }

  /**
   * @param {CallRequest["name"]} name
   * @param {object} document
   */
  #ask(name, document) {
    const answer = new Promise((resolve, reject) => {
      this.#waiting.get(name)?.resolve(null);
      this.#waiting.set(name, { name, argument: JSON.stringify(document), resolve, reject });
    });
    if (this.state === "ready") this.#askNext();
    // Whoever asked hears of a failed start by the answer's own promise.
    else this.start().catch(() => {});
    return answer;
  }

  #askNext() {
    if (this.#current || !this.#worker) return;
    for (const [name, question] of this.#waiting) {
      this.#waiting.delete(name);
      const id = ++this.#ids;
      const timer = setTimeout(() => this.#fall(new Failure("slow")), ANSWER_LIMIT);
      this.#current = { ...question, id, timer: Number(timer) };
      this.#worker.postMessage({ type: "call", id, name, argument: question.argument });
      return;
    }
  }

  async #tryTwice() {
    this.state = "loading";
    const missing = missingFeatures();
    if (missing.length) throw new Failure("unsupported", missing.join(", "));
    try {
      await this.#launch(false);
    } catch (error) {
      const failure = asFailure(error, "start");
      if (!failure.worthAnotherTry) throw failure;
      console.warn("The engine did not start; trying once more.", failure.code, failure.detail);
      await this.#launch(true);
    }
  }

  /** @param {boolean} fresh Whether to go past the browser's cache. */
  async #launch(fresh) {
    this.#worker?.terminate();
    const worker = new Worker(new URL("./worker.mjs", import.meta.url), { type: "module" });
    this.#worker = worker;
    worker.addEventListener("message", (event) => this.#hear(event.data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#fall(new Failure("died", event.message));
    });
    worker.addEventListener("messageerror", () => this.#fall(new Failure("died")));
    /** @type {Promise<void>} */
    const ready = new Promise((resolve, reject) => {
      this.#starting = { resolve, reject };
    });
    // A worker that fails while the manifest is on its way is heard of below.
    ready.catch(() => {});
    const manifest = await this.#manifest(fresh);
    worker.postMessage({ type: "start", manifest, base: this.base, fresh });
    await ready;
  }

  /**
   * @param {boolean} fresh
   * @returns {Promise<Manifest>}
   */
  async #manifest(fresh) {
    const response = await fetch(`${this.base}manifest.json`, {
      cache: fresh ? "reload" : "default",
    }).catch((error) => {
      throw new Failure("offline", `manifest.json: ${error}`);
    });
    if (!response.ok) throw new Failure("missing", `manifest.json: status ${response.status}`);
    return response.json().catch((error) => {
      throw new Failure("damaged", `manifest.json: ${error}`);
    });
  }

  /** @param {Message} message */
  #hear(message) {
    switch (message.type) {
      case "progress":
        this.#emit("progress", { loaded: message.loaded, total: message.total });
        break;
      case "stage":
        this.times[message.stage] = message.at;
        this.#emit("stage", { stage: message.stage, text: STAGES[message.stage] });
        break;
      case "ready":
        this.times.ready = message.at;
        this.#starting?.resolve();
        this.#starting = null;
        break;
      case "answer":
        this.#take(message.id)?.resolve(JSON.parse(message.text));
        this.#askNext();
        break;
      case "failure": {
        const failure = new Failure(message.code, message.detail);
        if (message.id === null) {
          this.#fall(failure);
          break;
        }
        console.error(failure.code, failure.detail);
        this.#take(message.id)?.reject(failure);
        this.#askNext();
      }
    }
  }

  /** @param {number} id */
  #take(id) {
    const question = this.#current;
    if (question?.id !== id) return null;
    clearTimeout(question.timer);
    this.#current = null;
    return question;
  }

  /**
   * The worker failed: while it starts, `start` hears of it; later, the next question starts another.
   *
   * @param {Failure} failure
   */
  #fall(failure) {
    if (this.#starting) {
      this.#starting.reject(failure);
      this.#starting = null;
      return;
    }
    if (this.state !== "ready") return;
    console.error(failure.code, failure.detail);
    this.state = "idle";
    this.#stop(failure);
    this.#emit("failure", failure);
  }

  /** @param {Failure} failure */
  #stop(failure) {
    this.#worker?.terminate();
    this.#worker = null;
    this.#started = null;
    this.#starting = null;
    const questions = [this.#current, ...this.#waiting.values()];
    if (this.#current) clearTimeout(this.#current.timer);
    this.#current = null;
    this.#waiting.clear();
    for (const question of questions) question?.reject(failure);
  }

  /**
   * @param {string} type
   * @param {unknown} [detail]
   */
  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** What this browser lacks of what the engine needs, in words for the console. */
export function missingFeatures() {
  const missing = [];
  if (typeof WebAssembly !== "object") missing.push("WebAssembly");
  // A function that throws and catches, in Pyodide's way (Chrome 95, Firefox 100, Safari 15.2).
  else if (!WebAssembly.validate(EXCEPTIONS)) missing.push("WebAssembly exceptions");
  if (!hasModuleWorkers()) missing.push("module workers");
  return missing;
}

const EXCEPTIONS = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0], // WebAssembly, version 1
  ...[1, 4, 1, 96, 0, 0], // one type: nothing in, nothing out
  ...[3, 2, 1, 0], // one function of that type
  ...[10, 8, 1, 6, 0, 6, 64, 25, 11, 11], // its body: try, catch_all, end, end
);

function hasModuleWorkers() {
  let asked = false;
  const options = {
    /** @returns {"module"} */
    get type() {
      asked = true;
      return "module";
    },
  };
  try {
    new Worker("data:text/javascript,", options).terminate();
  } catch {
    // What it says about the address is of no interest here.
  }
  return asked;
}
