#!/usr/bin/env python3
"""Set up all that the project needs, then run a command with it.

A command ends with ``set_up.run(main)``, or ``set_up.run(main, PARSER)``.  That makes ``.venv`` and
``node_modules`` when they are missing or no longer match the pins, continues the same command with
the Python of ``.venv``, and turns what only the user can mend (a full disk, a folder of somebody
else's) into one sentence.  Ctrl+C has its own, in environment.py.

    python3 scripts/set_up.py             set up, and nothing else
    python3 scripts/set_up.py --browser   with the browsers and the server that tests need
    python3 scripts/set_up.py --packages  print the Debian packages that the tests still lack
    python3 scripts/set_up.py --pin       write the pins anew: the newest of all that is allowed
    python3 scripts/set_up.py --pyodide latest    move to this version of Pyodide

Nothing is resolved and nothing is built: the requirements files are complete, every pin carries
hashes, and only wheels are taken.  So neither a release elsewhere nor the passing of time changes
what is installed.  What a step prints goes to ``build/set-up.log``; where it fails, its errors and
the likely cause are printed, the cause last.
"""

import argparse
import contextlib
import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import environment
from environment import (
    NEWEST,
    OLDEST,
    PYODIDE_PACKAGES,
    PYODIDE_PYTHON,
    PYTHON,
    ROOT,
    SET_UP_MARKS,
    STEPS,
    VENV,
    SetupError,
    variables,
)

LOG = ROOT / "build" / "set-up.log"
SIGN_OF_LIFE = 10
"""After how many seconds a step that still runs says so, again and again."""

PIP = (
    "-m", "pip", "install", "--disable-pip-version-check", "--no-input",
    # The pins are the whole truth: what they do not name is not installed,
    "--require-hashes", "--no-deps",
    # and what has no wheel would be built with tools that nobody pinned.
    "--only-binary=:all:",
)  # fmt: skip
"""How every pinned list is installed, the peers' of the benchmarks too."""

NODE_FOLDERS = (".", "scripts/proving/audit", "scripts/proving/peers")
"""Where a package.json with its lock file is."""

FOR_PYODIDE = (
    "--no-compile", "--implementation=py", "--abi=none", "--platform=any",
    "--ignore-requires-python", f"--python-version={PYODIDE_PYTHON}",
)  # fmt: skip
"""What runs inside WebAssembly must be wheels without machine code."""

CAUSES = (
    (
        r"No space left|ENOSPC|Disk quota",
        "The disk is full: make room (about 1.5 GB) and try again.",
    ),
    (
        r"Permission denied|EACCES|EROFS|Read-only file system",
        "A folder cannot be used: see the line above. Work in a clone of your own, or remove what "  # noqa: ISC004
        "is somebody else's from this one; the folder of HOME must be there and yours.",
    ),
    (
        r"HASHES? FROM THE REQUIREMENTS|DO NOT MATCH|EINTEGRITY",
        "What arrived is not what was pinned. Try again with an empty cache, or past a mirror; "  # noqa: ISC004
        "where the pins were changed by hand, write them anew: python3 scripts/set_up.py --pin",
    ),
    (
        r"ConnectionError|Max retries|Name or service|name resolution|unreachable|timed out|"  # noqa: ISC004
        r"ENOTFOUND|ECONN|EAI_AGAIN|ETIMEDOUT|SSLError|ProxyError|"
        r"(?:E|\b[Ee]rror )50[234]\b|\b50[234] (?:Server|Bad|Service|Gateway)",
        "The package index was not reached: check the connection and try again.",
    ),
    (
        r"index url .* seems invalid",
        "The address of the package index is not valid: see the line above.",
    ),
    (
        r"No matching distribution|Could not find a version",
        "There is no wheel of this version for this Python and machine. Wheels are there for "  # noqa: ISC004
        f"Python {'.'.join(map(str, OLDEST))} to {'.'.join(map(str, NEWEST))} on Linux (glibc "
        "2.28 or newer, x86-64 or ARM64) and macOS. Take another Python, or another index.",
    ),
)
"""Words in a failed step's output, and what they mean for the user; the first fit is printed."""

