"""The other engines that the benchmarks run beside the calculator.

They live in folders of their own under ``build/``, pinned by hash, and are no part of the project:
nothing but ``scripts/bench`` asks for them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import Any

from environment import ROOT, find_node, variables
from set_up import PIP, install_node_folder

HERE = ROOT / "scripts" / "proving" / "peers"
PACKAGES = ROOT / "build" / "peers"
"""Python and its packages."""
MODULES = ROOT / "build" / "peers-node"
"""Node's packages, with a copy of the programs that use them."""


def install(*names: str) -> None:
    """Install the pinned requirements of these names, and publicodes with the first of them."""
    python = PACKAGES / "bin" / "python"
    if not python.exists():
        _run([sys.executable, "-m", "venv", str(PACKAGES)])
    for name in names:
        _run([str(python), *PIP, "--quiet", "-r", str(HERE / f"{name}.txt")])
    install_node_folder(HERE, MODULES)
    shutil.copy(HERE / "by_publicodes.mjs", MODULES)


def ask(script: str, *arguments: str, given: object = None) -> Any:  # noqa: ANN401 - JSON
    """Run one of the programs in ``peers/``; return the JSON that it prints."""
    program = (
        [str(find_node()), str(MODULES / script)]
        if script.endswith(".mjs")
        else [str(PACKAGES / "bin" / "python"), str(HERE / script)]
    )
    # The commands are fixed in this project.
    done = subprocess.run(  # noqa: S603
        [*program, *arguments],
        input=json.dumps(given),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, env=variables())  # noqa: S603 - fixed in this file
