"""Two builds of the same source give the same bytes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import runtime
import site_build

if TYPE_CHECKING:
    from pathlib import Path


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_two_builds_give_the_same_bytes(built_site: Path, tmp_path: Path) -> None:
    second = tmp_path / "site"
    site_build.make(second, runtime.build())

    first, again = contents(built_site), contents(second)
    assert sorted(name for name in first | again if first.get(name) != again.get(name)) == []