_NOISE = re.compile(
    r"^(WARNING|\[notice\]|npm warn|\s*$"
    # To become root would leave folders that belong to root.
    r"|npm error.* (rejected by your operating|have the permissions|permissions of the|as root/))",
    re.IGNORECASE,
)


def run(
    main: Callable[..., int | None],
    parser: argparse.ArgumentParser | None = None,
    *,
    browser: bool = False,
) -> None:
    """Set up what is missing, run a script's ``main`` on the Python of ``.venv``, and exit.

    What is wrong with the addresses in the environment, and with the words where there is a
    ``parser``, is told before anything is set up; ``main`` is given what the parser has read.
    ``browser`` asks for the browsers and the web server that the tests drive, too.
    """
    words = [parser.parse_args()] if parser else []
    with errors_in_words():
        environment.site_url()
        environment.repository_url()
        prepare(browser=browser)
        if Path(sys.prefix).resolve() != environment.VENV.resolve():
            sys.stdout.flush()
            if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
                # A Ctrl+C that Python has noted and not yet raised would end with this process.
                signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.execv(PYTHON, [str(PYTHON), *sys.argv])  # noqa: S606 - no shell is wanted
        sys.exit(main(*words))


@contextlib.contextmanager
def errors_in_words() -> Iterator[None]:
    """Exit with a sentence where only the user can mend what is wrong."""
    try:
        yield
    except SetupError as error:
        sys.exit(f"[set-up] {error}")
    except OSError as error:
        sentence = in_words(error)
        if sentence is None:
            raise
        sys.exit(f"[set-up] {sentence}")


def check_end(ended: subprocess.CompletedProcess[bytes]) -> None:
    """Raise SetupError where a program that printed its errors has failed.

    Where Ctrl+C ended it, KeyboardInterrupt: it may hear of that before this process does.
    """
    status = ended.returncode
    if status == -signal.SIGINT:
        raise KeyboardInterrupt
    if status:
        killed = " (killed, perhaps for want of memory)" if status == -signal.SIGKILL else ""
        command = " ".join(map(str, ended.args))[:300]
        message = (
            f"This ended with status {status}{killed}; what it said stands above:\n  {command}"
        )
        raise SetupError(message)


def prepare(*, browser: bool = False) -> None:
    """Carry out the steps whose pins have changed since they were last done."""
    if all(map(environment.is_done, STEPS)) and not (browser and not _has_browsers()):
        return
    with environment.only_one("environment"):
        carry_out(browser=browser)


def _has_browsers() -> bool:
    """Tell whether Chromium is there, and whether all of the others were asked for once."""
    mark = SET_UP_MARKS / "others"
    asked = mark.read_text(encoding="ascii") if mark.exists() else ""
    return environment.find_browser() is not None and asked == _packages_of_others()


def _packages_of_others() -> str:
    return "\n".join(program.packages for program in environment.OTHERS)


def in_words(error: OSError) -> str | None:
    """Return what the user can do about an error of the file system; None where that is unclear."""
    place = error.filename or ROOT
    number = error.errno
    if isinstance(error, shutil.Error) and isinstance(error.args[0], list):
        # A tree that was copied in part gathers what went wrong: from where, to where, and why.
        _, place, why = error.args[0][0]
        told = re.match(r"\[Errno (\d+)\]", why)
        number = int(told.group(1)) if told else None
    if number in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full ({place}). Make room and start again: about 1.5 GB are needed."
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"{place} cannot be used: it belongs to somebody else or is read-only. "
            "Work in a clone of your own, or remove what is somebody else's from this one."
        )
    return None


def carry_out(*, browser: bool = False) -> None:
    """Carry out all steps that are not done; ``browser``: also what the tests drive."""
    installs: dict[str, tuple[Callable[[], None], str]] = {
        "python": (_install_python_packages, "Python packages, usually 20 s"),
        "pyodide": (_install_pyodide_packages, "packages for Pyodide's own Python, usually 5 s"),
        "node": (_install_node_packages, "Pyodide and the other packages of npm, usually 10 s"),
    }
    LOG.parent.mkdir(exist_ok=True)
    LOG.write_text("", encoding="utf-8")
    if not environment.is_done("python"):
        _make_venv()
    waiting = [step for step in installs if not environment.is_done(step)]
    for number, step in enumerate(waiting, start=1):
        install, words = installs[step]
        _say(f"{number}/{len(waiting)} {words}.")
        install()
        SET_UP_MARKS.mkdir(exist_ok=True)
        (SET_UP_MARKS / step).write_text(environment.digest(STEPS[step]), encoding="ascii")
    if browser:
        _install_browsers()


