"""What callers may rely on: the names that go in, and what comes out.

Files and links that people keep hold the names below, so each is checked here
by its literal spelling, not by asking the rules for it.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import oracle
import pytest
from callers import catalogue, run
from generate import alike_everywhere, many, partial, seeded

from calculator import wire

IN_TERM = "2024-06-30"


def assess(
    answers: dict[str, Any], readings: dict[str, Any] | None = None, as_of: str = IN_TERM
) -> dict[str, Any]:
    document = {"as_of": as_of, "answers": answers, "readings": readings or {}}
    result = json.loads(wire.assess(json.dumps(document)), parse_float=Decimal)
    assert "error" not in result, result["error"]
    return dict(result)


def measure(
    name: str, answers: dict[str, Any], readings: dict[str, Any] | None = None
) -> dict[str, Any]:
    result = assess(answers, readings)
    return dict(next(item for item in result["measures"] if item["id"] == name))


# --------------------------------------------------------------------------
# Worked examples: all conditions met, nothing that overlaps.
# --------------------------------------------------------------------------

MEMBER: dict[str, Any] = {"in_specialised_town": True, "overlaps": []}
FIRM = MEMBER | {"applicant": "enterprise", "leading_industry": True, "agricultural": False}


def revenue(before: int, in_2024: int, **more: object) -> dict[str, Any]:
    """Describe a firm that stood at ``before`` 元 until 2023 and at ``in_2024`` since."""
    return FIRM | {
        "peak_revenue_to_2022": before,
        "revenue_2023": before,
        "revenue_2024": in_2024,
        "revenue_2025": in_2024,
        **more,
    }


YI = 100_000_000


@pytest.mark.parametrize(
    ("answers", "low", "high"),
    [
        (revenue(490_000_000, 5 * YI), 100_000, 100_000),
        (revenue(490_000_000, 5 * YI - 1), 0, 0),
        (revenue(4 * YI, 21 * YI), 300_000, 600_000),
        (revenue(90_000_000, 10 * YI, agricultural=True), 500_000, 1_100_000),
    ],
)
def test_a_firm_that_reaches_a_tier_first_is_paid_for_it(
    answers: dict[str, Any], low: int, high: int
) -> None:
    found = measure("revenue-milestone", answers)
    assert found["amount"] == {"low": low, "high": high}
    assert found["status"] == ("eligible" if low else "ineligible")
    assert found["missing"] == []


def test_the_firm_of_the_documented_example_gets_300000_to_600000() -> None:
    nothing_else = dict.fromkeys(oracle.EVENTS, False)
    result = assess(revenue(4 * YI, 21 * YI) | nothing_else, as_of="2024-12-01")
    assert (result["as_of"], result["in_force"]) == ("2024-12-01", True)
    assert result["total"] == {"low": 300_000, "high": 600_000}
    found = next(item for item in result["measures"] if item["id"] == "revenue-milestone")
    expected = {
        "id": "revenue-milestone",
        "article": 2,
        "class": "C",
        "status": "eligible",
        "amount": {"low": 300_000, "high": 600_000},
        "price": None,
        "missing": [],
        "unsettled": ["tiers_cumulate"],
        "units": ["市工信局", "市统计局", "市农业农村局", "市财政局", "各县(市、区)人民政府"],
    }
    assert {key: found[key] for key in expected} == expected
    step = found["next_steps"][0]
    assert (step["fact"], step["value"], step["low"]) == ("revenue_2024", 50 * YI, 500_000)


def test_a_small_firm_with_both_certificates_gets_20000_to_40000() -> None:
    answers = FIRM | {
        "size": "small",
        "quality_certified": "2024-03-01",
        "green_certified": "2024-05-01",
    }
    found = measure("system-certification", answers)
    assert found["amount"] == {"low": 20_000, "high": 40_000}
    assert found["status"] == "eligible"
    assert sorted(found["unsettled"]) == ["certification_both", "certification_each"]


def beyond(measure: str, answers: dict[str, Any], **readings: bool) -> str | None:
    """Return the question that says what a measure's highest amount leaves out."""
    found = next(e for e in assess(answers, readings)["measures"] if e["id"] == measure)["beyond"]
    return None if found is None else str(found["see"])


