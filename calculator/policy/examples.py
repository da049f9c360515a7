"""Worked examples: cases that the pages tell, worked out by the engine wherever they are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Example:
    """One case: who it is, what is answered, and the topics of the form that are opened.

    `{fact}` in `title` and `story` stands for the answer in the engine's words. All other topics
    are denied, and nothing overlaps with other policies.
    """

    id: str
    title: str
    story: str
    answers: Mapping[str, Any]
    topics: tuple[str, ...]
    articles: tuple[int, ...] = ()
    """The articles on whose pages it is told."""


EXAMPLES = (
    Example(
        "foundry",
        "泽州一家铸造厂：营收从 {revenue_2023}到{revenue_2024}",
        "泽州一家铸造厂，在专业镇里做主导产业，不是涉农企业。2022年及以前最高的年营收是"
        "{peak_revenue_to_2022}，2023年{revenue_2023}，2024年{revenue_2024}，2025年{revenue_2025}。",
        {
            "applicant": "enterprise", "in_specialised_town": True, "leading_industry": True,
            "agricultural": False, "size": "medium", "peak_revenue_to_2022": 400_000_000,
            "revenue_2023": 400_000_000, "revenue_2024": 2_100_000_000,
            "revenue_2025": 2_100_000_000,
        },
        topics=("revenue",),
        articles=(2,),
    ),
    Example(
        "association",
        "一家行业协会：新获得证明商标",
        "专业镇里的一家行业协会，{gi_registered}新获得证明商标，没有列入市级地理标志保护工程。",
        {
            "applicant": "association", "in_specialised_town": True,
            "gi_registered": "2024-06-18", "gi_project_listed": False,
        },
        topics=("geographical_indication",),
        articles=(9,),
    ),
    Example(
        "park",
        "一个园区：获评省级文化产业示范园区",
        "专业镇里的一个园区，{provincial_culture_park}获评省级文化产业示范园区，没有国家级的。",
        {
            "applicant": "park", "in_specialised_town": True, "national_culture_park": False,
            "provincial_culture_park": "2025-03-10",
        },
        topics=("culture_park",),
        articles=(14,),
    ),
    Example(
        "craftsman",
        "一位手艺人：首次获评山西省工艺美术大师",
        "",
        {
            "applicant": "individual", "works_in_town": True, "national_craft_master": False,
            "provincial_craft_master": "2024-09-01",
        },
        topics=("talent",),
    ),
    Example(
        "food",
        "一家食品企业：营收过1亿元，通过认证，入选“山西精品”",
        "专业镇里的一家小型食品企业，算涉农企业。2022年及以前最高的年营收是{peak_revenue_to_2022}，"
        "2024年{revenue_2024}；{quality_certified}通过质量管理体系认证，"
        "{shanxi_premium}入选“山西精品”。",
        {
            "applicant": "enterprise", "in_specialised_town": True, "leading_industry": True,
            "agricultural": True, "size": "small", "peak_revenue_to_2022": 90_000_000,
            "revenue_2023": 95_000_000, "revenue_2024": 110_000_000,
            "revenue_2025": 120_000_000, "quality_certified": "2024-04-02",
            "green_certified": False, "china_brand": False, "sanjin_brand": False,
            "shanxi_premium": "2025-01-15", "jincheng_brand": False,
        },
        topics=("revenue", "certification", "titles"),
        articles=(2, 8, 9),
    ),
    Example(
        "land",
        "一家买地建厂的企业：农产品初加工项目（120元/㎡ 只是举例）",
        "一家企业买地建厂，项目以农产品初加工为主，不在省里确定的优先发展产业里。"
        "当地土地等别的最低价标准按{land_standard_price}、实际各项成本费用之和按{land_cost_price}举例。",
        {
            "applicant": "enterprise", "land_priority": False, "land_primary_processing": True,
            "land_standard_price": 120, "land_cost_price": 70,
        },
        topics=("land",),
        articles=(13,),
    ),
)  # fmt: skip
