/**
 * Runs the engine: Python rules in Pyodide, in a worker of its own so that the page never waits.
 *
 * The page sends `start` once and then one call after the other; see engine.mjs, its only client.
 */

import { Downloads } from "./download.mjs";
import { Failure, asFailure, within } from "./failure.mjs";
import { drop, keep, kept } from "./snapshot.mjs";

/**
 * @typedef {import("./download.mjs").Files} Files
 * @typedef {{pyodide: string, folder: string, lock: object, files: Files}} Manifest
 * @typedef {{type: "start", manifest: Manifest, base: string, library: string, machine: string, fresh: boolean, way: Way}} StartRequest
 * @typedef {"kept" | "ordinary" | "keeping"} Way From the memory that was kept, if there is one; from the
 *   beginning; or from the beginning, in order to keep the memory and for nothing else.
 * @typedef {{type: "call", id: number, module: string, name: string, given: Given[]}} CallRequest
 * @typedef {string | number | Uint8Array} Given What a Python function is called with.
 * @typedef {"download" | "python" | "rules"} Stage
 * @typedef {{type: "progress", loaded: number, total: number}
 *   | {type: "stage", stage: Stage, at: number}
 *   | {type: "ready", at: number, restored: boolean}
 *   | {type: "kept"}
 *   | {type: "answer", id: number, answer: string | Uint8Array}
 *   | {type: "failure", id: number | null, code: import("./failure.mjs").Code, detail: string, restored: boolean}} Message
 * @typedef {{
 *   runPython(code: string): any,
 *   pyimport(name: string): any,
 *   FS: {writeFile(path: string, content: Uint8Array): void},
 *   makeMemorySnapshot(): Uint8Array<ArrayBuffer>,
 * }} Pyodide As much of it as is used here.
 */

/** How long Python may take to start once everything is there, in milliseconds. */
const START_LIMIT = 90_000;
const RESTORE_LIMIT = 15_000;
const LIBRARY = "/lib/python314.zip";
/** Pyodide's WebAssembly, as it comes; the slim one has the functions that the engine is known to call. */
const WHOLE_MACHINE = "pyodide.asm.wasm";
const PACKAGES = "/lib/packages.zip";
const SHORT_LIBRARY = "python.zip";
const WHOLE_LIBRARY = "python-full.zip";
const FORGET_LIBRARY = `
import sys, zipimport
zipimport._zip_directory_cache.clear()
sys.path_importer_cache.clear()`;
/** A zip without files: in a start from memory every module is there already. */
const EMPTY_ZIP = Uint8Array.of(80, 75, 5, 6, ...new Array(18).fill(0));

/** The rules' own module; it comes with the start. */
const RULES = "calculator.wire";

/** The file with the library that this start is made with. */
let shortLibrary = "";
/** @type {Downloads} */
let downloads;
/** @type {Pyodide} */
let python;
/** The libraries to turn to where a module is missing, the shorter one first. @type {string[]} */
let longer = [];
let isSlim = false;
let restored = false;

/** @param {Message} message */
function tell(message) {
  self.postMessage(message);
}

/** @param {Stage} stage */
function enter(stage) {
  tell({ type: "stage", stage, at: performance.timeOrigin + performance.now() });
}

/** @param {StartRequest} request */
async function start({ manifest, base, library: file, machine, fresh, way }) {
  shortLibrary = file;
  isSlim = machine !== WHOLE_MACHINE;
  const folder = `${base}${manifest.folder}/`;
  downloads = new Downloads(folder, manifest.files, fresh, (loaded, total) =>
    tell({ type: "progress", loaded, total }),
  );

  enter("download");
  const code = downloads.response(machine);
  const scripts = Promise.all(["pyodide.mjs", "pyodide.asm.mjs"].map(importChecked));
  const memory = way === "kept" ? await kept(base, manifest.folder) : null;
  restored = memory !== null;
  longer = restored ? [file, WHOLE_LIBRARY] : [WHOLE_LIBRARY];
  const library = memory ? Promise.resolve(EMPTY_ZIP) : downloads.bytes(file);
  const [loader] = await orFail(scripts);

  enter("python");
  const given = new Map([
    [downloads.address(WHOLE_MACHINE), code.then(({ response }) => response)],
    [downloads.address(file), library.then((content) => new Response(content))],
  ]);
  const refused = machineRefused(code.then(({ whole }) => whole));
  const loading = withFetched(given, () =>
    loader.loadPyodide({
      indexURL: folder,
      packageBaseUrl: folder,
      stdLibURL: downloads.address(file),
      lockFileContents: manifest.lock,
      // These two are not among the documented options; the ordinary start does without them.
      ...(memory && { _loadSnapshot: memory }),
      ...(way === "keeping" && { _makeSnapshot: true, env: { PYTHONHASHSEED: "0" } }),
    }),
  );
  // The clock runs from the last byte on: a slow line is no hanging start.
  const arrived = Promise.all([library, code.then(({ whole }) => whole)]);
  const limit = arrived.then(() =>
    within(loading, restored ? RESTORE_LIMIT : START_LIMIT, new Failure("start", "time-out")),
  );
  python = await orFail(Promise.race([Promise.all([loading, limit]), refused]).then(([ready]) => ready));

  enter("rules");
  if (way === "keeping") {
    // The first answers fill the engine's caches; the next visit finds them filled.
    await call(RULES, "assess", ["{}"]);
    await call(RULES, "size", ["{}"]);
    await keepMemory(base, manifest.folder);
    tell({ type: "kept" });
  } else {
    // No answer is worked out here for practice: the reader's first one fills the caches as well.
    await withLibrary(() => python.pyimport(RULES));
    tell({ type: "ready", at: performance.timeOrigin + performance.now(), restored });
  }
}

