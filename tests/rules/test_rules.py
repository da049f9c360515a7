"""The rules against the text: every quote, number and unit, and every measure's conditions."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from callers import catalogue
from generate import alike_everywhere

from calculator import wire
from calculator.engine.assess import assess
from calculator.engine.document import read_case
from calculator.policy import POLICY

AS_OF = date(2025, 6, 30)
IN_TERM = "2024-05-01"

TOWN_FIRM = {"applicant": "enterprise", "in_specialised_town": True}
LEADING_FIRM = {**TOWN_FIRM, "leading_industry": True}
SMALL_FIRM = {"applicant": "enterprise", "size": "small"}
PERSON = {"applicant": "individual"}

ENOUGH: dict[str, dict[str, Any]] = {
    "scale-up": {**SMALL_FIRM, "scaled_up": IN_TERM},
    "specialised-sme": {**LEADING_FIRM, "specialised_sme": IN_TERM},
    "little-giant": {**LEADING_FIRM, "little_giant": IN_TERM},
    "agri-loan-interest": {
        "applicant": "enterprise",
        "agri_leading_enterprise": True,
        "operating_loan": True,
    },
    "innovation-voucher": {
        "applicant": "enterprise",
        "tech_sme": True,
        "buys_innovation_services": True,
    },
    "high-tech-enterprise": {"applicant": "enterprise", "high_tech_application": IN_TERM},
    "municipal-town-listing": {"applicant": "park", "town_ready": True},
    "provincial-town-listing": {"applicant": "park", "municipal_town": True},
    "innovation-platform": {
        "applicant": "institute",
        "in_specialised_town": True,
        "innovation_platform": True,
    },
    "upgrading-project": {**TOWN_FIRM, "upgrading_project": True},
    "national-champion": {"applicant": "enterprise", "national_champion": IN_TERM},
    "provincial-champion": {"applicant": "enterprise", "provincial_champion": IN_TERM},
    "new-material-first-batch": {"applicant": "enterprise", "new_material_first_batch": True},
    "digital-project": {**TOWN_FIRM, "digital_project": True},
    "digital-service": {"applicant": "enterprise", "size": "medium"},
    "international-standard": {
        "applicant": "association",
        "in_specialised_town": True,
        "international_standard": IN_TERM,
    },
    "domestic-standard": {
        "applicant": "association",
        "in_specialised_town": True,
        "domestic_standard": IN_TERM,
    },
    "quality-upgrade-action": {**SMALL_FIRM, "in_specialised_town": True},
    "loan-guarantee": {**SMALL_FIRM, "in_specialised_town": True},
    "listing-reserve": {**LEADING_FIRM, "listing_intent": True},
    "stock-listing": {"applicant": "enterprise", "stock_listed": IN_TERM},
    "promotion-fairs": TOWN_FIRM,
    "exhibition-conference": {
        "applicant": "park",
        "in_specialised_town": True,
        "exhibition_or_conference": IN_TERM,
    },
    "online-sales": {
        "applicant": "association",
        "online_shop": "2020-05-01",
        "online_sales_enough": True,
    },
    "high-level-talent": {**PERSON, "works_in_town": True, "high_level_talent": True},
    "master-education": {
        **PERSON,
        "national_craft_master": False,
        "provincial_craft_master": "2015-01-01",
        "national_heritage_bearer": False,
        "provincial_heritage_bearer": False,
        "other_craft_title": False,
        "pursues_degree": True,
    },
    "national-craft-master": {**PERSON, "national_craft_master": IN_TERM},
    "provincial-craft-master": {**PERSON, "provincial_craft_master": IN_TERM},
    "national-heritage-bearer": {**PERSON, "national_heritage_bearer": IN_TERM},
    "provincial-heritage-bearer": {**PERSON, "provincial_heritage_bearer": IN_TERM},
    "skills-training": {**TOWN_FIRM, "skills_training": True},
    "plot-ratio": {"applicant": "enterprise", "raises_plot_ratio": True},
    "power-market": {**TOWN_FIRM, "power_market_conditions": True},
    "bundled-eia": {**SMALL_FIRM, "in_park": True, "same_type_project": True},
    "free-bookkeeping": {**SMALL_FIRM, "in_specialised_town": True},
    "legal-service": {"applicant": "enterprise"},
    "paperless-tax": {"applicant": "enterprise", "in_park": True},
    "business-opening": {"opens_business": True},
    "agency-service": {},
}
"""For each measure without a number: answers that are just enough, written from the text."""

ONE_OF_MANY = {
    "national_craft_master",
    "national_heritage_bearer",
    "other_craft_title",
    "provincial_heritage_bearer",
}
"""Titles of which master-education asks for any one: the others may be anything."""

REFUSED = {
    "applicant": {"institute": "individual", "individual": "enterprise", "park": "individual"},
    "size": {"small": "large", "medium": "large"},
}


def judged(measure: str, answers: dict[str, Any], **readings: bool) -> dict[str, Any]:
    """Return one measure's result."""
    case = read_case(POLICY, {"answers": answers, "readings": readings}, AS_OF)
    return next(m for m in assess(POLICY, case)["measures"] if m["id"] == measure)


