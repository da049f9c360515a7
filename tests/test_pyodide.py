"""The engine's own tests once more, on the compiled engine in Pyodide, under Node.

Of what chance makes it is a fifth: see `examples` in generate.py.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import environment
import pytest
import runtime

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.pyodide

ROOT = environment.ROOT


@pytest.fixture(scope="module")
def folder() -> Path:
    """Return the folder of the runtime's files."""
    built = runtime.build()
    manifest = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    return built / str(manifest["folder"])


def test_the_engine_passes_its_tests_in_pyodide(folder: Path) -> None:
    runtime.run_in_pyodide(
        ROOT / "scripts" / "inside" / "run_tests.py",
        *(f"/tests/test_{name}.py" for name in ("rules", "contract", "engine", "oracle")),
        mounts={
            "/tests": ROOT / "tests",
            "/scripts": ROOT / "scripts",
            "/docs": ROOT / "docs",
            "/packages": environment.PYODIDE_PACKAGES,
        },
        stdlib=folder / runtime.FULL,
        optimize=False,
    )
