"""Skips a build step whose inputs are the same as at its last run."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from environment import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_MARKS = ROOT / "build" / "stamps"


def digest(inputs: Iterable[Path], *words: str) -> str:
    """Return a hash of words and of files with their names; folders are taken whole."""
    total = hashlib.sha256()
    for word in words:
        total.update(word.encode() + b"\0")
    for path in sorted(_files(inputs)):
        total.update(str(path.relative_to(ROOT)).encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def is_current(step: str, inputs_digest: str, result: Path) -> bool:
    """Return whether the step's result exists and was made from inputs of this digest."""
    mark = _mark(step, result)
    return result.exists() and mark.exists() and mark.read_text(encoding="ascii") == inputs_digest


def record(step: str, inputs_digest: str, result: Path) -> None:
    """Note that the step's result was made from inputs of this digest."""
    _MARKS.mkdir(parents=True, exist_ok=True)
    _mark(step, result).write_text(inputs_digest, encoding="ascii")


def forget(step: str, result: Path) -> None:
    """Note that the step's result is no longer whole."""
    _mark(step, result).unlink(missing_ok=True)


def _mark(step: str, result: Path) -> Path:
    """Return the file with a result's digest: each result has one of its own."""
    return _MARKS / f"{step}-{hashlib.sha256(str(result).encode()).hexdigest()[:12]}"


def _files(inputs: Iterable[Path]) -> Iterable[Path]:
    for path in inputs:
        if path.is_dir():
            yield from (
                inner
                for inner in path.rglob("*")
                if inner.is_file() and "__pycache__" not in inner.parts
            )
        elif path.exists():
            yield path
