"""The engine's own tests once more, on the compiled engine in Pyodide, under Node.

Of the oracle's documents it is a fifth: see `BATCHES` in test_oracle.py.
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


# Two by two: every start of Pyodide takes as long as the rules' tests.
@pytest.mark.parametrize(
    "files",
    [("test_rules.py", "test_contract.py"), ("test_engine.py", "test_oracle.py")],
    ids=" and ".join,
)
def test_the_engine_passes_its_tests_in_pyodide(folder: Path, files: tuple[str, ...]) -> None:
    runtime.run_in_pyodide(
        ROOT / "scripts" / "inside" / "run_tests.py",
        *(f"/tests/{file}" for file in files),
        mounts={
            "/tests": ROOT / "tests",
            "/scripts": ROOT / "scripts",
            "/docs": ROOT / "docs",
            "/packages": environment.PYODIDE_PACKAGES,
        },
        stdlib=folder / runtime.FULL,
        optimize=False,
    )
