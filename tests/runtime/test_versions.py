"""A new Pyodide is a line in package.json; what else names a version of it is held to that one."""

from __future__ import annotations

import json
import re

import environment

PLACES = ("scripts/runtime", "scripts/measuring", "docs/assets/calculator/engine")


def test_packages_for_pyodide_are_pinned_for_its_own_python() -> None:
    lock = environment.NODE_MODULES / "pyodide" / "pyodide-lock.json"
    version = json.loads(lock.read_text(encoding="utf-8"))["info"]["python"]

    assert version.startswith(f"{environment.PYODIDE_PYTHON}.")


def test_every_script_that_names_pythons_library_names_that_of_pyodide() -> None:
    told = {
        (str(path.relative_to(environment.ROOT)), found)
        for place in PLACES
        for path in sorted((environment.ROOT / place).rglob("*.*"))
        if path.suffix in {".py", ".js", ".mjs"}
        for found in re.findall(r"/lib/python(\d[\d.]*\d)", path.read_text(encoding="utf-8"))
    }

    assert told
    version = environment.PYODIDE_PYTHON
    assert {found for _, found in told} == {version, version.replace(".", "")}, told
