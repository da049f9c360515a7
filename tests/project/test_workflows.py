"""The workflows pin what they use, ask for little, and name no address of the site."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import environment
import pytest
import yaml

GITHUB = Path(__file__).resolve().parents[2] / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
WRITES = {("pages.yml", "deploy"): {"pages": "write", "id-token": "write"}}


def read(path: Path) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_hash_with_its_version_beside_it(path: Path) -> None:
    used = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))

    assert used
    for action in used:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_job_may_only_read_except_the_one_that_publishes(path: Path) -> None:
    workflow = read(path)

    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        written = {k: v for k, v in job["permissions"].items() if v == "write"}
        assert written == WRITES.get((path.name, name), {})
        assert job["timeout-minutes"] <= 40


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_workflow_needs_a_secret_or_knows_the_sites_address(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert "secrets." not in text
    assert "github.io" not in text
    assert "pull_request_target" not in text


def test_only_main_is_published() -> None:
    deploy = read(GITHUB / "workflows" / "pages.yml")["jobs"]["deploy"]

    assert "github.ref == 'refs/heads/main'" in deploy["if"]
    assert set(deploy["needs"]) == {"workflows", "build"}


def test_a_proposal_is_checked_tested_fuzzed_and_built_and_its_site_kept() -> None:
    workflow = read(GITHUB / "workflows" / "pages.yml")
    steps = workflow["jobs"]["build"]["steps"]

    # YAML takes the word "on" for a truth value.
    assert "pull_request" in workflow[True]
    commands = [step["run"] for step in steps if step.get("run", "").startswith("python3")]
    assert [command.split()[1] for command in commands] == [
        "scripts/check", "scripts/test", "scripts/fuzz", "scripts/bench", "scripts/build",
    ]  # fmt: skip
    # The engine is measured beside its parent's.
    assert steps[0]["with"]["fetch-depth"] == 2
    kept = [s for s in steps if s.get("uses", "").startswith("actions/upload-artifact")]
    assert kept[0]["with"]["path"] == "site"
    assert kept[0]["if"] == f"matrix.python == '{'.'.join(map(str, environment.OLDEST))}'"


def test_the_oldest_and_the_newest_python_promised_are_tried() -> None:
    build = read(GITHUB / "workflows" / "pages.yml")["jobs"]["build"]
    promised = (environment.OLDEST, environment.NEWEST)

    assert build["strategy"]["matrix"]["python"] == [".".join(map(str, each)) for each in promised]


def test_no_workflow_installs_what_nobody_pinned() -> None:
    for path in WORKFLOWS:
        text = path.read_text(encoding="utf-8")
        assert "pipx" not in text
        for line in text.splitlines():
            if 'pip" install' in line or "pip install" in line:
                assert "--no-deps --require-hashes --only-binary=:all:" in line


def test_each_week_the_newest_releases_are_tried_and_nothing_waits_for_it() -> None:
    workflow = read(GITHUB / "workflows" / "newest.yml")
    (job,) = workflow["jobs"].values()
    runs = [step.get("run", "") for step in job["steps"]]
    commands = [run for run in runs if run.startswith("python3 scripts/")]

    assert set(workflow[True]) == {"schedule", "workflow_dispatch"}
    assert [each["options"] for each in job["strategy"]["matrix"]["include"]] == [
        "--pin", "--pyodide latest",
    ]  # fmt: skip
    assert commands == [
        "python3 scripts/pages", "python3 scripts/check", "python3 scripts/test",
        "python3 scripts/fuzz --guided --seconds 120", "python3 scripts/build",
    ]  # fmt: skip


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_what_github_ends_by_itself_says_so(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert ("schedule:" in text) == ("60 days" in text)


def test_a_wrong_number_is_reported_with_its_article_and_quote() -> None:
    form = read(GITHUB / "ISSUE_TEMPLATE" / "wrong-number.yml")

    required = {f["id"] for f in form["body"] if f.get("validations", {}).get("required")}
    assert {"article", "quote"} <= required


def test_updates_wait_before_they_are_proposed() -> None:
    updates = read(GITHUB / "dependabot.yml")["updates"]

    assert {u["package-ecosystem"] for u in updates} == {"pip", "npm", "github-actions"}
    assert all(u["cooldown"]["default-days"] >= 7 for u in updates)
