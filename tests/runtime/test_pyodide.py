"""The engine's own tests once more, on the compiled engine in Pyodide, under Node.

Of what chance makes it is a fifth: see `examples` in generate.py.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import environment
import pytest
from runtime import runtime_build

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.pyodide

ROOT = environment.ROOT
TESTS = (
    "rules/test_rules", "rules/test_contract", "rules/test_oracle",
    "engine/test_engine", "engine/test_documents",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder() -> Path:
    """Return the folder of the runtime's files."""
    built = runtime_build.build()
    manifest = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    return built / str(manifest["folder"])


FAILS_IN_THE_LIBRARY = """
import json
import traceback

try:
    json.loads("{")
except ValueError as error:
    told = "".join(traceback.format_exception(error))
assert "json/decoder.py" in told, told
assert "Expecting property name" in told, told
"""


def test_an_error_in_the_library_without_lines_can_be_described(
    folder: Path, tmp_path: Path
) -> None:
    script = tmp_path / "fails.py"
    script.write_text(FAILS_IN_THE_LIBRARY, encoding="utf-8")

    runtime_build.run_in_pyodide(script, stdlib=folder / runtime_build.FULL, optimize=False)


def test_the_engine_passes_its_tests_in_pyodide(folder: Path) -> None:
    runtime_build.run_in_pyodide(
        runtime_build.ROOM / "inside" / "run_tests.py",
        *map("/tests/{}.py".format, TESTS),
        mounts={
            "/tests": ROOT / "tests",
            "/scripts": ROOT / "scripts",
            "/docs": ROOT / "docs",
            "/packages": environment.PYODIDE_PACKAGES,
        },
        stdlib=folder / runtime_build.FULL,
        optimize=False,
    )
