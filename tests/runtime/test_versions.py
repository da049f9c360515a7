"""A new Pyodide is a line in package.json; all else follows from it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import environment
import set_up

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

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


def test_a_new_pyodide_is_written_wherever_it_or_its_python_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(set_up, "ROOT", tmp_path)
    (tmp_path / "scripts").mkdir()
    known = tmp_path / "scripts" / "environment.py"
    known.write_text((environment.ROOT / "scripts/environment.py").read_text("utf-8"), "utf-8")
    steps: list[list[str]] = []

    def step(command: list[str], _: str) -> None:
        steps.append(command)
        if command[0] == "npm":
            version = command[4].removeprefix("pyodide@")
            asked = {"devDependencies": {"pyodide": version}}
            (tmp_path / "package.json").write_text(json.dumps(asked), "utf-8")

    monkeypatch.setattr(set_up, "run_step", step)
    minor = int(environment.PYODIDE_PYTHON.split(".")[1])

    set_up.take_pyodide(f"3{minor}.9.0")
    assert [command[0] for command in steps] == ["npm"]
    assert f'PYODIDE_PYTHON = "3.{minor}"\n' in known.read_text("utf-8")

    set_up.take_pyodide(f"3{minor + 1}.0.0")
    assert f'PYODIDE_PYTHON = "3.{minor + 1}"\n' in known.read_text("utf-8")
    assert [command[0] for command in steps[1:]] == ["npm", "uv"]
    assert f"3.{minor + 1}" in steps[-1]
    assert "requirements-pyodide.in" in steps[-1]
