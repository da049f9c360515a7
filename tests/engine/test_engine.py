"""The engine by itself: phrases, expressions, bounds, steps, questions, documents and sizes."""

from __future__ import annotations

import itertools
import json
import random
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import generate
import jsonschema
import oracle
import pytest
from generate import alike_everywhere, many, steady
from hypothesis import given
from hypothesis import strategies as st
from proving import random_answers

from calculator import wire
from calculator.engine import memo, phrases
from calculator.engine.assess import allowed_cells, assess
from calculator.engine.describing.stakes import is_wider, stake
from calculator.engine.document import Invalid, read_case
from calculator.engine.rules.diagram import restrict
from calculator.engine.rules.expression import Condition, Leaf
from calculator.engine.rules.facts import AtLeast, Event, Fact, Money, Since
from calculator.engine.rules.ladder import FirstReached
from calculator.engine.rules.measure import FloorPrice
from calculator.engine.rules.unknown import Unknown
from calculator.engine.text import Article, Misquoted
from calculator.policy import POLICY, article_02, facts
from calculator.policy.closing import PREAMBLE
from calculator.policy.size import INDUSTRIES, size_answer

DAY = date(2024, 12, 1)
FILES = Path(__file__).resolve().parents[1] / "files"


def result(answers: dict[str, Any], as_of: date = DAY, **readings: bool) -> dict[str, Any]:
    """Return the whole result for some answers."""
    return assess(POLICY, read_case(POLICY, {"answers": answers, "readings": readings}, as_of))


def measure_of(whole: dict[str, Any], name: str) -> dict[str, Any]:
    """Return one measure of a result."""
    found: dict[str, Any] = next(m for m in whole["measures"] if m["id"] == name)
    return found


# --- phrases ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "yuan"), [("5亿元", 500_000_000), ("10万元", 100_000), ("7元", 7)]
)
def test_an_amount_is_read_from_its_words(phrase: str, yuan: int) -> None:
    assert phrases.amount(phrase) == yuan


def test_an_amount_is_spelled_in_one_way_in_python_and_in_the_page() -> None:
    """The page's own tests read the same file."""
    for yuan, words in json.loads((FILES / "amounts.json").read_text(encoding="utf-8")):
        assert phrases.in_words(yuan) == words


def test_the_members_of_a_set_are_told_by_their_names() -> None:
    told = result({"applicant": "enterprise", "overlaps": ["china-brand", "revenue-milestone"]})

    answers = {answer["fact"]: answer["text"] for answer in told["answers"]}
    assert answers["overlaps"] == "主导产业企业营收达标奖励、新入选“中华老字号”奖励"
    assert "china-brand" not in str([measure["reasons"] for measure in told["measures"]])


@pytest.mark.parametrize(
    ("span", "words", "status", "unsettled"),
    [
        (["2024-02-01", "2024-02-29"], "2024年2月", "eligible", []),
        (["2025-12-15", "2026-01-15"], "2025年12月15日至2026年1月15日", "undetermined", []),
        (["2023-11-01", "2023-11-14"], "2023年11月1日至2023年11月14日", "undetermined",
         ["effective_from_signing"]),
        (["2022-05-01", "2022-05-31"], "2022年5月", "ineligible", []),
        (["2024-05-01", "2024-05-01"], "2024年5月1日", "eligible", []),
    ],
)  # fmt: skip
def test_of_an_event_a_span_of_days_may_be_known(
    span: list[str], words: str, status: str, unsettled: list[str]
) -> None:
    told = result({**FOUNDRY, "shanxi_premium": span})

    assert {answer["fact"]: answer["text"] for answer in told["answers"]}["shanxi_premium"] == words
    measure = measure_of(told, "shanxi-premium")
    assert measure["status"] == status
    assert measure["unsettled"] == unsettled


@pytest.mark.parametrize(
    "span", [["2024-02-02", "2024-02-01"], ["2024-02-01"], ["x", "2024-02-01"]]
)
def test_a_span_of_days_that_is_none_is_refused(span: list[str]) -> None:
    with pytest.raises(Invalid, match="shanxi_premium"):
        result({"shanxi_premium": span})


