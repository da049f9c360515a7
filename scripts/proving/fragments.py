"""Ask the page's own decoder of links, in Node, what a fragment of an address means."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from typing import Any

from environment import ROOT, find_node


def decoded(fragment: str) -> dict[str, Any]:
    """Return state and problems, the state's own link, and the link of that link's state."""
    return _asked(fragment, watched=False)


def reached(fragment: str) -> list[str]:
    """Return which functions of the link decoder a fragment entered, each with its blocks."""
    ways: list[str] = _asked(fragment, watched=True)["reached"]
    return ways


def _asked(fragment: str, *, watched: bool) -> dict[str, Any]:
    node = _node(watched=watched)
    assert node.stdin  # noqa: S101 - for the type checker: both are pipes
    assert node.stdout  # noqa: S101
    node.stdin.write(json.dumps(fragment) + "\n")
    node.stdin.flush()
    line = node.stdout.readline()
    if not line:
        _node.cache_clear()
        message = f"the decoder stopped with status {node.wait()} at {fragment!r}"
        raise RuntimeError(message)
    found: dict[str, Any] = json.loads(line)
    return found


@cache
def _node(*, watched: bool) -> subprocess.Popen[str]:
    """Start Node once: it ends with this process, which closes its input."""
    words = ["watched"] if watched else []
    # The command is fixed in this file.
    return subprocess.Popen(  # noqa: S603
        [find_node(), "scripts/proving/fragments.mjs", "docs/calculator.md", *words],
        cwd=ROOT, text=True, encoding="utf-8", stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
