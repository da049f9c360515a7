"""The walls between the rooms: who may import whom, and that no two files import each other."""

from __future__ import annotations

import ast
import posixpath
import re
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from building import site_build

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "calculator").rglob("*.py"))
SCRIPTS = ROOT / "scripts"
PAGE = ROOT / "docs" / "assets" / "calculator"

BELOW = {
    "writing": set(),
    "runtime": set(),
    "building": {"writing", "runtime"},
    "proving": {"writing", "runtime", "building"},
    "measuring": {"writing", "runtime", "building", "proving"},
    "hook": {"writing", "building"},
}
"""The rooms of scripts/, and from which others each may import; all may begin with the first."""

FIRST = {"environment", "set_up", "stamps"}
"""What stands beside the commands for all rooms."""

PAGE_BELOW = {
    "engine": set(),
    "shared": set(),
    "result": {"shared"},
    "form": {"shared", "result"},
    "batch": {"shared", "result", "engine"},
    "": {"shared", "result", "form", "engine"},
}
"""The same for the page's scripts; main.js stands above them."""

STILL_TIED = (
    {f"calculator.batch.{name}" for name in ("cells", "columns", "tables", "workbook")},
    {f"calculator.engine.{name}" for name in ("expression", "facts")},
)
"""Modules of the calculator that are still to be untied."""


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports, those for type checkers too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
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
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not calls & {"eval", "exec", "compile", "__import__"}


def room_of(path: Path) -> str:
    """Return the room of scripts/ in which a module stands; beside the commands, its own name."""
    return path.relative_to(SCRIPTS).with_suffix("").parts[0]


def scripts() -> list[Path]:
    """Return the modules of scripts/, but for those that run inside Pyodide or other engines."""
    apart = {"inside", "peers"}
    return sorted(p for p in SCRIPTS.rglob("*.py") if not apart & set(p.parts))


@pytest.mark.parametrize("path", scripts(), ids=lambda path: str(path.relative_to(SCRIPTS)))
def test_arrows_between_the_rooms_of_scripts_run_one_way(path: Path) -> None:
    room = room_of(path)
    rooms = {name.split(".")[0] for name in imported(path)} & (set(BELOW) | FIRST)

    assert rooms - FIRST - {room} <= BELOW.get(room, set())


def test_every_room_of_scripts_has_its_place() -> None:
    assert {room_of(path) for path in scripts()} == set(BELOW) | FIRST


def test_nothing_in_the_calculator_knows_its_scripts_or_tests() -> None:
    for path in MODULES:
        assert not {name.split(".")[0] for name in imported(path)} & (set(BELOW) | FIRST)


def test_the_site_is_made_anew_for_all_that_it_is_made_from_and_for_nothing_else() -> None:
    made_from = {path.relative_to(SCRIPTS).parts[0] for path in site_build.SCRIPTS}
    reached = {"hook", "building", *BELOW["hook"], *BELOW["building"]}

    # What comes of `runtime` has a hash of its own.
    assert {name.removesuffix(".py") for name in made_from} == reached - {"runtime"}


def circles(imports: Mapping[str, Iterable[str]]) -> set[str]:
    """Return the files of one circle of imports; none where there is no circle."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return set(error.args[1])
    return set()


def loaded(path: Path, root: Path) -> set[str]:
    """Return which modules below a folder a file imports; a name that is none is its package's."""
    found: set[str] = set()

    def note(*names: str) -> None:
        for name in names:
            for module in (name, f"{name}.__init__"):
                if (root / (module.replace(".", "/") + ".py")).is_file():
                    found.add(module)
                    return

    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                note(alias.name)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                note(f"{node.module}.{alias.name}", node.module or "")
    return found


@pytest.mark.parametrize("room", ["calculator", "scripts"])
def test_no_modules_import_each_other_in_a_circle(room: str) -> None:
    root = ROOT if room == "calculator" else SCRIPTS
    paths = MODULES if room == "calculator" else scripts()
    imports = {
        ".".join(path.relative_to(root).with_suffix("").parts): loaded(path, root) for path in paths
    }
    # A tie that is known is cut, so that every other one is found.
    cut = {name: tied for tied in STILL_TIED for name in tied}
    assert circles({name: imports[name] - cut.get(name, set()) for name in imports}) == set()


def page_scripts() -> dict[str, set[str]]:
    """Return what each of the page's scripts imports of the others, for its types too."""
    own = re.compile(r'\b(?:from |import\(|new URL\()"(\.{1,2}/[^"]+\.js)"')
    return {
        path.relative_to(PAGE).as_posix(): {
            posixpath.normpath(posixpath.join(path.parent.relative_to(PAGE).as_posix(), address))
            for address in own.findall(path.read_text("utf-8"))
        }
        for path in sorted(PAGE.rglob("*.js"))
    }


@pytest.mark.parametrize("script", page_scripts())
def test_arrows_between_the_parts_of_the_page_run_one_way(script: str) -> None:
    part = posixpath.dirname(script)
    parts = {
        posixpath.dirname(other) for other in page_scripts()[script] if not other.startswith("..")
    }
    assert parts - {part} <= PAGE_BELOW[part]


def test_no_scripts_of_the_page_import_each_other_in_a_circle() -> None:
    assert circles(page_scripts()) == set()


def test_no_folder_holds_more_than_a_dozen_and_a_few_files() -> None:
    for top in (SCRIPTS, PAGE, ROOT / "tests"):
        for folder in (top, *(path for path in top.rglob("*") if path.is_dir())):
            files = [path for path in folder.glob("*.*") if path.suffix in {".py", ".js", ".mjs"}]
            assert len(files) <= 15, folder
