"""Lock and compile the engine's wheel and the standard libraries in a folder.

Runs in Pyodide, whose Python is the one that will load the files: `compile.py FOLDER`.
"""

import sys

sys.path.append("/packages")

from pyodide_build.cli.py_compile import main as py_compile  # noqa: E402
from pyodide_lock.cli import main as lockfile  # noqa: E402

folder = sys.argv[1]
lock = f"{folder}/pyodide-lock.json"


def run(command, *words):
    """Call a command of pyodide-build, which ends by SystemExit when it fails."""
    status = command([*words], standalone_mode=False)
    if status:
        sys.exit(status)


if __name__ == "__main__":
    from pathlib import Path

    wheels = sorted(str(path) for path in Path(folder).glob("*.whl"))
    run(lockfile, "add-wheels", "--input", lock, "--output", lock, *wheels)
    run(py_compile, folder, "--silent", "--compression-level", "9")
