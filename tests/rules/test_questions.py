"""What the page of questions says of the calculator is what the calculator does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from calculator import wire
from calculator.engine import phrases
from calculator.policy import POLICY
from calculator.policy.questions import QUESTIONS, Question
from calculator.policy.units import UNITS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "questions.md").read_text("utf-8")
HEADING = re.compile(r"^### .*\{ #(a\d+) \}$", re.MULTILINE)
EXAMPLES = [question for question in QUESTIONS if question.example]
ON_LAND = [question for question in EXAMPLES if "land_cost_price" in question.example]
BOTH_WAYS = [q for q in EXAMPLES if q.reading is not None and q not in ON_LAND]
ONE_WAY = [q for q in EXAMPLES if q.reading is None and q not in ON_LAND]
AMOUNT = re.compile(r"(\d+)\s?万元")


def section(number: str) -> str:
    found = re.search(rf"\{{ #{number.lower()} \}}\n(.*?)(?=\n##|\Z)", PAGE, re.DOTALL)
    assert found, number
    return found[1]


def own_words(number: str) -> str:
    """Return what the page itself says of a question: its heading and the lines of its own."""
    heading = next(found[0] for found in HEADING.finditer(PAGE) if found[1] == number.lower())
    return heading + section(number).split("<!-- begin:")[0]


def assessed(question: Question, at: int = 0, *, way: bool | None = None) -> dict[str, Any]:
    settled: dict[str, bool] = dict(question.settled)
    if way is not None:
        assert question.reading is not None
        settled[question.reading.id] = way
    document = {"as_of": "2025-12-31", "answers": question.examples[at], "readings": settled}
    result: dict[str, Any] = json.loads(wire.assess(json.dumps(document)))
    return result


def total(question: Question, at: int = 0, *, way: bool | None = None) -> dict[str, int]:
    found: dict[str, int] = assessed(question, at, way=way)["total"]
    return found


def floor_price(question: Question, *, way: bool | None = None) -> dict[str, int] | None:
    measures = assessed(question, way=way)["measures"]
    found: dict[str, int] | None = next(m["price"] for m in measures if m["class"] == "F")
    return found


def test_every_question_of_the_page_says_how_it_is_treated_and_whom_to_ask() -> None:
    on_the_page = [number.upper() for number in HEADING.findall(PAGE)]

    assert on_the_page == [question.number for question in QUESTIONS]
    for question in QUESTIONS:
        assert "计算器怎么算：" in section(question.number)
        assert "问谁：" in section(question.number)


def test_every_reading_is_that_of_its_question() -> None:
    treated = {
        question.reading.id: question for question in QUESTIONS if question.reading is not None
    }

    for reading in POLICY.readings:
        if reading.id in treated:
            assert reading.see == treated[reading.id].number
            assert reading.unit == treated[reading.id].unit
    assert {reading.see for reading in POLICY.readings} <= {q.number for q in QUESTIONS}


def test_a_question_is_treated_in_one_way_and_asked_of_a_known_unit() -> None:
    for question in QUESTIONS:
        assert (question.reading is not None) + bool(question.asked) + question.strict <= 1
        assert any(unit.is_called(question.unit) for unit in UNITS)


@pytest.mark.parametrize("question", BOTH_WAYS, ids=lambda question: question.number)
def test_an_example_differs_between_the_ways_and_its_range_spans_both(question: Question) -> None:
    yes, no, both = (total(question, way=way) for way in (True, False, None))

    assert yes["low"] == yes["high"]
    assert no["low"] == no["high"]
    assert yes != no
    assert both == {"low": min(yes["low"], no["low"]), "high": max(yes["high"], no["high"])}


@pytest.mark.parametrize("question", BOTH_WAYS, ids=lambda question: question.number)
def test_the_amounts_that_the_page_names_are_those_of_the_example(question: Question) -> None:
    """In the lines 从严 and 从宽 the last amount is what that way gives."""
    lowest, highest = sorted(total(question, way=way)["low"] for way in (True, False))
    for word, expected in (("从严", lowest), ("从宽", highest)):
        line = re.search(rf"^- {word}：(.*)$", section(question.number), re.MULTILINE)
        assert line, question.number
        amounts = AMOUNT.findall(line[1])
        if amounts:
            assert phrases.amount(f"{amounts[-1]}万元") == expected


def test_every_question_that_names_an_amount_has_an_example() -> None:
    naming = [q.number for q in QUESTIONS if re.search(r"\d万元|\d%", own_words(q.number))]

    assert {"A17", "A21", "A23", "A28"} <= set(naming)
    assert set(naming) <= {question.number for question in EXAMPLES}


@pytest.mark.parametrize("question", ONE_WAY, ids=lambda question: question.number)
def test_an_example_of_one_way_gives_an_amount_that_the_question_names(question: Question) -> None:
    named = [phrases.amount(f"{n}万元") for n in AMOUNT.findall(own_words(question.number))]
    for at in range(len(question.examples)):
        given = total(question, at)
        assert given["low"] == given["high"]
        assert given["low"] in named
        assert f"计算器算得 {phrases.in_words(given['low'])}" in section(question.number)


def test_the_examples_on_land_give_the_floor_price_where_the_project_qualifies() -> None:
    either, both = (q for q in ON_LAND)

    # 70% of the standard that the example names, which is above its costs.
    expected = either.example["land_standard_price"] * 7 // 10
    assert expected > either.example["land_cost_price"]
    for found in (floor_price(either, way=True), floor_price(both)):
        assert found == {"low": expected, "high": expected}
    assert floor_price(either, way=False) is None
