// Records which functions of Pyodide's WebAssembly the engine calls, from its start to its errors:
//
//     node scripts/runtime/record_functions.mjs FOLDER CALLS OUT
//
// FOLDER holds the runtime's files, with the watched module of webassembly.py as pyodide.asm.wasm;
// CALLS one call of the worker a line, as JSON: a function of `calculator.wire` and its argument.
// The numbers of the called functions are written to OUT as a JSON list.  What is done here is
// what worker.js does (as there, no program is named on a command line): a start from the beginning, a start from memory, calls, errors.
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { FORGET_LIBRARY, KEEPING, firstAnswers, memoryOf, starter } from "./keep_memory.mjs";

const [folder, calls, out] = process.argv.splice(1).slice(1).map((word) => path.resolve(word));
const cases = (await readFile(calls, "utf8")).trim().split("\n").map((line) => JSON.parse(line));
const start = await starter(folder);

const called = new Set();
const WATCH = "called ";
const instances = [];
const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (...given) => {
  const made = await instantiate(...given);
  if (made.instance?.exports[`${WATCH}0`]) instances.push(made.instance);
  return made;
};

// What Python meets when something unusual happens, which none of the calls may do.
const UNUSUAL = `
import gc, re
def deep(): deep()
for trial in (deep, lambda: bytearray(1 << 60), lambda: 1 / 0, lambda: {}["\\u5bcc"], lambda: int("x" * 50),
              lambda: "\\ud800".encode(), lambda: open("/none"), lambda: None.none, lambda: float("1e999x")):
    try:
        trial()
    except Exception as error:
        str(error), repr(error)
held = [bytearray(1 << 20) for _ in range(48)]
held = [str(number) for number in range(100_000)]
del held
re.purge()
gc.collect()
`;
function work(python) {
  const rules = python.pyimport("calculator.wire");
  for (const [name, argument] of cases) rules[name](argument);
  for (const fail of [() => rules.assess(null), () => python.runPython("import nowhere_to_be_found")]) {
    try {
      fail();
    } catch (error) {
      String(error);
    }
  }
}

// The way of a first visit.
const first = await start({});
work(first);
first.runPython(UNUSUAL);
work(first);
first.FS.writeFile("/lib/python314.zip", new Uint8Array(await readFile(path.join(folder, "python-full.zip"))));
first.runPython(`${FORGET_LIBRARY}\nimport calendar`);

// The way of the worker that keeps the memory, and that of a later visit.
const keeping = await start(KEEPING);
firstAnswers(keeping);
const memory = memoryOf(keeping);
const empty = path.join(path.dirname(out), "empty.zip");
await writeFile(empty, Uint8Array.of(80, 75, 5, 6, ...new Array(18).fill(0)));
const later = await start({ stdLibURL: empty, _loadSnapshot: memory });
work(later);
later.runPython(UNUSUAL);
work(later);

for (const { exports } of instances) {
  for (const [name, value] of Object.entries(exports)) {
    if (name.startsWith(WATCH) && value.value) called.add(Number(name.slice(WATCH.length)));
  }
}
await writeFile(out, JSON.stringify([...called].sort((a, b) => a - b)));
process.exit(0);