def test_each_way_of_an_open_reading_tells_the_total_that_it_gives() -> None:
    certified = dict.fromkeys(("quality_certified", "green_certified"), "2024-06-01")
    nothing = {fact.id: False for fact in POLICY.facts if isinstance(fact, Event)}
    whole = result({**nothing, **FOUNDRY, "revenue_2025": 0, **certified, "size": "micro"})

    told = {ways["id"]: ways for ways in whole["readings"]}
    assert set(told) == {
        "tiers_cumulate", "certification_both", "certification_each", "land_either",
    }  # fmt: skip
    for reading in POLICY.readings:
        for way in (True, False):
            settled = result(
                {**nothing, **FOUNDRY, "revenue_2025": 0, **certified, "size": "micro"},
                DAY,
                **{reading.id: way},
            )
            if reading.id in told:
                assert settled["total"].items() <= told[reading.id][str(way).lower()].items()
            else:
                assert settled["total"] == whole["total"]


LAND = {
    "applicant": "enterprise",
    "land_standard_price": 120,
    "land_cost_price": 70,
    "overlaps": [],
}


def test_each_way_of_an_open_reading_tells_the_price_that_it_gives() -> None:
    one = {**LAND, "land_priority": True, "land_primary_processing": False}
    told = next(ways for ways in result(one)["readings"] if ways["id"] == "land_either")

    assert told["true"]["prices"] == {"land-floor-price": {"low": 84, "high": 84}}
    assert told["false"]["prices"] == {"land-floor-price": None}
    for way in (True, False):
        settled = measure_of(result(one, land_either=way), "land-floor-price")
        assert told[str(way).lower()]["prices"] == {"land-floor-price": settled["price"]}
    both = result({**one, "land_primary_processing": True})
    assert "land_either" not in [ways["id"] for ways in both["readings"]]


def test_the_more_generous_way_of_a_reading_pays_more_or_lets_more_apply() -> None:
    found = {reading.id: is_wider(POLICY, reading) for reading in POLICY.readings}

    strict = {"certification_small_only", "certification_both", "town_members_only"}
    assert found == {name: name not in strict for name in found}


def test_a_ladder_tells_where_the_highest_amount_known_stands() -> None:
    reasons = measure_of(result(FOUNDRY), "revenue-milestone")["reasons"]

    assert reasons[-1]["ladder"] == {
        "lines": "5亿元、10亿元、20亿元、50亿元", "peak": 2_100_000_000, "reached": 3,
    }  # fmt: skip


@pytest.mark.parametrize("phrase", ["", "十万元", "5亿", "5.5亿元", "5亿元起", "-5万元"])
def test_words_that_are_no_amount_are_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match="不是一个金额"):
        phrases.amount(phrase)


def test_dates_and_percentages_are_read_from_their_words() -> None:
    assert phrases.day("2025年12月31日") == date(2025, 12, 31)
    assert phrases.percent("70%") == 70
    for bad, read in (("2025年", phrases.day), ("七成", phrases.percent)):
        with pytest.raises(ValueError, match=bad):
            read(bad)


@given(st.integers(0, 10**13))
def test_an_amount_in_words_loses_nothing(yuan: int) -> None:
    words = phrases.in_words(yuan)
    number = words.rstrip("亿万元")
    whole, _, decimals = number.partition(".")
    scale = phrases.yuan_in(words[len(number) :])
    assert int(whole) * scale + int(decimals.ljust(4, "0") or 0) * scale // 10_000 == yuan


# --- expressions -----------------------------------------------------------------------------


def test_and_between_conditions_is_refused_with_the_right_spelling() -> None:
    with pytest.raises(TypeError, match="a & b"):
        bool(facts.LAND_PRIORITY and facts.AGRICULTURAL)


def test_an_unknown_option_is_refused_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="最接近的名称是 enterprise"):
        facts.APPLICANT.is_("enterprize")


def test_citing_leaves_the_condition_itself_unchanged() -> None:
    cited = facts.AGRICULTURAL.cite("涉农企业")
    assert cited is not facts.AGRICULTURAL
    assert cited.parts() == (facts.AGRICULTURAL,)


