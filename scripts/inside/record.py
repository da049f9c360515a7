"""Record which modules of the standard library a run of the engine imports.

Runs in a fresh Pyodide: `record.py ENGINE CASES OUT`.  CASES holds one call of the page's
worker a line, as JSON: the name of a function of `calculator.wire` and its argument (null where
it takes none).  The file names, within the library's zip, are written to OUT as a JSON list.
"""

import sys

ENGINE, CASES, OUT = sys.argv[1:]
LIBRARY = "/lib/python314.zip/"


def imported() -> set[str]:
    """Return the files of the library's zip that stand behind the modules imported so far."""
    origins = (
        getattr(module.__spec__, "origin", None)
        for module in list(sys.modules.values())
        if getattr(module, "__spec__", None)
    )
    return {
        origin.removeprefix(LIBRARY) for origin in origins if origin and origin.startswith(LIBRARY)
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