def test_what_the_highest_amount_does_not_span_is_said_beside_it() -> None:
    answers = MEMBER | {"applicant": "association", "gi_registered": "2024-03-01"}
    found = {entry["id"]: entry["beyond"] for entry in assess(answers)["measures"]}
    said = {entry["id"]: entry["beyond"] for entry in catalogue()["measures"]}
    assert found["geographical-indication"] == said["geographical-indication"][0]
    assert found["geographical-indication"]["see"] == "A17"
    # An association is paid nothing for a product, so there is nothing to say.
    assert found["shanxi-premium"] is None
    assert {name: [each["see"] for each in words] for name, words in said.items() if words} == {
        "revenue-milestone": ["A4", "A32"],
        "system-certification": ["A13", "A32"],
        "geographical-indication": ["A17", "A36"],
        "gi-protection-project": [None],
        **{name: ["A32"] for name in ("china-brand", "sanjin-brand", "jincheng-brand")},
        "shanxi-premium": ["A21", "A32"],
    }


def test_that_the_text_names_nobody_who_is_paid_is_said_beside_the_amount() -> None:
    """Article 14 grants an award "对专业镇" for a park, and does not say who gets it."""
    park = MEMBER | {"applicant": "park", "national_culture_park": "2024-03-01"}
    said = {entry["id"]: entry["payee"] for entry in catalogue()["measures"] if entry["payee"]}
    assert {name: note["see"] for name, note in said.items()} == {
        "national-culture-park": "A26",
        "provincial-culture-park": "A26",
    }
    found = {entry["id"]: entry["payee"] for entry in assess(park)["measures"]}
    assert found["national-culture-park"] == said["national-culture-park"]
    assert found["geographical-indication"] is None
    # Where nothing is paid, nobody is.
    firm = {entry["id"]: entry["payee"] for entry in assess(FIRM)["measures"]}
    assert firm["national-culture-park"] is None


@pytest.mark.parametrize(
    ("measure", "answers", "see"),
    [
        ("china-brand", {"china_brand": "2024-03-01"}, "A32"),
        ("system-certification", {"quality_certified": "2024-03-01", "size": "micro"}, "A32"),
        ("geographical-indication", {"gi_registered": "2024-03-01"}, "A36"),
    ],
)
def test_a_sole_trader_is_told_what_hangs_on_being_counted(
    measure: str, answers: dict[str, Any], see: str
) -> None:
    trader = MEMBER | {"applicant": "sole_trader"}
    assert beyond(measure, trader | answers) == see
    never = {name: False for name in answers if name != "size"}
    assert beyond(measure, trader | {"green_certified": False} | never) is None
    assert beyond(measure, trader | answers | {"applicant": "individual"}) is None
    assert beyond(measure, trader | answers | {"overlaps": [measure]}) is None


def test_a_line_reached_before_the_term_is_told_where_one_can_have_been() -> None:
    peak = "peak_revenue_to_2022"
    firm = revenue(0, 11 * YI) | {"revenue_2023": 0}
    assert beyond("revenue-milestone", firm | {peak: 12 * YI}) == "A4"
    assert beyond("revenue-milestone", firm | {peak: 6 * YI}) == "A4"
    assert beyond("revenue-milestone", firm | {peak: 4 * YI}) is None
    # 2023 is for the most part before the term.
    grown = firm | {peak: 4 * YI, "revenue_2023": 12 * YI}
    assert beyond("revenue-milestone", grown, counts_2023_2025=False) == "A4"
    below = {year: [0, YI - 1] for year in firm if "revenue" in year}
    assert beyond("revenue-milestone", firm | below) is None
    assert beyond("revenue-milestone", firm | {peak: 12 * YI, "applicant": "park"}) is None


EARLIER = "2021-03-01"


