/**
 * Runs the engine: Python rules in Pyodide, in a worker of its own so that the page never waits.
 *
 * The page sends `start` once and then one call after the other; see engine.js, its only client.
 */

import { Downloads } from "./download.js";
import { Failure, asFailure, within } from "./failure.js";
import { complete, drop, isAtHand, keep, kept, unpack } from "./snapshot.js";

/**
 * @typedef {import("./download.js").Files} Files
 * @typedef {{pyodide: string, folder: string, lock: object, files: Files}} Manifest
 * @typedef {{type: "start", manifest: Manifest, base: string, library: string, machine: string, fresh: boolean, way: Way}} StartRequest
 * @typedef {"quick" | "ordinary" | "keeping"} Way From a memory, if there is one that helps; from the
 *   beginning; or from the beginning, in order to keep the memory and for nothing else.
 * @typedef {"kept" | "site" | "library"} Source What a start is made from: the memory that was kept on an
 *   earlier visit, the one that the site brings, or the library, from the beginning.
 * @typedef {{
 *   source: Source,
 *   library: Promise<Uint8Array<ArrayBuffer>>,
 *   memory: Uint8Array<ArrayBuffer> | null,
 *   arrived: Promise<unknown>,
 *   complete(first: ArrayBuffer): Promise<void>,
 * }} Beginning `arrived`: the last byte has come; `complete` fills the memory, once there is a machine
 *   with a first memory of its own, and before anything runs in it.
 * @typedef {{type: "call", id: number, module: string, name: string, given: Given[]}} CallRequest
 * @typedef {string | number | Uint8Array} Given What a Python function is called with.
 * @typedef {"download" | "python" | "rules"} Stage
 * @typedef {{type: "progress", loaded: number, total: number}
 *   | {type: "stage", stage: Stage, at: number}
 *   | {type: "ready", at: number, source: Source}
 *   | {type: "kept"}
 *   | {type: "answer", id: number, answer: string | Uint8Array}
 *   | {type: "failure", id: number | null, code: import("./failure.js").Code, detail: string, source: Source}} Message
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
const LARGEST_SCRIPT = "pyodide.asm.js";
const SCRIPTS = ["pyodide.js", LARGEST_SCRIPT];
/** Python's memory after its start. */
const MEMORY = "python-memory.bin";
/**
 * From how many bytes a millisecond on the site's memory is fetched in the library's place: it has 2.1 MB
 * more, and saves half a second of a quick processor's time, or two seconds of a slow one's.
 */
const FAST_LINE = 2_000;
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
/** @type {Source} */
let source = "library";

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
  const fetched = SCRIPTS.map((name) => downloads.bytes(name));
  const scripts = Promise.all(SCRIPTS.map((name, at) => fetched[at]?.then(() => import(downloads.address(name)))));
  const beginning = await orFail(way === "quick" ? quickest(base, manifest, file, Promise.all(fetched)) : fromLibrary(file));
  const { library, memory } = beginning;
  source = beginning.source;
  longer = source === "library" ? [WHOLE_LIBRARY] : [file, WHOLE_LIBRARY];
  const [loader] = await orFail(scripts);

  enter("python");
  const given = new Map([
    [downloads.address(WHOLE_MACHINE), code.then(({ response }) => asWebAssembly(response))],
    [downloads.address(file), library.then((content) => new Response(content))],
  ]);
  const refused = machineRefused(code.then(({ whole }) => whole), beginning.complete);
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
  const arrived = Promise.all([beginning.arrived, code.then(({ whole }) => whole)]);
  const limit = arrived.then(() =>
    within(loading, memory ? RESTORE_LIMIT : START_LIMIT, new Failure("start", "time-out")),
  );
  python = await orFail(
    Promise.race([Promise.all([loading, limit]), refused, trapped]).then(([ready]) => ready),
  );

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
    tell({ type: "ready", at: performance.timeOrigin + performance.now(), source });
  }
}

/**
 * What brings the first answer soonest.
 *
 * @param {string} base
 * @param {Manifest} manifest
 * @param {string} library
 * @param {Promise<unknown>} scripts
 * @returns {Promise<Beginning>}
 */
