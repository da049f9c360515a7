"""What the page of questions says of the calculator is what the calculator does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from calculator import wire
from calculator.engine import phrases
from calculator.engine.rules.facts import Choice, Event, Money, UnitPrice, YesNo
from calculator.policy import POLICY
from calculator.policy.open_questions import QUESTIONS, Question
from calculator.policy.units import UNITS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "questions.md").read_text("utf-8")
HEADING = re.compile(r"^### .*\{ #(a\d+) \}$", re.MULTILINE)
EXAMPLES = [question for question in QUESTIONS if question.example]
ON_LAND = [question for question in EXAMPLES if "land_cost_price" in question.example]
BOTH_WAYS = [q for q in EXAMPLES if q.reading is not None and q not in ON_LAND]
ONE_WAY = [q for q in EXAMPLES if q.reading is None and q not in ON_LAND]


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


FACTS = {fact.label: fact for fact in POLICY.facts}
PRINTED = [
    pytest.param(number.upper(), line, id=f"{number}-{at}")
    for number in HEADING.findall(PAGE)
    for at, line in enumerate(re.findall(r"^- 例：(.*)$", section(number), re.MULTILINE))
]


def answered(label: str, words: str) -> tuple[str, Any]:
    """Read an answer as it is printed."""
    fact = FACTS[label]
    if isinstance(fact, Event):
        written = re.fullmatch(r"(\d+)年(\d+)月(\d+)日", words)
        return fact.id, written and "{}-{:0>2}-{:0>2}".format(*written.groups())
    if isinstance(fact, Choice):
        (option,) = (id_ for id_, told in fact.options if told == words)
        return fact.id, option
    if isinstance(fact, Money):
        return fact.id, int(float(words.removesuffix("亿元")) * 100_000_000)
    if isinstance(fact, UnitPrice):
        return fact.id, int(words.removesuffix("元/㎡"))
    return fact.id, {"是": True, "否": False}[words]


@pytest.mark.parametrize(("number", "line"), PRINTED)
def test_an_example_gives_what_is_printed_with_what_is_printed(number: str, line: str) -> None:
    """All that is not printed did not happen, as the head of the page says."""
    assert "例子里没有写到的，都按没有、否来算" in PAGE
    given, *more = line.split("。")
    nothing = {f.id: False for f in POLICY.facts if isinstance(f, Event | YesNo)}
    answers = {**nothing, "overlaps": []}
    for each in given.split("；"):
        fact, answer = answered(*each.split("：", 1))
        answers[fact] = answer or False
    settled = {
        f"{phrases.quoted(reading.question)}按{phrases.quoted(way)}": {reading.id: is_yes}
        for reading in POLICY.readings
        for way, is_yes in ((reading.yes, True), (reading.no, False))
    }
    ways = {
        phrases.quoted(way): {reading.id: is_yes}
        for reading in POLICY.readings
        if reading.see == number
        for way, is_yes in ((reading.yes, True), (reading.no, False))
    }
    readings: dict[str, bool] = {}
    if more[0].startswith("其他读法："):
        for each in more.pop(0).removeprefix("其他读法：").split("；"):
            readings |= settled[each]
    told = re.findall(
        r"(?:按(“[^“”]*”)|计算器)(?:算得(底价下限)? ?([\d.]+[万亿]?元)|没有底价（不符合）)",
        "。".join(more),
    )
    assert len(told) in {1, 2}
    for way, is_floor, amount in told:
        document = {"answers": answers, "readings": readings | (ways[way] if way else {})}
        result = json.loads(wire.assess(json.dumps(document)))
        if is_floor or not amount:
            price = next(m["price"] for m in result["measures"] if m["class"] == "F")
            assert (f"{price['low']}元" if price else "") == amount
        else:
            assert {phrases.in_words(result["total"][end]) for end in ("low", "high")} == {amount}


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
            assert reading.ask == treated[reading.id].unit
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
def test_the_stricter_way_gives_less(question: Question) -> None:
    reading = question.reading
    assert reading is not None
    told = re.search(
        rf"^- (?:{re.escape(reading.question)})?从严：(.*?)(?:；|\n- )从宽：(.*)$",
        section(question.number),
        re.MULTILINE,
    )
    assert told
    assert sorted(told.groups()) == sorted([reading.yes, reading.no])
    ways = {"从严": told[1] == reading.yes, "从宽": told[2] == reading.yes}
    given = {word: total(question, way=way)["low"] for word, way in ways.items()}
    assert given["从严"] < given["从宽"]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.number)
def test_of_a_question_with_readings_both_ways_are_told_by_the_rules_alone(
    question: Question,
) -> None:
    by_hand = re.findall(r"^- (从严|从宽)：", own_words(question.number), re.MULTILINE)
    from_rules = [reading for reading in POLICY.readings if reading.see == question.number]
    assert by_hand == ([] if from_rules else ["从严", "从宽"])
    for reading in from_rules:
        assert f"从严：{reading.yes}" in section(question.number) or (
            f"从严：{reading.no}" in section(question.number)
        )


KNOWN_DAYS = {phrases.day_in_words(day) for day in (*POLICY.first_days, POLICY.last_day)}
KNOWN_YEARS = set(re.findall(r"\d{4}年", " ".join(fact.label for fact in POLICY.facts)))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.number)
def test_what_is_told_by_hand_names_no_number_that_the_rules_do_not_give(
    question: Question,
) -> None:
    """An amount is one of its examples, a day one of the term, a share one of the text."""
    words = own_words(question.number)
    known: set[str] = set()
    for at in range(len(question.examples)):
        for way in (None,) if question.reading is None else (True, False):
            found = assessed(question, at, way=way)
            known |= {phrases.in_words(found["total"]["low"])}
            known |= {
                phrases.in_words(m["amount"]["low"]) for m in found["measures"] if m["amount"]
            }
            known |= {answer["text"] for answer in found["answers"]}
    assert set(re.findall(r"[\d.]+[万亿]?元", words)) <= known
    days = re.findall(r"\d{4}年\d{1,2}月\d{1,2}日", words)
    assert set(days) <= KNOWN_DAYS
    assert set(re.findall(r"\d{4}年(?!\d)", words)) <= KNOWN_YEARS
    shares = {m.price.share for m in POLICY.measures if m.price is not None}
    assert set(re.findall(r"\d+%", words)) <= shares


def test_every_question_that_names_an_amount_has_an_example() -> None:
    naming = [q.number for q in QUESTIONS if re.search(r"\d万元|\d%", own_words(q.number))]

    assert {"A17", "A19", "A28"} <= set(naming)
    assert set(naming) <= {question.number for question in EXAMPLES}


@pytest.mark.parametrize("question", ONE_WAY, ids=lambda question: question.number)
def test_an_example_of_one_way_says_what_the_calculator_gives(question: Question) -> None:
    for at in range(len(question.examples)):
        given = total(question, at)
        assert given["low"] == given["high"] > 0
        assert f"计算器算得 {phrases.in_words(given['low'])}" in section(question.number)


def test_the_examples_on_land_give_the_floor_price_where_the_project_qualifies() -> None:
    either, both = (q for q in ON_LAND)

    # 70% of the standard that the example names, which is above its costs.
    expected = either.example["land_standard_price"] * 7 // 10
    assert expected > either.example["land_cost_price"]
    for found in (floor_price(either, way=True), floor_price(both)):
        assert found == {"low": expected, "high": expected}
    assert floor_price(either, way=False) is None
