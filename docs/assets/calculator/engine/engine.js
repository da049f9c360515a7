/**
 * The page's side of the engine: starts the worker, asks it, and reports what goes on.
 *
 * Its events are progress ({loaded, total}, in bytes), stage ({stage, text}), ready, and failure (a Failure).
 * The first question starts it. Of questions asked faster than they are answered only the newest is kept; the
 * promises of the others resolve to null.
 */

import { ENGINE_FOLDER } from "../../site/runtime.js";
import { Failure, asFailure } from "./failure.js";

/** @import { Given, Manifest, Message, Question, Source, Stage, State } from "./types.d.ts" */

/** @type {Record<Stage, string>} */
const STAGES = {
  download: "正在下载测算程序",
  python: "正在准备计算",
  rules: "正在载入规则",
};

/** The rules' module, and the file of the library that holds no more than they need. */
const RULES = "calculator.wire";
const LIBRARY = "python.bin";

/** How long a start may go on without a sign of life, in milliseconds. */
const SILENCE = 60_000;

/** How long one answer may take, in milliseconds; the rules take a few hundredths of a second. */
const ANSWER_LIMIT = 20_000;
const LONG_LIMIT = 120_000;

export class Engine extends EventTarget {
  /** @type {State} */
  state = "idle";
  /** What the start was made from. @type {Source} */
  source = "library";
  /** Whether to do without the functions of Pyodide's that the rules are not known to call. */
  #slim;
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
  /** Whether all files are there, so that a silence is Python's. */
  #isThere = false;
  #silence = 0;

  /** @param {string} library The file with Python's library and the engine. */
  constructor(library = LIBRARY) {
    super();
    this.library = library;
    // What other libraries call of Pyodide's functions has not been recorded.
    this.#slim = library === LIBRARY;
  }

  /** Start the engine, once however often it is called; after a failure, start anew. @returns {Promise<void>} */
  start() {
    this.#started ??= this.#begin().then(
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

  /** Work out a document; see calculator.wire.assess. @param {object} document */
  assess(document) {
    return this.call(RULES, "assess", [JSON.stringify(document)]);
  }

  /**
   * Work out what to ask which unit; see calculator.wire.asking.
   *
   * @param {object} document
   * @param {string[]} unclear The questions that the reader could not answer.
   */
  asking(document, unclear) {
    return this.call(RULES, "asking", [JSON.stringify({ document, unclear })]);
  }

  /** Work out the size class of an enterprise; see calculator.wire.size. @param {object} document */
  size(document) {
    return this.call(RULES, "size", [JSON.stringify(document)]);
  }

  /**
   * Call a Python function that returns JSON text or bytes.
   *
   * @param {string} module
   * @param {string} name
   * @param {Given[]} given
   * @returns {Promise<any>}
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
    // There is a snapshot of the rules alone.
    let snapshot = this.library === LIBRARY;
    for (let fresh = false; ; ) {
      try {
        await this.#launch(snapshot, fresh);
        return;
      } catch (error) {
        const failure = asFailure(error, "start");
        const wasFromSnapshot = this.source === "memory";
        if (fresh || !(wasFromSnapshot || failure.worthAnotherTry)) throw failure;
        console.warn("The engine did not start; trying once more.", failure.code, failure.detail);
        // After a failed start from the snapshot, try the library; after that, without the cache.
        snapshot = false;
        fresh = !wasFromSnapshot;
        // A start that broke off may have missed a function.
        if (fresh && ["start", "short"].includes(failure.code)) this.#slim = false;
      }
    }
  }

  /**
   * @param {boolean} snapshot Whether the start may be made from the snapshot.
   * @param {boolean} fresh Whether to go past the browser's cache.
   */
  async #launch(snapshot, fresh) {
    this.#worker?.terminate();
    this.source = "library";
    this.#isThere = false;
    /** @type {Promise<void>} */
    const ready = new Promise((resolve, reject) => {
      this.#starting = { resolve, reject };
    });
    this.#watch();
    // Also what never comes to its end is given up.
    await Promise.race([this.#send(snapshot, fresh), ready]);
    await ready;
  }

  /** Wait anew for a sign of life. */
  #watch() {
    clearTimeout(this.#silence);
    if (!this.#starting) return;
    this.#silence = Number(setTimeout(() => this.#fall(new Failure(this.#isThere ? "start" : "stalled", "silence")), SILENCE));
  }

  /** @param {boolean} snapshot @param {boolean} fresh */
  async #send(snapshot, fresh) {
    const attempt = this.#starting;
    const coming = this.#fetchManifest(fresh);
    // A worker cannot be told to go past the cache for its own scripts.
    if (fresh) await Promise.all((await coming).scripts.map((name) => this.#fetch(name, fresh)));
    if (attempt !== this.#starting) return;
    const worker = new Worker(new URL("worker.js", ENGINE_FOLDER), { type: "module" });
    this.#worker = worker;
    worker.addEventListener("message", (event) => this.#hear(event.data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#fall(new Failure("died", event.message));
    });
    worker.addEventListener("messageerror", () => this.#fall(new Failure("died")));
    const { library } = this;
    const manifest = await coming;
    worker.postMessage({ type: "start", manifest, base: ENGINE_FOLDER, library, slim: this.#slim, memory: snapshot, fresh });
  }

  /** @param {boolean} fresh @returns {Promise<Manifest>} */
  async #fetchManifest(fresh) {
    const text = await this.#fetch("manifest.json", fresh);
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new Failure("damaged", `manifest.json: ${error}`);
    }
  }

  /** @param {string} name @param {boolean} fresh */
  async #fetch(name, fresh) {
    const response = await fetch(ENGINE_FOLDER + name, { cache: fresh ? "reload" : "default" }).catch((error) => {
      throw new Failure("offline", `${name}: ${error}`);
    });
    if (!response.ok) throw new Failure("missing", `${name}: status ${response.status}`);
    return response.text();
  }

  /** @param {Message} message */
  #hear(message) {
    if (message.type === "stage") this.#isThere = message.stage !== "download";
    this.#watch();
    switch (message.type) {
      case "progress":
        this.#emit("progress", { loaded: message.loaded, total: message.total });
        break;
      case "stage":
        this.#emit("stage", { stage: message.stage, text: STAGES[message.stage] });
        break;
      case "ready":
        this.source = message.source;
        this.#starting?.resolve();
        this.#starting = null;
        clearTimeout(this.#silence);
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
        } else if (message.code === "short") {
          this.#startWhole(message.id, failure);
        } else {
          console.error(failure.code, failure.detail);
          this.#take(message.id)?.reject(failure);
          this.#askNext();
        }
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
    this.#slim = false;
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
    clearTimeout(this.#silence);
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
      // Before a worker is made of the address below, which the page's policy would refuse.
      throw new TypeError("asked");
    },
  };
  try {
    new Worker("data:text/javascript,", options).terminate();
  } catch {
    // What it says of the address does not matter.
  }
  return asked;
}
