"""第(八)条 深化产业标准引领."""

from calculator.engine.rules.expression import Condition, either, given, pays, sum_of
from calculator.engine.rules.facts import Event, if_read_so
from calculator.engine.rules.measure import Beyond, award, commitment, service, support
from calculator.engine.text import Article
from calculator.policy.closing import unless_displaced
from calculator.policy.facts import (
    DOMESTIC_STANDARD,
    GREEN_CERTIFIED,
    GREEN_RECERTIFIED,
    INTERNATIONAL_STANDARD,
    QUALITY_CERTIFIED,
    QUALITY_RECERTIFIED,
)
from calculator.policy.phrases import (
    SMALL_OR_MICRO,
    SOLE_TRADER_AS_ENTERPRISE,
    UNIT,
    enterprise,
    in_term,
    town_if_asked,
)
from calculator.policy.readings import (
    CERTIFICATION_BOTH,
    CERTIFICATION_EACH,
    CERTIFICATION_SMALL_ONLY,
    RENEWALS_COUNT,
)

ARTICLE = Article(
    8,
    "article-08",
    "第(八)条",
    "(八)深化产业标准引领。",
    (
        "支持专业镇主导产业建设以龙头企业为核心的技术标准联盟,鼓励专业镇企业、行业协会、产业联盟等制定一批引领产业发展、促进产业升级的团体标准,提升先进标准支撑产业发展能力。",
        "鼓励团体组织参与团体标准化良好行为评价,支持企业开展技术标准基地创建和对标达标活动。",
        "对主导或参与国际标准的单位,按照一事一议原则,给予专项经费支持;对主导或参与国家标准、行业标准、地方标准制修订的单位,分别给予一定补助。",
        "深入组织开展小微企业质量管理体系认证提升行动,对通过质量管理体系、绿色体系认证的企业给予2万元的奖补。",
    ),
    "〔责任单位:市市场监管局、市财政局,各县(市、区)人民政府〕",
    chapter=3,
)


def _passed(first: Event, again: Event, quote: str) -> Condition:
    """Return "通过": with a first certificate, or with a later one where renewals count.

    The text has no 首次 here.  Only an applicant that once held a first certificate can renew it.
    """
    renewed = first.happened() & in_term(again, quote) & RENEWALS_COUNT
    return in_term(first, quote) | renewed


QUALITY = _passed(QUALITY_CERTIFIED, QUALITY_RECERTIFIED, "质量管理体系").cite(
    "质量管理体系", "通过质量管理体系认证，且在政策有效期内"
)
GREEN = _passed(GREEN_CERTIFIED, GREEN_RECERTIFIED, "绿色体系认证").cite(
    "绿色体系认证", "通过绿色体系认证，且在政策有效期内"
)

MEASURES = (
    commitment(
        "8-1",
        name="鼓励制定团体标准",
        quote="鼓励专业镇企业、行业协会、产业联盟等制定一批引领产业发展、促进产业升级的团体标准",
        to="专业镇企业、行业协会、产业联盟",
    ),
    commitment(
        "8-2a",
        name="团体标准化良好行为评价",
        quote="鼓励团体组织参与团体标准化良好行为评价",
        to="团体组织",
    ),
    commitment(
        "8-2b",
        name="技术标准基地与对标达标",
        quote="支持企业开展技术标准基地创建和对标达标活动",
        to="企业",
    ),
    support(
        "international-standard",
        row="8-3a",
        name="主导或参与国际标准",
        quote="对主导或参与国际标准的单位,按照一事一议原则,给予专项经费支持",
        who=UNIT.cite("单位", "申请主体是单位") & town_if_asked(),
        condition=in_term(INTERNATIONAL_STANDARD, "主导或参与国际标准"),
        gives="按照一事一议原则,给予专项经费支持",
        to="单位",
    ),
    support(
        "domestic-standard",
        row="8-3b",
        name="主导或参与国家、行业、地方标准",
        quote="对主导或参与国家标准、行业标准、地方标准制修订的单位,分别给予一定补助",
        who=UNIT.cite("单位", "申请主体是单位") & town_if_asked(),
        condition=in_term(DOMESTIC_STANDARD, "主导或参与国家标准、行业标准、地方标准制修订"),
        gives="分别给予一定补助",
        to="单位",
    ),
    service(
        "quality-upgrade-action",
        row="8-4a",
        name="小微企业质量管理体系认证提升行动",
        quote="深入组织开展小微企业质量管理体系认证提升行动",
        who=enterprise("企业") & SMALL_OR_MICRO.cite("小微企业") & town_if_asked(),
        gives="质量管理体系认证提升行动",
        to="小微企业",
    ),
    unless_displaced(
        award(
            "system-certification",
            row="8-4b",
            name="质量管理体系、绿色体系认证奖补",
            quote="对通过质量管理体系、绿色体系认证的企业给予2万元的奖补",
            who=enterprise("企业")
            & if_read_so(CERTIFICATION_SMALL_ONLY, SMALL_OR_MICRO).cite(
                "小微企业", "小型、微型企业（如只给小微企业）"
            )
            & town_if_asked(),
            pays=either(
                CERTIFICATION_BOTH,
                given(QUALITY & GREEN, pays("2万元")),
                either(
                    CERTIFICATION_EACH,
                    sum_of(given(QUALITY, pays("2万元")), given(GREEN, pays("2万元"))),
                    given(QUALITY | GREEN, pays("2万元")),
                ),
            ),
            gives="2万元的奖补",
            to="企业",
            beyond=(
                Beyond(
                    "同一种体系有几张证书的，条文没有写明是否按张计；这里每种体系只算一次。", "A13"
                ),
                SOLE_TRADER_AS_ENTERPRISE,
            ),
        )
    ),
)
