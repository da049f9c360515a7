"""The jobs of CONTRIBUTING: each says who notices a mistake, and some are tried here."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from writing import downloads, form, page_parts
from writing.parts.readers import READERS, Reader

from calculator.batch import tables
from calculator.batch.writing import report, template
from calculator.engine.rules.facts import KINDS

if TYPE_CHECKING:
    from writing.parts.site import Site

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "assets" / "calculator"
JOBS = dict(
    re.findall(
        r"^### (.+?)\n(.*?)(?=^##|\Z)",
        (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
)


@pytest.mark.parametrize("job", JOBS)
def test_each_job_names_what_notices_that_a_part_of_it_was_forgotten(job: str) -> None:
    assert re.search(r"`(?:tests/|scripts/test)", JOBS[job])


def test_a_reader_has_a_page_that_the_navigation_and_the_index_lead_to(source: Site) -> None:
    pages = {name for name in source.pages if name.startswith("readers/")} - {"readers/index.md"}
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    index = source.pages["readers/index.md"]

    assert pages == {f"readers/{name}.md" for name in READERS}
    assert [name for name in READERS if f"readers/{name}.md" not in navigation] == []
    assert [name for name in READERS if f"({name}.md)" not in index] == []
    home = source.pages["index.md"]
    assert [name for name in READERS if f"readers/{name}.md" not in home] == []


def plain_pages() -> list[str]:
    """Return the pages that stand below 说明: for readers and for developers."""
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("  - 说明:\n")[1]
    return re.findall(r"^ {10}- .+: (\S+\.md)$", navigation, re.MULTILINE)


@pytest.mark.parametrize("name", plain_pages())
def test_a_plain_page_has_its_head_and_anchors_that_stay(name: str, source: Site) -> None:
    _, head, text = source.pages[name].split("---\n", 2)
    prose = re.sub(r"^( *)```.*?^\1```", "", text, flags=re.MULTILINE | re.DOTALL)
    first, *others = re.findall(r"^##? .*$", prose, re.MULTILINE)

    assert re.findall(r"^(\w+): .", head, re.MULTILINE)[:2] == ["title", "description"]
    assert re.fullmatch(r"# .+ \{ #top \}", first)
    assert [line for line in others if not re.search(r"\{ #[a-z][\w-]*( .*)?\}$", line)] == []


def test_the_page_on_what_is_stored_is_in_the_navigation_and_found_from_others(
    source: Site,
) -> None:
    leading = {name for name, page in source.pages.items() if "](your-data.md)" in page}

    assert "your-data.md" in plain_pages()
    assert leading >= {"about.md", "batch.md", "verify.md"}


def test_another_reader_is_a_line_and_a_page(source: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    page = "<!-- begin:reader-measures -->\n<!-- end:reader-measures -->\n"
    monkeypatch.setitem(READERS, "hotel", Reader(("individual",)))

    filled = page_parts.fill(page, "readers/hotel.md", source)

    own = filled.splitlines()[1:-1]
    assert own == source.pages["readers/individual.md"].split("-->\n")[2].splitlines()[:-1]


def test_a_search_alias_is_one_entry_beside_the_policy(source: Site) -> None:
    catalogue = {**source.catalogue, "spoken": {"酒店": ["住宿业"]}}
    made = downloads.files(source.pages, catalogue, "/", lambda name: name)

    assert '"酒店": [\n  "住宿业"\n ]' in made["assets/site/search-aliases.js"]


def test_the_page_offers_the_formats_that_python_writes() -> None:
    session = (PAGE / "batch" / "table_session.js").read_text(encoding="utf-8")
    formats = re.search(r"^export const FORMATS = \{\n(.*?)^\};", session, re.MULTILINE | re.DOTALL)
    choices = re.search(
        r"^const SUFFIXES = \[(.*)\];",
        (PAGE / "batch" / "batch.js").read_text(encoding="utf-8"),
        re.MULTILINE,
    )

    assert formats
    assert set(re.findall(r"^  (\w+):", formats[1], re.MULTILINE)) == set(tables.FORMATS)
    # What was written can be chosen again.
    assert choices
    assert set(tables.FORMATS) <= set(re.findall(r"\.(\w+)", choices[1]))


def test_each_format_has_a_writer_of_results_and_one_of_templates() -> None:
    assert set(report.WRITERS) == set(template.WRITERS) == set(tables.FORMATS)


def test_the_page_and_its_form_know_the_kinds_of_facts_that_rules_have() -> None:
    index = (PAGE / "kinds" / "index.js").read_text(encoding="utf-8")
    told = re.search(r"KINDS = \{ (.+) \};$", index, re.MULTILINE)

    assert told
    assert {entry.split(":")[0] for entry in told[1].split(", ")} == set(KINDS)
    assert set(form.CONTROLS) == set(KINDS)
    # A kind is a file of the page.
    assert [kind for kind in KINDS if not (PAGE / "kinds" / f"{kind}.js").is_file()] == []


@pytest.mark.parametrize(
    "script",
    [path for path in sorted(PAGE.rglob("*.js")) if path.parent.name != "kinds"],
    ids=lambda path: path.relative_to(PAGE).as_posix(),
)
def test_no_script_but_that_of_a_kind_knows_it_by_name(script: Path) -> None:
    text = script.read_text(encoding="utf-8")

    assert [kind for kind in sorted(KINDS) if re.search(rf"""["'`]{kind}["'`]""", text)] == []
    # The catalogue looks a fact's kind up.
    assert script.name == "catalogue.js" or "fact.kind" not in text


@pytest.mark.parametrize(
    "path", sorted((ROOT / "scripts/measuring").glob("bench_*.py")), ids=lambda path: path.stem
)
def test_a_benchmark_is_a_file_with_a_main_that_takes_words(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "main"]

    assert [len(function.args.args) for function in found] == [1]


def test_a_reply_can_be_written_down_as_the_job_says() -> None:
    job = JOBS["主管部门答复了一个读法怎么办"]
    imports = "\n".join(re.findall(r"`(from calculator\.\S+ import \S+)`", job))
    written = re.search(r"^ {7}reply=(.*?^ {7}\)),$", job, re.MULTILINE | re.DOTALL)
    assert written
    known: dict[str, Any] = {}
    exec(imports, known)  # noqa: S102 - our own page
    filled = written[1].replace('day("…")', 'day("2026年3月1日")')
    reply = eval(filled, known)  # noqa: S307
    assert reply.value is False
    assert reply.since == reply.on
