"""The page on what is stored in the browser names all that the scripts store, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from calculator.policy import POLICY

DOCS = Path(__file__).resolve().parents[2] / "docs"
OF_THE_THEME = ".__palette"
"""What tests/browser/batch/test_what_is_stored.py finds beside our own."""


def scripts() -> dict[str, str]:
    """Return the text of all that we let a browser run, but for what others wrote."""
    paths = [*DOCS.rglob("*.js"), *(DOCS / "theme").rglob("*.html")]
    return {
        path.relative_to(DOCS).as_posix(): path.read_text(encoding="utf-8")
        for path in paths
        if "vendor" not in path.parts
    }


def meant(word: str, script: str) -> str:
    """Return the text that a word of a script stands for, as far as it is fixed."""
    if found := re.fullmatch(r'"([^"]*)"', word):
        return found[1]
    if word == "this.catalogue.policy.number":
        return POLICY.number
    (told,) = re.findall(rf"const {word} = [`\"](.*)[`\"];", script)
    known = re.sub(r"\$\{(PREFIX)\}", lambda name: meant(name[1], script), told)
    # What follows, such as a version, is told by the page in words.
    return known.split("${")[0]


def named_by_scripts() -> set[str]:
    """Return every name under which a script stores anything."""
    found = set()
    for name, script in scripts().items():
        for word in re.findall(r"\bnew Stored\(([^)]*)\)", script):
            found.add("calculator:" + meant(word, script))
        for word in re.findall(r"\b(?:local|session)Storage\.\w+\(([^),]*)", script):
            if name != "assets/calculator/shared/stored.js":
                found.add(meant(word, script))
        # `name` is what caches.keys() itself has named.
        for word in re.findall(r"\bcaches\.open\((?!name\))(\w+)", script):
            found.add(meant(word, script))
        found |= set(re.findall(r'serviceWorker\.register\(new URL\("([^"]*)"', script))
    return found


def names_on_the_page() -> set[str]:
    page = (DOCS / "your-data.md").read_text(encoding="utf-8")
    rows = [line.split("|")[3] for line in page.splitlines() if line.startswith("| ")]
    return {name for row in rows[1:] for name in re.findall(r"`([^`]+)`", row.split("：", 1)[1])}


def test_every_name_is_on_the_page_and_no_other() -> None:
    assert "`calculator:${name}`" in scripts()["assets/calculator/shared/stored.js"]
    assert len(named_by_scripts()) > 5
    assert names_on_the_page() == named_by_scripts() | {OF_THE_THEME}


def test_nothing_is_stored_where_the_page_says_that_nothing_is() -> None:
    for name, script in scripts().items():
        assert not re.search(r"\b(?:indexedDB|cookieStore|document\.cookie)\b", script), name
        # The theme's page looks whether it may store, and stores nothing.
        if name != "theme/main.html":
            assert "sessionStorage" not in script, name
            uses = re.findall(r"\blocalStorage\.\w+Item\(", script)
            assert len(uses) == script.count("localStorage"), name