def test_a_new_kind_of_rule_or_fact_says_what_it_still_lacks() -> None:
    for unfinished in (
        lambda: Condition().compile(POLICY.diagrams),
        lambda: Fact("id", "标签", "topic").read(1),
        lambda: Fact("id", "标签", "topic").say(1),
        lambda: Fact("id", "标签", "topic").schema([]),
        lambda: Fact("id", "标签", "topic").say_goal(1),
        lambda: Fact("id", "标签", "topic").width(()),
        lambda: Fact("id", "标签", "topic").cells(1, (), ""),
        lambda: Fact("id", "标签", "topic").sql_cell((), "", str),
        lambda: Fact("id", "标签", "topic").sql_values(1),
        lambda: Fact("id", "标签", "topic").accepts,
        lambda: Fact("id", "标签", "topic").accepts_text,
        lambda: Fact("id", "标签", "topic").read_text("1", 1, {}, DAY),
        lambda: Fact("id", "标签", "topic").edges((), []),
        lambda: Unknown("id").heading,
        lambda: Unknown("id").replies,
        lambda: Leaf().unknown,
        lambda: Leaf().holds(()),
        lambda: Leaf().in_words(),
        lambda: Leaf().sql(str),
    ):
        with pytest.raises(NotImplementedError):
            unfinished()


def test_a_price_is_in_no_column_that_sql_reads() -> None:
    assert facts.LAND_COST_PRICE.sql_columns() == {}
    assert facts.REVENUE_2024.sql_columns() == {"revenue_2024": "BIGINT"}


def test_tiers_that_do_not_pair_are_refused() -> None:
    odd = FirstReached(
        words="首次达到",
        lines="1亿元、3亿元",
        awards="10万元",
        before=facts.PEAK_REVENUE_TO_2022,
        years=(),
        several_in_one_year_add=facts.AGRICULTURAL,
        later_years_in_full=facts.AGRICULTURAL,
    )
    with pytest.raises(ValueError, match="不能一一对应"):
        odd.tiers()


# --- the text --------------------------------------------------------------------------------


def test_a_quote_that_does_not_stand_in_the_article_is_refused_with_the_nearest_words() -> None:
    with pytest.raises(Misquoted, match=r"第\(二\)条.*最接近的是.*10万元"):
        article_02.ARTICLE.find("一次性奖励11万元")


def test_a_quote_of_the_bracket_stands_in_no_sentence() -> None:
    place = article_02.ARTICLE.find("市统计局")
    assert place.quote == "市统计局"
    assert place.sentence == "units"


def test_a_comma_inside_parentheses_does_not_part_a_unit() -> None:
    article = Article(
        1, "a", "第(一)条", "", ("甲。",), "〔责任单位:甲局、乙局,各县(市、区)人民政府〕"
    )
    assert article.units() == ("甲局", "乙局", "各县(市、区)人民政府")
    assert PREAMBLE.units() == ()


# --- bounds: boundaries generated from the tree ----------------------------------------------


def lines_of(kind: type) -> list[tuple[Any, Any]]:
    """Return every line that a rule draws through a fact."""
    found: dict[Any, tuple[Any, Any]] = {}
    for measure in POLICY.claimable:
        for rule in measure.rules:
            for part in rule.walk():
                if isinstance(part, AtLeast) and kind is AtLeast:
                    found[part.fact.id, part.yuan] = (part.fact, part.yuan)
                elif isinstance(part, Since) and kind is Since:
                    found[part.fact.id, part.day] = (part.fact, part.day)
    return list(found.values())


@pytest.mark.parametrize(("fact", "line"), lines_of(AtLeast), ids=str)
def test_an_amount_reaches_a_line_exactly_at_the_line(fact: Money, line: int) -> None:
    node = POLICY.diagrams.compile(AtLeast(fact, line))
    for yuan, reached in ((line - 1, 0), (line, 1), (line + 1, 1)):
        case = read_case(POLICY, {"answers": {fact.id: yuan}}, DAY)
        assert restrict(node, allowed_cells(POLICY, case)).low == reached


@pytest.mark.parametrize(("fact", "line"), lines_of(Since), ids=str)
def test_an_event_counts_from_the_very_day(fact: Event, line: date) -> None:
    node = POLICY.diagrams.compile(Since(fact, line))
    for days, counts in ((-1, 0), (0, 1), (1, 1)):
        day = (line + timedelta(days=days)).isoformat()
        case = read_case(POLICY, {"answers": {fact.id: day}}, DAY)
        cut = restrict(node, allowed_cells(POLICY, case))
        assert (cut.low, cut.high) == (counts, counts)


