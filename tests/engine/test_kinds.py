"""What each kind of fact says of itself, and what a new one takes: its class, and its field."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import jsonschema
import made_up_policy as made_up
import pytest
from batch.test_sql_corners import agree_on_every_row
from made_up_policy.percentage import Percentage
from writing import form

from calculator.batch.parsing import cells
from calculator.batch.writing import report, template
from calculator.engine.assess import assess
from calculator.engine.describing.catalogue import catalogue_of
from calculator.engine.describing.schema import input_schema
from calculator.engine.document import Invalid, read_case
from calculator.engine.rules.expression import pays
from calculator.engine.rules.facts import KINDS, Fact
from calculator.engine.rules.facts.texts import BadText
from calculator.engine.rules.measure import award
from calculator.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from calculator.engine.policy import Policy

DAY = date(2030, 6, 1)

# --- The kinds that there are ---------------------------------------------------------------

EXPORTS = Percentage("exports", "出口占销售额的比例", "sales")
QUOTE = "出口占三成以上的茶坊,给予2万元奖励"
EXPORTING = award(
    "exports",
    row="1-2",
    name="出口奖励",
    quote=QUOTE,
    condition=made_up.TEA_MAKER & EXPORTS.at_least(30).cite("出口占三成以上"),
    pays=pays("2万元"),
    to="茶坊",
)
ONE = replace(made_up.ONE, wording=(*made_up.ONE.wording, f"{QUOTE}。"))
NEW = replace(
    made_up.POLICY,
    articles=((ONE, (*made_up.MEASURES_ONE, EXPORTING)), *made_up.POLICY.articles[1:]),
    facts=(*made_up.POLICY.facts, EXPORTS),
)
"""The made-up policy with a measure that asks for a fact of a new kind."""


def lines_of(policy: Policy, fact: Fact) -> tuple[int, ...]:
    variables = policy.variables_of.get(fact.id, ())
    return tuple(sorted({line for variable in variables for line in variable.lines}))


def facts_of(*policies: Policy) -> Iterable[Any]:
    return [
        pytest.param(policy, fact, id=f"{fact.kind}-{fact.id}")
        for policy in policies
        for fact in policy.facts
    ]


def members_of(policy: Policy) -> dict[str, str]:
    return {name: id_ for id_, name in policy.names.items()}


def test_the_made_up_policy_has_a_fact_of_every_kind() -> None:
    assert {fact.kind for fact in made_up.POLICY.facts} == set(KINDS)


@pytest.mark.parametrize(("policy", "fact"), facts_of(NEW, POLICY))
def test_the_edges_of_a_kind_reach_every_cell_and_both_sides_of_every_line(
    policy: Policy, fact: Fact
) -> None:
    values = [fact.read(edge) for edge in fact.edges(lines_of(policy, fact), policy.names)]

    for variable in policy.variables_of.get(fact.id, ()):
        found = [variable.cells(value) for value in values]
        # Nothing is left open.
        assert {len(cells_) for cells_ in found} == {1}
        assert {cell for (cell,) in found} == set(variable.every)
        for line in variable.lines:
            for side in (line - 1, line):
                assert (date.fromordinal(side) if fact.is_dated else (side, side)) in values


@pytest.mark.parametrize(("policy", "fact"), facts_of(NEW))
def test_a_kind_says_of_its_answers_all_that_anybody_asks(policy: Policy, fact: Fact) -> None:
    columns = fact.sql_columns()
    schema = {"anyOf": fact.schema(policy.names)}

    assert fact.accepts
    assert set(fact.sql_accepts(policy.names)) == set(columns)
    for edge in [*fact.edges((), policy.names), *fact.edges(lines_of(policy, fact), policy.names)]:
        jsonschema.validate(edge, schema)
        value = fact.read(edge)
        assert fact.say(value, policy.names)
        assert len(fact.sql_values(value) or ()) == len(columns)
        # What a table shows can be typed into one.
        shown = cells.text_of(fact.shown(value, policy.names))
        assert fact.read_text(shown, 1, members_of(policy), policy.last_day) == value


@pytest.mark.parametrize(("policy", "fact"), facts_of(NEW))
def test_a_kind_reads_what_it_offers_and_refuses_the_rest_with_what_it_accepts(
    policy: Policy, fact: Fact
) -> None:
    members = members_of(policy)

    for word in fact.offered:
        cells.read_cell(fact, word, 1, members)
    if fact.nothing is not None:
        no = fact.read_text(fact.nothing, 1, members, policy.last_day)
        assert all(variable.cells(no) == (0,) for variable in policy.variables_of[fact.id])
    with pytest.raises(BadText, match="可填"):
        fact.read_text("nonsense", 1, members, policy.last_day)


def test_other_names_of_an_option_are_its_policys() -> None:
    maker = replace(made_up.MAKER, also={"茶农": ("tea",), "手艺人": ("tea", "boat")})

    assert cells.read_cell(maker, "茶农") == {"tea"}
    assert cells.read_cell(maker, "手艺人") == {"tea", "boat"}
    with pytest.raises(BadText, match="最接近的名称是 茶农"):
        cells.read_cell(maker, "茶农民")
    with pytest.raises(BadText):
        cells.read_cell(made_up.MAKER, "茶农")


@pytest.mark.parametrize("cell", ["1989-12-31", "2042-01-01"])
def test_a_day_far_from_the_term_of_its_policy_is_a_mistake_of_typing(cell: str) -> None:
    def read(text: str) -> Any:
        return made_up.PRIZE.read_text(text, 1, {}, made_up.LAST_DAY)

    assert (read("1990-01-01"), read("2041-12-31")) == (date(1990, 1, 1), date(2041, 12, 31))
    with pytest.raises(BadText, match="不像发生的日期"):
        read(cell)


# --- A new one ------------------------------------------------------------------------------


def exports_of(answer: Any) -> dict[str, Any]:
    document = {"answers": {"maker": "tea", "exports": answer}}
    result = assess(NEW, read_case(NEW, document, DAY))
    found: dict[str, Any] = next(m for m in result["measures"] if m["id"] == "exports")
    return found


@pytest.mark.parametrize(
    ("answer", "low", "high"), [(29, 0, 0), (30, 20_000, 20_000), ([20, 40], 0, 20_000)]
)
def test_rules_ask_a_new_kind(answer: Any, low: int, high: int) -> None:
    assert NEW.problems() == []
    assert exports_of(answer)["amount"] == {"low": low, "high": high}
    jsonschema.validate({"answers": {"exports": answer}}, input_schema(NEW))


def test_what_is_missing_or_wrong_of_a_new_kind_is_told_in_its_words() -> None:
    assert exports_of(None)["missing"] == ["exports"]
    assert exports_of([20, 40])["missing"] == ["exports"]
    with pytest.raises(Invalid, match=re.escape(Percentage.accepts)):
        exports_of(101)


@pytest.mark.parametrize(
    ("cell", "value"), [("35%", (35, 35)), (35, (35, 35)), ("30至40%", (30, 40)), ("？", None)]
)
def test_tables_read_and_show_a_new_kind(cell: Any, value: Any) -> None:
    assert cells.read_cell(EXPORTS, cell) == value
    assert report.heading_of(EXPORTS) == template.heading_of(EXPORTS) == f"{EXPORTS.label}（%）"
    shown = {None: None, (35, 35): 35, (30, 40): "30%至40%"}
    assert report.read_as(EXPORTS, value) == shown[value]


def test_databases_answer_for_a_new_kind() -> None:
    facts = (made_up.MAKER, EXPORTS)
    agree_on_every_row(replace(NEW, articles=((ONE, (EXPORTING,)),), facts=facts))


def test_the_form_needs_only_the_controls_of_a_new_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    def controls(fact: Mapping[str, Any], _: Mapping[str, Any]) -> Iterable[str]:
        yield f'<input data-part="percent" id="q-{fact["id"]}-percent">'

    monkeypatch.setitem(KINDS, Percentage.kind, Percentage)
    monkeypatch.setitem(form.CONTROLS, Percentage.kind, controls)

    written = form.form(catalogue_of(NEW, made_up.UNITS, made_up.TOPICS))

    assert 'id="q-exports-percent"' in written
    assert f"<legend>{EXPORTS.label}</legend>" in written


def test_random_answers_of_a_new_kind_can_be_read() -> None:
    chance = random.Random(0)
    edges = EXPORTS.edges(lines_of(NEW, EXPORTS), NEW.names)

    assert {json.dumps(exports_of(chance.choice(edges))["amount"]) for _ in range(20)} == {
        '{"low": 0, "high": 0}',
        '{"low": 20000, "high": 20000}',
    }
