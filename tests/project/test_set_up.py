"""The set-up works on any day, says what is wrong, and never answers with a traceback."""

from __future__ import annotations

import ast
import contextlib
import errno
import hashlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
import time
import types
import urllib.request
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import build_cache
import environment
import pytest
import set_up
from building import server, site_build

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPTS = environment.ROOT / "scripts"
COMMANDS = sorted(path for path in SCRIPTS.iterdir() if path.is_file() and not path.suffix)
WITH_PARSER = [path for path in COMMANDS if "argparse" in path.read_text(encoding="utf-8")]


@pytest.fixture(autouse=True)
def _with_a_log_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no step find in the log what that of another test has printed."""
    monkeypatch.setattr(set_up, "LOG", tmp_path / "set-up.log")


# --- the pins are the whole truth -------------------------------------------------------------


def test_the_pins_name_all_that_is_needed() -> None:
    assert set_up.unmet([Path(sysconfig.get_path("purelib"))]) == []


def test_the_pins_for_pyodide_name_all_that_is_needed() -> None:
    assert set_up.unmet_in_pyodide() == []


def described(folder: Path, name: str, version: str, *needs: str) -> None:
    """Write what an installed package says of itself."""
    place = folder / f"{name}-{version}.dist-info"
    place.mkdir(parents=True)
    lines = [f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {need}" for need in needs)]
    (place / "METADATA").write_text("Metadata-Version: 2.1\n" + "\n".join(lines), "utf-8")


def test_a_missing_or_too_old_package_is_named_with_the_one_that_needs_it(tmp_path: Path) -> None:
    described(tmp_path, "a", "1", "b[fast]>=2", "c; python_version < '3'")
    described(tmp_path, "b", "1", "d; extra == 'fast'", "e; extra == 'other'")

    assert set_up.unmet([tmp_path]) == [
        "a needs b[fast]>=2, and 1 is pinned",
    ]
    described(tmp_path / "new", "a", "1", "b[fast]>=2")
    described(tmp_path / "new", "b", "2", "d; extra == 'fast'", "e; extra == 'other'")
    assert set_up.unmet([tmp_path / "new"]) == [
        'b needs d; extra == "fast", which is not pinned',
    ]


def wheel(folder: Path, name: str, version: str, *needs: str) -> str:
    """Write a package with nothing in it; return its pin."""
    place = folder / f"{name}-{version}-py3-none-any.whl"
    about = f"{name}-{version}.dist-info"
    needed = "".join(f"Requires-Dist: {need}\n" for need in needs)
    files = {
        f"{name}.py": f"VERSION = {version!r}\n",
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        f"Provides-Extra: toml\n{needed}",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(place, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
        archive.writestr(f"{about}/RECORD", "".join(f"{path},,\n" for path in files))
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(place.read_bytes()).hexdigest()}\n"


def install(folder: Path, pins: str, *options: str | Path) -> None:
    """Install what is pinned from the packages in a folder, as the set-up does."""
    (folder / "pins.txt").write_text(pins, encoding="utf-8")
    set_up.run_step(
        [environment.PYTHON, *set_up.PIP, "--no-index", "--find-links", folder,
         *options, "-r", folder / "pins.txt"]
    )  # fmt: skip


@pytest.mark.slow
def test_a_newer_release_of_an_extras_package_changes_nothing(tmp_path: Path) -> None:
    pins = wheel(tmp_path, "plugin", "1.0", "covering[toml]>=1.0")
    pins += wheel(tmp_path, "covering", "1.0")
    wheel(tmp_path, "covering", "2.0")
    target = tmp_path / "installed"

    install(tmp_path, pins, "--target", target)

    assert (target / "covering.py").read_text("utf-8") == "VERSION = '1.0'\n"
    assert set_up.unmet([target]) == []


OF_ANOTHER_FILE = f"odd==1.0 --hash=sha256:{'0' * 64}"


@pytest.mark.slow
def test_what_has_no_wheel_is_not_built_but_told(tmp_path: Path) -> None:
    (tmp_path / "odd-1.0.tar.gz").write_bytes(b"not looked into")

    with pytest.raises(environment.SetupError) as told:
        install(tmp_path, OF_ANOTHER_FILE)

    assert str(told.value).splitlines()[-1].startswith("There is no wheel of this version")


@pytest.mark.slow
def test_the_package_that_is_not_the_pinned_one_is_named(tmp_path: Path) -> None:
    wheel(tmp_path, "odd", "1.0")

    with pytest.raises(environment.SetupError) as told:
        install(tmp_path, OF_ANOTHER_FILE)

    *_, cause, package, meaning = str(told.value).splitlines()
    assert cause.startswith("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES")
    assert package.startswith("    odd==1.0 from ")
    assert meaning.startswith("What arrived is not what was pinned.")


# --- what is wrong is said --------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [*COMMANDS, SCRIPTS / "environment.py", SCRIPTS / "set_up.py"], ids=lambda p: p.name
)
def test_an_old_python_reads_a_command_as_far_as_the_sentence(path: Path) -> None:
    source = path.read_text(encoding="utf-8")

    ast.parse(source, feature_version=(3, 7))
    # Python 3.6 does not know it.
    assert "from __future__ import annotations" not in source


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.name)
def test_every_command_begins_and_ends_in_the_same_way(path: Path) -> None:
    assert "    set_up.run(main" in path.read_text(encoding="utf-8")


def started(code: str, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(SCRIPTS)!r})\n{code}"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **variables},
    )  # fmt: skip


def said(code: str, **variables: str) -> str:
    process = started(code, **variables)
    return process.communicate()[0]


def test_a_python_that_is_too_old_is_told_so() -> None:
    told = said("sys.version_info = (3, 10, 13, 'final', 0)\nimport environment")

    assert told.startswith("[set-up] Python 3.11 or newer is needed; this is Python ")
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "The disk is full"), (errno.EACCES, "it belongs to somebody else")],
)
def test_what_only_the_user_can_mend_is_one_sentence(number: int, words: str) -> None:
    told = said(
        f"import environment, set_up\nenvironment.VENV = environment.Path(sys.prefix)\n"
        f"def main(): raise OSError({number}, 'so it is', '/a/place')\nset_up.run(main)"
    )

    assert words in told
    assert "/a/place" in told
    assert "Traceback" not in told


def test_a_tree_that_was_copied_in_part_tells_why() -> None:
    why = "[Errno 28] No space left on device"

    told = set_up.in_words(shutil.Error([("/from/here", "/to/there", why)]))

    assert told
    assert told.startswith("The disk is full (/to/there).")


def test_other_errors_keep_their_traceback() -> None:
    assert set_up.in_words(FileNotFoundError(errno.ENOENT, "not there")) is None
    assert set_up.in_words(shutil.Error([("/from", "/to", "[Errno 2] not there")])) is None
    assert set_up.in_words(shutil.SameFileError("these two are one file")) is None


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("exit 3", "[set-up] This ended with status 3; what it said stands above:\n  sh"),
        (
            "kill -KILL $$",
            "[set-up] This ended with status -9 (killed, perhaps for want of memory)",
        ),
        ("kill -INT $$", "\nStopped. Start the same"),
    ],
)
def test_what_another_program_ends_with_is_told_without_a_traceback(end: str, words: str) -> None:
    told = said(
        # A shell that started the tests in the background has let SIGINT be ignored.
        "import signal; signal.signal(signal.SIGINT, signal.SIG_DFL)\n"
        "import environment, set_up, subprocess\nenvironment.VENV = environment.Path(sys.prefix)\n"
        "def main():\n"
        f"    set_up.check_end(subprocess.run(['sh', '-c', 'echo I fall; {end}'], check=False))\n"
        "set_up.run(main)"
    )

    assert told.startswith(f"I fall\n{words}")
    assert "Traceback" not in told


def test_pages_that_find_no_room_are_not_blamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 1))
    with pytest.raises(SystemExit, match="at which page"):
        site_build.make(tmp_path / "site", tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: types.SimpleNamespace(free=4096))
    with pytest.raises(OSError, match="MkDocs stopped") as full:
        site_build.make(tmp_path / "site", tmp_path)

    assert full.value.errno == errno.ENOSPC


def test_what_a_build_leaves_half_made_is_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(new: Path, _: Path) -> None:
        (new / "index.html").touch()
        raise KeyboardInterrupt

    monkeypatch.setattr(site_build, "make", stop)
    monkeypatch.setattr(site_build, "inputs", lambda: "what it is made from")
    monkeypatch.setattr(build_cache, "is_current", lambda *_: False)
    with pytest.raises(KeyboardInterrupt):
        site_build.build(tmp_path / "site")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", WITH_PARSER, ids=lambda path: path.name)
def test_wrong_words_are_told_before_anything_is_set_up(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "scripts"
    copy.mkdir()
    for needed in (path, SCRIPTS / "environment.py", SCRIPTS / "set_up.py"):
        shutil.copy(needed, copy)

    done = subprocess.run(
        [sys.executable, copy / path.name, "--nonsense"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    required = {"bench": "the following arguments are required: name"}
    assert required.get(path.name, "unrecognized arguments: --nonsense") in done.stderr
    assert list(tmp_path.iterdir()) == [copy]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["serve", "--port", "99999"], "“99999” is no port; name one from 1 to 65535"),
        (["serve", "--port", "http"], "“http” is no port; name one from 1 to 65535"),
        (["bench", "engines"], "invalid choice: 'engines'"),
        (["bench", "engine", "--count", "1"], "--count must be at least 2"),
        (
            ["mutants", "article_98", "article_02", "article_99"],
            "there is no module article_98, article_99; there are article_01, article_02",
        ),
        (["test", "--quik"], "There is no --quik; did you mean --quick?"),
        (["test", "-x", "--duration"], "There is no --duration; did you mean --durations?"),
    ],
)
def test_a_wrong_word_is_told_with_what_is_accepted(words: list[str], told: str) -> None:
    done = subprocess.run(
        [sys.executable, SCRIPTS / words[0], *words[1:]],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode
    assert told in done.stderr


def test_words_of_pytests_own_are_not_taken_for_ours() -> None:
    words = ["--quick", "--durations=3", "--durations-min=1", "--quiet", "-k", "quick", "--help"]
    done = subprocess.run(
        [sys.executable, SCRIPTS / "test", *words], capture_output=True, text=True, check=False
    )

    assert "did you mean" not in done.stderr
    assert done.returncode == 0


def test_a_taken_port_is_told_before_anything_is_built(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, SCRIPTS / "serve", "--port", port, "--site", tmp_path / "site"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert f"Port {port} cannot be used" in done.stderr
    assert "choose another" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("printed", "cause"),
    [
        ("WARNING: x\nERROR: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: Could not install: [Errno 13] Permission denied: '/x'", "A folder cannot be"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "What arriv"),
        (
            "WARNING: NewConnectionError: resolution\nERROR: No matching distribution found for x",
            "The package index was not reached",
        ),
        ("ERROR: No matching distribution found for x==1", "There is no wheel of this version"),
        ("npm error code ENOTFOUND", "The package index was not reached"),
        ("npm error code E503", "The package index was not reached"),
        ("ERROR: HTTP error 502 while getting https://x", "The package index was not reached"),
        ("ERROR: 502 Server Error: Bad Gateway for url: https://x", "The package index was not"),
        (
            "Looking in links: /tmp/502/x\nERROR: No matching distribution found",
            "There is no wheel",
        ),
        (
            'WARNING: The index url "x" seems invalid\nERROR: No matching distribution found for x',
            "The address of the package index",
        ),
        ("something else", "do this"),
    ],
)
def test_a_step_that_fails_tells_its_cause_last_and_no_warnings(printed: str, cause: str) -> None:
    with pytest.raises(environment.SetupError) as told:
        set_up.run_step(
            [sys.executable, "-c", f"import sys; print({printed!r}); sys.exit(3)"], "do this"
        )

    lines = str(told.value).splitlines()
    assert lines[-1].startswith(cause)
    assert not any(line.startswith("WARNING") for line in lines)
    assert "status 3" in str(told.value)


def test_what_stands_below_the_cause_is_told_once() -> None:
    printed = "OSError: No space left on device\n    while odd-1.0 was written"
    with pytest.raises(environment.SetupError) as told:
        set_up.run_step([sys.executable, "-c", f"import sys; sys.exit({printed!r})"])

    lines = str(told.value).splitlines()
    assert lines.count("    while odd-1.0 was written") == 1
    assert lines.count("OSError: No space left on device") == 1


def test_the_line_that_tells_the_cause_stands_above_it_and_nobody_is_told_to_become_root() -> None:
    printed = "\n".join(
        [
            "npm error code EACCES",
            "npm error Error: EACCES: permission denied, mkdir '/nobody'",
            *(f"npm error at line {line}" for line in range(9)),
            "npm error The operation was rejected by your operating system.",
            "npm error It is likely you do not have the permissions to access this file",
            "npm error the command again as root/Administrator.",
        ]
    )
    with pytest.raises(environment.SetupError) as told:
        set_up.run_step([sys.executable, "-c", f"import sys; sys.exit({printed!r})"])

    *_, above, cause = str(told.value).splitlines()
    assert above == "npm error Error: EACCES: permission denied, mkdir '/nobody'"
    assert cause.startswith("A folder cannot be used")
    paths = (str(environment.ROOT), os.path.relpath(set_up.LOG, environment.ROOT))
    for path in paths:
        assert path in str(told.value)
    assert "root" not in str(told.value).replace(paths[0], "").replace(paths[1], "")


@pytest.mark.parametrize(
    "named",
    [
        "example.org",
        "https://",
        "ftp://example.org/",
        "https://a/?b",
        "https://a b/",
        'https://a/"',
        "https://?",
        "https://a/#b",
    ],
)
@pytest.mark.parametrize("variable", ["SITE_URL", "REPOSITORY_URL"])
def test_an_address_that_is_none_is_refused_before_anything_is_set_up(
    named: str, variable: str
) -> None:
    told = said(
        "import set_up; set_up.prepare = lambda **_: print('set up')\n"
        "set_up.run(lambda: print('served'))",
        **{variable: named},
    )

    assert told == (
        f"[set-up] {variable} is “{named}”; it must be an address such as "
        "https://example.org/towns/\n"
    )


@pytest.mark.parametrize("named", ["https://example.org", "https://example.org/a/b/"])
def test_an_address_may_have_any_path(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", named)
    assert environment.site_url() == named.rstrip("/") + "/"


def test_an_address_is_not_empty_and_the_reports_may_have_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SITE_URL", "")
    monkeypatch.setenv("REPOSITORY_URL", "")
    with pytest.raises(environment.SetupError, match="SITE_URL is “”"):
        environment.site_url()
    assert environment.repository_url() == ""


# --- interrupted, and twice at once -----------------------------------------------------------


def test_ctrl_c_ends_a_command_with_a_sentence_and_ends_what_it_started() -> None:
    process = started(
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import environment, set_up\nenvironment.VENV = environment.Path(sys.prefix)\n"
        f"set_up.LOG = environment.Path({str(set_up.LOG)!r})\n"
        "def main():\n"
        "    print('begun')\n"
        "    set_up.run_step([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "set_up.run(main)"
    )
    assert process.stdout
    assert process.stdout.readline() == "begun\n"
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)

    told = process.communicate(timeout=30)[0]
    assert process.returncode == -signal.SIGINT
    assert "Start the same command again" in told
    assert "Traceback" not in told


def test_ctrl_c_has_its_sentence_also_while_modules_are_loaded() -> None:
    process = started("import environment\nraise KeyboardInterrupt")

    assert process.communicate()[0] == "\nStopped. Start the same command again to go on.\n"
    assert process.returncode == -signal.SIGINT


def test_no_ctrl_c_is_lost_where_the_python_of_the_project_takes_over() -> None:
    told = said(
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import environment, os, set_up\n"
        "environment.VENV, set_up.prepare = environment.Path('/elsewhere'), lambda **_: None\n"
        "os.execv = lambda *_: sys.exit(str(signal.getsignal(signal.SIGINT) == signal.SIG_DFL))\n"
        "set_up.run(None)"
    )

    assert told == "True\n"


def test_of_two_at_once_the_second_says_that_it_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    order: list[str] = []

    def second() -> None:
        with environment.only_one("trial"):
            order.append("second")

    waiting = threading.Thread(target=second)
    with environment.only_one("trial"):
        waiting.start()
        while "waiting" not in capsys.readouterr().out:
            time.sleep(0.01)
        order.append("first")
    waiting.join()

    assert order == ["first", "second"]


def test_what_a_killed_set_up_had_started_keeps_others_out(tmp_path: Path) -> None:
    process = started(
        f"import environment, set_up\nenvironment.ROOT = environment.Path({str(tmp_path)!r})\n"
        f"set_up.LOG = environment.Path({str(set_up.LOG)!r})\n"
        "with environment.only_one('trial'):\n"
        "    set_up.run_step([sys.executable, '-c', "
        "'import os, time; print(os.getppid(), flush=True); time.sleep(1)'])"
    )
    lock = tmp_path / "build" / "trial.lock"
    while not lock.exists():
        time.sleep(0.01)
    time.sleep(0.3)
    process.kill()
    process.wait()
    process.communicate()

    told = said(
        f"import environment\nenvironment.ROOT = environment.Path({str(tmp_path)!r})\n"
        "with environment.only_one('trial'): print('mine')"
    )
    assert told.splitlines()[-1] == "mine"
    assert "waiting" in told


def test_a_site_for_which_no_folder_can_be_made_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a file").touch()
    monkeypatch.setattr(site_build, "inputs", lambda: "none")
    with pytest.raises(environment.SetupError, match=r"No folder can be made in .*a file; choose"):
        site_build.build(tmp_path / "a file" / "site")


def test_a_server_answers_every_request_while_a_new_build_takes_its_place(tmp_path: Path) -> None:
    site = tmp_path / "site"

    def build(folder: Path) -> None:
        (folder / "deep").mkdir(parents=True)
        for place in ("index.html", "deep/index.html", "404.html"):
            (folder / place).write_text("here", encoding="utf-8")

    build(site)
    served = server.Site(site).start()
    answers: list[int] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            with urllib.request.urlopen(served.url + "deep/") as answer:  # noqa: S310 - on this machine
                answers.append(answer.status)

    asking = [threading.Thread(target=ask) for _ in range(3)]
    for thread in asking:
        thread.start()
    swaps = 0
    while swaps < 100 or len(answers) < 100:
        build(site_build.beside(site, "new"))
        site_build.put_in_place(site_build.beside(site, "new"), site)
        swaps += 1
    stop.set()
    for thread in asking:
        thread.join()
    served.stop()

    assert set(answers) == {200}


def test_an_answer_of_the_server_leaves_as_a_whole(tmp_path: Path) -> None:
    """In two parts, the second would wait until the first has been confirmed."""
    (tmp_path / "page.html").write_text("<p>here", encoding="utf-8")
    served = server.Site(tmp_path).start()

    with socket.create_connection(("127.0.0.1", served.server_port)) as asking:
        asking.sendall(b"GET /page.html HTTP/1.1\r\nHost: here\r\n\r\n")
        first = asking.recv(1 << 16)
    served.stop()

    assert first.startswith(b"HTTP/1.1 200")
    assert first.endswith(b"<p>here")


@pytest.mark.parametrize("name", ["%00", "a" * 5000, "%00/"])
def test_a_name_that_no_file_can_have_is_not_found(name: str, tmp_path: Path) -> None:
    (tmp_path / "404.html").write_text("<p>nothing here", encoding="utf-8")
    served = server.Site(tmp_path).start()
    asking = http.client.HTTPConnection("127.0.0.1", served.server_port)
    asking.request("GET", f"/{name}")
    answer = asking.getresponse()
    body = answer.read()
    asking.close()
    served.stop()

    assert (answer.status, body) == (404, b"<p>nothing here")


def test_files_that_are_no_site_are_not_thrown_away(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")

    with pytest.raises(environment.SetupError, match="a folder of its own"):
        site_build.build(tmp_path)

    with pytest.raises(environment.SetupError, match="a folder of its own"):
        site_build.build(tmp_path / "letter.txt")

    assert (tmp_path / "letter.txt").exists()


def test_a_program_that_tests_need_since_is_asked_for_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts: list[str] = []

    @contextlib.contextmanager
    def only_one(name: str) -> Iterator[None]:
        starts.append(name)
        yield

    monkeypatch.setattr(set_up, "SET_UP_MARKS", tmp_path)
    monkeypatch.setattr(set_up, "_may_use_apt", lambda: False)
    monkeypatch.setattr(environment, "only_one", only_one)
    monkeypatch.setattr(environment, "is_done", lambda _: True)
    monkeypatch.setattr(environment, "find_browser", lambda: "chromium")

    set_up.prepare(browser=True)
    set_up.prepare(browser=True)
    assert len(starts) == 1

    another = environment.Program("Lynx", "lynx", "lynx")
    monkeypatch.setattr(environment, "OTHERS", (*environment.OTHERS, another))
    set_up.prepare(browser=True)
    assert len(starts) == 2
