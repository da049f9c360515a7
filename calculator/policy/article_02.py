"""第(二)条 实施达标奖励措施."""

from calculator.engine.rules.expression import Always
from calculator.engine.rules.ladder import FirstReached
from calculator.engine.rules.measure import Beyond, CountedAs, award, commitment
from calculator.engine.text import Article
from calculator.policy.closing import unless_displaced
from calculator.policy.facts import (
    AGRICULTURAL,
    PEAK_REVENUE_TO_2022,
    REVENUE_2023,
    REVENUE_2024,
    REVENUE_2025,
)
from calculator.policy.phrases import (
    SOLE_TRADER_AS_ENTERPRISE,
    enterprise,
    in_town,
    leading_industry,
)
from calculator.policy.readings import COUNTS_2023_2025, LATER_TIER_FULL, TIERS_CUMULATE

ARTICLE = Article(
    2,
    "article-02",
    "第(二)条",
    "(二)实施达标奖励措施。",
    (
        "激励现有百亿级专业镇向200亿元迈进,现有十亿级专业镇向50亿元、100亿元迈进。",
        "对专业镇主导产业企业年营收规模首次达到5亿元、10亿元、20亿元、50亿元(涉农企业首次达到1亿元、3亿元、5亿元、10亿元)的,一次性奖励10万元、20万元、30万元、50万元。",
    ),
    "〔责任单位:市工信局、市统计局、市农业农村局、市财政局,各县(市、区)人民政府〕",
    chapter=1,
)

QUOTE = (
    "对专业镇主导产业企业年营收规模首次达到5亿元、10亿元、20亿元、50亿元"
    "(涉农企业首次达到1亿元、3亿元、5亿元、10亿元)的,一次性奖励10万元、20万元、30万元、50万元"
)


def _milestones(lines: str) -> FirstReached:
    """Return the awards of 10、20、30、50万元 for the year in which each line is first reached.

    2024 counts in any case; whether 2023 and 2025 do is for the authority to say.
    """
    return FirstReached(
        words="年营收规模首次达到",
        lines=lines,
        awards="10万元、20万元、30万元、50万元",
        before=PEAK_REVENUE_TO_2022,
        years=(
            (REVENUE_2023, COUNTS_2023_2025),
            (REVENUE_2024, Always()),
            (REVENUE_2025, COUNTS_2023_2025),
        ),
        several_in_one_year_add=TIERS_CUMULATE,
        later_years_in_full=LATER_TIER_FULL,
    )


MEASURES = (
    commitment(
        "2-1",
        name="激励专业镇升级",
        quote="激励现有百亿级专业镇向200亿元迈进,现有十亿级专业镇向50亿元、100亿元迈进",
        to="专业镇",
    ),
    unless_displaced(
        award(
            "revenue-milestone",
            row="2-2a, 2-2b",
            name="主导产业企业营收达标奖励",
            quote=QUOTE,
            who=enterprise("企业") & in_town("专业镇") & leading_industry("主导产业企业"),
            pays=_milestones("5亿元、10亿元、20亿元、50亿元").unless(
                AGRICULTURAL.cite("涉农企业"), _milestones("1亿元、3亿元、5亿元、10亿元")
            ),
            gives="奖励10万元、20万元、30万元、50万元",
            to="专业镇主导产业企业",
            times="一次性",
            beyond=(
                Beyond(
                    "“首次达到”从严按历年算：有效期以前哪一年达到过的档次，这里不再算。",
                    "A4",
                    instead=(
                        (CountedAs(PEAK_REVENUE_TO_2022, given=None, counted=0),),
                        (
                            CountedAs(PEAK_REVENUE_TO_2022, given=None, counted=0),
                            CountedAs(REVENUE_2023, given=None, counted=0),
                        ),
                    ),
                ),
                SOLE_TRADER_AS_ENTERPRISE,
            ),
        )
    ),
)
