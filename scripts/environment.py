#!/usr/bin/env python3
"""What every script begins with: the right Python, and all that the project needs installed.

A script ends with ``environment.run(main)``.  That makes ``.venv`` and ``node_modules`` when they
are missing or no longer match the pins (``set_up.py`` does the work), continues the same script
with the Python of ``.venv``, and turns what only the user can mend (a full disk, a folder of
somebody else's, Ctrl+C) into one sentence.

    python3 scripts/environment.py             set up, and nothing else
    python3 scripts/environment.py --browser   with the browsers and the server that tests need
    python3 scripts/environment.py --packages  print the Debian packages that the tests still lack
    python3 scripts/environment.py --pin       write the requirements files anew

This file is read by whatever Python the user has: nothing in it may be newer than Python 3.6, so
that an old one gets as far as the sentence below.  It uses the standard library only.
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

import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# For every script that works with the engine.
sys.path.append(str(ROOT))
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE = VENV / "bin" / "node"
NODE_MODULES = ROOT / "node_modules"
PYODIDE_PACKAGES = VENV / "pyodide"
"""Packages for Pyodide's own Python, which is newer than the host's."""

STAMPS = VENV / "stamps"
PYODIDE_PYTHON = "3.14"
STEPS = {
    "python": ("requirements.txt",),
    "pyodide": ("requirements-pyodide.txt",),
    "node": ("package.json", "package-lock.json", ".npmrc"),
}
"""The steps of the set-up in their order, and the files that pin what each installs."""

INTERRUPTED = 130
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC_BROWSERS = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)


class Program:
    """A program that some tests drive: its name for people, its Debian packages, where it lies."""

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
OTHERS = (FIREFOX, WEBKIT, NGINX, FONTS)
"""What some tests drive beside Chromium; without it those tests are told as not tried."""


class SetupError(Exception):
    """Something that only the user can mend; the message says what and how."""


def run(main: Callable[[], int | None], *, browser: bool = False) -> None:
    """Set up what is missing, run a script's ``main`` on the Python of ``.venv``, and exit.

    ``browser`` asks for the browsers and the web server that the tests drive, too.
    """
    try:
        prepare(browser=browser)
        if Path(sys.prefix).resolve() != VENV.resolve():
            sys.stdout.flush()
            os.execv(PYTHON, [str(PYTHON), *sys.argv])  # noqa: S606 - no shell is wanted
        sys.exit(main())
    except SetupError as error:
        sys.exit(f"[set-up] {error}")
    except KeyboardInterrupt:
        print("\nStopped. Start the same command again to go on.", file=sys.stderr)
        sys.exit(INTERRUPTED)
    except OSError as error:
        sentence = in_words(error)
        if sentence is None:
            raise
        sys.exit(f"[set-up] {sentence}")


def prepare(*, browser: bool = False) -> None:
    """Carry out the steps whose pins have changed since they were last done."""
    if all(map(is_done, STEPS)) and not (browser and not _has_browsers()):
        return
    import set_up  # noqa: PLC0415 - most starts have nothing to install

    with only_one("environment"):
        set_up.carry_out(browser=browser)


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
        found = shutil.which(name)
        if found:
            return found
    for place in _MAC_BROWSERS:
        if place.exists():
            return str(place)
    downloaded = STAMPS / "browser"
    if downloaded.exists():
        place = Path(downloaded.read_text(encoding="utf-8"))
        if place.exists():
            return str(place)
    return None


def _has_browsers() -> bool:
    """Tell whether Chromium is there, and whether the others were asked for once."""
    return find_browser() is not None and (STAMPS / "others").exists()


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
    stamp = STAMPS / step
    if not stamp.exists() or not PYTHON.exists() or (step == "node" and not NODE_MODULES.exists()):
        return False
    return stamp.read_text(encoding="ascii") == digest(STEPS[step])


def digest(pins: Sequence[str]) -> str:
    """Return a hash of the files that pin a step, and of the Pythons that it installs for."""
    parts = [f"{_minor()} {PYODIDE_PYTHON}".encode()]
    parts += [(ROOT / name).read_bytes() for name in pins]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _minor() -> str:
    """Return the version of the Python in ``.venv``, such as 3.11.

    Another Python that starts a script takes the environment as it is; but where the one that the
    environment was made with has been replaced by a newer one, its packages are out of reach.
    """
    if Path(sys.prefix).resolve() == VENV.resolve():
        return "{}.{}".format(*sys.version_info)
    settings = (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
    (version,) = (line.split("=")[1] for line in settings.splitlines() if line[:8] == "version ")
    return ".".join(version.strip().split(".")[:2])


def in_words(error: OSError) -> str | None:
    """Return what the user can do about an error of the file system; None where that is unclear."""
    place = error.filename or ROOT
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full ({place}). Make room and start again: about 1.5 GB are needed."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"{place} cannot be written: it belongs to somebody else or is read-only. "
            "Clone the repository into a folder of your own."
        )
    return None


def main() -> int:
    """Set up, or pin anew."""
    if sys.argv[1:] == ["--pin"]:
        import set_up  # noqa: PLC0415 - as above

        set_up.pin()
    else:
        print("[set-up] Everything is in place.")
    return 0


if __name__ == "__main__":
    # As the other modules know it: what is defined here would else be there twice.
    import environment

    if sys.argv[1:] == ["--packages"]:
        import set_up

        print(*set_up.missing_packages())
    else:
        environment.run(environment.main, browser="--browser" in sys.argv[1:])
