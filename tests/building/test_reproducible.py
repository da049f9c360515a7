"""Two builds of the same source give the same bytes: the pages, and what runs the engine."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from building import site_build
from runtime import runtime_build

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_two_builds_give_the_same_bytes(built_site: Path, tmp_path: Path) -> None:
    second = tmp_path / "site"
    runtime_build.make(tmp_path / "runtime")
    site_build.make(second, tmp_path / "runtime")

    first, again = contents(built_site), contents(second)
    assert sorted(name for name in first | again if first.get(name) != again.get(name)) == []
