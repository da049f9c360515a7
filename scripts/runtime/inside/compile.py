"""Lock and compile the engine's wheel and the standard libraries in a folder.

Runs in Pyodide, whose Python is the one that will load the files: `compile.py FOLDER`.
"""

import marshal
import sys
import zipfile
from functools import cache
from importlib.util import MAGIC_NUMBER, source_hash
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
settings = ["--silent", "--compression-level", "9", "--exclude", "python"]
py_compile([folder, *settings], standalone_mode=False)


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


@cache
def compiled(name: str, source: bytes) -> bytes:
    """Return a module as a compiled file; what is in several libraries is compiled once."""
    code = compile(source, name, "exec", dont_inherit=True)
    # Errors name lines of the engine; of the library no reader has the source to look at.
    if not name.startswith("calculator/"):
        code = without_lines(code)
    return MAGIC_NUMBER + BY_HASH + source_hash(source) + marshal.dumps(code)


for library in sorted(Path(folder).glob("python*.zip")):
    # The others are compressed as a whole.
    is_for_itself = library.name == "python-full.zip"
    with zipfile.ZipFile(library) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(library, "w") as archive:
        for name, content in files.items():
            is_code = name.endswith(".py")
            archive.writestr(
                # One of its own has no time stamp of today.
                zipfile.ZipInfo(f"{name}c" if is_code else name),
                compiled(name, content) if is_code else content,
                zipfile.ZIP_DEFLATED if is_for_itself else zipfile.ZIP_STORED,
            )
