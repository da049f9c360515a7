"""Beside each sentence stands all that the site has to say of it, once; the text stays the text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from writing import glossary, page_parts, policy_text
from writing.parts import examples
from writing.parts.site import PartError, Site

from calculator.policy import search_places

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTE = re.compile(r"<!-- begin:note-(s\d+) -->.*?<!-- end:note-\1 -->", re.DOTALL)


def articles(source: Site) -> Iterator[tuple[dict[str, object], str]]:
    for article in source.catalogue["articles"]:
        yield article, source.pages[f"policy/{article['page']}.md"]


def test_each_sentence_has_its_note_directly_behind_it(source: Site) -> None:
    for article, page in articles(source):
        for sentence in source.articles[article["number"]]["sentences"]:  # type: ignore[index]
            id_ = sentence["id"]
            assert f"{{ #{id_} .sentence }}\n\n<!-- begin:note-{id_} -->" in page


def test_each_measure_stands_in_the_note_of_its_own_sentence_and_nowhere_else(
    source: Site,
) -> None:
    for article, page in articles(source):
        notes = {found[1]: found[0] for found in NOTE.finditer(page)}
        for measure in source.measures.values():
            if measure["article"] == article["number"]:
                name = re.escape(measure["name"])
                told = rf"^(?:<summary><strong>{name}</strong>|{name}：)"
                places = [s for s, note in notes.items() if re.search(told, note, re.MULTILINE)]
                assert places == [measure["sentence"]], measure["id"]


def test_no_doubt_is_told_twice_on_a_page(source: Site) -> None:
    for _, page in articles(source):
        for link in ("readings.md#", "questions.md#a"):
            pattern = rf"^- \[[^]]*\]\(\.\./{re.escape(link)}([\w-]+)\)<br>"
            told = re.findall(pattern, page, re.MULTILINE)
            assert len(set(told)) == len(told), told


def test_each_doubt_that_touches_a_sentence_is_told_beside_it_or_pointed_to(source: Site) -> None:
    for article, page in articles(source):
        notes = {found[1]: found[0] for found in NOTE.finditer(page)}
        for measure in source.measures.values():
            if measure["article"] != article["number"]:
                continue
            for reading in source.catalogue["readings"]:
                if measure["id"] in reading["measures"] and not reading["reply"]:
                    assert reading["question"] in notes[measure["sentence"]]


def test_a_number_in_a_mark_is_the_number_of_what_is_open(source: Site) -> None:
    page = source.pages["policy/article-09.md"]
    for found in NOTE.finditer(page):
        marked = re.search(r"没有写明 (\d+) 处", found[0])
        last = found[0].rpartition("要问的")[2].partition("</details>")[0]
        told = len(re.findall(r"^- \[", last, re.MULTILINE))
        told += sum(line.count("？") for line in re.findall(r"^- 另见.*$", last, re.MULTILINE))
        assert (int(marked[1]) if marked else 0) == (told if "要问的" in found[0] else 0)


def test_the_text_without_its_notes_is_the_text(source: Site) -> None:
    name = "policy/article-09.md"
    without = NOTE.sub("", source.pages[name]).replace("\n\n\n\n", "\n\n")
    assert policy_text.page_text(source.pages[name], name) == policy_text.page_text(without, name)


def test_an_explanation_of_a_sentence_that_is_not_there_is_refused(source: Site) -> None:
    name = "policy/article-02.md"
    page = source.pages[name].replace("plain:\n  s2:", "plain:\n  s9:")
    pages = {**source.pages, name: page}
    wrong = replace(source, pages=pages)
    with pytest.raises(PartError, match="s9"):
        page_parts.fill(page, name, wrong)


def test_an_article_with_amounts_has_an_example_whose_result_the_engine_gives(
    source: Site,
) -> None:
    paying = {m["article"] for m in source.measures.values() if m["class"] in "CF"}
    for number in paying:
        name = f"policy/article-{number:02d}.md"
        told = examples.of_article(number, source, name)
        assert told
        assert all(example in source.pages[name] for example in told)
        assert all("为什么" in e and "在计算器里打开" in e for e in told)
    assert "期内符合，30万元" in source.pages["policy/article-02.md"]


def test_a_changed_rule_changes_the_examples_or_fails(source: Site) -> None:
    def halved(document: object) -> dict[str, object]:
        result = dict(source.assess(document))  # type: ignore[arg-type]
        for measure in result["measures"]:
            if measure["amount"]:
                measure["amount"] = {k: v // 2 for k, v in measure["amount"].items()}
        return result

    changed = replace(source, assess=halved)
    name = "policy/article-02.md"
    assert page_parts.fill(source.pages[name], name, source) == source.pages[name]
    assert page_parts.fill(source.pages[name], name, changed) != source.pages[name]


def test_every_answer_of_an_example_is_accepted_and_every_topic_is_known(source: Site) -> None:
    topics = {topic["id"] for topic in source.catalogue["topics"]}
    for example in source.examples:
        result = source.assess(examples.document(example, source))
        assert {a["fact"] for a in result["answers"]} >= set(example.answers)
        assert set(example.topics) <= topics


# --- Terms ----------------------------------------------------------------------------------

GLOSSARY = """# 术语 { #top }

## 专业镇 { #town }

一种[集群](x.md)。

- 把握：见原文

## 认证 { #qms data-words="体系认证|认证" }

**通常**指证书。

- 把握：通行说法，**待核实**
"""
ARTICLE = (
    '<article class="md-content__inner md-typeset"><h1>专业镇</h1><p class="sentence">专业镇的'
    '<a href="x">认证</a>，专业镇企业做体系认证。</p></article>'
)


def test_the_first_place_of_a_term_explains_it_and_the_words_stay() -> None:
    known = glossary.terms(GLOSSARY)
    html = glossary.explained(ARTICLE, "policy/article-02/", known)
    link = '<a class="term" href="../../glossary/#town" aria-describedby="term-town">专业镇</a>'
    assert f'<p class="sentence">{link}的<a href="x">认证</a>，专业镇企业做' in html
    assert html.count('class="term"') == 2
    assert '<p id="term-qms"><b>认证</b> 通常指证书。（通行说法，待核实）</p>' in html
    before, after = (re.sub("<[^>]+>", "", h.split("</p>")[0]) for h in (ARTICLE, html))
    assert before == after


def test_terms_are_explained_once_and_only_where_they_help() -> None:
    known = glossary.terms(GLOSSARY)
    once = glossary.explained(ARTICLE, "policy/article-02/", known)
    assert glossary.explained(once, "policy/article-02/", known) == once
    assert glossary.explained(ARTICLE, "policy/whole/", known) == ARTICLE


def test_every_term_of_the_glossary_is_read(source: Site) -> None:
    page = source.pages[glossary.PAGE]
    assert len(glossary.terms(page)) == page.count("\n## ")


# --- Search ---------------------------------------------------------------------------------


def test_every_place_to_which_the_search_leads_is_there(source: Site) -> None:
    found = search_places.SEARCH_PLACES
    assert len(found) > 200
    for place in set(found.values()):
        page, _, anchor = place.partition("#")
        name = page.rstrip("/")
        text = source.pages.get(f"{name}.md") or source.pages[f"{name}/index.md"]
        assert not anchor or f"{{ #{anchor} }}" in text, place


def test_what_is_not_in_the_text_is_told_with_the_telephone(source: Site) -> None:
    section = source.pages["questions.md"].split("{ #not-written }")[1]
    parts = section.split("\n### ")[1:]
    assert len(parts) >= 6
    assert all("原文没有" in part and "2218792" in part for part in parts)