@pytest.mark.parametrize(("renewals_count", "amount"), [(True, 20_000), (False, 0)])
def test_a_certificate_renewed_in_the_term_pays_where_renewals_count(
    renewals_count: bool, amount: int
) -> None:
    answers = FIRM | {
        "size": "small",
        "quality_certified": EARLIER,
        "quality_recertified": "2024-03-01",
        "green_certified": False,
    }
    settled = {"certification_both": False, "renewals_count": renewals_count}
    found = measure("system-certification", answers, settled)
    assert found["amount"] == {"low": amount, "high": amount}
    waiting = measure("system-certification", answers, {"certification_both": False})
    assert (waiting["status"], waiting["unsettled"]) == ("undetermined", ["renewals_count"])


def test_a_firm_that_never_passed_has_no_certificate_to_renew() -> None:
    never = FIRM | {"size": "small", "quality_certified": False, "green_certified": False}
    for renewed in (None, True, "2024-03-01"):
        found = measure("system-certification", never | {"quality_recertified": renewed})
        assert (found["status"], found["missing"]) == ("ineligible", [])


@pytest.mark.parametrize(("counts", "amount"), [(True, 300_000), (False, 0)])
def test_a_national_base_pays_300000_where_bases_count_as_national(
    counts: bool, amount: int
) -> None:
    answers = MEMBER | {
        "applicant": "park",
        "national_culture_park": "2024-03-01",
        "national_title_is_base": True,
    }
    found = measure("national-culture-park", answers, {"national_base_counts": counts})
    assert found["amount"] == {"low": amount, "high": amount}
    waiting = measure("national-culture-park", answers)
    assert waiting["amount"] == {"low": 0, "high": 300_000}
    assert waiting["unsettled"] == ["national_base_counts"]


def test_an_association_with_a_new_mark_outside_the_project_gets_30000() -> None:
    answers = MEMBER | {
        "applicant": "association",
        "gi_registered": "2024-03-01",
        "gi_project_listed": False,
    }
    assert assess(answers)["total"] == {"low": 30_000, "high": 30_000}


def test_a_firm_new_among_sanjin_brands_and_shanxi_premium_gets_200000() -> None:
    brands = {
        "china_brand": False,
        "sanjin_brand": "2024-03-01",
        "shanxi_premium": "2025-03-01",
        "jincheng_brand": False,
    }
    for name in ("sanjin-brand", "shanxi-premium"):
        assert measure(name, FIRM | brands)["amount"] == {"low": 100_000, "high": 100_000}


def test_a_newly_provincial_park_gets_100000() -> None:
    answers = MEMBER | {
        "applicant": "park",
        "national_culture_park": False,
        "provincial_culture_park": "2024-03-01",
        "gi_registered": False,
        "gi_project_listed": False,
    }
    assert assess(answers)["total"] == {"low": 100_000, "high": 100_000}


LAND = {
    "applicant": "enterprise",
    "land_priority": True,
    "land_primary_processing": True,
    "overlaps": [],
}


@pytest.mark.parametrize(
    ("standard", "cost", "floor"),
    [
        (120, 70, "84"),
        (120, 90, "90"),
        (120.01, 84, "84.007"),
        (120.01, 84.01, "84.01"),
        (0.03, 0, "0.021"),
        (0, 0, "0"),
    ],
)
def test_the_land_floor_is_70_percent_of_the_standard_but_never_below_cost(
    standard: float, cost: float, floor: str
) -> None:
    answers = LAND | {"land_standard_price": standard, "land_cost_price": cost}
    found = measure("land-floor-price", answers)
    assert found["price"] == {"low": Decimal(floor), "high": Decimal(floor)}
    assert (found["amount"], found["status"]) == (None, "eligible")
    # Exact in the very text: no 84.00699999999999.
    document = {"as_of": IN_TERM, "answers": answers}
    assert f'"price":{{"low":{floor},' in "".join(wire.assess(json.dumps(document)).split())


