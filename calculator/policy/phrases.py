"""The policy's recurring phrases as conditions: who is an 企业, what happened within the term."""

from calculator.engine import phrases
from calculator.engine.rules.expression import Condition, either
from calculator.engine.rules.facts import Event, Reading, if_read_so, unless_read_so
from calculator.engine.rules.measure import Beyond, CountedAs
from calculator.policy.facts import APPLICANT, IN_SPECIALISED_TOWN, LEADING_INDUSTRY, SIZE
from calculator.policy.readings import (
    COOPERATIVES_COUNT,
    EFFECTIVE_FROM_SIGNING,
    SOLE_TRADERS_COUNT,
    TOWN_MEMBERS_ONLY,
)

SIGNED = phrases.day("2023年10月31日")
"""成文日期, the earlier possible first day."""

PUBLISHED = phrases.day("2023年11月15日")
"""发布日期, the later possible first day."""

LAST_DAY = phrases.day("2025年12月31日")
"""The last day of the term, that day included."""

ENTERPRISE = APPLICANT.is_("enterprise") | (APPLICANT.is_("cooperative") & COOPERATIVES_COUNT)
"""企业; a cooperative counts where the authority reads it so.  A 个体工商户 is none: article 10
names both side by side."""

SOLE_TRADER_AS_ENTERPRISE = Beyond(
    text="个体工商户算不算“企业”，条文没有写明；这里按不算。",
    see="A32",
    instead=((CountedAs(APPLICANT, given="sole_trader", counted="enterprise"),),),
)
"""What is left out of an award for an 企业."""

SOLE_TRADER_AS_ORGANISATION = Beyond(
    text="个体工商户算不算“组织”，条文没有写明；这里按不算。",
    see="A36",
    instead=((CountedAs(APPLICANT, given="sole_trader", counted="association"),),),
)
"""What is left out of an award for an 组织."""

NOT_AN_INDIVIDUAL = ~APPLICANT.is_("individual")
"""Whoever may run a project or hold one."""

ORGANISATION = ~APPLICANT.is_("individual", "sole_trader")
"""组织."""

UNIT = ORGANISATION | (APPLICANT.is_("sole_trader") & SOLE_TRADERS_COUNT)
"""单位; a 个体工商户 counts where the authority reads it so."""

SMALL_OR_MICRO = SIZE.is_("small", "micro")
"""小微企业."""

SMALL_AND_MEDIUM = SIZE.is_("medium", "small", "micro")
"""中小微企业."""


def enterprise(quote: str) -> Condition:
    """Return the condition that the applicant is an 企业, with the words that say so."""
    return ENTERPRISE.cite(quote, "申请主体是企业")


def in_town(quote: str) -> Condition:
    """Return the condition that the applicant is in a listed 专业镇, with the words."""
    return IN_SPECIALISED_TOWN.cite(quote)


def leading_industry(quote: str) -> Condition:
    """Return the condition that its business is the town's 主导产业, with the words."""
    return LEADING_INDUSTRY.cite(quote)


def town_if_asked() -> Condition:
    """Return "in a town, where the authority reads articles 8 and 9 so".

    These articles do not say it; the policy's title does.
    """
    return if_read_so(TOWN_MEMBERS_ONLY, IN_SPECIALISED_TOWN).cite(
        "晋城市支持专业镇高质量发展若干政策", "在专业镇内（第(八)(九)条本身没有写，依政策名称）"
    )


def in_term(event: Event, quote: str) -> Condition:
    """Return the condition that an event happened within the term, with the words that name it.

    The term runs from 发布之日, which can be read as the day of signing or of publication, to
    2025年12月31日, that day included.
    """
    begun = either(EFFECTIVE_FROM_SIGNING, event.since(SIGNED), event.since(PUBLISHED))
    return (begun & ~event.after(LAST_DAY)).cite(quote, f"{event.label}，且在政策有效期内")


def by_the_last_day(event: Event, quote: str) -> Condition:
    """Return the condition that an event happened before the end of the term, with its words.

    For what may have begun before the term and counts for its effect within it.
    """
    return (event.happened() & ~event.after(LAST_DAY)).cite(
        quote, f"{event.label}，且不晚于政策有效期的最后一天"
    )


def awarded_by_the_last_day(event: Event, held_count: Reading, quote: str) -> Condition:
    """Return "获评" by the end of the term; within it, unless titles already held count as well."""
    return by_the_last_day(event, quote) & unless_read_so(held_count, in_term(event, quote)).cite(
        quote, f"{event.label}，且在政策有效期内（如有效期以前的不算）"
    )
