"""The walls between the rooms of the calculator: who may import whom."""

from __future__ import annotations

import ast
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "calculator").rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    """Return a file as Python reads it."""
    return ast.parse(path.read_text("utf-8"))


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports, those for type checkers too."""
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides where a name lives"
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_calculator_needs_only_itself_and_the_standard_library(path: Path) -> None:
    foreign = {
        name
        for name in imported(path)
        if name.split(".")[0] not in sys.stdlib_module_names | {"calculator", "__future__"}
    }
    # What the extras bring is imported by name where it is used, never on the way in.
    extras = {"openpyxl", "duckdb", "sqlglot"}
    assert {name.split(".")[0] for name in foreign} <= extras


@pytest.mark.parametrize(
    "path", sorted((ROOT / "calculator/engine").rglob("*.py")), ids=lambda path: path.name
)
def test_the_engine_knows_no_policy(path: Path) -> None:
    assert not [
        name
        for name in imported(path)
        if name.startswith("calculator") and not name.startswith("calculator.engine")
    ]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "calculator/policy").rglob("*.py")), ids=lambda path: path.name
)
def test_the_policy_knows_neither_wire_nor_tables_nor_command_line(path: Path) -> None:
    assert not imported(path) & {"calculator.wire", "calculator.__main__", "json"}
    assert not [name for name in imported(path) if name.startswith("calculator.batch")]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "calculator/batch").rglob("*.py")), ids=lambda path: path.name
)
def test_tables_stand_beside_the_wire_and_below_the_command_line(path: Path) -> None:
    assert not imported(path) & {"calculator.wire", "calculator.__main__"}


def test_the_wire_knows_no_tables() -> None:
    named = imported(ROOT / "calculator" / "wire.py")
    assert not [name for name in named if name.startswith("calculator.batch")]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_in_a_rule_reads_the_clock(path: Path) -> None:
    source = path.read_text("utf-8")
    clocks = [name for name in ("today()", "now()", "time.time") if name in source]
    # Only the edges may: they say from which day a result is looked at.
    assert not clocks or path.name in {"wire.py", "command.py"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_evaluated_from_text(path: Path) -> None:
    calls = {
        node.func.id
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not calls & {"eval", "exec", "compile", "__import__"}


def test_only_the_hook_needs_the_generator_of_the_site() -> None:
    generator = {"mkdocs", "material", "markdown", "jinja2"}
    needing = {
        path.name
        for path in (ROOT / "scripts").rglob("*.py")
        if {name.split(".")[0] for name in imported(path)} & generator
    }
    assert needing == {"hook.py"}


def test_no_module_of_the_calculator_imports_itself_round_a_circle() -> None:
    """Imports for type checkers count too: a circle of types is read like any other."""
    names = {".".join(p.relative_to(ROOT).with_suffix("").parts): p for p in MODULES}
    names = {name.removesuffix(".__init__"): path for name, path in names.items()}
    waiting = {name: needed(path, set(names)) - {name} for name, path in names.items()}
    while free := {name for name, needs in waiting.items() if not needs}:
        waiting = {name: needs - free for name, needs in waiting.items() if name not in free}
    assert not waiting


def needed(path: Path, known: set[str]) -> set[str]:
    """Return the known modules that a file imports, as modules or something from them."""
    found = imported(path) & known
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom):
            inside = {f"{node.module}.{alias.name}" for alias in node.names} & known
            # A module of a package is not what its package imports.
            found |= inside
            if inside and len(inside) == len(node.names):
                found.discard(node.module or "")
    return found
