"""How much hangs on the answer to one question, over all applicants and all readings."""

from __future__ import annotations

import generate
import oracle
from made_up_policy import CATALOGUE
from made_up_policy import POLICY as MADE_UP

from calculator.engine.describing.stakes import stake, worth
from calculator.policy import POLICY

WAN = 10_000

WORTH = {
    # An enterprise's 110 (all tiers of both later years) + 4 + 45 + 13, against an individual.
    "applicant": 172,
    "in_specialised_town": 172,
    "leading_industry": 110,
    # 10亿元 is the highest of the lower ladder: 110 against the 30 of 5亿元 and 10亿元.
    "agricultural": 80,
    "size": 4,
    "overlaps": 172,
    **dict.fromkeys(("peak_revenue_to_2022", "revenue_2023", "revenue_2024", "revenue_2025"), 110),
    **dict.fromkeys(("quality_certified", "quality_recertified"), 2),
    **dict.fromkeys(("green_certified", "green_recertified"), 2),
    "gi_registered": 3,
    "gi_project_listed": 10,
    "china_brand": 20,
    "sanjin_brand": 10,
    "shanxi_premium": 10,
    "jincheng_brand": 5,
    "national_culture_park": 30,
    "national_title_is_base": 30,
    "provincial_culture_park": 10,
}
"""In 万元, by the text; whatever is not here changes no total."""


def test_what_each_question_is_worth_is_what_the_text_gives() -> None:
    found = {fact.id: worth(POLICY, fact) for fact in POLICY.facts}
    assert {name: yuan // WAN for name, yuan in found.items() if yuan} == WORTH
    assert all(yuan % WAN == 0 for yuan in found.values())


def test_a_reading_is_worth_the_greater_of_its_two_stakes() -> None:
    for reading in POLICY.readings:
        assert worth(POLICY, reading) == max(stake(POLICY, reading))


def test_of_a_question_of_another_policy_too_the_catalogue_says_what_it_is_worth() -> None:
    found = {fact["id"]: fact["worth"] for fact in CATALOGUE["facts"]}
    # Hand-made tea 30 000 and a prize's 7 000, both tiers of sales 50 000, a boat 60 000.
    assert found["maker"] == 87_000
    assert found["by_hand"] == 37_000
    assert found["prize"] == 7_000
    assert found["launched"] == 60_000
    assert found["pier_price"] == 0
    assert {fact.id for fact in MADE_UP.facts} == set(found)


@generate.alike_everywhere
@generate.many
def test_no_applicant_gains_or_loses_more_by_one_answer_than_it_is_worth() -> None:
    rng = generate.seeded("worth")
    attained = dict.fromkeys(WORTH, 0)
    for _ in range(1500):
        document = generate.whole(rng)
        before = paid(document["answers"], document["readings"])
        other = generate.whole(rng)["answers"]
        for name in oracle.FACTS:
            after = paid({**document["answers"], name: other[name]}, document["readings"])
            assert abs(after - before) <= WORTH.get(name, 0) * WAN, (name, other[name], document)
            if name in WORTH:
                attained[name] = max(attained[name], abs(after - before))
    assert all(attained.values())


def paid(answers: oracle.Document, readings: oracle.Document) -> int:
    return sum(verdict.amount for verdict in oracle.judge(answers, readings).values())
