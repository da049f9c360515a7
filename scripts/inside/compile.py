"""Lock and compile the engine's wheel and the standard libraries in a folder.

Runs in Pyodide, whose Python is the one that will load the files: `compile.py FOLDER`.
"""

import sys
from pathlib import Path

sys.path.append("/packages")

from pyodide_build.cli.py_compile import main as py_compile
from pyodide_lock.cli import main as lockfile

folder = sys.argv[1]
lock = f"{folder}/pyodide-lock.json"
wheels = sorted(map(str, Path(folder).glob("*.whl")))

# Both raise what went wrong; in their own standalone mode they would end this process.
lockfile(["add-wheels", "--input", lock, "--output", lock, *wheels], standalone_mode=False)
py_compile([folder, "--silent", "--compression-level", "9"], standalone_mode=False)
