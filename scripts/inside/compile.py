"""Lock and compile the engine's wheel and the standard libraries in a folder.

Runs in Pyodide, whose Python is the one that will load the files: `compile.py FOLDER`.
"""

import marshal
import sys
import zipfile
from pathlib import Path
from types import CodeType

sys.path.append("/packages")

from pyodide_build.cli.py_compile import main as py_compile
from pyodide_lock.cli import main as lockfile

folder = sys.argv[1]
lock = f"{folder}/pyodide-lock.json"
wheels = sorted(map(str, Path(folder).glob("*.whl")))

# Both raise what went wrong; in their own standalone mode they would end this process.
lockfile(["add-wheels", "--input", lock, "--output", lock, *wheels], standalone_mode=False)
py_compile([folder, "--silent", "--compression-level", "9"], standalone_mode=False)


def without_lines(code: CodeType) -> CodeType:
    """Return code without its table of line numbers, a seventh of all its bytes."""
    constants = tuple(
        without_lines(constant) if isinstance(constant, CodeType) else constant
        for constant in code.co_consts
    )
    return code.replace(co_linetable=b"", co_consts=constants)


HEADER = 16
"""Bytes of a compiled file before its code."""

for library in Path(folder).glob("*.zip"):
    with zipfile.ZipFile(library) as archive:
        files = {entry: archive.read(entry) for entry in archive.infolist()}
    with zipfile.ZipFile(library, "w") as archive:
        for entry, content in files.items():
            # Errors name lines of the engine; of the library no reader has the source to look at.
            if entry.filename.endswith(".pyc") and not entry.filename.startswith("calculator/"):
                code = without_lines(marshal.loads(content[HEADER:]))  # noqa: S302 - just compiled
                content = content[:HEADER] + marshal.dumps(code)  # noqa: PLW2901
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=9)
