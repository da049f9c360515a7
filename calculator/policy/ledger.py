"""The ledger: every sentence and number of the text with the rule that uses it, or why none does.

Nothing of the text may be left over; a test compares it with the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from calculator.engine.rules.expression import Amount
from calculator.engine.rules.ladder import FirstReached
from calculator.policy import POLICY

if TYPE_CHECKING:
    from calculator.engine.rules.measure import Measure

NUMBER = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}年|\d+(?:亿元|万元|亿级|%|个|G)|\d{5,}")

SENTENCES_WITHOUT_A_MEASURE = {
    "index#s1": "说明制定目的和目标，没有可申领的事项",
    "closing#s1": "规定施行日期和有效期，用于判断事项是否在有效期内",
    "closing#s2": "重复享受的处理规定，用于每一项可计算金额的措施",
    "closing-phone#s1": "咨询电话",
}
"""Sentences that grant nothing of their own, each with the reason."""

NUMBERS_WITHOUT_A_RULE = {
    ("index", "2025年"): "建设目标的年份，不是申领条件",
    ("index", "20个"): "市级专业镇的建设目标，不是申领条件",
    ("index", "4个"): "省级专业镇的建设目标，不是申领条件",
    ("article-01", "200亿级"): "专业镇的培育层级，条文没有对应奖励",
    ("article-01", "100亿级"): "专业镇的培育层级，条文没有对应奖励",
    ("article-01", "50亿级"): "专业镇的培育层级，条文没有对应奖励",
    ("article-01", "10亿级"): "专业镇的培育层级，条文没有对应奖励",
    ("article-01", "4个"): "层级的个数",
    ("article-02", "200亿元"): "专业镇的升级方向，条文没有对应奖励",
    ("article-02", "50亿元"): "专业镇的升级方向，条文没有对应奖励",
    ("article-02", "100亿元"): "专业镇的升级方向，条文没有对应奖励",
    ("article-07", "5G"): "技术名称",
    ("closing", "2218792"): "咨询电话",
}
"""Numbers of the text that no rule uses, each with the reason."""

USED_BY_THE_TERM = {
    ("closing", "2025年12月31日"): "有效期的最后一天，用于每一项须在有效期内发生的事项"
}


def ledger() -> dict[str, Any]:
    """Return the rows for sentences and for numbers; ``used`` names measures, else ``why``."""
    return {"sentences": _sentences(), "numbers": _numbers()}


def _page(page: str, name: str) -> str:
    return f"{page}-phone" if name == "咨询电话" else page


def _sentences() -> list[dict[str, Any]]:
    rows = []
    measures_of = {article.page: measures for article, measures in POLICY.articles}
    for passage in POLICY.passages:
        for sentence in passage.sentences:
            touching = []
            for measure in measures_of.get(passage.page, ()):
                place = passage.find(measure.quote)
                if place.start < sentence.end and sentence.start < place.end:
                    touching.append(measure.id)
            at = f"{_page(passage.page, passage.name)}#{sentence.id}"
            rows.append(
                {
                    "page": passage.page,
                    "article": passage.number,
                    "sentence": sentence.id,
                    "text": sentence.text,
                    "measures": touching,
                    "why": None if touching else SENTENCES_WITHOUT_A_MEASURE.get(at),
                }
            )
    return rows


def _numbers() -> list[dict[str, Any]]:
    rows = []
    measures_of = {article.page: measures for article, measures in POLICY.articles}
    for passage in POLICY.passages:
        for found in NUMBER.finditer(passage.text):
            users = [
                measure.id
                for measure in measures_of.get(passage.page, ())
                if _uses(measure, found[0])
                and passage.find(measure.quote).start <= found.start()
                and found.end() <= passage.find(measure.quote).end
            ]
            key = (passage.page, found[0])
            rows.append(
                {
                    "page": passage.page,
                    "article": passage.number,
                    "number": found[0],
                    "start": found.start(),
                    "end": found.end(),
                    "measures": users,
                    "why": USED_BY_THE_TERM.get(key)
                    or (None if users else NUMBERS_WITHOUT_A_RULE.get(key)),
                }
            )
    return rows


def _uses(measure: Measure, number: str) -> bool:
    phrases = [measure.price.share] if measure.price else []
    for part in (part for rule in measure.rules for part in rule.walk()):
        if isinstance(part, Amount):
            phrases.append(part.phrase)
        elif isinstance(part, FirstReached):
            phrases += [*part.lines.split("、"), *part.awards.split("、")]
    return number in phrases
