"""Record which modules a run of the engine imports, of the standard library and of its own.

Runs in a fresh Pyodide: `record.py ENGINE CALLS OUT [CALLS OUT]...`.  CALLS holds one call of a
worker per line, as JSON: a module, the name of a function of it, and its arguments (bytes as
`{"hex": …}`).  The file names, within the library's zip and the engine's wheel, are written to OUT
as a JSON list: those of these calls and of all before them.
"""

import sys

ENGINE, *RUNS = sys.argv[1:]
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