async function quickest(base, manifest, library, scripts) {
  const own = await kept(base, manifest.folder);
  if (own) return { source: "kept", library: Promise.resolve(EMPTY_ZIP), memory: own, arrived: Promise.resolve(), complete: async () => {} };
  if (!(await isWorthFetching(library, scripts))) return fromLibrary(library);
  const memory = new Uint8Array(manifest.files[MEMORY]?.unpacked ?? 0);
  const packed = downloads.response(MEMORY);
  const arrived = packed.then(({ whole }) => whole);
  const unpacked = packed.then(({ response }) => response.body && unpack(response.body, memory));
  // Where it fails before it is waited for, it is heard of below all the same.
  unpacked.catch(() => {});
  return {
    source: "site", library: Promise.resolve(EMPTY_ZIP), memory, arrived,
    async complete(first) {
      await Promise.all([arrived, unpacked]);
      complete(memory, first);
    },
  };
}

/** @param {string} name @returns {Promise<Beginning>} */
async function fromLibrary(name) {
  const library = downloads.bytes(name);
  return { source: "library", library, memory: null, arrived: library, complete: async () => {} };
}

/**
 * Whether the site's memory comes sooner than the library starts. What is kept for use without a network
 * is nearer than any line; how fast the line is, the first files show.
 *
 * @param {string} library
 * @param {Promise<unknown>} scripts
 */
async function isWorthFetching(library, scripts) {
  const { connection } = /** @type {{connection?: {saveData?: boolean, downlink?: number}}} */ (navigator);
  if (!("DecompressionStream" in self) || isWebKit()) return false;
  if (await isAtHand(downloads.address(MEMORY))) return true;
  if (connection?.saveData || (await isAtHand(downloads.address(library)))) return false;
  await scripts;
  // What came from the cache tells nothing of the line; the browser's own estimate ends at 10 Mbit/s.
  if (downloads.isFromCache(LARGEST_SCRIPT)) return (connection?.downlink ?? 0) >= 10;
  return downloads.pace(LARGEST_SCRIPT) >= FAST_LINE;
}

/**
 * Whether this is WebKit, as in every browser on Apple's phones. Pyodide's functions have other places
 * there, so that a memory which was made elsewhere cannot be used.
 */
function isWebKit() {
  const { userAgent } = navigator;
  return /AppleWebKit/.test(userAgent) && (!/Chrome\//.test(userAgent) || /iPhone|iPad|iPod/.test(userAgent));
}

/**
 * A response that the browser takes for WebAssembly, from servers too that have never heard of it. Others
 * are left as they are: only from a real one does the browser keep what it compiles.
 *
 * @param {Response} response
 */
function asWebAssembly(response) {
  const type = "application/wasm";
  if (response.headers.get("Content-Type") === type) return response;
  return new Response(response.body, { headers: { "Content-Type": type } });
}

/**
 * Rejects when the machine stops in the middle of Python's start, for instance at a function that the slim one
 * lacks: Pyodide waits for nothing but the end of that start, and so for ever.
 *
 * @type {Promise<never>}
 */
const trapped = new Promise((_, reject) => {
  self.addEventListener("unhandledrejection", ({ reason }) => {
    if (reason instanceof WebAssembly.RuntimeError) reject(new Failure("start", String(reason)));
  });
});
trapped.catch(() => {});

/**
 * Rejects when the browser refuses to make the machine, for instance for want of memory: Pyodide only
 * writes that down, and waits for ever.
 *
 * @param {Promise<unknown>} whole The file's own check: where that fails, it says so itself.
 * @param {Beginning["complete"]} complete
 * @returns {Promise<never>}
 */
function machineRefused(whole, complete) {
  return new Promise((_, reject) => {
    for (const name of /** @type {const} */ (["instantiate", "instantiateStreaming"])) {
      /** @type {(...given: any[]) => Promise<any>} */
      const make = WebAssembly[name];
      const watched = async (/** @type {any[]} */ ...given) => {
        try {
          const made = await make(...given);
          // Pyodide makes a second, small machine, which has no memory.
          const first = made.instance?.exports.memory;
          if (first) await complete(first.buffer);
          return made;
        } catch (error) {
          const failure = new Failure(error instanceof RangeError ? "died" : "start", String(error));
          whole.then(() => reject(failure), () => {});
          throw error;
        }
      };
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
  tell({ type: "failure", id, code, detail, source });
}

self.addEventListener("message", async (/** @type {MessageEvent<StartRequest | CallRequest>} */ { data }) => {
  if (data.type === "start") {
    await start(data).catch(async (error) => {
      if (source === "kept") await drop();
      report(error, null);
    });
  } else {
    await call(data.module, data.name, data.given).then(
      (answer) => tell({ type: "answer", id: data.id, answer }),
      (error) => report(error, data.id),
    );
  }
});
