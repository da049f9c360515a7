"""第(十四)条 完善基础设施建设."""

from calculator.engine.rules.expression import Condition, none_of, pays
from calculator.engine.rules.facts import Event, unless_read_so
from calculator.engine.rules.measure import OpenPayee, award, commitment
from calculator.engine.text import Article
from calculator.policy.closing import unless_displaced
from calculator.policy.facts import (
    APPLICANT,
    NATIONAL_CULTURE_PARK,
    NATIONAL_TITLE_IS_BASE,
    PROVINCIAL_CULTURE_PARK,
)
from calculator.policy.phrases import awarded_by_the_last_day, in_town
from calculator.policy.readings import (
    HELD_PARKS_COUNT,
    NATIONAL_BASE_COUNTS,
    PARK_UPGRADE_FULL,
)

ARTICLE = Article(
    14,
    "article-14",
    "第(十四)条",
    "(十四)完善基础设施建设。",
    (
        "优先支持专业镇加强供气、供热、电力、给排水、污水处理、通信、公共交通、物流配送等基础设施建设。",
        "支持专业镇园区化、集群化发展。",
        "对专业镇获评为国家级文化产业示范园区、省级文化产业示范园区(基地)、文化出口基地等“文化+”的示范园区(基地),按照国家级30万元、省级10万元的标准给予奖励。",
    ),
    "〔责任单位:市住建局、市交通局、市城市管理局、市能源局、市生态环境局、市发展改革委、市文旅局、市工信局、市农业农村局、市财政局,各县(市、区)人民政府〕",
    chapter=5,
)

QUOTE = (
    "对专业镇获评为国家级文化产业示范园区、省级文化产业示范园区(基地)、文化出口基地等"
    "“文化+”的示范园区(基地),按照国家级30万元、省级10万元的标准给予奖励"
)


TO_WHOM = OpenPayee(
    text="原文写“对专业镇获评为……给予奖励”，没有写奖给专业镇、它的管理单位，还是园区（基地）的运营单位，要问市文旅局。",
    see="A26",
)


def _awarded(event: Event, quote: str) -> Condition:
    """Return "获评" inside the term, or before it where titles already held count as well.

    The sentence has neither 首次 nor 新.
    """
    return awarded_by_the_last_day(event, HELD_PARKS_COUNT, quote)


NATIONAL = _awarded(NATIONAL_CULTURE_PARK, "获评为国家级文化产业示范园区") & (
    none_of(NATIONAL_TITLE_IS_BASE) | NATIONAL_BASE_COUNTS
).cite("国家级文化产业示范园区、省级文化产业示范园区(基地)", "国家级称号不是“基地”（如基地不算）")
PROVINCIAL = _awarded(PROVINCIAL_CULTURE_PARK, "省级文化产业示范园区(基地)")
PARK_IN_TOWN = APPLICANT.is_("park").cite(
    "示范园区(基地)", "申请主体是专业镇或园区（基地）的管理、运营单位"
) & in_town("专业镇")

MEASURES = (
    commitment(
        "14-1",
        name="优先加强基础设施建设",
        quote="优先支持专业镇加强供气、供热、电力、给排水、污水处理、通信、公共交通、物流配送等基础设施建设",
        to="专业镇",
    ),
    commitment(
        "14-2",
        name="园区化、集群化发展",
        quote="支持专业镇园区化、集群化发展",
        to="专业镇",
    ),
    unless_displaced(
        award(
            "national-culture-park",
            row="14-3a",
            name="国家级“文化+”示范园区奖励",
            quote=QUOTE,
            who=PARK_IN_TOWN,
            condition=NATIONAL,
            pays=pays("30万元"),
            gives="国家级30万元",
            to="专业镇、园区（基地）",
            payee=TO_WHOM,
        )
    ),
    unless_displaced(
        award(
            "provincial-culture-park",
            row="14-3b",
            name="省级“文化+”示范园区奖励",
            quote=QUOTE,
            who=PARK_IN_TOWN,
            condition=PROVINCIAL
            & unless_read_so(PARK_UPGRADE_FULL, none_of(NATIONAL)).cite(
                "按照国家级30万元、省级10万元的标准", "没有被国家级称号取代"
            ),
            pays=pays("10万元"),
            gives="省级10万元",
            to="专业镇、园区（基地）",
            payee=TO_WHOM,
        )
    ),
)