def test_a_price_without_upper_bound_ends_in_null() -> None:
    found = measure("land-floor-price", LAND | {"land_standard_price": 120})
    assert found["price"] == {"low": 84, "high": None}
    assert found["status"] == "eligible"
    assert found["missing"] == ["land_cost_price"]


def test_a_project_on_one_route_only_waits_for_the_authority() -> None:
    answers = LAND | {
        "land_primary_processing": False,
        "land_standard_price": 120,
        "land_cost_price": 70,
    }
    found = measure("land-floor-price", answers)
    assert (found["status"], found["unsettled"]) == ("undetermined", ["land_either"])
    assert found["price"] == {"low": 84, "high": 84}
    assert measure("land-floor-price", answers, {"land_either": False})["price"] is None


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2023-10-30", "ineligible"),
        ("2023-10-31", "undetermined"),
        ("2023-11-14", "undetermined"),
        ("2023-11-15", "eligible"),
        ("2025-12-31", "eligible"),
        ("2026-01-01", "ineligible"),
        (False, "ineligible"),
        (True, "undetermined"),
    ],
)
def test_an_event_counts_inside_the_term_its_last_day_included(day: object, status: str) -> None:
    for as_of in ("2023-01-01", "2024-06-30", "2026-06-30"):
        result = assess(FIRM | {"shanxi_premium": day}, as_of=as_of)
        found = next(item for item in result["measures"] if item["id"] == "shanxi-premium")
        assert found["status"] == status
        first_day_is_in_doubt = isinstance(day, str) and status == "undetermined"
        if first_day_is_in_doubt:
            assert found["unsettled"] == ["effective_from_signing"]


# --------------------------------------------------------------------------
# Names: what may be answered, settled and found.
# --------------------------------------------------------------------------

KINDS = {
    "applicant": "choice",
    "size": "choice",
    **dict.fromkeys(oracle.YES_NO, "yes_no"),
    **dict.fromkeys(oracle.MONEY, "money"),
    **dict.fromkeys(oracle.PRICES, "unit_price"),
    **dict.fromkeys(oracle.EVENTS, "event"),
    "overlaps": "set",
}

READINGS = {
    "effective_from_signing": ("市工信局", "A1"),
    "counts_2023_2025": ("市工信局", "A5"),
    "tiers_cumulate": ("市工信局", "A6"),
    "later_tier_full": ("市工信局", "A7"),
    "certification_small_only": ("市市场监管局", "A14"),
    "certification_both": ("市市场监管局", "A12"),
    "certification_each": ("市市场监管局", "A13"),
    "renewals_count": ("市市场监管局", "A13"),
    "gi_both": ("市市场监管局", "A19"),
    "brand_upgrade_full": ("市商务局", "A20"),
    "park_upgrade_full": ("市文旅局", "A26"),
    "national_base_counts": ("市文旅局", "A24"),
    "held_parks_count": ("市文旅局", "A3"),
    "town_members_only": ("市工信局", "A16"),
    "cooperatives_count": ("市工信局", "A32"),
    "sole_traders_count": ("市市场监管局", "A36"),
    "held_titles_count": ("市文旅局", "A3"),
    "land_either": ("市规划和自然资源局", "A28"),
}

MEASURES = {
    "C": """
        2-2a,2-2b revenue-milestone · 8-4b system-certification
        9-4a geographical-indication · 9-4b gi-protection-project
        9-5a china-brand · 9-5b sanjin-brand · 9-5c shanxi-premium · 9-5d jincheng-brand
        14-3a national-culture-park · 14-3b provincial-culture-park""",
    "F": "13-2 land-floor-price",
    "Q": """
        3-2a scale-up · 3-2b specialised-sme · 3-2c little-giant · 3-3 agri-loan-interest
        3-4a innovation-voucher · 3-4b high-tech-enterprise
        4-1a municipal-town-listing · 4-1b provincial-town-listing · 5-2 innovation-platform
        6-1 upgrading-project · 6-2a national-champion · 6-2b provincial-champion
        6-3 new-material-first-batch · 7-2 digital-project
        8-3a international-standard · 8-3b domestic-standard · 10-4b stock-listing
        11-4 exhibition-conference · 11-6 online-sales
        12-2 high-level-talent · 12-3 master-education
        12-4a national-craft-master · 12-4b provincial-craft-master
        12-4c national-heritage-bearer · 12-4d provincial-heritage-bearer
        12-5 skills-training · 13-5 power-market""",
    "S": """
        7-3 digital-service · 8-4a quality-upgrade-action · 10-2 loan-guarantee
        10-4a listing-reserve · 11-1 promotion-fairs · 13-3 plot-ratio · 13-6 bundled-eia
        15-2 free-bookkeeping · 15-3 legal-service · 16-2b paperless-tax
        16-3a business-opening · 16-3b agency-service""",
}
"""Row and id of every measure that is assessed, by class."""