# --- laws ------------------------------------------------------------------------------------


def random_document(chance: random.Random, share: float) -> dict[str, Any]:
    """Return a document of random answers, each left in with the chance ``share``."""
    return {
        "answers": random_answers.answers(chance, share),
        "readings": random_answers.readings(chance, share),
    }


def assessed(document: dict[str, Any]) -> dict[str, Any]:
    """Return the result of a document as the page gets it."""
    whole: dict[str, Any] = json.loads(
        wire.assess(json.dumps({"as_of": DAY.isoformat(), **document}))
    )
    assert "error" not in whole, whole
    return whole


@alike_everywhere
@many
@steady(60)
@given(st.integers(0, 10**6))
def test_answering_never_widens_and_only_what_is_missing_matters(seed: int) -> None:
    chance = random.Random(seed)
    document = random_document(chance, 0.6)
    before = assessed(document)
    open_ = [f for f in POLICY.facts if f.id not in document["answers"]]
    for fact in chance.sample(open_, min(3, len(open_))):
        answers = {**document["answers"], fact.id: random_answers.answer(fact, chance)}
        after = assessed({**document, "answers": answers})
        assert before["total"]["low"] <= after["total"]["low"]
        assert after["total"]["high"] <= before["total"]["high"]
        for old, new in zip(before["measures"], after["measures"], strict=True):
            assert set(new["missing"]) <= set(old["missing"])
            assert set(new["unsettled"]) <= set(old["unsettled"])
            if fact.id not in old["missing"]:
                kept = ("status", "amount", "price", "missing", "unsettled")
                assert [old[key] for key in kept] == [new[key] for key in kept]


@alike_everywhere
@many
@steady(60)
@given(st.integers(0, 10**6))
def test_a_next_step_that_is_taken_brings_what_it_promised(seed: int) -> None:
    chance = random.Random(seed)
    document = random_document(chance, 0.85)
    document["answers"] |= {"applicant": "enterprise", "overlaps": []}
    before = assessed(document)
    for measure in before["measures"]:
        for step in measure["next_steps"]:
            taken = {step["fact"]: step["value"]}
            if "and" in step:
                taken[step["and"]["fact"]] = step["and"]["value"]
            after = assessed({**document, "answers": {**document["answers"], **taken}})
            assert measure_of(after, measure["id"])["amount"]["low"] == step["low"]
            assert step["low"] > measure["amount"]["low"]


@alike_everywhere
@many
@steady(60)
@given(st.integers(0, 10**6))
def test_the_total_is_the_sum_of_whole_cases_and_never_more_than_the_sum_of_bounds(
    seed: int,
) -> None:
    chance = random.Random(seed)
    document = random_document(chance, 1.0 if seed % 2 else 0.5)
    whole = assessed(document)
    paid = [m["amount"] for m in whole["measures"] if m["amount"]]
    assert whole["total"]["low"] >= sum(amount["low"] for amount in paid)
    assert whole["total"]["high"] <= sum(amount["high"] for amount in paid)
    if not any(m["missing"] or m["unsettled"] for m in whole["measures"] if m["amount"]):
        assert whole["total"]["low"] == sum(amount["low"] for amount in paid)
        assert whole["total"]["low"] == whole["total"]["high"]


def test_a_total_is_exact_where_two_measures_hang_on_one_reading() -> None:
    # Where the 10万元 is paid and excludes the 3万元, the total is 10, else 13: never 3 or 0.
    answers = {
        "applicant": "association",
        "in_specialised_town": True,
        "overlaps": [],
        "gi_registered": "2024-01-01",
        "gi_project_listed": "2024-01-01",
    }
    assert result(answers)["total"] == {"low": 100_000, "high": 130_000}
    # A new national and a new provincial title, on a day that a reading decides for both.
    answers = {
        "applicant": "park",
        "in_specialised_town": True,
        "overlaps": [],
        "gi_registered": False,
        "gi_project_listed": False,
        "national_culture_park": "2023-11-01",
        "national_title_is_base": False,
        "provincial_culture_park": "2023-11-01",
    }
    assert result(answers)["total"] == {"low": 0, "high": 400_000}
    settled = result(answers, effective_from_signing=True)
    assert settled["total"] == {"low": 300_000, "high": 400_000}


# --- next step, next question, validity -------------------------------------------------------