def unmet(folders: Sequence[Path], **markers: str) -> list[str]:
    """Return what the packages in these folders ask for and is not there, one per line.

    ``markers`` say for which machine and Python, as environment markers do, where that is
    not this one.  It needs ``packaging`` and so runs on the Python of ``.venv``.
    """
    from importlib.metadata import distributions  # noqa: PLC0415

    from packaging.requirements import Requirement  # noqa: PLC0415
    from packaging.utils import canonicalize_name  # noqa: PLC0415

    there = {
        canonicalize_name(found.metadata["Name"]): found
        for found in distributions(path=[str(folder) for folder in folders])
    }
    extras: dict[str, set[str]] = {name: set() for name in there}
    problems: set[str] = set()
    waiting = list(there)
    while waiting:
        name = waiting.pop()
        for line in there[name].requires or ():
            need = Requirement(line)
            asked = [{**markers, "extra": extra} for extra in ("", *sorted(extras[name]))]
            if need.marker and not any(map(need.marker.evaluate, asked)):
                continue
            other = canonicalize_name(need.name)
            if other not in there:
                problems.add(f"{name} needs {need}, which is not pinned")
            elif not need.specifier.contains(there[other].version, prereleases=True):
                problems.add(f"{name} needs {need}, and {there[other].version} is pinned")
            elif need.extras - extras[other]:
                extras[other] |= need.extras
                waiting.append(other)
    return sorted(problems)


def pin() -> None:
    """Write the requirements files and npm's lock files anew from what is asked for beside them."""
    oldest = ".".join(map(str, OLDEST))
    for name, version in (
        ("requirements", oldest),
        ("requirements-pyodide", PYODIDE_PYTHON),
        ("scripts/proving/peers/requirements", oldest),
        ("scripts/proving/peers/spark", oldest),
        (".github/pip-audit", oldest),
        (".github/uv", oldest),
    ):
        _pin_python(name, version)
    for folder in NODE_FOLDERS:
        _pin_node("update", "--prefix", folder)


def take_pyodide(version: str) -> None:
    """Write a version of Pyodide, a number or "latest", into all that names it or its Python."""
    _pin_node("install", "--save-dev", "--save-exact", f"pyodide@{version}")
    asked = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    # Pyodide 314 has Python 3.14.
    minor = asked["devDependencies"]["pyodide"].split(".")[0]
    python = f"{minor[0]}.{minor[1:]}"
    if python == PYODIDE_PYTHON:
        return
    place = ROOT / "scripts" / "environment.py"
    text = place.read_text(encoding="utf-8")
    line = 'PYODIDE_PYTHON = "{}"'
    place.write_text(text.replace(line.format(PYODIDE_PYTHON), line.format(python)), "utf-8")
    _pin_python("requirements-pyodide", python)


def _pin_python(name: str, version: str) -> None:
    run_step(
        ["uv", "pip", "compile", "--quiet", "--universal", "--upgrade", "--generate-hashes",
         "--no-python-downloads", "--no-header", "--no-annotate", "--no-emit-index-url",
         "--python-version", version, f"{name}.in", "--output-file", f"{name}.txt"],
        "Pinning needs the program `uv`.",
    )  # fmt: skip


def _pin_node(*words: str) -> None:
    run_step(
        ["npm", *words, "--package-lock-only", "--omit-lockfile-registry-resolved"],
        "The lock files of npm need the program `npm`.",
    )


