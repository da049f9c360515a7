"""The rules agree with a second reading of the same articles, by another hand.

``oracle`` says what each document gets.  ``test_proof`` compares both in every region; here some
random documents go another way, without any of the proof's own code: whole ones one by one and
partial ones against every way of filling them in. A failure shows the document, the measure and
its article.
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
from generate import Document
from hypothesis import given
from hypothesis import strategies as st

from calculator import wire

pytestmark = generate.many

WHOLE, PARTIAL = 150, 50
"""How many random documents are tried: few, since `test_proof` compares all regions."""


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


# --------------------------------------------------------------------------
# Whole documents.
# --------------------------------------------------------------------------


def test_whole_documents_get_what_the_text_gives() -> None:
    rng = generate.seeded(1000)
    for _ in range(generate.examples(WHOLE)):
        document = generate.whole(rng)
        agree(document, whole_assessment(document))


# --------------------------------------------------------------------------
# Partial documents.
# --------------------------------------------------------------------------


def test_partial_documents_get_exactly_what_some_way_of_filling_in_gives() -> None:
    rng = generate.seeded(2000)
    for _ in range(generate.examples(PARTIAL)):
        document = generate.partial(rng)
        agree(document, oracle.assess(document))


# --------------------------------------------------------------------------
# Laws.
# --------------------------------------------------------------------------


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
