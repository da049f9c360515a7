"""``scripts/bench release``: the engine beside that of the last release, on this machine.

What is published is the last release: the first parent of the commit that is looked at.  Both get
the same documents through ``wire.assess``, one round each by turns, in processes of their own, in
CPU time; the best round of each counts, since whatever else the machine does only adds to it.
The bound is wide: it finds a slip, not a trifle.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from environment import ROOT

from measuring import bench_engine

if TYPE_CHECKING:
    from collections.abc import Sequence

BOUND = 1.5
ROUNDS = 3

TIMED = """
import json, sys, time
from calculator import wire
documents = json.load(sys.stdin)
accepted = ["error" not in json.loads(wire.assess(each)) for each in documents]
print(json.dumps(accepted), flush=True)
documents = [each for each, wanted in zip(documents, json.loads(sys.argv[1])) if wanted] \
    if len(sys.argv) > 1 else []
start = time.process_time()
for each in documents:
    wire.assess(each)
print(json.dumps(time.process_time() - start))
"""
"""What an engine is asked: which documents it takes, and how long those that both take last."""


def unpack(revision: str, folder: Path) -> None:
    """Write the engine of a revision into a folder."""
    command = ["git", "archive", "--format=tar", revision, "calculator"]
    # The command is fixed above; what is not a revision git refuses.
    packed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)  # noqa: S603
    if packed.returncode:
        sys.exit(f"git knows no engine of {revision}: {packed.stderr.decode().strip()}")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")


def ask(
    folder: Path, documents: Sequence[str], wanted: Sequence[bool] = ()
) -> tuple[list[bool], float]:
    """Return which documents the engine in a folder takes, and its seconds for those wanted."""
    words = [json.dumps(wanted)] if wanted else []
    # The program is above.
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-P", "-c", TIMED, *words],
        input=json.dumps(documents), stdout=subprocess.PIPE, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(folder)},
    )  # fmt: skip
    accepted, seconds = map(json.loads, done.stdout.splitlines())
    return accepted, seconds


def compare(before: Path, now: Path, documents: Sequence[str]) -> tuple[float, float, int]:
    """Return the seconds of each for the documents that both take, and how many those are."""
    both = [a and b for a, b in zip(ask(before, documents)[0], ask(now, documents)[0], strict=True)]
    if not any(both):
        sys.exit("The two engines take none of the documents in common; nothing can be compared.")
    rounds = [[ask(folder, documents, both)[1] for folder in (before, now)] for _ in range(ROUNDS)]
    old, new = map(min, zip(*rounds, strict=True))
    return old, new, sum(both)


def main(arguments: list[str]) -> int:
    """Print both times; return 1 where the engine has become much slower."""
    parser = argparse.ArgumentParser(prog="scripts/bench release", description=__doc__)
    parser.add_argument("--against", default="HEAD^", metavar="REVISION", help="default: HEAD^")
    parser.add_argument("--count", type=int, default=200, help="how many documents")
    options = parser.parse_args(arguments)
    documents = [json.dumps(each) for each in bench_engine.documents(options.count)]
    with tempfile.TemporaryDirectory() as folder:
        unpack(options.against, Path(folder))
        old, new, count = compare(Path(folder), ROOT, documents)
    print(f"| engine | ms for each of {count} documents |\n|-|-|")
    print(f"| of {options.against} | {old / count * 1000:.3f} |")
    print(f"| here | {new / count * 1000:.3f} |\n{new / old:.2f} times; the bound is {BOUND}.")
    return int(new > old * BOUND)