/**
 * Rejects when the browser refuses to make the machine, for instance for want of memory: Pyodide only
 * writes that down, and waits for ever.
 *
 * @param {Promise<unknown>} whole The file's own check: where that fails, it says so itself.
 * @returns {Promise<never>}
 */
function machineRefused(whole) {
  return new Promise((_, reject) => {
    for (const name of /** @type {const} */ (["instantiate", "instantiateStreaming"])) {
      /** @type {(...given: any[]) => Promise<any>} */
      const make = WebAssembly[name];
      const watched = (/** @type {any[]} */ ...given) =>
        make(...given).catch((error) => {
          const failure = new Failure(error instanceof RangeError ? "died" : "start", String(error));
          whole.then(() => reject(failure), () => {});
          throw error;
        });
      Object.assign(WebAssembly, { [name]: watched });
    }
  });
}

/**
 * @param {string} base
 * @param {string} version
 */
async function keepMemory(base, version) {
  // What is known of the library's zip belongs to files that a start from memory does not have.
  python.runPython(`${FORGET_LIBRARY}\nimport gc, re\nre.purge()\ngc.collect()`);
  await keep(base, version, python.makeMemorySnapshot());
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
function orFail(promise) {
  return /** @type {Promise<T>} */ (Promise.race([promise, downloads.failed]));
}

/** @param {string} name */
async function importChecked(name) {
  await downloads.bytes(name);
  return import(downloads.address(name));
}

/**
 * Run a function while requests for some addresses get what has been fetched for them already.
 *
 * @template T
 * @param {Map<string, Promise<Response>>} fetched
 * @param {() => Promise<T>} run
 */
async function withFetched(fetched, run) {
  const fetchAnew = self.fetch;
  self.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    return fetched.get(url) ?? fetchAnew.call(self, input, init);
  };
  try {
    return await run();
  } finally {
    self.fetch = fetchAnew;
  }
}

/**
 * @param {string} module
 * @param {string} name A function of it that returns text or bytes.
 * @param {Given[]} given
 * @returns {Promise<string | Uint8Array>}
 */
function call(module, name, given) {
  return withLibrary(() => {
    const answer = python.pyimport(module)[name](...given);
    if (typeof answer === "string") return answer;
    const bytes = answer.toJs();
    answer.destroy();
    return bytes;
  });
}

/**
 * Run something in Python, with a longer library where the present one turns out too short.
 *
 * @template T
 * @param {() => T} run
 * @returns {Promise<T>}
 */
async function withLibrary(run) {
  try {
    return run();
  } catch (error) {
    // Python's own errors leave it as it was; a function that the slim machine lacks stops it for good.
    const isStopped = !(error instanceof Error && error.name === "PythonError");
    if (isStopped && isSlim) throw new Failure("short", String(error));
    const isMissing = String(error).includes("ModuleNotFoundError");
    const library = isMissing ? longer.shift() : undefined;
    if (!library) throw new Failure("python", String(error));
    console.warn(`A module is missing; taking ${library}.`, error);
    await takeLibrary(library);
    return withLibrary(run);
  }
}

/** Put another library in the place of the present one, which may hold packages beside it. @param {string} name */
async function takeLibrary(name) {
  python.FS.writeFile(LIBRARY, await downloads.bytes(name));
  if (shortLibrary !== SHORT_LIBRARY) {
    python.FS.writeFile(PACKAGES, await downloads.bytes(shortLibrary));
    python.runPython(`import sys\nsys.path.append("${PACKAGES}")`);
  }
  python.runPython(FORGET_LIBRARY);
}

/**
 * @param {unknown} error
 * @param {number | null} id
 */
function report(error, id) {
  const { code, detail } = asFailure(error, id === null ? "start" : "python");
  tell({ type: "failure", id, code, detail, restored });
}

self.addEventListener("message", async (/** @type {MessageEvent<StartRequest | CallRequest>} */ { data }) => {
  if (data.type === "start") {
    await start(data).catch(async (error) => {
      if (restored) await drop();
      report(error, null);
    });
  } else {
    await call(data.module, data.name, data.given).then(
      (answer) => tell({ type: "answer", id: data.id, answer }),
      (error) => report(error, data.id),
    );
  }
});
