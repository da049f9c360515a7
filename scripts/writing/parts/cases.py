"""The written part of the page of cases that officials check and sign."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from writing.parts import common

if TYPE_CHECKING:
    from calculator.batch.cases import Case
    from writing.parts.site import Site

HEAD = ("编号", "情况", "结果", "理由", "核对")


def cases(site: Site, name: str) -> str:
    """Return the cases in the order of the text: first what officials noted, then all of them."""
    del name
    differing = {case.number for case in site.cases if _differs(case, site)}
    checked = sum(bool(case.checked_by) for case in site.cases)
    noted = [case for case in site.cases if case.opinion or case.number in differing]
    opinions = sum(bool(case.opinion) for case in site.cases)
    told = f"共 {len(site.cases)} 例，已有人核对 {checked} 例，有意见 {opinions} 例"
    parts = [f"{told}，计算器算得的与表里不同的 {len(differing)} 例。"]
    if noted:
        parts.append("## 有意见的、不一致的 { #noted }\n\n" + _table(noted, site))
    order = [each["name"] for each in (*site.catalogue["articles"], *site.catalogue["others"])]
    for article in sorted({case.article for case in site.cases}, key=order.index):
        own = [case for case in site.cases if case.article == article]
        # The same words stand on the pages of the articles, where readers look for them.
        heading = f"## {article}（{len(own)} 例） {{ #{own[0].page} data-search-exclude }}"
        parts.append(f"{heading}\n\n{_table(own, site)}")
    return "\n\n".join(parts)


def differing(site: Site) -> list[str]:
    """Return, a line for each, the cases of which the calculator gives something else."""
    return [
        f"cases.csv 第 {case.row} 行（{case.number}）：表里{common.span(case.low, case.high)}，"
        f"计算器算得{found}（{case.counted_name}）"
        for case in site.cases
        if (found := _differs(case, site))
    ]


def _differs(case: Case, site: Site) -> str:
    """Return what the calculator gives where it is not what the row says."""
    found = case.outcome(site.assess(case.document))
    return "" if found == (case.low, case.high) else common.span(*found)


def _table(cases_: list[Case], site: Site) -> str:
    return common.row_headed(common.table(HEAD, [_row(case, site) for case in cases_]))


def _row(case: Case, site: Site) -> tuple[str, ...]:
    link = f'<a href="../calculator/#{html.escape(_address(case, site))}">在计算器里打开</a>'
    answers = "<br>".join([*map(_plain, case.answers), link])
    situation = [_plain(case.situation), *(f"读法：{_plain(words)}" for words in case.readings)]
    differs = _differs(case, site)
    sentence = f"[{_plain(case.quote)}](policy/{case.page}.md#{case.sentence})"
    by = f"{_plain(case.checked_by)}，{case.checked_on}" if case.checked_by else "待核对"
    checked = f"{by}<br>核对码：{case.code}"
    return (
        _plain(case.number),
        f"{'<br>'.join(situation)}<details><summary>填写</summary>{answers}</details>",
        f"**{common.span(case.low, case.high)}**<br>{_plain(case.counted_name)}"
        + (f"<br>**不一致**：计算器算得{differs}" if differs else ""),
        f"{_plain(case.why)}<br>原文：{sentence}",
        checked + (f"<br>**意见**：{_plain(case.opinion)}" if case.opinion else ""),
    )


def _address(case: Case, site: Site) -> str:
    """Return the part of the calculator's address behind its "#" that fills in a case."""
    answers = case.document["answers"]
    denied = [
        topic["id"]
        for topic in site.catalogue["topics"]
        if all(
            answers.get(f["id"]) is False for f in site.facts.values() if f["topic"] == topic["id"]
        )
    ]
    parts = [
        f"{id_}={common.in_address(site.facts[id_], answer)}"
        for id_, answer in answers.items()
        if site.facts[id_]["topic"] not in denied
    ]
    parts += [f"{id_}={'yes' if way else 'no'}" for id_, way in case.document["readings"].items()]
    return "&".join([*parts, *([f"none={','.join(denied)}"] if denied else [])])


def _plain(words: str) -> str:
    """Return words as a cell of a Markdown table holds them, whatever somebody typed."""
    text = html.escape(" ".join(words.split()), quote=False)
    for sign in "\\`*_[]|":
        text = text.replace(sign, f"&#{ord(sign)};")
    return text
