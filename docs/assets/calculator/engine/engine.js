/**
 * The page's side of the engine: starts the worker, asks it, and tells what goes on.
 *
 *     const engine = new Engine();
 *     engine.addEventListener("progress", ({ detail }) => …);  // {loaded, total}: bytes
 *     engine.addEventListener("stage", ({ detail }) => …);     // {stage, text}
 *     engine.addEventListener("ready", () => …);
 *     engine.addEventListener("failure", ({ detail }) => …);   // a Failure: message, code
 *     engine.addEventListener("kept", () => …);                 // the next visit starts faster
 *     const result = await engine.assess({ answers: {} });      // starts by itself
 *
 * Of questions asked faster than they are answered only the newest is kept; the promises of
 * those that it replaced resolve to null.
 */

import { Failure, asFailure } from "./failure.js";

/**
 * @typedef {import("./worker.js").Manifest} Manifest
 * @typedef {import("./worker.js").Message} Message
 * @typedef {import("./worker.js").Given} Given
 * @typedef {import("./worker.js").Stage} Stage
 * @typedef {import("./worker.js").Way} Way
 * @typedef {import("./worker.js").Source} Source
 * @typedef {{module: string, name: string, given: Given[], resolve(value: any): void, reject(error: unknown): void}} Question
 * @typedef {"idle" | "loading" | "ready" | "failed"} State
 */

/** @type {Record<Stage, string>} */
const STAGES = {
  download: "正在下载测算程序",
  python: "正在启动 Python",
  rules: "正在载入规则",
};

/** The rules' module, and the file of the library that holds no more than they need. */
const RULES = "calculator.wire";
const LIBRARY = "python.zip";

/** Pyodide's WebAssembly with the functions that the rules are known to call, and with all. */
const SLIM_MACHINE = "pyodide.slim.wasm";
const WHOLE_MACHINE = "pyodide.asm.wasm";

/** How long one answer may take, in milliseconds; the rules take a few hundredths of a second. */
const ANSWER_LIMIT = 20_000;
const LONG_LIMIT = 120_000;

/** How long after the start Python's memory is kept, and how long that may take, in milliseconds. */
const KEEP_AFTER = 3_000;
const KEEP_LIMIT = 60_000;

export class Engine extends EventTarget {
  /** @type {State} */
  state = "idle";
  /** When each stage began, and `ready`, in milliseconds since 1970. @type {Record<string, number>} */
  times = {};
  /** What the start was made from. @type {Source} */
  source = "library";
  /** @type {Manifest | null} */
  #manifest = null;
  /** The file with Pyodide's WebAssembly. */
  #machine;
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

  /**
   * @param {string | URL} base Address of the folder with manifest.json, with a slash at its end.
   * @param {string} library The file with Python's library and the engine.
   */
  constructor(base = new URL("../../runtime/", import.meta.url), library = LIBRARY) {
    super();
    this.base = String(base);
    this.library = library;
    // What other libraries call of Pyodide's functions has not been recorded.
    this.#machine = library === LIBRARY ? SLIM_MACHINE : WHOLE_MACHINE;
  }

