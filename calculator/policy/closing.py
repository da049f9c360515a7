"""The parts of the document without an article's number: preamble and closing provisions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from calculator.engine.rules.expression import none_of
from calculator.engine.text import Article
from calculator.policy.facts import OVERLAPS

if TYPE_CHECKING:
    from calculator.engine.rules.measure import Measure

PREAMBLE = Article(
    None,
    "index",
    "序言",
    "晋城市支持专业镇高质量发展若干政策",
    (
        "为推动我市特色产业做大做强,建成公共服务体系更加完善、市场主体集聚发展、带动就业创业、赋能富民强市成效显著的产业集群,全面实现2025年建设培育20个市级专业镇、争取省级专业镇达到4个以上的目标要求,特制定如下政策。",
    ),
)

CLOSING = Article(
    None,
    "closing",
    "施行与衔接规定",
    "",
    (
        "以上政策自发布之日起施行,有效期至2025年12月31日。",
        "本政策与我市其他同类优惠政策重复的,按已有政策执行,不重复奖补。",
    ),
)

HOTLINE = Article(None, "closing", "咨询电话", "", ("政策咨询电话:2218792",))

CHAPTERS = (
    "一、支持产业集聚",
    "二、促进创新能力提升",
    "三、提升产品质量标准",
    "四、强化市场保障",
    "五、完善要素支撑体系",
    "六、持续优化发展环境",
)


def unless_displaced(measure: Measure) -> Measure:
    """Return a measure that gives nothing where another policy of the city applies already.

    The other policy applies even where it pays less: the clause is not "the higher of the two".
    It is about 奖补, so only measures with an amount or a formula are wrapped in it.
    """
    quote = "与我市其他同类优惠政策重复的,按已有政策执行,不重复奖补"
    displaced = OVERLAPS.has(measure.id).cite(quote, "这一项与我市其他同类优惠政策重复")
    not_displaced = none_of(displaced).cite(quote, "没有与我市其他同类优惠政策重复")
    return replace(measure, condition=measure.condition & not_displaced)
