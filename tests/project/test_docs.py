"""What README and CONTRIBUTING tell people to type exists and does what they say."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "CONTRIBUTING.md")
OTHERS = (
    "SECURITY.md",
    "docs/architecture.md",
    "docs/verify.md",
    ".github/pull_request_template.md",
    *sorted(f"docs/decisions/{path.name}" for path in (ROOT / "docs/decisions").glob("*.md")),
)
OWN = re.compile(r"^(?:docs|calculator|scripts|tests|\.github)/[\w./-]*$")
PYTEST_OPTIONS = {"-m", "-k", "-q", "-x"}


def written(name: str) -> list[str]:
    """Return all code of a document: indented lines without their comments, and `words`."""
    text = (ROOT / name).read_text(encoding="utf-8")
    lines = re.findall(r"^(?: {4}|      )([^ \n].*)$", text, re.MULTILINE)
    lines = [line.split("  #")[0].strip() for line in lines]
    return lines + re.findall(r"`([^`\n]+)`", text)


def commands(names: tuple[str, ...] = DOCUMENTS) -> list[str]:
    found = {command for name in names for command in written(name)}
    starts = ("scripts/", "python -m", "python3 ", "SITE_URL=")
    return sorted(c for c in found if c.startswith(starts) and not c.endswith("/"))


def parts(command: str) -> list[str]:
    """Return the words of a command without the variables set before it."""
    return [word for word in shlex.split(command) if not re.match(r"^[A-Z_]+=", word)]


@pytest.mark.parametrize(
    "command",
    [command for command in commands((*DOCUMENTS, "docs/verify.md")) if "scripts/" in command],
    ids=str,
)
def test_a_script_that_is_named_exists_and_takes_the_options(command: str) -> None:
    script, *arguments = parts(command.removeprefix("python3 "))
    path = ROOT / script

    assert path.is_file()
    # Without a suffix it is a program; with one it is started through Python.
    assert path.suffix or path.stat().st_mode & 0o100
    source = path.read_text(encoding="utf-8")
    if script == "scripts/bench":
        # Each benchmark is a file of its own, with its own options.
        source += (ROOT / f"scripts/measuring/bench_{arguments[0]}.py").read_text(encoding="utf-8")
    for word in arguments:
        if OWN.match(word):
            assert (ROOT / word).exists()
        elif word.startswith("-"):
            assert f'"{word}"' in source or (script == "scripts/test" and word in PYTEST_OPTIONS)


RUN_SHORTER = {
    "scripts/build": ["scripts/build", "--help"],
    # The check runs these tests themselves.
    "scripts/check": ["scripts/check", "--help"],
    "scripts/check --install": ["scripts/check", "--help"],
    "scripts/fuzz --guided --seconds 600": [
        *("scripts/fuzz", "--guided", "--seconds", "0", "--target", "fragments"),
    ],
    "scripts/fuzz --seconds 60": ["scripts/fuzz", "--seconds", "0", "--target", "texts"],
    "scripts/mutants": ["scripts/mutants", "article_16"],
    # Rewriting is tried by comparing: a test must not change the pages.
    "scripts/pages": ["scripts/pages", "--check"],
    "scripts/prove": ["scripts/prove", "--measure", "agency-service"],
    "scripts/prove --quick": ["scripts/prove", "--help"],
    "scripts/audit": ["scripts/audit", "--only", "links"],
    # Pinning changes the pins and needs the network.
    "python3 scripts/set_up.py --pin": None,
    "python3 scripts/set_up.py --pyodide latest": None,
}
"""What runs in a command's place where the command would take minutes or change files."""


def in_short(command: str) -> list[str] | None:
    """Return the words to run for a command, or None where it cannot be tried."""
    if command in RUN_SHORTER:
        return RUN_SHORTER[command]
    words = parts(command)
    if words[0] == "scripts/bench":
        return [*words[:2], "--help"]
    if words[0] == "scripts/test":
        # Of the tests one file will do: what is named is there, and the run that this is part of
        # collects them all.
        options = [word for word in words[1:] if not OWN.match(word)]
        return [words[0], *options, "--collect-only", "-q", "tests/project/test_check.py"]
    return words


def runs() -> list[list[str]]:
    """Return what is run in place of the scripts' commands; what two come to, once."""
    found = [
        in_short(command)
        for command in commands()
        # A module is named, not run; the site's address and its server have tests of their own.
        if "scripts/" in command
        and not re.search(r"^scripts/\S+\.m?(py|js)$|serve|SITE_URL", command)
    ]
    return [words for place, words in enumerate(found) if words and words not in found[:place]]


@pytest.mark.slow
@pytest.mark.parametrize("words", runs(), ids=shlex.join)
def test_a_script_runs_as_it_is_written(words: list[str]) -> None:
    result = subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.slow
