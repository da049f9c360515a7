// Starts the runtime's files as a browser does, to take the snapshot and to find out what is called:
//
//     node scripts/runtime/start.mjs FOLDER CALLS SNAPSHOT FUNCTIONS
//
// FOLDER holds the files, with the watched module of webassembly.py as pyodide.asm.wasm; CALLS one call of the
// worker per line, as JSON: a function of `calculator.wire` and its argument.  SNAPSHOT becomes Python's memory
// just after its start, with the first answers given; FUNCTIONS the numbers of the functions called, as a JSON list.
// The same files give the same, byte for byte, on every machine with the same Node: clock, chance and language,
// which would differ, are fixed before anything starts.  All is done that worker.js may have to do.
import crypto from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";

// Pyodide's start file is one line of a megabyte; a stack that quotes it helps nobody.
process.on("uncaughtException", (error) => {
  console.error(String(error).slice(0, 2000));
  process.exit(70);
});

// What is known of the library's zip belongs to files that a start from the snapshot does not have.
const FORGET_LIBRARY = `
import gc, random, re, sys, zipimport
zipimport._zip_directory_cache.clear()
sys.path_importer_cache.clear()`;
// What Python meets when something unusual happens, which none of the calls may do.
const UNUSUAL = `
import gc, re
kept = []
def deep(): deep()
for trial in (deep, lambda: bytearray(1 << 60), lambda: 1 / 0, lambda: {}["\\u5bcc"], lambda: int("x" * 50),
              lambda: "\\ud800".encode(), lambda: open("/none"), lambda: None.none, lambda: float("1e999x")):
    try:
        trial()
    except Exception as error:
        str(error), repr(error)
        kept.append(error)
# What becomes of errors that are still held when memory is tidied up, too.
gc.collect()
held = [bytearray(1 << 20) for _ in range(48)]
held = [str(number) for number in range(100_000)]
del held, kept
re.purge()
gc.collect()
# With these a test has memory tidied up at every step.
gc.freeze()
gc.unfreeze()
gc.set_threshold(*gc.get_threshold())
`;

// Memory is tidied up at any moment, and then whatever is in use is visited, by functions of its type.
const TYPES = `
import warnings
warnings.simplefilter("ignore")
def known(kind, found):
    for other in type.__subclasses__(kind):
        if other not in found:
            found.add(other)
            known(other, found)
    return found
[id(kind) for kind in known(object, {object})]
`;
/** Where a type has its tp_traverse and its tp_clear, in words of 4 bytes. */
const VISITS = [23, 24];

// As in a browser, no program is named on Python's command line.
const [folder, calls, snapshotFile, functionsFile] = process.argv.splice(1).slice(1).map((word) => path.resolve(word));
const cases = (await readFile(calls, "utf8")).trim().split("\n").map((line) => JSON.parse(line));
const few = cases.filter((_, at) => at % 8 === 0);
const { loadPyodide } = await import(pathToFileURL(path.join(folder, "pyodide.mjs")));
const { info } = JSON.parse(await readFile(path.join(folder, "pyodide-lock.json"), "utf8"));

const WATCH = "called ";
const instances = [];
const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (...given) => {
  const made = await instantiate(...given);
  if (made.instance?.exports[`${WATCH}0`]) instances.push(made.instance);
  return made;
};

function start(options) {
  return loadPyodide({
    indexURL: `${folder}/`,
    packageBaseUrl: `${folder}/`,
    lockFileContents: { info, packages: {} },
    stdLibURL: path.join(folder, "python.zip"),
    ...options,
  });
}

function standStill() {
  const moment = 1_700_006_400_000; // 2023-11-15, the day on which the policy was published
  Date.now = () => moment;
  performance.now = () => 0;
  crypto.randomFillSync = (array) => array.fill(1);
  Object.defineProperty(navigator, "language", { value: "C" });
}

async function snapshot() {
  const python = await start({ _makeSnapshot: true, env: { PYTHONHASHSEED: "0" } });
  // The first answers fill the engine's caches; a start from the snapshot finds them filled.
  const rules = python.pyimport("calculator.wire");
  rules.assess("{}");
  rules.size("{}");
  rules.asking("{}");
  python.runPython(`${FORGET_LIBRARY}\nre.purge()\nrandom.seed(0)\ngc.collect()`);
  return python.makeMemorySnapshot();
}

/** Ask all, let what is unusual happen, and ask a few again. */
function work(python, asked) {
  const rules = python.pyimport("calculator.wire");
  for (const [turn, round] of [asked, few].entries()) {
    for (const [name, argument] of round) rules[name](argument);
    for (const fail of [() => rules.assess(null), () => python.runPython("import nowhere_to_be_found")]) {
      try {
        fail();
      } catch (error) {
        String(error);
      }
    }
    if (turn === 0) python.runPython(UNUSUAL);
  }
}

standStill();
const taken = await snapshot();
await writeFile(snapshotFile, taken);
const empty = `${snapshotFile}.zip`;
await writeFile(empty, "");
work(await start({ stdLibURL: empty, _loadSnapshot: taken }), cases);
const fromLibrary = await start({});
// Only the start differs: a few show that what follows is met too.
work(fromLibrary, few);
const [major, minor] = info.python.split(".");
fromLibrary.FS.writeFile(`/lib/python${major}${minor}.zip`, new Uint8Array(await readFile(path.join(folder, "python-full.zip"))));
fromLibrary.runPython(`${FORGET_LIBRARY}\nimport calendar`);

/** What visits things of any type, numbered as the module's own functions. */
async function visiting(python) {
  const { HEAPU32, wasmTable } = python._module;
  const types = python.runPython(TYPES);
  const places = types.toJs().flatMap((id) => VISITS.map((at) => HEAPU32[(id >> 2) + at])).filter(Boolean);
  types.destroy();
  const machine = new WebAssembly.Module(await readFile(path.join(folder, "pyodide.asm.wasm")));
  const imported = WebAssembly.Module.imports(machine).filter(({ kind }) => kind === "function").length;
  // An exported function is called by its number, which counts the imported ones too.
  return places.map((place) => Number(wasmTable.get(place).name) - imported);
}

const called = new Set(await visiting(fromLibrary));
for (const { exports } of instances) {
  for (const [name, value] of Object.entries(exports)) {
    if (name.startsWith(WATCH) && value.value) called.add(Number(name.slice(WATCH.length)));
  }
}
await writeFile(functionsFile, JSON.stringify([...called].sort((a, b) => a - b)));
process.exit(0);