FOUNDRY = {
    "applicant": "enterprise",
    "in_specialised_town": True,
    "leading_industry": True,
    "agricultural": False,
    "overlaps": [],
    "peak_revenue_to_2022": 400_000_000,
    "revenue_2023": 400_000_000,
    "revenue_2024": 2_100_000_000,
    "revenue_2025": 0,
}


def test_the_next_line_of_the_ladder_is_offered_while_the_year_lasts() -> None:
    steps = measure_of(result(FOUNDRY), "revenue-milestone")["next_steps"]
    assert [(s["fact"], s["value"], s["low"]) for s in steps] == [
        ("revenue_2024", 5_000_000_000, 500_000)
    ]
    later = measure_of(result(FOUNDRY, date(2025, 3, 1)), "revenue-milestone")["next_steps"]
    assert "revenue_2024" not in [step["fact"] for step in later]


def test_after_the_term_no_new_event_is_offered_and_the_notes_say_so() -> None:
    whole = result(FOUNDRY, date(2026, 1, 1))
    assert whole["in_force"] is False
    assert all(m["next_steps"] == [] for m in whole["measures"])
    assert "已届满" in whole["notes"][0]
    assert "是否仍受理须向主管部门确认" in whole["notes"][0]
    assert not any("不再给出" in note for note in result(FOUNDRY)["notes"])


def test_two_steps_together_are_offered_where_none_alone_is_enough() -> None:
    answers = {
        "applicant": "enterprise",
        "in_specialised_town": True,
        "size": "small",
        "overlaps": [],
        "quality_certified": False,
        "green_certified": False,
    }
    steps = measure_of(result(answers), "system-certification")["next_steps"]
    assert [(s["fact"], s["and"]["fact"], s["low"]) for s in steps] == [
        ("quality_certified", "green_certified", 20_000)
    ]


def test_the_first_question_is_who_applies_and_the_last_is_none() -> None:
    assert result({})["next_question"] == "applicant"
    chance = random.Random(1)
    whole = random_answers.answers(chance)
    assert result(whole)["next_question"] is None


def test_following_the_questions_settles_everything() -> None:
    chance = random.Random(5)
    answers: dict[str, Any] = {}
    asked = 0
    while (question := result(answers)["next_question"]) is not None:
        assert question not in answers
        fact = next(f for f in POLICY.facts if f.id == question)
        answers[question] = random_answers.answer(fact, chance)
        asked += 1
    assert asked <= len(POLICY.facts)
    assert all(m["missing"] == [] for m in result(answers)["measures"])


def test_where_no_amount_is_at_stake_the_question_most_measures_wait_for_comes_next() -> None:
    answers = {"applicant": "individual"}
    whole = result(answers)
    assert whole["total"] == {"low": 0, "high": 0}
    waiting = [fact for m in whole["measures"] for fact in m["missing"]]
    assert waiting.count(whole["next_question"]) == max(map(waiting.count, waiting))


@pytest.mark.parametrize(
    ("day", "reading", "expected"),
    [
        ("2023-10-30", None, False),
        ("2023-10-31", None, None),
        ("2023-10-31", True, True),
        ("2023-10-31", False, False),
        ("2023-11-14", None, None),
        ("2023-11-15", None, True),
        ("2025-12-31", None, True),
        ("2026-01-01", True, False),
    ],
)
def test_the_policy_is_in_force_between_its_days(
    day: str, reading: bool | None, expected: bool | None
) -> None:
    readings = {} if reading is None else {"effective_from_signing": reading}
    assert result({}, date.fromisoformat(day), **readings)["in_force"] is expected


# --- what hangs on a reading --------------------------------------------------------------------

WAN = 10_000
STAKES = {
    # A firm with all four brands (45), both certificates (4), mark and project (13); the other
    # way a national brand that counts as won and pays nothing here displaces one of 10.
    "effective_from_signing": (62, 10),
    "counts_2023_2025": (110, 0),  # 10 + 20 + 30 + 50, all in a year other than 2024
    "tiers_cumulate": (60, 0),  # 110 instead of 50
    "later_tier_full": (60, 0),
    "certification_small_only": (0, 4),
    "certification_both": (0, 2),  # one certificate, or two that pay each
    "certification_each": (2, 0),
    "renewals_count": (4, 0),  # both certificates renewed, each paid
    "gi_both": (3, 0),
    "brand_upgrade_full": (15, 0),  # 三晋 10 and 晋城 5 beside 中华
    "park_upgrade_full": (10, 0),
    # A base of 30; the other way one that pays nothing here displaces a provincial title of 10.
    "national_base_counts": (30, 10),
    # Both titles; or the provincial one, where a national one that is displaced displaces it.
    "held_parks_count": (40, 10),
    "town_members_only": (0, 62),
    "cooperatives_count": (159, 0),  # 110 + 45 + 4
    "land_either": (0, 0),
    "held_titles_count": (0, 0),
    "sole_traders_count": (0, 0),
}


