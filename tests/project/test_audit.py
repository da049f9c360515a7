"""scripts/audit makes every check that it was asked for, or fails and says why."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import environment
import pytest
import set_up
from proving import site_audit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def test_a_check_that_cannot_be_made_is_a_complaint_and_the_others_are_made() -> None:
    def absent() -> dict[str, list[str]]:
        message = "Nothing is there."
        raise environment.SetupError(message)

    found = site_audit.judge({"nu": absent, "links": lambda: {"links": []}})

    assert found == {"nu": ["This check was not made. Nothing is there."], "links": []}


def test_without_java_the_nu_checker_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)

    with pytest.raises(environment.SetupError, match=r"needs Java.*apt-get install"):
        site_audit.nu(tmp_path)


@pytest.fixture
def _answers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let the tools be there, and say nothing but that they broke."""
    monkeypatch.setattr(site_audit, "tools", lambda: tmp_path)
    monkeypatch.setattr(shutil, "which", str)
    broken = subprocess.CompletedProcess("", 1, stdout="", stderr="class file version 61.0\n")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: broken)


@pytest.mark.usefixtures("_answers")
def test_a_tool_that_breaks_is_no_praise(tmp_path: Path) -> None:
    with pytest.raises(environment.SetupError, match=r"no report: class file version 61\.0"):
        site_audit.nu(tmp_path)
    with pytest.raises(environment.SetupError, match=r"no score for http://x/.*version 61\.0"):
        site_audit.all_by_lighthouse(["http://x/"], {"seo": 100}, "")


def test_the_best_of_a_few_runs_counts_and_what_is_below_its_limit_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scores = iter([0.9, 0.97, 0.95, 0.8, 0.9, 0.99])

    def run(*_: Any, **__: Any) -> subprocess.CompletedProcess[str]:
        report = {"categories": {"performance": {"score": next(scores)}, "seo": {"score": 1}}}
        return subprocess.CompletedProcess("", 0, stdout=json.dumps(report), stderr="")

    monkeypatch.setattr(site_audit, "tools", lambda: tmp_path)
    monkeypatch.setattr(subprocess, "run", run)

    limits = {"performance": 98, "seo": 100}
    pages = ["http://x/calculator/#a=yes", "http://x/data/"]
    found = site_audit.all_by_lighthouse(pages, limits, "")

    assert found == {
        "Lighthouse /calculator/, with a result 97 100": ["performance 97 < 98"],
        "Lighthouse /data/ 99 100": [],
    }
    # The limits reached, no other run is made.
    assert list(scores) == []


@pytest.mark.parametrize("folder", set_up.NODE_FOLDERS)
def test_packages_of_npm_are_pinned_by_hash_and_by_no_registry(folder: str) -> None:
    place = environment.ROOT / folder
    asked = json.loads((place / "package.json").read_text("utf-8"))
    lock = (place / "package-lock.json").read_text("utf-8")
    packages = {name: found for name, found in json.loads(lock)["packages"].items() if name}

    asked_for = {**asked.get("dependencies", {}), **asked.get("devDependencies", {})}
    assert {name: packages[f"node_modules/{name}"]["version"] for name in asked_for} == asked_for
    assert [name for name, found in packages.items() if not found.get("integrity")] == []
    assert "://" not in "".join(line for line in lock.splitlines() if '"url"' not in line)


def test_packages_for_a_folder_are_installed_once_and_apart(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(set_up, "ROOT", tmp_path)
    (tmp_path / ".npmrc").write_text("ignore-scripts=true\n", "utf-8")
    pins = tmp_path / "pins"
    pins.mkdir()
    for name in ("package.json", "package-lock.json"):
        (pins / name).write_text("{}", "utf-8")
    steps: list[list[str]] = []

    def step(command: Sequence[str | Path]) -> None:
        steps.append([str(word) for word in command])

    monkeypatch.setattr(set_up, "run_step", step)
    folder = tmp_path / "build" / "audit"
    for _ in range(2):
        set_up.install_node_folder(pins, folder)
    (pins / "package-lock.json").write_text('{"packages": {}}', "utf-8")
    set_up.install_node_folder(pins, folder)

    assert [words[-2:] for words in steps] == [["--prefix", str(folder)]] * 2
    assert (folder / ".npmrc").exists()
    assert (folder / "package-lock.json").read_text("utf-8") == '{"packages": {}}'


def test_the_calculator_is_judged_with_a_result_shown(tmp_path: Path) -> None:
    page = tmp_path / "calculator" / "index.html"
    page.parent.mkdir()
    page.write_text(
        '<a href="#top">…</a><a href="#applicant=enterprise&amp;none=town">例</a>', "utf-8"
    )

    assert site_audit.example(tmp_path) == "#applicant=enterprise&none=town"