def test_every_quote_phrase_and_number_of_the_rules_stands_in_its_article() -> None:
    assert POLICY.problems() == []


def test_the_policy_has_eighty_six_rows_of_five_classes() -> None:
    rows = [row for m in catalogue()["measures"] for row in m["row"].split(", ")]
    assert len(rows) == len(set(rows)) == 86
    by_class: dict[str, int] = {}
    for m in catalogue()["measures"]:
        by_class[m["class"]] = by_class.get(m["class"], 0) + len(m["row"].split(", "))
    assert by_class == {"C": 11, "F": 1, "Q": 27, "S": 12, "G": 35}


def test_articles_chapters_and_passages_are_those_of_the_document() -> None:
    lines = (Path(__file__).parents[1] / "policy.txt").read_text("utf-8").split("\n")
    assert [article["number"] for article in catalogue()["articles"]] == list(range(1, 17))
    headings = [line for line in lines if line[1:2] == "、" and line[0] in "一二三四五六"]
    assert catalogue()["chapters"] == headings
    for article in catalogue()["articles"]:
        assert article["text"] in lines
    for passage in catalogue()["others"]:
        assert passage["text"].removeprefix(passage["heading"]) in lines


def test_the_text_never_assigns_a_unit_that_nobody_knows() -> None:
    links = [unit for article in catalogue()["articles"] for unit in article["units"]]
    assert len(links) == 99
    assert len(set(links)) == len(catalogue()["units"]) == 30


def test_no_sentence_of_the_text_is_left_over() -> None:
    rows = catalogue()["ledger"]["sentences"]
    assert sum(row["article"] is not None for row in rows) == 65
    left = [row["text"] for row in rows if not row["measures"] and not row["why"]]
    assert left == []


def test_no_number_of_the_text_is_left_over() -> None:
    left = [
        (row["page"], row["number"])
        for row in catalogue()["ledger"]["numbers"]
        if not row["measures"] and not row["why"]
    ]
    assert left == []


def test_every_digit_of_the_text_is_in_the_ledger() -> None:
    for passage in POLICY.passages:
        listed = {
            place
            for row in catalogue()["ledger"]["numbers"]
            if row["page"] == passage.page
            and passage.text[row["start"] : row["end"]] == row["number"]
            for place in range(row["start"], row["end"])
        }
        loose = [n for n, sign in enumerate(passage.text) if sign.isdigit() and n not in listed]
        assert not loose, f"{passage.name}: {passage.text[loose[0] - 5 : loose[0] + 5]}"


def test_every_measure_without_a_number_has_its_case_here() -> None:
    assert set(ENOUGH) == {m.id for m in POLICY.claimable if m.kind in "QS"}