def run_step(command: Sequence[str | Path], otherwise: str = "") -> None:
    """Run a command in the project's folder; SetupError with its errors and the cause.

    ``otherwise`` says what to do where its output does not say.
    """
    words = [str(word) for word in command]
    with LOG.open("a+", encoding="utf-8", errors="replace") as log:
        begin = log.seek(0, os.SEEK_END)
        try:
            # The commands are fixed in this project.
            process = subprocess.Popen(  # noqa: S603
                words, cwd=ROOT, env=variables(), stdin=subprocess.DEVNULL, stdout=log,
                # It holds the lock of this set-up: see environment.only_one.
                stderr=subprocess.STDOUT, close_fds=False,
            )  # fmt: skip
        except OSError as error:
            message = f"`{words[0]}` could not be started: {error}. {otherwise}"
            raise SetupError(message) from error
        status = _wait(process)
        if not status:
            return
        log.seek(begin)
        raise SetupError(_failure(words, status, log.read(), otherwise))


def _failure(words: Sequence[str], status: int, output: str, otherwise: str) -> str:
    """Return the errors that a failed step printed, and behind them the cause."""
    cause = _cause(output) or [otherwise]
    lines = [line for line in output.splitlines() if not _NOISE.match(line)]
    errors = [line for line in lines if re.match(r"(ERROR|E:|npm error|error)", line)] or lines
    told = {line.strip() for line in cause}
    shown = [line[:300] for line in errors if line[:300].strip() not in told]
    return "\n".join(
        [
            *shown[-8:],
            f"This failed with status {status}; {os.path.relpath(LOG, ROOT)} has all that it printed:",
            "  " + " ".join(words)[:300],
            *cause,
        ]
    )


def _cause(output: str) -> list[str]:
    """Return the lines that tell why a step failed, and what they mean; [] where none does."""
    lines = output.splitlines()
    for signs, meaning in CAUSES:
        found = [at for at, line in enumerate(lines) if re.search(signs, line)]
        if found:
            # The longest says the most: npm has lines with the error's number alone.
            at = max(found, key=lambda at: len(lines[at].strip()))
            told = lines[at].strip()[:300].removeprefix("WARNING: ")
            # What is indented below it is what it speaks of, such as a package.
            below = [line[:300] for line in lines[at + 1 : at + 2] if line[:1].isspace()]
            return [told, *below, meaning]
    return []


def _wait(process: subprocess.Popen[bytes]) -> int:
    """Wait for a step, saying now and then that it still runs; end it where this one is ended."""
    begin = time.monotonic()
    try:
        while True:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.wait(SIGN_OF_LIFE)
            _say(f"    … {time.monotonic() - begin:.0f} s")
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def _say(words: str) -> None:
    print(f"[set-up] {words}", flush=True)


def _make_venv() -> None:
    """Make the environment from nothing: what a broken start has left is of no use."""
    _say(f"Setting up, usually in a minute. Python {sys.version.split()[0]} in {VENV.name}:")
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian leaves it out of its python3
    except ImportError:
        _apt_install("python3-venv", "Python's module `ensurepip` is missing")
    # The Python of the user, also where the one of an outdated .venv runs this.
    python = getattr(sys, "_base_executable", sys.executable)
    run_step(
        [python, "-m", "venv", "--clear", VENV],
        "On Debian install python3-venv; elsewhere use a Python that has the modules "
        "venv and ensurepip.",
    )


def _install_python_packages() -> None:
    run_step([PYTHON, *PIP, "-r", "requirements.txt"])
    _prove_complete("requirements.txt", "unmet(list(map(Path, sys.path)))")


def _install_pyodide_packages() -> None:
    shutil.rmtree(PYODIDE_PACKAGES, ignore_errors=True)
    run_step(
        [PYTHON, *PIP, *FOR_PYODIDE, "--target", PYODIDE_PACKAGES, "-r", "requirements-pyodide.txt"]
    )
    _prove_complete("requirements-pyodide.txt", "unmet_in_pyodide()")


def unmet_in_pyodide() -> list[str]:
    """Return the same as ``unmet`` for what Pyodide's own Python is given."""
    return unmet(
        [PYODIDE_PACKAGES],
        python_version=PYODIDE_PYTHON, python_full_version=f"{PYODIDE_PYTHON}.0",
        sys_platform="emscripten", platform_system="Emscripten", platform_machine="wasm32",
    )  # fmt: skip


def _prove_complete(pins: str, question: str) -> None:
    """Let the Python of ``.venv`` look whether anything is missing."""
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'scripts')!r})\n"
        "from pathlib import Path; from set_up import unmet, unmet_in_pyodide\n"
        f"sys.exit('\\n'.join('ERROR: ' + line for line in {question}) or None)"
    )
    advice = f"{pins} is not complete; pin anew: python3 scripts/set_up.py --pin"
    run_step([PYTHON, "-c", code], advice)