def test_what_hangs_on_each_reading_is_what_the_text_gives() -> None:
    found = {r.id: stake(POLICY, r) for r in POLICY.readings}
    assert found == {name: (a * WAN, b * WAN) for name, (a, b) in STAKES.items()}


@alike_everywhere
@many
def test_no_applicant_gains_more_by_a_reading_than_hangs_on_it() -> None:
    rng = generate.seeded("stakes")
    attained = dict.fromkeys(oracle.READINGS, 0)
    for _ in range(1500):
        document = generate.whole(rng)
        for name in oracle.READINGS:
            yes, no = (
                sum(
                    verdict.amount
                    for verdict in oracle.judge(
                        document["answers"], {**document["readings"], name: way}
                    ).values()
                )
                for way in (True, False)
            )
            more, less = STAKES[name]
            assert -less * WAN <= yes - no <= more * WAN, (name, document)
            attained[name] = max(attained[name], abs(yes - no))
    assert all(attained[name] or not any(STAKES[name]) for name in oracle.READINGS)


# --- the floor price ---------------------------------------------------------------------------


def test_of_two_prices_only_that_which_can_still_change_the_higher_is_open() -> None:
    price = FloorPrice(
        share="70%", of=facts.LAND_STANDARD_PRICE, but_not_below=facts.LAND_COST_PRICE
    )
    assert price.bounds((12000, 12000), (7000, 7000)) == (840_000, 840_000)
    assert price.open((12000, 12000), (7000, 8000)) == ()
    assert price.open((12000, 12000), (7000, 8500)) == (facts.LAND_COST_PRICE,)
    assert price.open((0, None), (0, None)) == (facts.LAND_STANDARD_PRICE, facts.LAND_COST_PRICE)
    assert price.bounds((0, None), (5000, 5000)) == (500_000, None)


def test_a_price_with_decimals_is_exact() -> None:
    answers = {
        "applicant": "enterprise",
        "land_priority": True,
        "land_primary_processing": True,
        "overlaps": [],
        "land_standard_price": 120.01,
        "land_cost_price": 0,
    }
    reply = json.loads(wire.assess(json.dumps({"answers": answers})))
    assert measure_of(reply, "land-floor-price")["price"] == {"low": 84.007, "high": 84.007}


@pytest.mark.parametrize(
    ("written", "hundredths"),
    [("84", 8400), ("84.5", 8450), ("84.50", 8450), ("84.01", 8401), ("8.4e1", 8400), ("0.0", 0)],
)
def test_a_price_is_read_from_its_digits(written: str, hundredths: int) -> None:
    read = facts.LAND_COST_PRICE.read(wire.parse(written))
    assert read == (hundredths, hundredths)


@pytest.mark.parametrize(
    ("written", "yuan"), [("520000000", 520_000_000), ("5.2e8", 520_000_000), ("7.00", 7)]
)
def test_an_amount_may_be_written_with_an_exponent_where_it_is_whole(
    written: str, yuan: int
) -> None:
    assert facts.REVENUE_2024.read(wire.parse(written)) == (yuan, yuan)


def test_a_number_that_cannot_be_used_is_shown_as_it_was_written() -> None:
    reply = json.loads(wire.assess('{"answers":{"revenue_2024":1.50}}'))
    assert reply["error"] == [
        "answers.revenue_2024：1.50 不能用；可填 不小于 0 的整数（元），或 [下限, 上限]"
    ]


def test_a_number_too_long_to_show_is_told_in_words() -> None:
    reply = json.loads(wire.assess(f'{{"answers":{{"size":{"9" * 61}}}}}'))
    assert reply["error"][0].startswith("answers.size：一个过大的数 不能用；")


