#!/usr/bin/env python3
"""Set up what the project's scripts need: Python packages, Node, a browser.

Every script begins with ``environment.enter()``: it makes ``.venv`` and
``node_modules`` when they are missing or no longer match the pinned
versions, and then continues the same script with the Python of ``.venv``.
A step that has been done leaves a stamp with a hash of its pins, so that a
second start costs a few milliseconds.

This module runs before anything is installed and therefore uses the
standard library only.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE = VENV / "bin" / "node"
NODE_MODULES = ROOT / "node_modules"
PYODIDE_PACKAGES = VENV / "pyodide"
"""Packages for Pyodide's own Python, which is newer than the host's."""

_STAMPS = VENV / "stamps"
_OLDEST = (3, 11)
_PYODIDE_PYTHON = "3.14"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC_BROWSERS = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)


class SetupError(Exception):
    """A step of the set-up failed; the message says what to do about it."""


def enter(*, browser: bool = False) -> None:
    """Make the environment ready and go on inside it.

    Returns when this process runs on the Python of ``.venv``; otherwise the
    process is replaced by one that does, with the same arguments.
    """
    try:
        prepare(browser=browser)
    except SetupError as error:
        sys.exit(f"[set-up] {error}")
    if Path(sys.prefix).resolve() != VENV.resolve():
        sys.stdout.flush()
        os.execv(PYTHON, [str(PYTHON), *sys.argv])  # noqa: S606 - no shell is wanted


def prepare(*, browser: bool = False) -> None:
    """Carry out the steps whose pins have changed since they were last done."""
    if sys.version_info < _OLDEST:
        needed, found = ".".join(map(str, _OLDEST)), sys.version.split()[0]
        message = f"Python {needed} or newer is needed; this is {found} ({sys.executable})."
        raise SetupError(message)
    steps: list[tuple[str, Sequence[str], Callable[[], None]]] = [
        ("python", ("requirements.txt",), _install_python_packages),
        ("pyodide", ("requirements-pyodide.txt",), _install_pyodide_packages),
        ("node", ("package.json", "package-lock.json", ".npmrc"), _install_node_packages),
    ]
    if all(_done(name, pins) for name, pins, _ in steps) and not (browser and not find_browser()):
        return
    with only_one("environment"):
        _make_venv()
        for name, pins, install in steps:
            if not _done(name, pins):
                install()
                _STAMPS.mkdir(exist_ok=True)
                (_STAMPS / name).write_text(_digest(pins), encoding="ascii")
        if browser and not find_browser():
            _install_browser()


def variables() -> dict[str, str]:
    """Return the environment variables with the project's programs first on PATH."""
    path = os.pathsep.join([str(VENV / "bin"), os.environ.get("PATH", os.defpath)])
    # Node else knows only the certificates that it brings, and none of a company's own network.
    certificates = {"NODE_USE_SYSTEM_CA": "1"}
    return {**certificates, **os.environ, "PATH": path, "VIRTUAL_ENV": str(VENV)}


def find_browser() -> str | None:
    """Return the Chromium or Chrome to test with; None if there is none yet."""
    named = os.environ.get("BROWSER_PATH")
    if named:
        return named
    for name in _BROWSERS:
        if found := shutil.which(name):
            return found
    for place in _MAC_BROWSERS:
        if place.exists():
            return str(place)
    downloaded = _STAMPS / "browser"
    if downloaded.exists():
        place = Path(downloaded.read_text(encoding="utf-8"))
        if place.exists():
            return str(place)
    return None


