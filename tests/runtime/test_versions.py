"""A new Pyodide is a line in package.json; all else follows from it."""

from __future__ import annotations

import json
import re

import environment

PLACES = ("scripts/runtime", "scripts/measuring", "docs/assets/calculator/engine")


def test_packages_for_pyodide_are_pinned_for_its_own_python() -> None:
    lock = environment.NODE_MODULES / "pyodide" / "pyodide-lock.json"
    version = json.loads(lock.read_text(encoding="utf-8"))["info"]["python"]

    assert version.startswith(f"{environment.PYODIDE_PYTHON}.")


def test_no_script_names_a_version_of_pythons_library() -> None:
    named = [
        str(path.relative_to(environment.ROOT))
        for place in PLACES
        for path in sorted((environment.ROOT / place).rglob("*.*"))
        if path.suffix in {".py", ".js", ".mjs"}
        and re.search(r"/lib/python\d", path.read_text(encoding="utf-8"))
    ]

    assert named == []
