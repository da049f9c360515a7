"""The rooms of the scripts and of the page: who may import whom, and no two files each other."""

from __future__ import annotations

import ast
import posixpath
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from building import site_build

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"
PAGE = ROOT / "docs" / "assets" / "calculator"

BELOW = {
    "writing": set(),
    "runtime": set(),
    "building": {"writing", "runtime"},
    "proving": {"writing", "runtime", "building"},
    "measuring": {"writing", "runtime", "building", "proving"},
    "hook": {"writing"},
}
"""The rooms of scripts/, and from which others each may import; all may begin with the first."""

FIRST = {"environment", "set_up", "build_cache"}
"""What stands beside the commands for all rooms."""

PAGE_BELOW = {
    "engine": set(),
    "shared": set(),
    "kinds": {"shared"},
    "result": {"shared"},
    "form": {"shared"},
    "batch": {"shared", "result", "engine"},
    "": {"shared", "kinds", "result", "form", "engine"},
}
"""The same for the page's scripts; main.js stands above them."""


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
    rooms = {name.split(".")[0] for name in loaded(path)}

    assert rooms - FIRST - {room} <= BELOW.get(room, set())


def test_every_room_of_scripts_has_its_place() -> None:
    assert {room_of(path) for path in scripts()} == set(BELOW) | FIRST


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


def loaded(path: Path) -> set[str]:
    """Return which modules of scripts/ a file imports; a name that is none is its package's."""
    found: set[str] = set()

    def note(*names: str) -> None:
        for name in names:
            for module in (name, f"{name}.__init__"):
                if (SCRIPTS / (module.replace(".", "/") + ".py")).is_file():
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


def test_no_scripts_import_each_other_in_a_circle() -> None:
    imports = {
        ".".join(path.relative_to(SCRIPTS).with_suffix("").parts): loaded(path)
        for path in scripts()
    }
    assert circles(imports) == set()


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
    for top in (ROOT / "calculator", SCRIPTS, PAGE, ROOT / "tests"):
        for folder in (top, *(path for path in top.rglob("*") if path.is_dir())):
            files = [path for path in folder.glob("*.*") if path.suffix in {".py", ".js", ".mjs"}]
            # The text has as many articles as it has.
            counted = [path for path in files if not path.match("policy/article_*.py")]
            assert len(counted) <= 15, folder