@contextlib.contextmanager
def only_one(work: str) -> Iterator[None]:
    """Let one process at a time do this work, as two would write to the same folders."""
    (ROOT / "build").mkdir(exist_ok=True)
    with (ROOT / "build" / f"{work}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _digest(pins: Sequence[str]) -> str:
    parts = [f"{sys.version_info.major} {_PYODIDE_PYTHON}".encode()]
    parts += [(ROOT / name).read_bytes() for name in pins]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _done(name: str, pins: Sequence[str]) -> bool:
    stamp = _STAMPS / name
    if not stamp.exists() or not PYTHON.exists():
        return False
    if name == "node" and not NODE_MODULES.exists():
        return False
    return stamp.read_text(encoding="ascii") == _digest(pins)


def _say(words: str) -> None:
    print(f"[set-up] {words}", flush=True)


def _run(command: Sequence[str | Path], otherwise: str) -> None:
    """Run a command in the project's folder; on failure say what to do."""
    words = [str(word) for word in command]
    try:
        # The commands are fixed in this file.
        result = subprocess.run(  # noqa: S603
            words, cwd=ROOT, env=variables(), check=False, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
    except OSError as error:
        message = f"`{words[0]}` could not be started: {error}. {otherwise}"
        raise SetupError(message) from error
    if result.returncode:
        print(result.stdout, file=sys.stderr)
        shown = " ".join(words)
        message = f"This failed with status {result.returncode}: `{shown}`. {otherwise}"
        raise SetupError(message)


def _make_venv() -> None:
    if PYTHON.exists() and (VENV / "bin" / "pip").exists():
        return
    _say(f"Making {VENV.name} with Python {sys.version.split()[0]}.")
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian leaves it out of its python3
    except ImportError:
        _apt_install("python3-venv", "Python's module `ensurepip` is missing")
    _run(
        # What an earlier attempt, or a Python that is gone, has left there is of no use.
        [sys.executable, "-m", "venv", "--clear", VENV],
        "On Debian install python3-venv; elsewhere use a Python that has the modules "
        "venv and ensurepip.",
    )


def _pip(*arguments: str | Path) -> None:
    _run(
        [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
         "--require-hashes", "--no-deps", *arguments],
        "Check the connection to the package index and try again; nothing that was "
        "installed already is lost.",
    )  # fmt: skip


def _install_python_packages() -> None:
    _say("Installing the Python packages of requirements.txt.")
    _pip("-r", "requirements.txt")


def _install_pyodide_packages() -> None:
    _say("Installing the packages for Pyodide's own Python.")
    shutil.rmtree(PYODIDE_PACKAGES, ignore_errors=True)
    # These run inside WebAssembly, so only wheels without machine code will do.
    _pip(
        "--target", PYODIDE_PACKAGES, "--no-compile", "--only-binary=:all:",
        "--implementation=py", "--abi=none", "--platform=any", "--ignore-requires-python",
        f"--python-version={_PYODIDE_PYTHON}", "-r", "requirements-pyodide.txt",
    )  # fmt: skip


def _install_node_packages() -> None:
    _say("Installing Pyodide and the other packages of package-lock.json.")
    _run(
        [VENV / "bin" / "npm", "ci", "--loglevel=error", "--ignore-scripts"],
        "Check the connection to the package registry and try again.",
    )


def _apt_install(package: str, reason: str) -> None:
    """Install a Debian package where that is allowed, else say how."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        message = f"{reason}. Install the package {package} (Debian: `apt-get install {package}`)."
        raise SetupError(message)
    _say(f"{reason}: installing the Debian package {package}.")
    advice = f"Install the package {package} by hand."
    _run(["apt-get", "-q", "-q", "update"], advice)
    _run(["apt-get", "-q", "-q", "install", "--yes", "--no-install-recommends", package], advice)


def _install_browser() -> None:
    reason = "No Chromium or Chrome was found"
    if shutil.which("apt-get") and os.geteuid() == 0:
        with contextlib.suppress(SetupError):  # Ubuntu's package is only a stub: go on below.
            _apt_install("chromium", reason)
        if find_browser():
            # Readable Chinese in screenshots; the tests pass without it.
            with contextlib.suppress(SetupError):
                _apt_install("fonts-noto-cjk", "Chinese glyphs for screenshots")
            return
    _say(f"{reason}: downloading the one that Playwright brings.")
    _run(
        [PYTHON, "-m", "playwright", "install", "chromium"],
        "Install Chromium or Google Chrome, or set BROWSER_PATH to the program of one.",
    )
    question = (
        "from playwright.sync_api import sync_playwright as start\n"
        "with start() as p: print(p.chromium.executable_path, end='')"
    )
    # The command is fixed in this file.
    place = subprocess.check_output([PYTHON, "-c", question], text=True)  # noqa: S603
    (_STAMPS / "browser").write_text(place, encoding="utf-8")


def _pin() -> None:
    """Write the requirements files anew from what the .in files ask for."""
    for name, version in (("requirements", "3.11"), ("requirements-pyodide", _PYODIDE_PYTHON)):
        _run(
            ["uv", "pip", "compile", "--quiet", "--universal", "--upgrade", "--generate-hashes",
             "--no-python-downloads", "--no-header", "--no-annotate", "--no-emit-index-url",
             "--python-version", version, f"{name}.in", "--output-file", f"{name}.txt"],
            "Pinning needs the program `uv`.",
        )  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:] == ["--pin"]:
        _pin()
    else:
        enter(browser="--browser" in sys.argv[1:])
        _say("Everything is in place.")
