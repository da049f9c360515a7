"""What README and CONTRIBUTING tell people to type exists and does what they say."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ("README.md", "CONTRIBUTING.md")
OWN = re.compile(r"^(?:docs|calculator|scripts|tests|\.github)/[\w./-]*$")
PYTEST_OPTIONS = {"-m", "-k", "-q", "-x"}


def written(name: str) -> list[str]:
    """Return all code of a document: indented lines without their comments, and `words`."""
    text = (ROOT / name).read_text(encoding="utf-8")
    lines = re.findall(r"^(?: {4}|      )([^ \n].*)$", text, re.MULTILINE)
    lines = [line.split("  #")[0].strip() for line in lines]
    return lines + re.findall(r"`([^`\n]+)`", text)


def commands() -> list[str]:
    found = {command for name in DOCUMENTS for command in written(name)}
    starts = ("scripts/", "python -m", "python3 ", "SITE_URL=")
    return sorted(c for c in found if c.startswith(starts) and not c.endswith("/"))


def parts(command: str) -> list[str]:
    """Return the words of a command without the variables set before it."""
    return [word for word in shlex.split(command) if not re.match(r"^[A-Z_]+=", word)]


@pytest.mark.parametrize(
    "command", [command for command in commands() if "scripts/" in command], ids=str
)
def test_a_script_that_is_named_exists_and_takes_the_options(command: str) -> None:
    script, *arguments = parts(command.removeprefix("python3 "))
    path = ROOT / script

    assert path.is_file()
    # Without a suffix it is a program; with one it is started through Python.
    assert path.suffix or path.stat().st_mode & 0o100
    source = path.read_text(encoding="utf-8")
    for word in arguments:
        if OWN.match(word):
            assert (ROOT / word).exists()
        elif word.startswith("-"):
            assert f'"{word}"' in source or (script == "scripts/test" and word in PYTEST_OPTIONS)


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


def test_the_pages_are_checked_as_contributing_says() -> None:
    result = subprocess.run(
        [sys.executable, "scripts/pages", "--check"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_that_is_named_exists(name: str) -> None:
    paths = {word for code in written(name) for word in code.split() if OWN.match(word)}

    assert paths
    assert sorted(path for path in paths if not (ROOT / path).exists()) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_to_a_file_leads_to_one(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]

    assert [link for link in links if not (ROOT / link).exists()] == []
