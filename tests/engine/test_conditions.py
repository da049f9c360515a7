"""The list of what a measure asks is its rule: no condition more and none less, on the engine."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import made_up_policy
import pytest

from calculator.engine import phrases
from calculator.engine.describing.conditions import Asked, Conditions, Item, conditions_of
from calculator.engine.rules.diagram import variables
from calculator.engine.rules.expression import (
    Always,
    Award,
    Condition,
    either,
    given,
    pays,
)
from calculator.engine.rules.facts import AtLeast, facts_of
from calculator.engine.rules.measure import Measure
from calculator.policy import POLICY
from calculator.policy import facts as f
from calculator.policy import readings as r

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calculator.engine.policy import Policy
    from calculator.engine.rules.compiled import Provision
    from calculator.engine.rules.diagram import Node

EVERY = [
    # The made-up policy reaches every line that the real one reaches.
    pytest.param(policy, provision, id=provision.measure.id, marks=marks)
    for policy, marks in ((POLICY, [pytest.mark.uncounted]), (made_up_policy.POLICY, []))
    for provision in policy.provisions
]
PAYS_MOST = 10**9
"""More than any measure pays, in 元."""

every_measure = pytest.mark.parametrize(("policy", "provision"), EVERY)


def worth(provision: Provision) -> Node:
    """Return what a measure gives in each cell: 元, or 1 where it has no amount and applies."""
    return provision.applies if provision.worth is None else provision.worth


def listed(provision: Provision) -> Conditions:
    return conditions_of(provision.measure)


def read_back(policy: Policy, conditions: Conditions) -> Node:
    """Return the diagram of a list: 1 where all that it says holds."""
    backend = policy.diagrams

    def asked(said: Asked) -> Node:
        found = backend.constant(1)
        for item in said.must:
            found = backend.product(found, backend.compile(item.rule))
        for group in said.any:
            found = backend.product(
                found, backend.highest_of([backend.compile(item.rule) for item in group])
            )
        for item in said.unless:
            found = backend.product(found, backend.complement(backend.compile(item.rule)))
        return found

    whole = asked(conditions.asked)
    for waiting in conditions.waiting:
        way = backend.compile(waiting.reading)
        either_way = backend.sum_of(
            [
                backend.product(way, asked(waiting.yes)),
                backend.product(backend.complement(way), asked(waiting.no)),
            ]
        )
        whole = backend.product(whole, either_way)
    return whole


def is_the_rule(policy: Policy, provision: Provision, conditions: Conditions) -> bool:
    """Return whether a measure gives something exactly where a list says that it does."""
    backend = policy.diagrams
    said = read_back(policy, conditions)
    beside = backend.product(worth(provision), backend.complement(said))
    promised = backend.sum_of(
        [worth(provision), backend.product(backend.constant(PAYS_MOST), backend.complement(said))]
    )
    return beside.high == 0 and promised.low > 0


@every_measure
def test_the_list_is_the_rule(policy: Policy, provision: Provision) -> None:
    assert is_the_rule(policy, provision, listed(provision))


def shorter(conditions: Conditions) -> Iterator[Conditions]:
    """Yield every list that lacks one thing, in its fixed part or under a reading."""

    def cut(said: Asked) -> Iterator[Asked]:
        for n in range(len(said.must)):
            yield replace(said, must=said.must[:n] + said.must[n + 1 :])
        for n in range(len(said.any)):
            yield replace(said, any=said.any[:n] + said.any[n + 1 :])
        for n in range(len(said.unless)):
            yield replace(said, unless=said.unless[:n] + said.unless[n + 1 :])

    for said in cut(conditions.asked):
        yield replace(conditions, asked=said)
    for n, waiting in enumerate(conditions.waiting):
        ways = [replace(waiting, yes=said) for said in cut(waiting.yes)]
        ways += [replace(waiting, no=said) for said in cut(waiting.no)]
        for way in ways:
            others = (*conditions.waiting[:n], way, *conditions.waiting[n + 1 :])
            yield replace(conditions, waiting=others)


@pytest.mark.uncounted
def test_a_list_that_lacks_a_thing_is_no_longer_the_rule() -> None:
    """What a reading asks in both its ways would be no loss; all else is."""
    lacking = 0
    for provision in POLICY.provisions:
        for conditions in shorter(listed(provision)):
            lacking += 1
            if is_the_rule(POLICY, provision, conditions):
                restated = "the weaker way of a reading, which the fixed part says already"
                fixed = replace(listed(provision), waiting=conditions.waiting)
                assert is_the_rule(POLICY, provision, fixed), (provision.measure.id, restated)
    assert lacking > 200


@every_measure
def test_no_to_anything_that_must_hold_gives_nothing(policy: Policy, provision: Provision) -> None:
    backend = policy.diagrams
    for item in listed(provision).asked.must:
        without = backend.product(worth(provision), backend.complement(backend.compile(item.rule)))
        assert without.high == 0, item.text


@every_measure
def test_each_thing_of_a_choice_is_enough_alone_and_none_is_not(
    policy: Policy, provision: Provision
) -> None:
    backend = policy.diagrams
    for group in listed(provision).asked.any:
        assert len(group) > 1
        nodes = [backend.compile(item.rule) for item in group]
        none = backend.product(worth(provision), backend.complement(backend.highest_of(nodes)))
        assert none.high == 0
        for item, node in zip(group, nodes, strict=True):
            others = [other for other in nodes if other is not node]
            alone = backend.product(node, backend.complement(backend.highest_of(others)))
            assert backend.product(worth(provision), alone).high > 0, item.text


@every_measure
def test_what_takes_a_measure_away_leaves_nothing(policy: Policy, provision: Provision) -> None:
    backend = policy.diagrams
    for item in listed(provision).asked.unless:
        assert backend.product(worth(provision), backend.compile(item.rule)).high == 0, item.text


@every_measure
def test_what_waits_for_an_answer_matters_one_way_and_not_the_other(
    policy: Policy, provision: Provision
) -> None:
    backend = policy.diagrams
    for waiting in listed(provision).waiting:
        way = backend.compile(waiting.reading)
        ways = ((waiting.yes, way), (waiting.no, backend.complement(way)))
        told = []
        for (said, here), (_, there) in (ways, ways[::-1]):
            for lacking, text in violations(policy, said):
                lost = backend.product(worth(provision), lacking)
                assert backend.product(lost, here).high == 0, text
                told.append(backend.product(lost, there).high > 0)
        assert not told or any(told), waiting.reading.id


def violations(policy: Policy, said: Asked) -> Iterator[tuple[Node, str]]:
    """Yield for each thing that is asked where it is not fulfilled, with its words."""
    backend = policy.diagrams
    for item in said.must:
        yield backend.complement(backend.compile(item.rule)), item.text
    for group in said.any:
        nodes = [backend.compile(item.rule) for item in group]
        yield backend.complement(backend.highest_of(nodes)), group[0].text
    for item in said.unless:
        yield backend.compile(item.rule), item.text


@every_measure
def test_nothing_that_matters_is_left_out_and_nothing_else_is_named(
    policy: Policy, provision: Provision
) -> None:
    conditions = listed(provision)
    asked = {policy.variables[n].unknown.id for n in variables(worth(provision).support)}
    price = provision.measure.price
    if price is not None:
        asked |= {price.of.id, price.but_not_below.id}
    named = {fact.id for item in conditions.items() for fact in facts_of(item.rule)}
    named |= {fact.id for fact in conditions.amount}
    named |= {waiting.reading.id for waiting in conditions.waiting}
    assert named == asked


@every_measure
def test_what_only_sets_the_amount_is_no_condition(policy: Policy, provision: Provision) -> None:
    gives = listed(provision)
    conditions = {fact.id for item in gives.items() for fact in facts_of(item.rule)}
    assert not conditions & {fact.id for fact in gives.amount}
    assert is_the_rule(policy, provision, replace(gives, amount=()))


# --- what readers were told wrongly before ---------------------------------------------------


def told(measure: str) -> dict[str, str]:
    """Return the list of a measure in words: what must hold, and so on."""
    by_id = {provision.measure.id: provision for provision in POLICY.provisions}
    conditions = listed(by_id[measure])

    def words(items: tuple[Item, ...]) -> str:
        return "|".join(item.text for item in items)

    found = {
        "must": words(conditions.asked.must),
        "any": "||".join(words(group) for group in conditions.asked.any),
        "unless": words(conditions.asked.unless),
    }
    for waiting in conditions.waiting:
        found[waiting.reading.id] = " / ".join(
            words((*way.must, *(item for group in way.any for item in group), *way.unless))
            for way in (waiting.yes, waiting.no)
        )
    return found


def test_a_floor_price_asks_for_the_two_prices_that_it_compares() -> None:
    (measure,) = {each.measure for each in POLICY.provisions if each.measure.price is not None}
    assert measure.price
    asked = {measure.price.of.id, measure.price.but_not_below.id}
    # One of its own has worked nothing out yet.
    assert asked <= replace(measure).unknowns.keys()


def test_a_firm_need_not_be_agricultural_to_reach_a_milestone() -> None:
    must = told("revenue-milestone")["must"].split("|")
    assert "是涉农企业" not in must
    assert must[-1] == (
        "年营收规模首次达到1亿元、3亿元、5亿元、10亿元中的一档（涉农企业），"
        "或年营收规模首次达到5亿元、10亿元、20亿元、50亿元中的一档（其他）"
    )


def test_a_title_of_the_city_asks_for_no_other_title_but_may_give_way_to_one() -> None:
    found = told("jincheng-brand")
    assert "中华" not in found["must"] + found["any"] + found["unless"]
    assert found["brand_upgrade_full"] == (
        " / 新入选“中华老字号”，且在政策有效期内|新入选“三晋老字号”，且在政策有效期内"
    )


def test_one_certificate_is_a_choice_and_both_wait_for_an_answer() -> None:
    found = told("system-certification")
    choice = "通过质量管理体系认证，且在政策有效期内|通过绿色体系认证，且在政策有效期内"
    assert (found["any"], found["certification_both"]) == (choice, f"{choice} / ")
    assert found["certification_small_only"] == "企业规模是小型或微型 / "
    assert found["certification_each"] == " / "


def test_a_town_is_asked_in_articles_8_and_9_only_under_a_reading() -> None:
    found = told("geographical-indication")
    assert "专业镇" not in found["must"]
    assert found["town_members_only"] == "在列入市级或省级名单的专业镇内注册并经营 / "
    assert found["gi_both"] == " / 列入市级地理标志保护工程，已给10万元"


def test_the_overlap_takes_away_whatever_has_a_number() -> None:
    for provision in POLICY.provisions:
        words = told(provision.measure.id)["unless"]
        assert ("同类优惠政策" in words) == (provision.measure.kind in "CF")


# --- rules of other shapes --------------------------------------------------------------------


def measure_of(condition: Condition, pays: Award | None = None) -> Measure:
    return Measure(
        "id", kind="Q", row="1-1", name="name", quote="quote", condition=condition, pays=pays
    )


A, B = f.TECH_SME.cite("甲"), f.OPERATING_LOAN
LATE = f.CHINA_BRAND.after(phrases.day("2025年12月31日"))


@pytest.mark.parametrize(
    ("condition", "kind", "words"),
    [
        (~f.SIZE.is_("large"), "must", ["企业规模是中型或小型或微型"]),
        (AtLeast(f.REVENUE_2024, 5 * 10**8), "must", ["2024年营收达到5亿元"]),
        (LATE, "must", ["新入选“中华老字号”，不早于2026年1月1日"]),
        (A & ~B, "unless", ["在计息期内有用于正常生产经营的贷款"]),
        (~(A | B), "unless", ["是科技型中小企业", "在计息期内有用于正常生产经营的贷款"]),
        (
            ~(A & ~B),
            "unless",
            ["是科技型中小企业，且不是“在计息期内有用于正常生产经营的贷款”"],
        ),
        (
            ~(A & ~(B & f.IN_PARK)),
            "unless",
            ["是科技型中小企业，且不是“在计息期内有用于正常生产经营的贷款，且在专业镇园区内”"],
        ),
        (
            ~(f.CHINA_BRAND.after(phrases.day("2025年12月31日")) & ~B),
            "unless",
            ["新入选“中华老字号”，不早于2026年1月1日，且不是“在计息期内有用于正常生产经营的贷款”"],
        ),
        (
            either(B, A, f.IN_PARK),
            "must",
            ["是科技型中小企业（在计息期内有用于正常生产经营的贷款），或在专业镇园区内（其他）"],
        ),
        (
            (A & r.GI_BOTH) | (f.LISTING_INTENT & ~r.GI_BOTH),
            "must",
            ["是科技型中小企业（如两笔都给），或有上市意愿，且已给10万元的，不再给3万元"],
        ),
    ],
    ids=[
        "none of",
        "at least",
        "after",
        "not",
        "neither",
        "not all",
        "not both",
        "late",
        "either",
        "mixed",
    ],
)
def test_each_kind_of_rule_is_told(condition: Condition, kind: str, words: list[str]) -> None:
    found = conditions_of(measure_of(condition)).asked
    assert [item.text for item in getattr(found, kind)] == words


@pytest.mark.parametrize(
    ("condition", "yes", "no"),
    [
        (r.GI_BOTH.cite("丙") & A, [], ["按这种读法不给"]),
        (either(r.GI_BOTH, A, Always()), ["是科技型中小企业"], []),
        (either(r.GI_BOTH, Always(), A), [], ["是科技型中小企业"]),
        (~(A & ~r.GI_BOTH), [], ["是科技型中小企业"]),
        (A & ~r.GI_BOTH & B, ["按这种读法不给"], []),
        (
            f.SIZE.is_("large") | (B & r.GI_BOTH),
            ["企业规模是大型", "在计息期内有用于正常生产经营的贷款"],
            ["企业规模是大型"],
        ),
    ],
)
def test_a_reading_takes_a_condition_in_or_leaves_it_out(
    condition: Condition, yes: list[str], no: list[str]
) -> None:
    (waiting,) = conditions_of(measure_of(condition)).waiting
    assert [item.text for item in waiting.yes.items()] == yes
    assert [item.text for item in waiting.no.items()] == no


def test_an_award_that_pays_either_way_asks_for_nothing() -> None:
    measure = measure_of(Always(), pays=either(B, pays("1万元"), pays("2万元")))
    found = conditions_of(measure)
    assert list(found.items()) == []
    assert found.amount == (B,)


def test_an_award_that_a_condition_gives_asks_for_it() -> None:
    measure = measure_of(Always(), pays=given(A, pays("1万元")))
    assert [item.text for item in conditions_of(measure).asked.must] == ["是科技型中小企业"]


def test_what_a_reading_allows_is_told_after_the_condition_that_it_allows() -> None:
    found = told("system-certification")["effective_from_signing"]
    assert "之间（如换证、再认证也算）" in found
    assert "且换证" not in found