def _install_node_packages() -> None:
    run_step([VENV / "bin" / "npm", "ci", "--loglevel=error", "--ignore-scripts"])


def install_node_folder(pins: Path, folder: Path) -> None:
    """Install what the package.json and the lock file beside it name, in a folder of its own.

    The project's own ``node_modules`` stay as they are.
    """
    names = ("package.json", "package-lock.json")
    here = [pins / name for name in names]
    wanted = environment.digest([str(path) for path in here])
    mark = folder / "installed"
    if mark.exists() and mark.read_text(encoding="ascii") == wanted:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for path in (*here, ROOT / ".npmrc"):
        shutil.copy(path, folder)
    _say(f"Packages of npm for {folder.relative_to(ROOT)}.")
    run_step([VENV / "bin" / "npm", "ci", "--loglevel=error", "--prefix", folder])
    mark.write_text(wanted, encoding="ascii")


def _apt_install(package: str, reason: str) -> None:
    """Install a Debian package where that is allowed, else say how."""
    if not _may_use_apt():
        message = f"{reason}. Install the package {package} (Debian: `apt-get install {package}`)."
        raise SetupError(message)
    _say(f"{reason}: installing the Debian package {package}.")
    advice = f"Install the package {package} by hand."
    if not _apt_was_updated:
        run_step(["apt-get", "-q", "-q", "update"], advice)
        _apt_was_updated.append(True)
    run_step(
        ["apt-get", "-q", "-q", "install", "--yes", "--no-install-recommends", *package.split()],
        advice,
    )


_apt_was_updated: list[bool] = []


def _may_use_apt() -> bool:
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def _install_browsers() -> None:
    """Install Chromium, which most tests need, and what the tests of other browsers need."""
    if not environment.find_browser():
        _install_chromium()
    if _may_use_apt():
        for program in environment.OTHERS:
            # What cannot be had is listed at the end of the tests as not tried.
            if not program.find():
                with contextlib.suppress(SetupError):
                    _apt_install(program.packages, f"For the tests with {program.name}")
    (SET_UP_MARKS / "others").write_text(_packages_of_others(), encoding="ascii")


def missing_packages() -> list[str]:
    """Return the Debian packages of what the tests drive and is not here, Chromium left out."""
    return [program.packages for program in environment.OTHERS if not program.find()]


def _install_chromium() -> None:
    reason = "No Chromium or Chrome was found"
    if _may_use_apt():
        with contextlib.suppress(SetupError):  # Ubuntu's package is only a stub: go on below.
            _apt_install("chromium-headless-shell", reason)
        if environment.find_browser():
            return
    _say(f"{reason}: downloading the one that Playwright brings.")
    run_step(
        [PYTHON, "-m", "playwright", "install", "chromium"],
        "Install Chromium or Google Chrome, or set BROWSER_PATH to the program of one.",
    )
    question = (
        "from playwright.sync_api import sync_playwright as start\n"
        "with start() as p: print(p.chromium.executable_path, end='')"
    )
    # The command is fixed in this file.
    place = subprocess.check_output([PYTHON, "-c", question], text=True)  # noqa: S603
    (SET_UP_MARKS / "browser").write_text(place, encoding="utf-8")


def main() -> int:
    """Say that all is done by then."""
    print("[set-up] Everything is in place.")
    return 0


PARSER = argparse.ArgumentParser(
    description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
)
_instead = PARSER.add_mutually_exclusive_group()
for _option in ("--browser", "--packages", "--pin"):
    _instead.add_argument(_option, action="store_true")
_instead.add_argument("--pyodide", metavar="VERSION")


if __name__ == "__main__":
    options = PARSER.parse_args()
    if options.packages:
        print(*missing_packages())
    elif options.pin or options.pyodide:
        # What is installed need not fit what is asked for now.
        LOG.parent.mkdir(exist_ok=True)
        with errors_in_words():
            if options.pin:
                pin()
            else:
                take_pyodide(options.pyodide)
    else:
        run(main, browser=options.browser)