def rows_and_ids(listed: str) -> list[tuple[str, str]]:
    words = listed.replace("·", " ").split()
    return [
        (row.replace(",", ", "), name) for row, name in zip(words[::2], words[1::2], strict=True)
    ]


def test_every_measure_keeps_its_id_row_and_class() -> None:
    listed = {
        (row, name, kind) for kind, rows in MEASURES.items() for row, name in rows_and_ids(rows)
    }
    found = {
        (entry["row"], entry["id"], entry["class"])
        for entry in catalogue()["measures"]
        if entry["class"] != "G"
    }
    assert found == listed
    assert len(listed) == 10 + 1 + 27 + 12


def test_the_catalogue_has_all_86_rows_and_35_of_them_nothing_to_claim() -> None:
    entries = catalogue()["measures"]
    rows = [row for entry in entries for row in entry["row"].split(", ")]
    assert len(rows) == len(set(rows)) == 86
    commitments = [entry for entry in entries if entry["class"] == "G"]
    assert len(commitments) == 35
    assert all(entry["id"] == entry["row"] for entry in commitments)
    assert all(int(entry["row"].split("-")[0]) == entry["article"] for entry in entries)


def test_every_entry_of_the_catalogue_quotes_its_article_word_for_word() -> None:
    texts = {article["number"]: article["text"] for article in catalogue()["articles"]}
    for entry in catalogue()["measures"]:
        assert texts[entry["article"]][entry["start"] : entry["end"]] == entry["quote"], entry["id"]
        assert entry["name"]
        assert entry["units"][-1] == "各县(市、区)人民政府"


def test_every_fact_and_reading_keeps_its_name() -> None:
    facts = {fact["id"]: fact for fact in catalogue()["facts"]}
    assert {name: facts[name]["kind"] for name in KINDS} == KINDS
    assert [option["id"] for option in facts["applicant"]["options"]] == list(oracle.APPLICANTS)
    assert [option["id"] for option in facts["size"]["options"]] == list(oracle.SIZES)
    readings = {reading["id"]: reading for reading in catalogue()["readings"]}
    assert {name: (readings[name]["unit"], readings[name]["see"]) for name in READINGS} == READINGS


def test_the_catalogue_says_for_which_measures_a_day_outside_the_term_is_not_the_same_as_none() -> (
    None
):
    """The form asks to check such a day, and no other; `test_proof` tries each event."""
    said = {fact["id"]: fact["outside_term"] for fact in catalogue()["facts"]}
    events = [fact["id"] for fact in catalogue()["facts"] if fact["kind"] == "event"]
    assert [name for name, sides in said.items() if sides is not None] == events
    for name in ("scaled_up", "shanxi_premium", "quality_recertified", "gi_project_listed"):
        assert said[name] == {"before": [], "after": []}, name
    assert said["online_shop"] == {"before": ["online-sales"], "after": []}
    parks = ["national-culture-park", "provincial-culture-park"]
    assert said["national_culture_park"] == {"before": parks, "after": []}
    assert said["national_heritage_bearer"] == {
        "before": ["master-education", "national-heritage-bearer"],
        "after": ["master-education"],
    }