  /**
   * Start the engine, once however often it is called; after a failure, start anew.
   *
   * @returns {Promise<void>} Rejects with a Failure.
   */
  start() {
    this.#started ??= this.#begin().then(
      () => {
        this.state = "ready";
        this.#emit("ready");
        this.#askNext();
        this.#keepMemory();
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
    return this.call(RULES, "assess", [JSON.stringify(document)]);
  }

  /**
   * Work out the size class of an enterprise; see calculator.wire.size.
   *
   * @param {object} document
   * @returns {Promise<any>} As for `assess`.
   */
  size(document) {
    return this.call(RULES, "size", [JSON.stringify(document)]);
  }

  /**
   * Call a Python function that returns JSON text or bytes.
   *
   * @param {string} module
   * @param {string} name
   * @param {Given[]} given
   * @returns {Promise<any>} As for `assess`.
   */
  call(module, name, given) {
    const answer = new Promise((resolve, reject) => {
      this.#waiting.get(name)?.resolve(null);
      this.#waiting.set(name, { module, name, given, resolve, reject });
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
      const { module, given } = question;
      const limit = module === RULES ? ANSWER_LIMIT : LONG_LIMIT;
      const timer = setTimeout(() => this.#fall(new Failure("slow")), limit);
      this.#current = { ...question, id, timer: Number(timer) };
      this.#worker.postMessage({ type: "call", id, module, name, given });
      return;
    }
  }

  async #begin() {
    this.state = "loading";
    const missing = missingFeatures();
    if (missing.length) throw new Failure("unsupported", missing.join(", "));
    // There is a memory of the rules alone.
    await this.#try(this.library === LIBRARY ? "quick" : "ordinary", false);
  }

  /**
   * Start in one way. What fails from a memory is tried from the library, and what fails from the library
   * past the browser's cache.
   *
   * @param {Way} way
   * @param {boolean} fresh Whether to go past the browser's cache.
   */
  async #try(way, fresh) {
    try {
      await this.#launch(way, fresh);
    } catch (error) {
      const failure = asFailure(error, "start");
      const isFromMemory = this.source !== "library";
      if (fresh || !(isFromMemory || failure.worthAnotherTry)) throw failure;
      console.warn("The engine did not start; trying once more.", failure.code, failure.detail);
      // A start that broke off may have missed a function; one that lacked bytes lacks them still, and
      // what a memory lacks, the library may have.
      if (!isFromMemory && (failure.code === "start" || failure.code === "short")) this.#machine = WHOLE_MACHINE;
      await this.#try("ordinary", !isFromMemory);
    }
  }

  /**
   * @param {Way} way
   * @param {boolean} fresh Whether to go past the browser's cache.
   */
  async #launch(way, fresh) {
    this.#worker?.terminate();
    this.source = "library";
    const worker = this.#newWorker();
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
    this.#manifest = await this.#fetchManifest(fresh);
    worker.postMessage({ ...this.#startRequest, fresh, way });
    await ready;
  }

  get #startRequest() {
    const { base, library } = this;
    return { type: "start", manifest: this.#manifest, base, library, machine: this.#machine };
  }

  #newWorker() {
    return new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  }

  /**
   * Let a worker of its own keep Python's memory for the next visit, as soon as nothing else is to be
   * done. The worker that answers stays as the documented start has made it.
   */
  #keepMemory() {
    if (this.source !== "library" || this.library !== LIBRARY || !canKeepMemory()) return;
    setTimeout(() => {
      if (this.state !== "ready") return;
      const worker = this.#newWorker();
      const end = () => worker.terminate();
      const limit = setTimeout(end, KEEP_LIMIT);
      worker.addEventListener("error", end);
      worker.addEventListener("message", ({ data }) => {
        if (data.type !== "kept" && data.type !== "failure") return;
        clearTimeout(limit);
        end();
        if (data.type === "kept") this.#emit("kept");
        else console.info("Python's memory could not be kept:", data.detail);
      });
      worker.postMessage({ ...this.#startRequest, fresh: false, way: "keeping" });
    }, KEEP_AFTER);
  }

  /**
   * @param {boolean} fresh
   * @returns {Promise<Manifest>}
   */
  async #fetchManifest(fresh) {
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
        this.source = message.source;
        this.#starting?.resolve();
        this.#starting = null;
        break;
      case "answer":
        this.#take(message.id)?.resolve(
          typeof message.answer === "string" ? JSON.parse(message.answer) : message.answer,
        );
        this.#askNext();
        break;
      case "failure": {
        const failure = new Failure(message.code, message.detail);
        if (message.id === null) {
          this.source = message.source;
          this.#fall(failure);
          break;
        }
        if (message.code === "short") {
          this.#startWhole(message.id, failure);
          break;
        }
        console.error(failure.code, failure.detail);
        this.#take(message.id)?.reject(failure);
        this.#askNext();
      }
    }
  }

  /**
   * Answer a question again with all of Pyodide's functions, one of which was missing.
   *
   * @param {number} id
   * @param {Failure} failure
   */
  #startWhole(id, failure) {
    console.warn("A function is missing; starting once more, with all of them.", failure.detail);
    const question = this.#take(id);
    if (question && this.#waiting.has(question.name)) question.resolve(null);
    else if (question) this.#waiting.set(question.name, question);
    this.#machine = WHOLE_MACHINE;
    this.#started = null;
    this.start().catch(() => {});
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

/** Whether to spend 5 MB of storage and a second of work on the next visit. */
function canKeepMemory() {
  const { connection, deviceMemory = 4 } =
    /** @type {{connection?: {saveData?: boolean}, deviceMemory?: number}} */ (navigator);
  return "caches" in globalThis && "CompressionStream" in globalThis &&
    !connection?.saveData && deviceMemory >= 4;
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
      // Before a worker is made of the address below, which the page's policy would refuse.
      throw new TypeError("asked");
    },
  };
  try {
    new Worker("data:text/javascript,", options).terminate();
  } catch {
    // What it says about the address is of no interest here.
  }
  return asked;
}
