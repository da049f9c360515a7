"""Units and articles point at each other, and both come from the text of the pages."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from writing import page_checks, policy_text

from calculator.policy.units import UNITS

if TYPE_CHECKING:
    from writing.parts.site import Site

ARTICLE_PAGES = policy_text.TEXT_PAGES[1:-1]
SME_CENTRE = "市小企业发展促进中心"


def brackets(source: Site) -> dict[str, policy_text.Block]:
    return {name: policy_text.bracket(source.pages[name], name) for name in ARTICLE_PAGES}


def test_thirty_units_in_thirty_one_spellings_are_linked_ninety_nine_times(
    source: Site,
) -> None:
    links = [link for block in brackets(source).values() for link in block.links]
    assert len(links) == 99
    assert len({words for words, _ in links}) == 31
    assert len({unit for _, unit in links}) == 30


def test_every_unit_has_a_page_and_every_unit_page_a_unit(source: Site) -> None:
    pages = {Path(name).stem for name in source.pages if name.startswith("units/")}
    assert pages - {"index", "matrix"} == {
        unit for b in brackets(source).values() for _, unit in b.links
    }


def test_a_unit_page_has_the_full_name_of_the_rules_and_says_whether_it_was_checked(
    source: Site,
) -> None:
    for unit in UNITS:
        page = source.pages[f"units/{unit.id}.md"]
        told = re.search(r"^- 全称：(.+?)（(.*)）$", page, re.MULTILINE)
        assert told, unit.id
        assert told[1] == unit.full_name
        assert ("待核实" not in told[2]) == unit.verified, unit.id


def test_a_unit_page_links_exactly_the_articles_whose_bracket_links_it(
    source: Site,
) -> None:
    forward = {(name, unit) for name, block in brackets(source).items() for _, unit in block.links}
    back = {
        (f"policy/{article}.md", Path(name).stem)
        for name, page in source.pages.items()
        if name.startswith("units/") and Path(name).stem not in {"index", "matrix"}
        for article in re.findall(r"\(\.\./policy/(article-\d\d)\.md#units\)", page)
    }
    assert len(forward) == 99
    assert back == forward


def test_the_slip_in_article_15_is_printed_as_it_stands_and_leads_to_the_same_unit(
    source: Site,
) -> None:
    block = brackets(source)["policy/article-15.md"]
    assert (SME_CENTRE, "sme-centre") in block.links
    assert "照录原文" in source.pages["policy/article-15.md"]


def test_the_counties_are_one_unit_although_their_name_holds_a_separator(
    source: Site,
) -> None:
    for block in brackets(source).values():
        assert block.links[-1] == ("各县(市、区)人民政府", "counties")


def complaints(source: Site, name: str, old: str, new: str) -> list[str]:
    assert old in source.pages[name]
    changed: dict[str, Any] = {**source.pages, name: source.pages[name].replace(old, new, 1)}
    return page_checks.complaints(changed, replace(source, pages=changed).catalogue)


def test_an_unknown_unit_is_named_with_its_article_and_the_nearest_known_one(
    source: Site,
) -> None:
    found = complaints(source, "policy/article-07.md", "[市工信局]", "[市工业局]")
    assert any("第(七)条" in f and "市工业局" in f and "市工信局" in f for f in found), found


def test_a_unit_that_is_linked_to_another_units_page_is_told(source: Site) -> None:
    found = complaints(source, "policy/article-07.md", "units/industry.md", "units/finance.md")
    assert any("第(七)条" in f and "units/industry.md" in f for f in found), found


def test_a_unit_without_a_link_is_told(source: Site) -> None:
    old = "[市大数据应用局](../units/big-data.md)"
    found = complaints(source, "policy/article-07.md", old, "市大数据应用局")
    assert any("第(七)条" in f and "市大数据应用局" in f for f in found), found
