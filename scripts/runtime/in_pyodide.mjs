// Runs a Python script inside Pyodide under Node:
//
//     node scripts/runtime/in_pyodide.mjs [--stdlib ZIP] [--mount HOST=GUEST]... [--env NAME=VALUE]... SCRIPT [ARGUMENT]...
//
// The script sees the mounted folders of the host, its arguments in sys.argv, and ends this
// process with its own exit status.
import { readFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { loadPyodide } from "pyodide";

/** Pyodide's start file is one line of a megabyte; a stack that quotes it helps nobody. */
function fail(error) {
  const lines = String(error?.stack ?? error).split("\n");
  console.error(lines.filter((line) => line.length < 400).slice(0, 40).join("\n"));
  process.exit(70);
}
process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);

const words = process.argv.slice(2);
const mounts = [];
const env = { NO_COLOR: "1", COLUMNS: "100" };
let stdlib;
while (words[0]?.startsWith("--")) {
  const [option, value] = words.splice(0, 2);
  const [left, right] = value.split("=");
  if (option === "--stdlib") stdlib = path.resolve(value);
  else if (option === "--mount") mounts.push([path.resolve(left), right]);
  else if (option === "--env") env[left] = right;
  else throw new Error(`unknown option ${option}`);
}

const pyodide = await loadPyodide({ env, ...(stdlib && { stdLibURL: stdlib }) });
for (const [host, guest] of mounts) {
  pyodide.FS.mkdirTree(guest);
  pyodide.mountNodeFS(guest, host);
}
pyodide.globals.set("_words", pyodide.toPy(words));
pyodide.globals.set("_source", await readFile(words[0], "utf8"));
const status = await pyodide.runPythonAsync(`
import sys
sys.argv = list(_words)
try:
    exec(compile(_source, sys.argv[0], "exec"), {"__name__": "__main__", "__file__": sys.argv[0]})
    _status = 0
except SystemExit as end:
    if end.code is not None and not isinstance(end.code, int):
        print(end.code, file=sys.stderr)
    _status = end.code if isinstance(end.code, int) else int(end.code is not None)
_status
`);
process.exit(status);