@pytest.mark.parametrize("measure", ENOUGH)
def test_what_the_text_asks_is_enough(measure: str) -> None:
    result = judged(measure, ENOUGH[measure])
    assert result["status"] == "eligible"
    assert result["amount"] is None
    assert result["price"] is None
    assert result["missing"] == []


@alike_everywhere
@pytest.mark.parametrize(
    ("measure", "fact"),
    [(m, f) for m, answers in ENOUGH.items() for f in answers if f not in ONE_OF_MANY],
)
def test_each_condition_that_the_text_states_is_needed(measure: str, fact: str) -> None:
    answers = dict(ENOUGH[measure])
    given = answers.pop(fact)
    readings = {"held_titles_count": False, "cooperatives_count": False, "town_members_only": True}
    without = judged(measure, answers, **readings)
    assert without["status"] == "undetermined"
    assert fact in without["missing"]
    other = REFUSED.get(fact, {}).get(given, "sole_trader" if fact == "applicant" else False)
    if measure in {"international-standard", "domestic-standard", "exhibition-conference"}:
        other = "individual" if fact == "applicant" else other
    if measure == "plot-ratio" and fact == "applicant":
        other = "individual"
    if measure == "loan-guarantee" and fact == "applicant":
        other = "association"
    refused = judged(measure, {**answers, fact: other}, **readings)
    assert refused["status"] == "ineligible", (fact, other)
    assert any(reason["verdict"] == "no" for reason in refused["reasons"])


@pytest.mark.parametrize("day", ["2023-10-30", "2026-01-01"])
@pytest.mark.parametrize(
    "measure",
    ["scale-up", "little-giant", "stock-listing", "international-standard", "domestic-standard"],
)
def test_an_event_outside_the_term_does_not_count(measure: str, day: str) -> None:
    answers = {f: day if v == IN_TERM else v for f, v in ENOUGH[measure].items()}
    assert judged(measure, answers)["status"] == "ineligible"


def test_a_shop_counts_however_early_it_was_opened_but_not_after_the_term() -> None:
    answers = ENOUGH["online-sales"] | {"online_shop": "2026-01-01"}
    assert judged("online-sales", answers)["status"] == "ineligible"
    answers |= {"online_shop": True}
    assert judged("online-sales", answers)["missing"] == ["online_shop"]


def test_a_sole_trader_in_a_town_is_named_beside_small_firms_for_guarantees() -> None:
    answers = {"applicant": "sole_trader", "in_specialised_town": True}
    assert judged("loan-guarantee", answers)["status"] == "eligible"


@pytest.mark.parametrize("measure", ["international-standard", "domestic-standard"])
def test_whether_a_sole_trader_is_a_unit_hangs_on_a_reading(measure: str) -> None:
    answers = {**ENOUGH[measure], "applicant": "sole_trader"}
    open_ = judged(measure, answers)
    assert open_["status"] == "undetermined"
    assert open_["unsettled"] == ["sole_traders_count"]
    assert judged(measure, answers, sole_traders_count=True)["status"] == "eligible"
    assert judged(measure, answers, sole_traders_count=False)["status"] == "ineligible"


def test_titles_held_before_the_term_hang_on_a_reading() -> None:
    answers = {**PERSON, "national_heritage_bearer": "2015-01-01"}
    open_ = judged("national-heritage-bearer", answers)
    assert open_["status"] == "undetermined"
    assert open_["unsettled"] == ["held_titles_count"]
    settled = judged("national-heritage-bearer", answers, held_titles_count=True)
    assert settled["status"] == "eligible"


FIRM_WITH_BOTH = {
    "applicant": "enterprise",
    "in_specialised_town": False,
    "overlaps": [],
    "size": "large",
    "quality_certified": IN_TERM,
    "green_certified": IN_TERM,
    "china_brand": IN_TERM,
    "sanjin_brand": IN_TERM,
}


