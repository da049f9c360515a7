"""The engine as its callers reach it: through `wire`, as the page does, and by the command line."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from calculator import wire
from calculator.__main__ import main

ROOT = Path(__file__).parents[1]


class Run(NamedTuple):
    """What a run of the command line leaves behind."""

    status: int
    out: str
    err: str


class Standard(io.TextIOWrapper):
    """A standard stream in memory, with the bytes beneath it."""

    def __init__(self, content: bytes = b"") -> None:
        """Begin with ``content`` to read, and write after nothing."""
        super().__init__(io.BytesIO(content), encoding="utf-8", newline="")

    def text(self) -> str:
        """Return all that was written."""
        self.flush()
        beneath = self.buffer
        assert isinstance(beneath, io.BytesIO)
        return beneath.getvalue().decode()


def run(*arguments: str, stdin: str | bytes = "") -> Run:
    """Run the command line in this process."""
    given_in = Standard(stdin.encode() if isinstance(stdin, str) else stdin)
    out, err = Standard(), Standard()
    before, sys.stdin = sys.stdin, given_in
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = main(list(arguments))
            except SystemExit as stopped:
                status = stopped.code if isinstance(stopped.code, int) else 1
    finally:
        sys.stdin = before
    return Run(status, out.text(), err.text())


def spawned(
    *arguments: str, stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as a reader would, in a process of its own."""
    if sys.platform == "emscripten":
        pytest.skip("WebAssembly has no processes")
    return subprocess.run(
        [sys.executable, "-m", "calculator", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=os.environ | environment,
        timeout=60,
    )


def errors_of(document: object) -> list[str]:
    """Ask for a bad document, as JSON text or as what to write as such."""
    text = document if isinstance(document, str) else json.dumps(document)
    result = json.loads(wire.assess(text))
    assert list(result) == ["error"], f"accepted: {text}"
    assert result["error"]
    assert all(isinstance(line, str) and "\n" not in line for line in result["error"])
    return list(result["error"])


@cache
def catalogue() -> dict[str, Any]:
    """Return all that the rules know."""
    return dict(json.loads(wire.catalogue()))
