"""Record what the engine needs of Python's library, then lock and compile the whole of it.

Runs in a fresh Pyodide, whose Python is the one that will load what is compiled:
`libraries.py ENGINE FOLDER CALLS OUT [CALLS OUT]...`.  CALLS holds one call of a worker per line,
as JSON: a module, the name of a function of it, and its arguments (bytes as `{"hex": …}`).  The
names of the files that were imported, within the library's zip and the engine's wheel, are written
to OUT as a JSON list: those of these calls and of all before them.

FOLDER holds the engine's wheel, the lock file and the zip of the whole library.  What was imported
is compiled in its place; the rest, which hardly anybody needs, stays as it is.
"""

import sys

ENGINE, FOLDER, *RUNS = sys.argv[1:]
LIBRARY = next(place for place in sys.path if place.endswith(".zip"))
PLACES = (f"{LIBRARY}/", f"{ENGINE}/")


def imported() -> set[str]:
    """Return the files of the modules imported so far."""
    specs = (getattr(module, "__spec__", None) for module in list(sys.modules.values()))
    origins = [spec.origin for spec in specs if spec and spec.origin]
    return {
        origin.removeprefix(place)
        for origin in origins
        for place in PLACES
        if origin.startswith(place)
    }


# json comes with Pyodide's own start, so importing it here adds nothing.
import json

sys.path.insert(0, ENGINE)
sys.path.append("/packages")
from calculator import wire

# What the worker does when Python fails.
try:
    wire.assess(None)
except Exception:  # noqa: BLE001 - whatever it is, the worker shows it
    import traceback

    traceback.format_exc()

while RUNS:
    calls, out = RUNS.pop(0), RUNS.pop(0)
    with open(calls, encoding="utf-8") as lines:  # noqa: PTH123 - pathlib would be recorded
        for line in lines:
            module, name, given = json.loads(line)
            arguments = [bytes.fromhex(a["hex"]) if isinstance(a, dict) else a for a in given]
            # importlib would be recorded.
            getattr(__import__(module, fromlist=[name]), name)(*arguments)
    with open(out, "w", encoding="utf-8") as found:  # noqa: PTH123 - as above
        json.dump(sorted(imported()), found, indent=1)

# What is imported from here on is recorded no more.
RECORDED = imported()
import marshal
import zipfile
from importlib.util import MAGIC_NUMBER, source_hash
from pathlib import Path
from types import CodeType

from pyodide_build.cli.py_compile import main as py_compile
from pyodide_lock.cli import main as lockfile

lock = f"{FOLDER}/pyodide-lock.json"
wheels = sorted(map(str, Path(FOLDER).glob("*.whl")))

# Both raise what went wrong; in their own standalone mode they would end this process.
lockfile(["add-wheels", "--input", lock, "--output", lock, *wheels], standalone_mode=False)
settings = ["--silent", "--compression-level", "9", "--exclude", "python"]
py_compile([FOLDER, *settings], standalone_mode=False)


NO_LINE, UNITS = 0x80 | 15 << 3, 8
"""An entry of the table of lines: there is none for so many units of code, less one."""


def without_lines(code: CodeType) -> CodeType:
    """Return code that knows no lines, whose table is a seventh of all its bytes.

    An empty table would be smaller still, but stops the module that describes errors.
    """
    units = len(code.co_code) // 2
    table = bytes(NO_LINE | min(UNITS, units - at) - 1 for at in range(0, units, UNITS))
    constants = tuple(
        without_lines(constant) if isinstance(constant, CodeType) else constant
        for constant in code.co_consts
    )
    return code.replace(co_linetable=table, co_consts=constants)


BY_HASH = (0b11).to_bytes(4, "little")
"""Says in a compiled file that it belongs to a source of this content, not of this day."""


def compiled(name: str, source: bytes) -> bytes:
    """Return a module as a compiled file."""
    code = compile(source, name, "exec", dont_inherit=True)
    # Errors name lines of the engine; of the library no reader has the source to look at.
    if not name.startswith("calculator/"):
        code = without_lines(code)
    return MAGIC_NUMBER + BY_HASH + source_hash(source) + marshal.dumps(code)


(library,) = Path(FOLDER).glob("python*.zip")
with zipfile.ZipFile(library) as archive:
    files = {name: archive.read(name) for name in archive.namelist()}
with zipfile.ZipFile(library, "w", zipfile.ZIP_DEFLATED) as archive:
    for name, content in files.items():
        is_needed = name in RECORDED
        # A ZipInfo of its own has no time stamp of today.
        place = zipfile.ZipInfo(f"{name}c" if is_needed else name)
        archive.writestr(
            place, compiled(name, content) if is_needed else content, zipfile.ZIP_DEFLATED
        )
