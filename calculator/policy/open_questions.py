"""The questions that the text leaves open: how the calculator treats each, and whom to ask.

Their numbers are those of docs/questions.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from calculator.engine.rules.facts import Event
from calculator.policy import facts as f
from calculator.policy import readings as r

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calculator.engine.rules.facts import Fact, Reading


@dataclass(frozen=True)
class Question:
    """A question: its number, the unit to ask, and how the calculator treats it.

    With a ``reading``, both its answers are calculated and the reader can choose.  With ``asked``,
    answers to these facts decide.  With ``strict``, only the stricter side is calculated.  With
    none of these, the question changes no amount.  ``example`` are answers for which the two
    differ, or for which the text names an amount; ``second`` is another example, where answers
    decide or for ``second_reading``; ``settled`` are the other readings that affect the examples.

    ``letter`` is how it is put to the unit where one of ``asked`` could not be answered, or where
    it alone rules a measure out; what would follow then begins with ``if_so``.
    """

    number: str
    unit: str
    reading: Reading | None = None
    asked: tuple[Fact, ...] = ()
    strict: bool = False
    example: Mapping[str, Any] = field(default_factory=dict)
    second: Mapping[str, Any] = field(default_factory=dict)
    second_reading: Reading | None = None
    settled: Mapping[str, bool] = field(default_factory=dict)
    letter: str = ""
    if_so: str = "如果算"

    @property
    def readings(self) -> list[Reading | None]:
        """Return for each example the reading whose two answers it shows."""
        return [self.reading, self.second_reading][: len(self.stated)]

    @property
    def stated(self) -> list[Mapping[str, Any]]:
        """Return for each example the answers that it states; nothing else has happened."""
        return [answers for answers in (self.example, self.second) if answers]

    @property
    def examples(self) -> list[dict[str, Any]]:
        """Return the examples as full answers, in which nothing else has happened."""
        return [{**_NOTHING_ELSE, **answers} for answers in self.stated]


_NOTHING_ELSE: dict[str, Any] = {
    **{fact.id: False for fact in f.FACTS if isinstance(fact, Event)},
    "leading_industry": False,
    "overlaps": [],
}
DAY = "2024-06-01"
_FIRM = {"applicant": "enterprise", "in_specialised_town": True}
_FOUNDRY = {**_FIRM, "leading_industry": True, "agricultural": False}
_FOUR = 400_000_000
_IN_2023 = {
    **_FOUNDRY, "peak_revenue_to_2022": _FOUR, "revenue_2023": 520_000_000,
    "revenue_2024": 520_000_000, "revenue_2025": 520_000_000,
}  # fmt: skip
_TWICE = {
    **_FOUNDRY, "peak_revenue_to_2022": _FOUR, "revenue_2023": _FOUR,
    "revenue_2024": 520_000_000, "revenue_2025": 1_100_000_000,
}  # fmt: skip
_JUMP = {
    **_FOUNDRY, "peak_revenue_to_2022": _FOUR, "revenue_2023": _FOUR,
    "revenue_2024": 2_100_000_000, "revenue_2025": 2_100_000_000,
}  # fmt: skip
_CERTIFIED = {**_FIRM, "size": "small", "quality_certified": DAY, "green_certified": DAY}
_MARK = {
    "applicant": "association", "in_specialised_town": True,
    "gi_registered": DAY, "gi_project_listed": DAY,
}  # fmt: skip
_PARK = {"applicant": "park", "in_specialised_town": True}
_LAND = {
    "applicant": "enterprise", "land_priority": True, "land_primary_processing": False,
    "land_standard_price": 120, "land_cost_price": 70,
}  # fmt: skip

QUESTIONS = (
    Question(
        "A1", "市工信局", r.EFFECTIVE_FROM_SIGNING,
        example={**_FIRM, "jincheng_brand": "2023-11-01"},
    ),
    Question("A2", "市工信局"),
    Question(
        "A3", "市文旅局", r.HELD_PARKS_COUNT,
        example={
            "applicant": "park", "in_specialised_town": True,
            "provincial_culture_park": "2019-03-01",
        },
    ),
    Question(
        "A27", "市工信局", asked=(f.OVERLAPS,),
        letter="“我市其他同类优惠政策”指哪些？是否重复由谁认定？",
    ),
    Question("A34", "市工信局", asked=(f.IN_SPECIALISED_TOWN,)),
    Question("A35", "市财政局"),
    Question(
        "A4", "市工信局", strict=True,
        letter="“首次达到”是否要看政策生效以前的年度？", if_so="如果不看",
    ),
    Question("A5", "市工信局", r.COUNTS_2023_2025, example=_IN_2023),
    Question("A6", "市工信局", r.TIERS_CUMULATE, example=_JUMP),
    Question(
        "A7", "市工信局", r.LATER_TIER_FULL,
        example=_TWICE, settled={"counts_2023_2025": True},
    ),
    Question("A8", "市农业农村局", strict=True),
    Question(
        "A9", "市农业农村局", asked=(f.AGRICULTURAL,),
        letter="是否属于涉农企业，由谁认定、按什么认定？",
    ),
    Question(
        "A10", "市工信局", asked=(f.IN_SPECIALISED_TOWN, f.LEADING_INDUSTRY),
        letter="是否在专业镇内、是否属于主导产业，由谁认定、按什么认定？",
    ),
    Question(
        "A11", "市统计局",
        asked=(f.PEAK_REVENUE_TO_2022, f.REVENUE_2023, f.REVENUE_2024, f.REVENUE_2025),
        letter="年营收按什么数认定：统计数、纳税申报数，还是审计数？",
    ),
    Question("A31", "市工信局"),
    Question(
        "A12", "市市场监管局", r.CERTIFICATION_BOTH,
        example={**_CERTIFIED, "green_certified": False},
    ),
    Question(
        "A13", "市市场监管局", r.CERTIFICATION_EACH,
        example=_CERTIFIED,
        second={
            **_CERTIFIED, "quality_certified": "2021-06-01", "quality_recertified": DAY,
            "green_certified": False,
        },
        second_reading=r.RENEWALS_COUNT, settled={"certification_both": False},
    ),
    Question(
        "A14", "市市场监管局", r.CERTIFICATION_SMALL_ONLY,
        example={**_CERTIFIED, "size": "large"}, settled={"certification_both": True},
    ),
    Question(
        "A15", "市市场监管局", asked=(f.GREEN_CERTIFIED,), letter="“绿色体系认证”包括哪些认证？",
    ),
    Question(
        "A16", "市工信局", r.TOWN_MEMBERS_ONLY,
        example={**_FIRM, "in_specialised_town": False, "jincheng_brand": DAY},
    ),
    Question(
        "A32", "市工信局", r.COOPERATIVES_COUNT,
        example={**_FIRM, "applicant": "cooperative", "shanxi_premium": DAY},
        letter="个体工商户是否算“企业”？",
    ),
    Question(
        "A36", "市市场监管局", r.SOLE_TRADERS_COUNT, letter="个体工商户是否算“组织”？",
    ),
    Question(
        "A33", "市工信局", asked=(f.SIZE,), letter="企业规模按哪一年的数据划分，由谁认定？",
    ),
    Question(
        "A17", "市市场监管局", strict=True,
        example={"applicant": "association", "in_specialised_town": True, "gi_registered": DAY},
    ),
    Question(
        "A18", "市市场监管局", asked=(f.GI_REGISTERED,),
        letter="哪些算“新获得国家地理标志”？原农业农村部登记的农产品地理标志算不算？",
    ),
    Question("A19", "市市场监管局", r.GI_BOTH, example=_MARK),
    Question(
        "A20", "市商务局", r.BRAND_UPGRADE_FULL,
        example={**_FIRM, "sanjin_brand": DAY, "jincheng_brand": DAY},
    ),
    Question(
        "A21", "市市场监管局", strict=True, example={**_FIRM, "shanxi_premium": DAY},
    ),
    Question(
        "A22", "市商务局",
        asked=(f.CHINA_BRAND, f.SANJIN_BRAND, f.SHANXI_PREMIUM, f.JINCHENG_BRAND),
        letter="哪些算“新入选”？复核、重新认定的算不算？",
    ),
    Question(
        "A30", "市商务局", asked=(f.ONLINE_SALES_ENOUGH,),
        letter="年网络销售额的“一定金额”是多少？",
    ),
    Question("A28", "市规划和自然资源局", r.LAND_EITHER, example=_LAND),
    Question(
        "A29", "市规划和自然资源局",
        example={**_LAND, "land_primary_processing": True},
    ),
    Question(
        "A23", "市文旅局", asked=(f.NATIONAL_CULTURE_PARK, f.PROVINCIAL_CULTURE_PARK),
        example={**_PARK, "provincial_culture_park": DAY},
        second={**_PARK, "national_culture_park": DAY, "national_title_is_base": False},
    ),
    Question(
        "A24", "市文旅局", r.NATIONAL_BASE_COUNTS,
        example={**_PARK, "national_culture_park": DAY, "national_title_is_base": True},
    ),
    Question(
        "A25", "市文旅局", asked=(f.NATIONAL_CULTURE_PARK, f.PROVINCIAL_CULTURE_PARK),
        letter="哪些算“获评”？取得创建资格、列为创建单位的算不算？",
    ),
    Question(
        "A26", "市文旅局", r.PARK_UPGRADE_FULL,
        example={
            **_PARK, "national_culture_park": DAY, "provincial_culture_park": DAY,
            "national_title_is_base": False,
        },
    ),
)  # fmt: skip
"""Every question, in the order of the page."""


def question_records() -> list[dict[str, Any]]:
    """Return the questions for the catalogue."""
    return [
        {
            "number": question.number,
            "unit": question.unit,
            "reading": None if question.reading is None else question.reading.id,
            "asked": [fact.id for fact in question.asked],
            "strict": question.strict,
            "examples": [
                {
                    "answers": answers,
                    "told": list(stated),
                    "reading": None if reading is None else reading.id,
                }
                for answers, stated, reading in zip(
                    question.examples, question.stated, question.readings, strict=True
                )
            ],
            "settled": dict(question.settled),
        }
        for question in QUESTIONS
    ]