@pytest.mark.skipif(sys.platform == "emscripten", reason="JSON is the only way in, and refused.")
def test_a_value_nested_beyond_all_sense_is_refused_in_words() -> None:
    endless: list[Any] = []
    for _ in range(100_000):
        endless = [endless]
    with pytest.raises(Invalid, match="嵌套过深的值"):
        read_case(POLICY, {"answers": {"applicant": endless}}, DAY)


def test_judgements_are_forgotten_before_they_fill_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memo, "MOST", 2)
    policy = replace(POLICY)
    cases = [
        read_case(policy, {"answers": {**FOUNDRY, "revenue_2024": yi * 10**8}}, DAY)
        for yi in (1, 6, 12, 30, 60)
    ]
    assert [assess(policy, case) for case in cases] == [assess(POLICY, case) for case in cases]
    assert all(0 < len(provision.judgements) <= 2 for provision in policy.provisions)


# --- documents ---------------------------------------------------------------------------------

INPUT = jsonschema.Draft202012Validator(json.loads(wire.schema("input")))
RESULT = jsonschema.Draft202012Validator(json.loads(wire.schema("result")))


def test_both_schemas_are_schemas() -> None:
    for validator in (INPUT, RESULT):
        jsonschema.Draft202012Validator.check_schema(validator.schema)


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["enterprise", "2024-01-01", "china-brand", [], {}]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["answers", "readings", "as_of", "size", "gi_both", "\ud800", ""])
            | st.sampled_from([f.id for f in POLICY.facts]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@alike_everywhere
@many
@steady(200)
@given(JUNK)
def test_any_json_gives_a_result_or_a_clear_error(document: Any) -> None:
    reply = json.loads(wire.assess(json.dumps(document)))
    RESULT.validate(reply)
    for problem in reply.get("error", ()):
        assert "：" in problem
        problem.encode()


@alike_everywhere
@many
@steady(300)
@given(st.text(max_size=30) | st.sampled_from(["[" * 99999, "NaN", "9" * 5000, '{"a":1e999999}']))
def test_any_text_gives_a_result_or_a_clear_error(text: str) -> None:
    RESULT.validate(json.loads(wire.assess(text)))


def test_a_name_given_twice_is_an_error() -> None:
    reply = json.loads(wire.assess('{"answers":{"size":"small","size":"micro"}}'))
    assert reply == {"error": ["“size”：写了两次；每个名称只写一次"]}


@alike_everywhere
@many
@steady(100)
@given(st.integers(0, 10**6))
def test_the_schema_accepts_what_the_reader_accepts(seed: int) -> None:
    document = random_document(random.Random(seed), 0.5)
    INPUT.validate(document)
    assessed(document)


@pytest.mark.parametrize(
    ("answers", "accepted"),
    [
        ({"size": ["small", "micro"]}, True),
        ({"size": []}, False),
        ({"size": "tiny"}, False),
        ({"revenue_2024": [1, 2]}, True),
        ({"revenue_2024": [2]}, False),
        ({"revenue_2024": 1.5}, False),
        ({"revenue_2024": True}, False),
        ({"revenue_2024": -1}, False),
        ({"china_brand": True}, True),
        ({"china_brand": "2024-1-1"}, False),
        ({"overlaps": ["agency-service"]}, True),
        ({"overlaps": ["1-1"]}, False),
        ({"overlaps": "china-brand"}, False),
        ({"land_cost_price": 1.23}, True),
        ({"land_cost_price": 1.234}, False),
        ({"agricultural": 1}, False),
        ({"agricultural": None}, True),
    ],
)
def test_reader_and_schema_agree_on_what_an_answer_may_be(
    answers: dict[str, Any], accepted: bool
) -> None:
    document = {"answers": answers}
    valid = INPUT.is_valid(document)
    read = "error" not in json.loads(wire.assess(json.dumps(document)))
    assert read is accepted
    if "land_cost_price" not in answers:  # binary fractions defeat the schema's multipleOf
        assert valid is accepted


def test_every_problem_is_told_at_once() -> None:
    document = {
        "asof": "2024-01-01",
        "answers": {"siz": 1, "size": "smal", "revenue_2024": [5, 4]},
        "readings": {"gi_both": "yes"},
    }
    with pytest.raises(Invalid) as invalid:
        read_case(POLICY, document, DAY)
    told = "\n".join(invalid.value.problems)
    assert len(invalid.value.problems) == 5
    for words in ("asof", "as_of", "answers.siz", "最接近的名称是 small", "readings.gi_both"):
        assert words in told


# --- sizes -------------------------------------------------------------------------------------


def test_a_firm_must_meet_every_limit_of_its_class() -> None:
    industry = {"industry": "industry", "staff": 300, "revenue": 20_000_000}
    assert size_answer(industry)["size"] == "medium"
    assert size_answer({**industry, "staff": 299})["size"] == "small"
    assert size_answer({**industry, "revenue": 19_999_999})["size"] == "small"
    assert size_answer({**industry, "staff": 19})["size"] == "micro"
    assert size_answer({**industry, "staff": 1000, "revenue": 400_000_000})["size"] == "large"


def test_a_figure_that_is_not_known_leaves_the_sizes_open() -> None:
    assert size_answer({"industry": "industry", "staff": 25})["size"] == ["small", "micro"]


def test_a_size_from_a_limit_that_was_not_checked_is_marked() -> None:
    marked = size_answer({"industry": "other", "staff": 50})
    assert marked["verified"] is False
    assert "待核实" in marked["note"]
    assert size_answer({"industry": "other", "staff": 300})["verified"] is True


def test_the_limits_of_each_industry_descend() -> None:
    for industry, figure in itertools.product(INDUSTRIES, ("staff", "revenue", "assets")):
        limits = [
            getattr(each, figure) for each in (industry.large, industry.medium, industry.small)
        ]
        assert limits == sorted(limits, key=lambda n: -(n or 0)) or figure == "assets"


@pytest.mark.parametrize(
    "document", [[], {}, {"industry": "steel"}, {"industry": "industry", "staff": -1, "x": 1}]
)
def test_a_size_that_cannot_be_worked_out_says_what_is_accepted(document: Any) -> None:
    reply = json.loads(wire.size(json.dumps(document)))
    assert reply["error"]


STEPS = {
    **FOUNDRY,
    "revenue_2023": 530_000_000,
    "revenue_2024": 1_100_000_000,
    "revenue_2025": 5_000_000_000,
}
"""A firm that reaches a line in each year, and two in the last."""


def on_the_ladder(answers: dict[str, Any], readings: dict[str, bool]) -> list[str]:
    """Return the reasons that the award for revenue is told with."""
    told = json.loads(wire.assess(json.dumps({"answers": answers, "readings": readings})))
    (milestone,) = (m for m in told["measures"] if m["id"] == "revenue-milestone")
    return [reason["text"] for reason in milestone["reasons"]]


@pytest.mark.parametrize(
    ("readings", "told"),
    [
        (
            {},
            (
                "2024年营收11亿元，此前最高5.3亿元 → 首次达到10亿元一档 → 20万元；",
                " → 首次达到5亿元一档 → 10万元（这一年是否计入待答复）；",
                "；各年奖励相加，还是只按最多的一年，待答复",
            ),
        ),
        (
            {"counts_2023_2025": False},
            (
                " → 首次达到5亿元一档 → 按所选读法，这一年不计入；",
                " → 首次达到20亿元、50亿元两档 → 按所选读法，这一年不计入",
            ),
        ),
        (
            {"counts_2023_2025": True, "tiers_cumulate": True, "later_tier_full": True},
            (" → 各档相加80万元；各年奖励相加",),
        ),
        (
            {"counts_2023_2025": True, "tiers_cumulate": False, "later_tier_full": False},
            (" → 只按最高一档50万元；各年中只按奖励最多的一年",),
        ),
    ],
)
def test_the_calculation_on_the_ladder_can_be_followed(
    readings: dict[str, bool], told: tuple[str, ...]
) -> None:
    text = on_the_ladder(STEPS, readings)[-1]
    for words in told:
        assert words in text, text
    assert text.endswith(told[-1])


def test_two_ladders_are_told_apart() -> None:
    answers = {name: said for name, said in STEPS.items() if name != "agricultural"}
    *_, one, two = on_the_ladder(answers, {})
    assert one.startswith("按1亿元、3亿元、5亿元、10亿元各档，")
    assert two.startswith("按5亿元、10亿元、20亿元、50亿元各档，")
