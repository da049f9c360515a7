/**
 * Runs the engine: Python rules in Pyodide, in a worker of its own so that the page never waits.
 *
 * The page sends `start` once and then one call after the other; see engine.js, its only client.
 */

import { Downloads } from "./download.js";
import { Failure, asFailure } from "./failure.js";
import { canUnpack, isSnapshotQuicker } from "./snapshot.js";

/** @import { CallRequest, Given, Manifest, Message, Pyodide, Source, StartRequest } from "./types.d.ts" */

const LARGEST_SCRIPT = "pyodide.asm.js";
const SCRIPTS = ["pyodide.js", LARGEST_SCRIPT];
const SNAPSHOT = "python-memory.bin";
const SLIM_MACHINE = "pyodide.slim.bin";
/** These two need not be unpacked. */
const WHOLE_MACHINE = "pyodide.asm.wasm";
const WHOLE_LIBRARY = "python-full.zip";

/** The rules' own module; it comes with the start. */
const RULES = "calculator.wire";

/** @type {Downloads} */
let downloads;
/** @type {Pyodide} */
let python;
/** @type {Source} */
let source = "library";
/** Where Python looks for its library. */
let libraryPlace = "";
let isSlim = false;
let isLibraryWhole = false;

/** @param {Message} message */
function tell(message) {
  self.postMessage(message);
}

/** @param {StartRequest} request */
async function start({ manifest, base, library, slim, fresh, memory }) {
  const folder = new URL(`../${manifest.folder}/`, base).href;
  downloads = new Downloads(folder, manifest.files, fresh, (loaded, total) => tell({ type: "progress", loaded, total }));
  const [major, minor] = manifest.lock.info.python.split(".");
  libraryPlace = `/lib/python${major}${minor}.zip`;
  isSlim = slim && canUnpack;
  isLibraryWhole = !canUnpack;

  tell({ type: "stage", stage: "download" });
  const scripts = SCRIPTS.map((name) => downloads.content(name));
  const [module, content, loader] = await Promise.all([
    downloads.content(isSlim ? SLIM_MACHINE : WHOLE_MACHINE).then((code) => WebAssembly.compile(code)),
    contentOf(library, memory, Promise.all(scripts)),
    ...SCRIPTS.map((name, at) => scripts[at]?.then(() => import(downloads.address(name)))),
  ]);

  tell({ type: "stage", stage: "python" });
  python = await Promise.race([load(loader, folder, manifest.lock, module, content), trapped]);

  tell({ type: "stage", stage: "rules" });
  // No answer is worked out here for practice: the reader's first one fills the caches as well.
  await withLibrary(() => python.pyimport(RULES));
  tell({ type: "ready", source });
}

/**
 * The snapshot or the library, whichever starts Python sooner.
 *
 * @param {string} library
 * @param {boolean} mayBeSnapshot
 * @param {Promise<unknown>} scripts
 */
async function contentOf(library, mayBeSnapshot, scripts) {
  const names = { snapshot: SNAPSHOT, library, script: LARGEST_SCRIPT };
  if (mayBeSnapshot && (await isSnapshotQuicker(downloads, names, scripts))) source = "memory";
  return downloads.content(source === "memory" ? SNAPSHOT : isLibraryWhole ? WHOLE_LIBRARY : library);
}

/**
 * Start Pyodide with files that are downloaded and compiled already, in place of its own fetches.
 *
 * @param {any} loader Pyodide's own module.
 * @param {string} folder
 * @param {object} lock
 * @param {WebAssembly.Module} module
 * @param {Uint8Array<ArrayBuffer>} content The snapshot or the library.
 * @returns {Promise<Pyodide>}
 */
async function load(loader, folder, lock, module, content) {
  const isSnapshot = source === "memory";
  const { fetch } = self;
  const { instantiateStreaming } = WebAssembly;
  // In a start from the snapshot every module is there; the library is a file without any.
  self.fetch = async (address) => new Response(String(address).endsWith(".zip") && !isSnapshot ? content : null);
  try {
    return await new Promise((resolve, reject) => {
      // Where the browser refuses to make the machine, Pyodide only writes that down, and waits for ever.
      WebAssembly.instantiateStreaming = (_, imports) =>
        WebAssembly.instantiate(module, imports).then(
          (instance) => ({ instance, module }),
          (error) => {
            reject(new Failure(error instanceof RangeError ? "died" : "start", String(error)));
            throw error;
          },
        );
      loader
        .loadPyodide({
          indexURL: folder,
          packageBaseUrl: folder,
          stdLibURL: `${folder}python.zip`,
          lockFileContents: lock,
          // Not among the documented options; a start from the library does without it.
          ...(isSnapshot && { _loadSnapshot: content }),
        })
        .then(resolve, reject);
    });
  } finally {
    Object.assign(self, { fetch });
    Object.assign(WebAssembly, { instantiateStreaming });
  }
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
 * Run something in Python, with the whole library where the present one turns out too short.
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
    if (isLibraryWhole || !String(error).includes("ModuleNotFoundError")) throw new Failure("python", String(error));
    console.warn(`A module is missing; taking ${WHOLE_LIBRARY}.`, error);
    python.FS.writeFile(libraryPlace, await downloads.content(WHOLE_LIBRARY));
    // Python has noted what the library in this place holds.
    python.runPython("import sys, zipimport; zipimport._zip_directory_cache.clear(); sys.path_importer_cache.clear()");
    isLibraryWhole = true;
    return withLibrary(run);
  }
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
  try {
    if (data.type === "start") await start(data);
    else tell({ type: "answer", id: data.id, answer: await call(data.module, data.name, data.given) });
  } catch (error) {
    report(error, data.type === "start" ? null : data.id);
  }
});
