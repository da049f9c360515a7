"""Record which modules a run of the engine imports, of the standard library and of its own.

Runs in a fresh Pyodide: `record.py ENGINE CASES OUT`.  CASES holds one call of the page's
worker a line, as JSON: the name of a function of `calculator.wire` and its argument (null where
it takes none).  The file names, within the library's zip and the engine's wheel, are written to
OUT as a JSON list.
"""

import sys

ENGINE, CASES, OUT = sys.argv[1:]
PLACES = ("/lib/python314.zip/", f"{ENGINE}/")


def imported() -> set[str]:
    """Return the files that stand behind the modules imported so far."""
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
from calculator import wire

with open(CASES, encoding="utf-8") as lines:  # noqa: PTH123 - pathlib would be recorded
    for line in lines:
        name, argument = json.loads(line)
        getattr(wire, name)(*([] if argument is None else [argument]))

# What the worker does when Python fails.
try:
    wire.assess(None)
except Exception:  # noqa: BLE001 - whatever it is, the worker shows it
    import traceback

    traceback.format_exc()

with open(OUT, "w", encoding="utf-8") as out:  # noqa: PTH123 - as above
    json.dump(sorted(imported()), out, indent=1)
