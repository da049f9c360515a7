"""The page about the Python API tells the truth: its examples run, its tables are complete."""

from __future__ import annotations

import doctest
import inspect
import json
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from calculator import wire

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def section(name: str) -> str:
    """Return the part of the page under the heading with this address."""
    found = re.search(rf"\{{ #{name} \}}\n(.*?)(?=\n## |\Z)", PAGE, re.DOTALL)
    assert found, name
    return found[1]


def first_cells(name: str) -> set[str]:
    """Return the code in the first cells of a section's tables."""
    cells = re.findall(r"^\| (`[^|]*) \|", section(name), re.MULTILINE)
    return {code for cell in cells for code in re.findall(r"`([^`]+)`", cell)}


def test_every_example_gives_what_it_shows() -> None:
    failed, tried = doctest.testfile(str(ROOT / "docs" / "api.md"), module_relative=False)

    assert tried >= 15
    assert failed == 0


def test_every_function_that_takes_text_is_listed() -> None:
    public = {
        f"wire.{name}({', '.join(inspect.signature(function).parameters)})"
        for name, function in vars(wire).items()
        if inspect.isfunction(function)
        and function.__module__ == wire.__name__
        and not name.startswith("_")
        and inspect.signature(function).return_annotation == "str"
    }

    assert public == first_cells("assess")


def test_every_kind_of_fact_is_listed() -> None:
    kinds = {fact["kind"] for fact in json.loads(wire.catalogue())["facts"]}

    assert kinds == first_cells("input")


def test_every_key_of_a_result_is_listed() -> None:
    result = json.loads(wire.assess("{}"))

    assert {*result, *result["measures"][0]} == first_cells("result")


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the package into an environment of its own; return the command."""
    place = tmp_path_factory.mktemp("fresh")
    venv.create(place, with_pip=False)
    # A copy, since building leaves traces where the sources are.
    source = tmp_path_factory.mktemp("source")
    shutil.copytree(ROOT / "calculator", source / "calculator")
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copyfile(ROOT / name, source / name)
    # Nothing is fetched: the build's own tools are those of this environment.
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-build-isolation", "--no-deps",
         "--disable-pip-version-check", f"--prefix={place}", str(source)],
        check=True, cwd=place,
    )  # fmt: skip
    return place / "bin" / "specialised-town"


@pytest.mark.slow
def test_every_command_runs_as_installed(command: Path, tmp_path: Path) -> None:
    document = '{"as_of":"2024-12-01","answers":{"applicant":"enterprise"}}\n'
    for name in ("answers.json", "many.jsonl"):
        (tmp_path / name).write_text(document, encoding="utf-8")
    lines = re.findall(r"^specialised-town (.*)$", PAGE, re.MULTILINE)
    packages = sysconfig.get_path("purelib", vars={"base": str(command.parent.parent)})

    assert len(lines) >= 5
    for line in lines:
        result = subprocess.run(
            [command.parent / "python", command, *line.split()],
            cwd=tmp_path, capture_output=True, text=True, check=False,
            env={"PYTHONPATH": packages, "PYTHONUTF8": "1"},
        )  # fmt: skip
        assert result.returncode == 0, result.stderr
        assert result.stdout
    assert (Path(packages) / "calculator" / "py.typed").exists()
