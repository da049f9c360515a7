"""Amounts in words that people have written by hand are amounts of the text."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from writing.parts import notes

if TYPE_CHECKING:
    from writing.parts.site import Site

AMOUNT = re.compile(r"(?<!\d)\d+(?:\.\d+)?(?:万元|亿元)")
WRITTEN = re.compile(r"<!-- begin:([\w-]+) -->.*?<!-- end:\1 -->", re.DOTALL)
ROW = re.compile(r"^\| .+ \| CNY ([\d,/ ]+) \| \[\d+\]\(policy/(article-\d\d)\.md", re.MULTILINE)


def test_amounts_at_the_head_of_pages_for_readers_stand_in_the_text(source: Site) -> None:
    text = "".join(article["text"] for article in source.catalogue["articles"])
    known = set(AMOUNT.findall(text))
    told = {
        (name, amount)
        for name, page in source.pages.items()
        if name.startswith("readers/")
        for amount in AMOUNT.findall(WRITTEN.sub("", page))
    }

    assert ("readers/organisation.md", "3万元") in told
    assert sorted((name, amount) for name, amount in told if amount not in known) == []


def test_amounts_in_the_explanation_of_an_article_stand_in_that_article(source: Site) -> None:
    told = {
        (article["page"], amount)
        for article in source.catalogue["articles"]
        for words in notes.explanations(source, f"policy/{article['page']}.md").values()
        for amount in AMOUNT.findall(words)
    }
    known = {a["page"]: set(AMOUNT.findall(a["text"])) for a in source.catalogue["articles"]}

    assert ("article-08", "2万元") in told
    assert sorted((page, amount) for page, amount in told if amount not in known[page]) == []


def test_the_amounts_of_the_english_page_stand_in_the_articles_that_it_names(source: Site) -> None:
    known = {a["page"]: set(AMOUNT.findall(a["text"])) for a in source.catalogue["articles"]}
    rows = ROW.findall(source.pages["english.md"])
    wrong = [
        (article, amount)
        for amounts, article in rows
        for amount in amounts.replace(",", "").split(" / ")
        if f"{int(amount) // 10_000}万元" not in known[article]
    ]

    assert wrong == []


def test_the_english_page_has_each_amount_of_each_award(source: Site) -> None:
    there = Counter(
        (article, int(amount) // 10_000)
        for amounts, article in ROW.findall(source.pages["english.md"])
        for amount in amounts.replace(",", "").split(" / ")
    )
    paid = Counter(
        (source.articles[measure["article"]]["page"], int(amount.removesuffix("万元")))
        for measure in source.measures.values()
        if measure["class"] == "C"
        for amount in AMOUNT.findall(measure["gives"])
    )
    assert paid - there == Counter()
