"""The rules agree with a second reading of the same articles, by another hand.

``oracle`` says what each document gets; these tests hold the calculator to it,
on whole documents one by one and on partial ones against every way of filling
them in. A failure shows the document, the measure and its article.
"""

from __future__ import annotations

import itertools
import json
import math
import random  # noqa: TC003  # Hypothesis reads the annotations when it runs.
from decimal import Decimal
from functools import cache
from typing import Any

import generate
import oracle
import pytest
from generate import Document
from hypothesis import given
from hypothesis import strategies as st

from calculator import wire

pytestmark = generate.many

BATCHES = generate.examples(6)
WHOLE_IN_A_BATCH = 300
PARTIAL_IN_A_BATCH = 50


def assess(document: Document) -> dict[str, Any]:
    """Ask the calculator; numbers with a point come back as exact decimals."""
    asked = {"as_of": generate.AS_OF} | document
    result = json.loads(wire.assess(json.dumps(asked, ensure_ascii=False)), parse_float=Decimal)
    assert "error" not in result, f"{result['error']}\nin {shown(document)}"
    return dict(result)


def measures_of(result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {measure["id"]: measure for measure in result["measures"]}


def shown(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, sort_keys=True)


def as_price(thousandths: float) -> Decimal | None:
    """Write a price of the oracle as the result does: 元/㎡, null without bound."""
    return None if thousandths == math.inf else Decimal(int(thousandths)) / 1000


def expected_of(measure: str, outcome: oracle.Outcome) -> dict[str, Any]:
    """Write an outcome of the oracle as the result does."""
    priced = measure == oracle.PRICED
    price = outcome.price and {
        "low": as_price(outcome.price[0]),
        "high": as_price(outcome.price[1]),
    }
    return {
        "status": outcome.status,
        "amount": None if priced else {"low": outcome.low, "high": outcome.high},
        "price": price,
        "missing": sorted(outcome.missing),
        "unsettled": sorted(outcome.unsettled),
    }


def found_of(measure: dict[str, Any]) -> dict[str, Any]:
    """Keep what the oracle speaks of, with the lists in its order."""
    return {
        "status": measure["status"],
        "amount": measure["amount"],
        "price": measure["price"],
        "missing": sorted(measure["missing"]),
        "unsettled": sorted(measure["unsettled"]),
    }


def whole_assessment(document: Document) -> oracle.Assessment:
    """Decide a whole document by ``oracle.judge`` alone, without any brute force."""
    outcomes = {}
    for measure, verdict in oracle.judge(document["answers"], document["readings"]).items():
        outcomes[measure] = oracle.Outcome(
            status="eligible" if verdict.eligible else "ineligible",
            low=verdict.amount,
            high=verdict.amount,
            price=None if verdict.price is None else (verdict.price, verdict.price),
            missing=frozenset(),
            unsettled=frozenset(),
        )
    total = sum(outcome.low for outcome in outcomes.values())
    return oracle.Assessment(low=total, high=total, measures=outcomes)


def disagreements(document: Document, expected: oracle.Assessment) -> list[str]:
    """List where the calculator and the oracle differ, a line each."""
    result = assess(document)
    measures = measures_of(result)
    lines = []
    for measure, outcome in expected.measures.items():
        wanted, found = expected_of(measure, outcome), found_of(measures[measure])
        lines += [
            f"article {oracle.ARTICLE[measure]}, {measure}, {key}: "
            f"the text gives {wanted[key]}, the calculator {found[key]}"
            for key in wanted
            if wanted[key] != found[key]
        ]
    total = result["total"]
    if is_settled(document["answers"].get("applicant")):
        if total != {"low": expected.low, "high": expected.high}:
            lines.append(f"total: the text gives {expected.low}–{expected.high}, not {total}")
    elif not total["low"] <= expected.low <= expected.high <= total["high"]:
        lines.append(f"total: {total} leaves out part of {expected.low}–{expected.high}")
    return lines


def is_settled(applicant: object) -> bool:
    """Say whether one kind of applicant is left: only then the total must be exact."""
    return isinstance(applicant, str) or (isinstance(applicant, list) and len(applicant) == 1)


def agree(document: Document, expected: oracle.Assessment) -> None:
    lines = disagreements(document, expected)
    assert not lines, "\n".join([*lines, f"in {shown(document)}"])


# --------------------------------------------------------------------------
# The oracle itself.
# --------------------------------------------------------------------------


@generate.alike_everywhere
def test_filling_in_part_by_part_gives_the_totals_of_filling_in_everything() -> None:
    """The totals of the oracle are those of one plain product over all items."""
    rng = generate.seeded(1)
    compared = 0
    for _ in range(25):
        document = generate.partial(rng, limit=120)
        open_values: dict[str, Any] = {}
        for part in oracle.PARTS:
            table = oracle.Table(part, document)
            open_values |= dict(zip(table.items, table.values, strict=True))
        memberships = [
            frozenset(some)
            for size in range(len(oracle.MEASURES) + 1)
            for some in itertools.combinations(oracle.MEASURES, size)
        ]
        overlaps = document["answers"].get("overlaps")
        open_values["overlaps"] = memberships if overlaps is None else (frozenset(overlaps),)
        if math.prod(len(values) for values in open_values.values()) > 5000:
            continue
        totals = []
        for row in itertools.product(*open_values.values()):
            filled = dict(zip(open_values, row, strict=True))
            verdicts = oracle.judge(filled, filled)
            totals.append(sum(verdict.amount for verdict in verdicts.values()))
        expected = oracle.assess(document)
        assert (expected.low, expected.high) == (min(totals), max(totals)), shown(document)
        compared += 1
    assert compared > 10


@generate.alike_everywhere
def test_the_representative_values_stand_for_every_value() -> None:
    """No way of filling in leaves the bounds, or is moved by an item not named."""
    rng = generate.seeded(2)
    for _ in range(150):
        document = generate.partial(rng, limit=400)
        expected = oracle.assess(document)
        for _ in range(8):
            filled = generate.completed(document, rng)
            verdicts = oracle.judge(filled["answers"], filled["readings"])
            for measure, outcome in expected.measures.items():
                verdict = verdicts[measure]
                assert outcome.low <= verdict.amount <= outcome.high, (measure, shown(filled))
                if verdict.price is not None:
                    assert outcome.price
                    assert outcome.price[0] <= verdict.price <= outcome.price[1]
            other = generate.completed(document, rng)
            for kind, items in (("answers", oracle.FACTS), ("readings", oracle.READINGS)):
                item = rng.choice(items)
                moved = filled | {kind: filled[kind] | {item: other[kind][item]}}
                now = oracle.judge(moved["answers"], moved["readings"])
                for measure, outcome in expected.measures.items():
                    if item not in outcome.missing | outcome.unsettled:
                        assert now[measure] == verdicts[measure], (item, measure, shown(document))


# --------------------------------------------------------------------------
# Whole documents.
# --------------------------------------------------------------------------


@pytest.mark.parametrize("batch", range(BATCHES))
def test_whole_documents_get_what_the_text_gives(batch: int) -> None:
    rng = generate.seeded(1000 + batch)
    for _ in range(WHOLE_IN_A_BATCH):
        document = generate.whole(rng)
        agree(document, whole_assessment(document))


@generate.steady(100)
@given(generate.whole_documents)
def test_the_smallest_whole_document_that_differs_is_none(document: Document) -> None:
    agree(document, whole_assessment(document))


FIRM: dict[str, Any] = {
    "applicant": "enterprise",
    "size": "small",
    **dict.fromkeys(oracle.YES_NO, True),
    **dict.fromkeys(oracle.MONEY, 0),
    **dict.fromkeys(oracle.PRICES, 0),
    **dict.fromkeys(oracle.EVENTS, False),
    "overlaps": [],
}
"""A firm in a town and in its leading industry, to which nothing has happened yet."""


@pytest.mark.parametrize("agricultural", [False, True])
@pytest.mark.parametrize("line", oracle.TIER_LINES)
def test_every_tier_begins_at_its_line_and_not_1_yuan_below(
    line: int, *, agricultural: bool
) -> None:
    for before, now in itertools.product((line - 1, line, line + 1), repeat=2):
        for reading in (False, True):
            answers = FIRM | {
                "agricultural": agricultural,
                "peak_revenue_to_2022": before,
                "revenue_2024": now,
            }
            document = {"answers": answers, "readings": dict.fromkeys(oracle.READINGS, reading)}
            agree(document, whole_assessment(document))


@pytest.mark.parametrize("event", oracle.EVENTS)
def test_every_event_counts_from_the_first_day_of_the_term_to_the_last(event: str) -> None:
    applicant = "park" if "culture" in event else "enterprise"
    for day, reading in itertools.product(generate.EDGE_DAYS, (False, True)):
        # Either reading of the first day, with all else at its more generous.
        readings = dict.fromkeys(oracle.READINGS, True) | {
            "effective_from_signing": reading,
            "certification_both": False,
        }
        answers = FIRM | {"applicant": applicant, event: day}
        if "recertified" in event:  # Only who passed once can pass again.
            answers[event.replace("recertified", "certified")] = "2020-01-01"
        document = {"answers": answers, "readings": readings}
        agree(document, whole_assessment(document))


# --------------------------------------------------------------------------
# Partial documents.
# --------------------------------------------------------------------------


@pytest.mark.parametrize("batch", range(BATCHES))
def test_partial_documents_get_exactly_what_some_way_of_filling_in_gives(batch: int) -> None:
    rng = generate.seeded(2000 + batch)
    for _ in range(PARTIAL_IN_A_BATCH):
        document = generate.partial(rng)
        agree(document, oracle.assess(document))


@generate.steady(100)
@given(generate.partial_documents())
def test_the_smallest_partial_document_that_differs_is_none(document: Document) -> None:
    agree(document, oracle.assess(document))


OPEN_READINGS: Document = {"answers": FIRM, "readings": {}}


@pytest.mark.parametrize("fact", oracle.FACTS)
def test_one_open_fact_with_every_reading_open_is_exact(fact: str) -> None:
    rng = generate.seeded(fact)
    for _ in range(4):
        known = generate.whole(rng)["answers"]
        for applicant in ("enterprise", "cooperative", "park"):
            answers = known | {"applicant": applicant, "in_specialised_town": True}
            answers[fact] = generate.opened(fact, answers[fact], rng)
            document = {"answers": answers, "readings": {}}
            agree(document, oracle.assess(document))


def test_a_document_without_any_answer_is_exact() -> None:
    """Left out are tiers, brands and certificates: they have millions of completions."""
    for part in oracle.PARTS:
        if not {"revenue-milestone", "china-brand", "system-certification"} & set(part.measures):
            holds_to(part, {})


@generate.alike_everywhere
@pytest.mark.parametrize(
    "known",
    [
        {"applicant": "cooperative", "overlaps": []},
        {"in_specialised_town": True, "size": "small", "overlaps": []},
        {"applicant": "enterprise", "in_specialised_town": True, "size": "medium"},
    ],
)
def test_a_document_without_a_certificate_told_is_exact(known: dict[str, Any]) -> None:
    (part,) = (part for part in oracle.PARTS if "system-certification" in part.measures)
    holds_to(part, known)


def holds_to(part: oracle.Part, answers: dict[str, Any]) -> None:
    """Hold one part to the oracle, with every reading open and no more than these answers."""
    document: Document = {"answers": answers, "readings": {}}
    found = measures_of(assess(document))
    table = oracle.Table(part, document)
    for measure in part.measures:
        wanted = expected_of(measure, table.outcome(measure))
        assert found_of(found[measure]) == wanted, (part.article, measure)


# --------------------------------------------------------------------------
# Laws.
# --------------------------------------------------------------------------


def widened(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """List what got wider from one result to the next."""
    lines = []
    spans = [("total", before["total"], after["total"])]
    for name, measure in measures_of(before).items():
        now = measures_of(after)[name]
        spans.append((name, measure["amount"], now["amount"]))
        if now["price"]:  # Where it can still apply, it could before, at no narrower a price.
            spans.append((f"{name} (price)", measure["price"], now["price"]))
        for key in ("missing", "unsettled"):
            lines += [
                f"{name}: {item} is new in {key}" for item in set(now[key]) - set(measure[key])
            ]
        if measure["status"] not in (now["status"], "undetermined"):
            lines.append(f"{name}: from {measure['status']} to {now['status']}")
    for name, was, now in spans:
        if was is None or now is None:
            if was is not now:
                lines.append(f"{name}: from {was} to {now}")
            continue
        highest = math.inf if was["high"] is None else was["high"]
        now_highest = math.inf if now["high"] is None else now["high"]
        if now["low"] < was["low"] or now_highest > highest:
            lines.append(f"{name}: from {was} to {now}")
    return lines


@generate.alike_everywhere
@pytest.mark.parametrize("batch", range(4))
def test_answering_more_never_widens_anything(batch: int) -> None:
    rng = generate.seeded(3000 + batch)
    for _ in range(12):
        document: Document = {"answers": {}, "readings": {}}
        if rng.random() < 0.6:
            document["answers"]["applicant"] = rng.choice(oracle.APPLICANTS)
        if rng.random() < 0.5:
            document = generate.partial(rng)
        before = assess(document)
        for _ in range(8):
            further = generate.answered_further(document, rng)
            after = assess(further)
            lines = widened(before, after)
            assert not lines, "\n".join([*lines, f"from {shown(document)}", f"to {shown(further)}"])
            document, before = further, after


@generate.steady(40)
@given(generate.partial_documents(limit=10**9), st.randoms(use_true_random=False))
def test_the_same_document_gives_the_same_bytes(document: Document, rng: random.Random) -> None:
    """Whatever the order in which the answers are written, and however often asked."""
    text = json.dumps({"as_of": generate.AS_OF} | document)
    shuffled = {
        kind: dict(rng.sample(list(items.items()), k=len(items)))
        for kind, items in document.items()
    }
    other = json.dumps(shuffled | {"as_of": generate.AS_OF})
    assert wire.assess(text) == wire.assess(text) == wire.assess(other)


@cache
def next_steps() -> list[tuple[Document, str, dict[str, Any]]]:
    """Collect the steps that the calculator proposes to many applicants."""
    rng = generate.seeded(4000)
    found = []
    for _ in range(120):
        document = generate.partial(rng)
        for name, measure in measures_of(assess(document)).items():
            found += [(document, name, step) for step in measure["next_steps"]]
    return found


@generate.alike_everywhere
def test_a_taken_next_step_pays_what_it_promised() -> None:
    steps = next_steps()
    assert len(steps) > 50
    for document, name, step in steps:
        taken = {step["fact"]: step["value"]}
        if "and" in step:
            taken[step["and"]["fact"]] = step["and"]["value"]
        after = oracle.assess(document | {"answers": document["answers"] | taken})
        assert after.measures[name].low == step["low"], (name, step, shown(document))


@generate.alike_everywhere
def test_a_next_step_promises_more_than_is_certain_now() -> None:
    for document, name, step in next_steps():
        now = oracle.assess(document).measures[name]
        assert step["low"] > now.low, (name, step, shown(document))