def test_the_catalogue_is_one_json_document_on_standard_output() -> None:
    done = run("catalogue")
    assert (done.status, done.err) == (0, "")
    assert json.loads(done.out) == catalogue()
    assert len(catalogue()["units"]) == 30


# --------------------------------------------------------------------------
# The result.
# --------------------------------------------------------------------------


def test_every_measure_but_the_commitments_is_assessed_in_the_order_of_the_catalogue() -> None:
    found = [entry["id"] for entry in assess({})["measures"]]
    assert sorted(found) == sorted(
        name for rows in MEASURES.values() for _, name in rows_and_ids(rows)
    )
    listed = {entry["id"]: entry for entry in catalogue()["measures"]}
    for entry in assess({})["measures"]:
        assert entry["class"] == listed[entry["id"]]["class"]
        assert entry["article"] == listed[entry["id"]]["article"]
        assert entry["units"] == listed[entry["id"]]["units"]


def test_a_measure_without_an_amount_in_the_text_never_shows_one() -> None:
    for answers in ({}, FIRM, {"applicant": "park"}, {"applicant": "individual"}):
        for entry in assess(answers)["measures"]:
            assert (entry["amount"] is None) == (entry["class"] != "C")
            assert entry["price"] is None or entry["class"] == "F"


def test_not_answered_is_never_taken_for_no() -> None:
    for answers in ({}, dict.fromkeys(KINDS)):
        for entry in assess(answers)["measures"]:
            # A service for everybody asks for nothing, so it may hold already.
            if entry["class"] in "CF":
                assert entry["status"] == "undetermined", entry["id"]
            assert entry["status"] != "ineligible", entry["id"]


def test_null_and_absent_are_the_same() -> None:
    assert assess(dict.fromkeys(KINDS), dict.fromkeys(READINGS)) == assess({})


@pytest.mark.parametrize(
    ("as_of", "in_force"),
    [
        ("2023-10-30", False),
        ("2023-11-15", True),
        ("2024-06-30", True),
        ("2025-12-31", True),
        ("2026-01-01", False),
    ],
)
def test_the_policy_is_in_force_from_its_first_day_to_the_end_of_2025(
    as_of: str, *, in_force: bool
) -> None:
    assert assess({}, as_of=as_of)["in_force"] is in_force


@pytest.mark.parametrize("day", ["2023-10-31", "2023-11-14"])
def test_whether_it_is_in_force_before_publication_depends_on_the_reading(day: str) -> None:
    assert assess({}, {"effective_from_signing": True}, as_of=day)["in_force"] is True
    assert assess({}, {"effective_from_signing": False}, as_of=day)["in_force"] is False


def test_as_of_changes_no_status_and_no_amount_but_by_a_reply_in_between() -> None:
    answers = revenue(4 * YI, 21 * YI) | {"shanxi_premium": "2024-03-01"}
    replied = {r["id"]: r["reply"]["value"] for r in catalogue()["readings"] if r["reply"]}
    days = ("2020-01-01", IN_TERM, "2030-01-01")
    results = [assess(answers, replied, as_of=day) for day in days]
    for other in results[1:]:
        assert other["total"] == results[0]["total"]
        for was, now in zip(results[0]["measures"], other["measures"], strict=True):
            for key in ("status", "amount", "price", "missing", "unsettled"):
                assert was[key] == now[key]


def test_without_as_of_the_result_is_looked_at_today() -> None:
    result = json.loads(wire.assess("{}"))
    year, month, day = result["as_of"].split("-")
    assert (len(year), len(month), len(day)) == (4, 2, 2)


def test_a_measure_under_another_policy_pays_nothing_but_only_that_measure() -> None:
    answers = FIRM | {"china_brand": "2024-03-01", "shanxi_premium": "2024-03-01"}
    taken = answers | {"overlaps": ["china-brand"]}
    assert measure("china-brand", answers)["amount"]["high"] == 200_000
    assert measure("china-brand", taken)["amount"] == {"low": 0, "high": 0}
    assert measure("china-brand", taken)["status"] == "ineligible"
    assert measure("shanxi-premium", taken)["amount"] == {"low": 100_000, "high": 100_000}
    priced = LAND | {"overlaps": ["land-floor-price"]}
    assert measure("land-floor-price", priced)["status"] == "ineligible"