@pytest.mark.parametrize(
    ("measure", "answers", "readings", "told"),
    [
        (
            "system-certification",
            {},
            {"certification_small_only": False},
            "小型、微型企业（如只给小微企业）：按所选读法不要求",
        ),
        (
            "system-certification",
            {},
            {"certification_small_only": True},
            "小型、微型企业（如只给小微企业）：按所选读法不符合",
        ),
        ("china-brand", {}, {"town_members_only": False}, "政策名称）：按所选读法不要求"),
        ("sanjin-brand", {}, {"brand_upgrade_full": True}, "取代：按所选读法不要求"),
        ("sanjin-brand", {}, {"brand_upgrade_full": False}, "取代：按所选读法不符合"),
        (
            "china-brand",
            {"applicant": "cooperative"},
            {"cooperatives_count": True},
            "申请主体是企业：按所选读法符合",
        ),
        ("china-brand", {}, {"cooperatives_count": True}, "申请主体是企业：符合"),
        (
            "national-culture-park",
            {
                "applicant": "park",
                "in_specialised_town": True,
                "national_culture_park": IN_TERM,
                "national_title_is_base": True,
            },
            {"national_base_counts": True},
            "国家级称号不是“基地”（如基地不算）：按所选读法不要求",
        ),
    ],
)
def test_a_reason_that_rests_on_a_chosen_reading_says_so(
    measure: str, answers: dict[str, Any], readings: dict[str, bool], told: str
) -> None:
    reasons = judged(measure, FIRM_WITH_BOTH | answers, **readings)["reasons"]
    (found,) = [reason["text"] for reason in reasons if told in reason["text"]]
    after = found.split(told)[1]
    assert after == "" or after.startswith("（")


@pytest.mark.parametrize("day", ["2026-01-01", "2205-06-18"])
@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.parametrize(
    ("measure", "event"),
    [
        ("national-heritage-bearer", "national_heritage_bearer"),
        ("provincial-heritage-bearer", "provincial_heritage_bearer"),
    ],
)
def test_a_title_of_a_bearer_after_the_term_counts_under_no_reading(
    measure: str, event: str, day: str, *, counts: bool
) -> None:
    answers = {**PERSON, event: day}
    assert judged(measure, answers, held_titles_count=counts)["status"] == "ineligible"
    assert judged(measure, answers)["status"] == "ineligible"
    settled = judged(measure, {**PERSON, event: "2025-12-31"}, held_titles_count=counts)
    assert settled["status"] == "eligible"


def test_reasons_quote_the_text_where_it_stands() -> None:
    text = {(a.number, a.page, a.name): a.text for a in POLICY.passages}
    result = json.loads(wire.assess("{}"))
    for measure in result["measures"]:
        assert measure["reasons"], measure["id"]
        for reason in measure["reasons"]:
            at = [
                words
                for (number, page, _), words in text.items()
                if (number, page) == (reason["article"], reason["page"])
                and words[reason["start"] : reason["end"]] == reason["quote"]
            ]
            assert at, reason


def test_the_ladder_is_told_in_a_sentence() -> None:
    answers = {
        **LEADING_FIRM,
        "agricultural": False,
        "overlaps": [],
        "peak_revenue_to_2022": 400_000_000,
        "revenue_2023": 400_000_000,
        "revenue_2024": 2_100_000_000,
    }
    reasons = judged("revenue-milestone", answers)["reasons"]
    told = (
        "2024年营收21亿元，此前最高4亿元 → 首次达到5亿元、10亿元、20亿元三档"
        " → 60万元（各档相加）或30万元（只按最高一档）；"
    )
    assert told in reasons[-1]["text"]
    # These words hold for what was left empty and for 不清楚.
    assert reasons[-1]["text"].endswith("；还不知道2025年营收")
    del answers["peak_revenue_to_2022"]
    reasons = judged("revenue-milestone", answers)["reasons"]
    assert "：还不知道2022年及以前最高的年营收；2023年营收4亿元；" in reasons[-1]["text"]


