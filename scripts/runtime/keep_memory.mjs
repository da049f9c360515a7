// Keeps Python's memory as it is just after its start, with the engine imported and its first answers given:
//
//     node scripts/runtime/keep_memory.mjs FOLDER OUT
//
// FOLDER holds the runtime's files.  A browser on a fast line starts from this memory, which skips
// Python's own start.  The same files give the same memory, byte for byte, on every machine with the
// same Node: clock, chance and language, which would differ, are fixed here before anything starts.
import crypto from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";

// What is known of the library's zip belongs to files that a start from memory does not have.
export const FORGET_LIBRARY = `
import sys, zipimport
zipimport._zip_directory_cache.clear()
sys.path_importer_cache.clear()`;

// Pyodide's start file is one line of a megabyte; a stack that quotes it helps nobody.
process.on("uncaughtException", (error) => {
  console.error(String(error).slice(0, 2000));
  process.exit(70);
});

/**
 * A function that starts Pyodide from the files of a folder, as the worker does.
 *
 * @param {string} folder
 */
export async function starter(folder) {
  const { loadPyodide } = await import(pathToFileURL(path.join(folder, "pyodide.mjs")));
  const { info } = JSON.parse(await readFile(path.join(folder, "pyodide-lock.json"), "utf8"));
  return (options) =>
    loadPyodide({
      indexURL: `${folder}/`,
      packageBaseUrl: `${folder}/`,
      lockFileContents: { info, packages: {} },
      stdLibURL: path.join(folder, "python.zip"),
      ...options,
    });
}

/** A start whose memory is kept for later ones. */
export const KEEPING = { _makeSnapshot: true, env: { PYTHONHASHSEED: "0" } };

/** Let the rules fill their caches, as the worker does before it keeps the memory. @param {any} python */
export function firstAnswers(python) {
  const rules = python.pyimport("calculator.wire");
  rules.assess("{}");
  rules.size("{}");
}

/** @param {any} python Made with KEEPING. */
export function memoryOf(python) {
  python.runPython(`${FORGET_LIBRARY}\nimport gc, random, re\nre.purge()\nrandom.seed(0)\ngc.collect()`);
  return python.makeMemorySnapshot();
}

function standStill() {
  const moment = 1_700_006_400_000; // 2023-11-15, the day on which the policy was published
  Date.now = () => moment;
  performance.now = () => 0;
  crypto.randomFillSync = (array) => array.fill(1);
  Object.defineProperty(navigator, "language", { value: "C" });
}

if (path.resolve(process.argv[1]) === import.meta.filename) {
  // Pyodide must find no program named on its command line, as in a browser.
  const [folder, out] = process.argv.splice(1).slice(1).map((word) => path.resolve(word));
  standStill();
  const start = await starter(folder);
  const python = await start(KEEPING);
  firstAnswers(python);
  await writeFile(out, memoryOf(python));
  process.exit(0);
}