def test_every_reason_quotes_the_text_at_the_place_it_names() -> None:
    texts = {article["number"]: article["text"] for article in catalogue()["articles"]}
    source = "\n".join([*texts.values(), json.dumps(catalogue()["others"], ensure_ascii=False)])
    for answers in ({}, FIRM, LAND, {"applicant": "individual"}, revenue(4 * YI, 21 * YI)):
        for entry in assess(answers)["measures"]:
            assert entry["reasons"], entry["id"]
            for reason in entry["reasons"]:
                assert reason["verdict"] in {"yes", "no", "open"}
                assert reason["quote"] in source
                if reason["article"] is not None:
                    text = texts[reason["article"]]
                    assert text[reason["start"] : reason["end"]] == reason["quote"]


@alike_everywhere
@many
def test_what_has_failed_hangs_only_on_the_answers_that_its_failed_reasons_name() -> None:
    """The form folds away, on the strength of this, questions that no longer matter."""
    rng = seeded("failed reasons")
    measures_of = {fact["id"]: fact["measures"] for fact in catalogue()["facts"]}
    tried = 0
    for _ in range(40):
        document = partial(rng)
        result = {entry["id"]: entry for entry in assess(document["answers"])["measures"]}
        for fact in document["answers"]:
            about = [result[name] for name in measures_of[fact]]
            named = {
                name
                for entry in about
                for reason in entry["reasons"]
                if reason["verdict"] == "no"
                for name in reason["facts"]
            }
            if fact in named or any(entry["status"] != "ineligible" for entry in about):
                continue
            tried += 1
            others = {name: said for name, said in document["answers"].items() if name != fact}
            without = {entry["id"]: entry["status"] for entry in assess(others)["measures"]}
            assert {without[entry["id"]] for entry in about} == {"ineligible"}, fact
    assert tried > 100


@alike_everywhere
@many
def test_no_condition_is_told_twice() -> None:
    rng = seeded("told once")
    nothing: dict[str, Any] = {"answers": {}, "readings": {}}
    for document in (nothing, *(partial(rng) for _ in range(100))):
        for entry in assess(document["answers"], document["readings"])["measures"]:
            told = [reason["text"].partition("：")[0] for reason in entry["reasons"]]
            assert len(told) == len(set(told)), (entry["id"], document)


@many
def test_the_verdicts_of_the_reasons_fit_the_status() -> None:
    people = ({"applicant": name} for name in oracle.APPLICANTS)
    for answers in ({}, FIRM, LAND, *people, revenue(4 * YI, 21 * YI)):
        for entry in assess(answers)["measures"]:
            verdicts = {reason["verdict"] for reason in entry["reasons"]}
            if entry["status"] == "eligible":
                assert verdicts == {"yes"}, entry["id"]
            if entry["status"] == "ineligible":
                assert "no" in verdicts, entry["id"]
            if entry["status"] == "undetermined":
                assert "open" in verdicts, entry["id"]


def test_the_next_question_is_one_whose_answer_can_change_something() -> None:
    asked: dict[str, Any] = {}
    given_answers = dict.fromkeys(oracle.EVENTS, False) | {"overlaps": [], "size": "small"}
    facts = {fact["id"]: fact for fact in catalogue()["facts"]}
    plain = {
        "yes_no": False,
        "event": False,
        "money": 0,
        "unit_price": 0,
        "set": [],
        "choice": "enterprise",
    }
    for _ in range(len(facts) + 1):
        result = assess(asked)
        question = result["next_question"]
        missing = {name for entry in result["measures"] for name in entry["missing"]}
        if question is None:
            assert not missing
            break
        assert question in missing
        assert question not in asked
        asked[question] = given_answers.get(question, plain[facts[question]["kind"]])
    else:
        pytest.fail("the questions never end")
