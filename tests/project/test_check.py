"""The check covers what it promises, and puts itself before each commit."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import subprocess
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import environment
import pytest

if TYPE_CHECKING:
    from types import ModuleType

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "check"


@pytest.fixture
def check() -> ModuleType:
    """Load the script, which has no suffix."""
    loader = importlib.machinery.SourceFileLoader("check_script", str(SCRIPT))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make an empty repository and take it for the project's."""
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)  # noqa: S607 - the user's own
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    return tmp_path


def test_every_kind_of_check_is_made(check: ModuleType) -> None:
    names = set(check.checks())
    each = {name for name in names if name.startswith("types of scripts/")}

    assert {
        "style", "format", "types", "types of the browser's code", "workflows", "terms",
        "pages in step with the rules", "documents",
    } == names - each  # fmt: skip
    assert names - set(check.checks(quick=True)) == {"documents"}


def test_the_commands_are_held_to_the_same_style_as_all_else(check: ModuleType) -> None:
    settings = tomllib.loads((environment.ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert settings["tool"]["ruff"]["extend-include"] == check.programs()


def test_the_hook_is_written_once_and_can_be_run(check: ModuleType, clone: Path) -> None:
    hook = clone / ".git" / "hooks" / "pre-commit"

    assert check.install() == hook
    assert check.install() == hook

    assert "scripts/check --quick" in hook.read_text(encoding="utf-8")
    assert hook.stat().st_mode & 0o111


def test_a_hook_of_somebody_elses_is_left_alone(check: ModuleType, clone: Path) -> None:
    hook = clone / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ntrue\n", encoding="utf-8")

    with pytest.raises(SystemExit, match="not ours"):
        check.install()

    assert hook.read_text(encoding="utf-8") == "#!/bin/sh\ntrue\n"