def test_the_site_is_built_for_the_address_that_is_told(tmp_path: Path, built_site: Path) -> None:
    """For a host of its own; all other tests have the site at a path.

    Of the two one has a repository, where mistakes can be told, and the other has none.
    """
    address = "https://example.org/"
    told = os.environ.get("REPOSITORY_URL", "")
    other = "" if told else "https://example.org/code"
    assert "SITE_URL=https://… scripts/build" in commands()

    result = subprocess.run(
        [sys.executable, "scripts/build", "--site", tmp_path / "site"],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "SITE_URL": address, "REPOSITORY_URL": other},
    )  # fmt: skip

    assert result.returncode == 0, result.stderr
    assert f"<loc>{address}policy/</loc>" in (tmp_path / "site/sitemap.xml").read_text("utf-8")
    missing = (tmp_path / "site" / "404.html").read_text(encoding="utf-8")
    assert 'href="/assets/' in missing
    inner = (tmp_path / "site" / "policy" / "article-02" / "index.html").read_text("utf-8")
    assert f'<link rel="canonical" href="{address}policy/article-02/">' in inner
    # All other pages hold together at any address.
    assert not re.search(r'(?:src|href)="/', inner)
    for site, repository in ((tmp_path / "site", other), (built_site, told)):
        missing = (site / "404.html").read_text(encoding="utf-8")
        inner = (site / "policy" / "article-02" / "index.html").read_text(encoding="utf-8")
        if repository:
            assert f"{repository}/issues/new" in missing
            assert "发现错误" in inner
            assert f"{repository}/issues/new?title=" in inner
        else:
            assert "issues/new" not in missing + inner
            assert "发现错误" not in inner


@pytest.fixture
def _interruptible() -> Iterator[None]:
    """Let Ctrl+C reach what a test starts, also where these tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.slow
@pytest.mark.usefixtures("_interruptible")
@pytest.mark.parametrize("command", [c for c in commands() if "scripts/serve" in c], ids=str)
def test_the_site_is_served_and_stops_when_asked(command: str) -> None:
    words = parts(command)
    port = words[words.index("--port") + 1] if "--port" in words else "8000"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        other = str(free.getsockname()[1])
    words = [other if word == port else word for word in words]
    words += [] if "--port" in words else ["--port", other]
    process = subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment()
    )
    assert process.stdout
    said = next(line for line in process.stdout if "The site is at" in line)
    with urllib.request.urlopen(said.split()[-1]) as answer:  # noqa: S310 - on this machine
        assert "晋城" in answer.read().decode()
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0
    process.stdout.close()


def environment() -> dict[str, str]:
    """Return the variables for a script that says at once what it has to say."""
    return {**os.environ, "PYTHONUNBUFFERED": "1"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", [c for c in commands() if c.startswith("python -m calculator")], ids=str
)
def test_a_command_of_the_calculator_runs(command: str, tmp_path: Path) -> None:
    document = '{"as_of":"2024-12-01","answers":{"applicant":"enterprise"}}\n'
    arguments = parts(command)[3:]
    for place, word in enumerate(arguments):
        if word.endswith((".json", ".jsonl")):
            (tmp_path / word).write_text(document, encoding="utf-8")
            arguments[place] = str(tmp_path / word)

    result = subprocess.run(
        [sys.executable, "-m", "calculator", *(arguments or ["--help"])],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert result.returncode == 0, result.stderr
    assert result.stdout


@pytest.mark.parametrize("name", [*DOCUMENTS, *OTHERS])
def test_every_path_that_is_named_exists(name: str) -> None:
    paths = {word for code in written(name) for word in code.split() if OWN.match(word)}

    assert paths
    assert sorted(path for path in paths if not (ROOT / path).exists()) == []


@pytest.mark.parametrize("name", [*DOCUMENTS, *OTHERS])
def test_every_name_that_is_said_to_be_in_a_file_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    said = re.findall(
        r"`([A-Za-z_]\w*)(?:\(\))?`\s+(?:in|of)\s+`([\w./-]+\.\w+|scripts/\w+)`", text
    )

    assert name != "CONTRIBUTING.md" or len(said) > 10
    assert [
        (word, path)
        for word, path in said
        if not re.search(rf"\b{word}\b", (ROOT / path).read_text(encoding="utf-8"))
    ] == []


def test_every_file_in_the_pictures_of_the_architecture_exists() -> None:
    """There, and in its tables, files stand by the ends of their paths."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"[\w./-]+\.(?:py|mjs|js)\b", text))
    files = [
        f"/{path.relative_to(ROOT)}"
        for top in ("calculator", "docs", "scripts", "tests")
        for path in (ROOT / top).rglob("*.*")
    ]

    assert len(named) > 20
    assert sorted(n for n in named if not any(file.endswith(f"/{n}") for file in files)) == []


@pytest.mark.parametrize("name", [*DOCUMENTS, *OTHERS])
def test_every_link_to_a_file_leads_to_one(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]

    assert [link for link in links if not ((ROOT / name).parent / link).exists()] == []


def test_every_decision_record_stands_in_the_index() -> None:
    index = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    records = [path.name for path in (ROOT / "docs" / "decisions").glob("0*.md")]
    assert [name for name in records if f"({name})" not in index] == []
