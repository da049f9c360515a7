"""What the calculator's page is made of, without a browser."""

from __future__ import annotations

import json
import re
import subprocess
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import deflate
import environment
import pytest
from writing import form

if TYPE_CHECKING:
    from pathlib import Path

    from writing.parts.site import Site

PAGE = environment.ROOT / "docs" / "assets" / "calculator"


def test_the_pages_pure_modules_pass_their_own_tests() -> None:
    result = subprocess.run(
        ["node", "--test", "tests/writing/page_modules.test.mjs"],  # noqa: S607
        cwd=environment.ROOT,
        env=environment.variables(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


class Outline(HTMLParser):
    """The ids, the named controls and the open elements of a piece of HTML."""

    VOID = frozenset({"input", "link", "br"})

    def __init__(self) -> None:
        """Begin with nothing read."""
        super().__init__()
        self.ids: list[str] = []
        self.open: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element and its id."""
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Expect the end of what was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Collect a text."""
        self.texts.append(data)


def test_the_form_asks_every_fact_once_and_closes_every_element(source: Site) -> None:
    outline = Outline()
    outline.feed(form.form(source.catalogue))
    assert outline.open == []
    assert len(outline.ids) == len(set(outline.ids))
    for fact in source.catalogue["facts"]:
        assert f"q-{fact['id']}" in outline.ids


def test_every_claimable_measure_stands_in_the_tables(source: Site) -> None:
    tables = form.form(source.catalogue).split("## 全部可申领的措施")[1]
    for measure in source.catalogue["measures"]:
        assert (f"[{measure['name']}](" in tables) == (measure["class"] != "G"), measure["id"]


def test_every_article_with_something_to_assess_has_an_address(source: Site) -> None:
    written = form.form(source.catalogue)
    for number in {m["article"] for m in source.catalogue["measures"] if m["class"] != "G"}:
        assert f'id="article={number}"' in written


def test_what_bears_on_no_number_stands_in_the_second_part(source: Site) -> None:
    numbers = {m["id"] for m in source.catalogue["measures"] if m["class"] in "CF"}
    first, second = form.form(source.catalogue).split('id="calc-more"')
    second = second.split("</details>\n<div id=")[0]
    asked_of_all = {source.catalogue["topics"][0]["id"], "overlap"}
    for fact in source.catalogue["facts"]:
        is_first = not numbers.isdisjoint(fact["measures"]) or fact["topic"] in asked_of_all
        assert (f'data-fact="{fact["id"]}"' in first) == is_first, fact["id"]
        assert (f'data-fact="{fact["id"]}"' in second) != is_first, fact["id"]


def test_text_of_the_catalogue_can_break_neither_the_page_nor_its_script() -> None:
    """A made-up policy goes through the same form, whatever its labels hold."""
    nasty = "</script><b>&\"'"
    bees = {
        "policy": {
            "number": "1", "last_day": "2030-12-31", "version": nasty, "first_day_reading": "since",
        },
        "counts": {"rows": 1, "numbered": 1, "announced": 0},
        "articles": [{"number": 1, "name": "第一条", "page": "article-01", "heading": nasty}],
        "groups": [{"id": "none", "label": nasty}],
        "left_out": nasty,
        "payee_open": nasty,
        "waiting": "待答复",
        "topics": [{"id": "who", "label": nasty}, {"id": "more", "label": nasty}],
        "facts": [
            {
                "id": f"f-{kind}",
                "kind": kind,
                "label": nasty,
                "help": nasty,
                "topic": topic,
                "options": [{"id": "a", "label": nasty}] if kind == "choice" else None,
                "measures": ["honey"],
                "outside_term": None,
            }
            for topic, kinds in {"who": ["choice", "yes_no"], "more": ["money", "event"]}.items()
            for kind in kinds
        ]
        + [
            {
                "id": f"f-{kind}",
                "kind": kind,
                "label": nasty,
                "help": "",
                "topic": "more",
                "options": None,
                "measures": ["honey"],
                "outside_term": None,
            }
            for kind in ("unit_price", "set")
        ],
        "measures": [
            {
                "id": "honey",
                "row": "1",
                "article": 1,
                "class": "C",
                "name": "蜜奖",
                "quote": "蜜",
                "sentence": "s1",
                "gives": "1万元",
                "to": "蜂农",
                "times": None,
                "ask_first": [],
                "ladders": [],
            }
        ],
        "readings": [{**dict.fromkeys(form.READING_KEYS), "id": "since"}],
        "units": [],
    }  # fmt: skip
    written = form.form(bees)
    html, _ = written.split("## ")[0], None
    assert "<b>" not in html
    outline = Outline()
    outline.feed(html)
    assert outline.open == []
    data = re.search(r'id="calc-catalogue">\n(.*?)\n</script>', html, re.DOTALL)
    assert data
    assert json.loads(data[1])["policy"][0]["version"] == nasty


def test_own_scripts_stay_under_sixty_kilobytes_and_styles_under_five() -> None:
    """The page for many applicants has its own beside these, and loads them alone.

    What is loaded only when somebody looks for it comes later.
    """
    files = [path for path in PAGE.rglob("*") if path.suffix in {".js", ".css"}]
    # By a pinned library: what Python's own makes of them hangs on its version.
    sizes = {path: len(deflate.gzip_compress(path.read_bytes(), 9)) for path in files}
    of_many = sum(size for path, size in sizes.items() if path.parent.name == "batch")
    styles = sizes[PAGE / "calculator.css"]
    (later,) = re.findall(r'await import\("\./(.+)"\)', (PAGE / "main.js").read_text("utf-8"))
    assert sizes[PAGE / later] < 3_000
    assert sum(sizes.values()) - of_many - styles - sizes[PAGE / later] < 60_000
    assert styles < 5_000
    assert of_many < 25_000


@pytest.mark.parametrize(
    "script", [p for p in sorted(PAGE.rglob("*.js")) if p.name not in {"engine.js", "worker.js"}]
)
def test_no_script_knows_this_policy_by_name(script: Path, source: Site) -> None:
    """Facts, measures and readings come from the catalogue alone."""
    text = script.read_text(encoding="utf-8")
    for kind in ("facts", "measures", "readings"):
        for record in source.catalogue[kind]:
            if "_" in record["id"] or "-" in record["id"][2:]:
                assert record["id"] not in text, record["id"]


def test_the_page_says_what_was_replied_to_when_the_term_begins(source: Site) -> None:
    catalogue = source.catalogue
    reply = {"value": False, "source": "某日某局答复"}
    first = catalogue["policy"]["first_day_reading"]
    readings = [
        {**each, "reply": reply if each["id"] == first else None} for each in catalogue["readings"]
    ]
    told = "某日某局答复：网页发布日期2023年11月15日起施行"
    assert f'"first_day":"{told}"' in form.form({**catalogue, "readings": readings})
    unanswered = [{**each, "reply": None} for each in catalogue["readings"]]
    waits = '"first_day":"待主管部门答复"'
    assert waits in form.form({**catalogue, "readings": unanswered})