@pytest.mark.parametrize(
    ("measure", "answers", "told"),
    [
        ("china-brand", {}, "申请主体是企业：符合（您选了企业）"),
        ("china-brand", {"applicant": ["enterprise", "park"]}, "待定（您选了企业或专业镇"),
        ("skills-training", {}, "专业镇内注册并经营：符合（您选了“是”）"),
        ("china-brand", {"overlaps": []}, "同类优惠政策重复：符合（您选了“没有”）"),
        (
            "china-brand",
            {"overlaps": ["china-brand"]},
            "重复：不符合（您选了新入选“中华老字号”奖励）",
        ),
        ("china-brand", {"china_brand": IN_TERM}, "，且在政策有效期内：符合（您填了2024年5月1日）"),
        ("china-brand", {"china_brand": True}, "有效期内：待定（您选了“有”，日期不清楚）"),
        ("china-brand", {"china_brand": False}, "有效期内：不符合（您选了“没有”）"),
        ("digital-service", {"size": "small"}, "企业规模是中型或小型或微型：符合（您选了小型）"),
        ("loan-guarantee", {"size": "small"}, "：符合（申请主体是企业；企业规模是小型）"),
        ("sanjin-brand", {"china_brand": True}, "取代：待定（新入选“中华老字号”：有，日期不清楚）"),
    ],
)
def test_reasons_tell_applicants_what_they_answered(
    measure: str, answers: dict[str, Any], told: str
) -> None:
    reasons = judged(measure, {**LEADING_FIRM, **answers})["reasons"]
    assert any(told in reason["text"] for reason in reasons), [r["text"] for r in reasons]


def test_an_answer_that_stands_in_a_card_already_is_not_repeated() -> None:
    reasons = judged("geographical-indication", {**LEADING_FIRM, "overlaps": []})["reasons"]
    (told,) = [reason["text"] for reason in reasons if "按保护工程另得" in reason["text"]]
    assert "申请主体" not in told
    assert "专业镇" not in told


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (IN_TERM, ["且在政策有效期内（如有效期以前的不算）：符合"]),
        ("2020-06-18", ["且不晚于政策有效期的最后一天：符合", "（如有效期以前的不算）：待定"]),
        ("2026-06-18", ["且不晚于政策有效期的最后一天：不符合"]),
    ],
)
def test_a_day_is_judged_once_where_two_conditions_on_it_agree(day: str, told: list[str]) -> None:
    person = {**PERSON, "national_heritage_bearer": day}
    reasons = judged("national-heritage-bearer", person)["reasons"]
    found = [reason["text"] for reason in reasons if "获评国家级" in reason["text"]]
    assert len(found) == len(told)
    for text, words in zip(found, told, strict=True):
        assert words in text


def test_a_failed_condition_is_named_and_open_ones_fall_silent() -> None:
    reasons = judged("national-culture-park", {"applicant": "enterprise"})["reasons"]
    assert [reason["verdict"] for reason in reasons] == ["no"]
    assert "不符合" in reasons[0]["text"]


def test_a_measure_without_an_amount_says_whom_to_ask_first_where_it_names_the_task() -> None:
    first = {m["id"]: m["ask_first"] for m in catalogue()["measures"] if m["ask_first"]}
    assert first == {
        "specialised-sme": ["市工信局"],
        "little-giant": ["市工信局"],
        "agri-loan-interest": ["市农业农村局"],
        "innovation-voucher": ["市科技局"],
        "high-tech-enterprise": ["市科技局"],
        "innovation-platform": ["市科技局"],
        "upgrading-project": ["市工信局"],
        "listing-reserve": ["市金融办"],
        "master-education": ["市文旅局", "市城联社"],
        "national-craft-master": ["市城联社"],
        "provincial-craft-master": ["市城联社"],
        "national-heritage-bearer": ["市文旅局"],
        "provincial-heritage-bearer": ["市文旅局"],
        "legal-service": ["市司法局"],
        "paperless-tax": ["市税务局"],
        "business-opening": ["市审批服务管理局"],
    }
