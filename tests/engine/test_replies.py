"""An authority's reply settles a reading: in results, reasons and catalogue, and not before."""

from __future__ import annotations

from datetime import date
from typing import Any

import jsonschema
import pytest
from made_up_policy import CATALOGUE, PIER_PRICE, POLICY, UNITS

from calculator.engine import on_record
from calculator.engine.assess import assess
from calculator.engine.describing.catalogue import catalogue_of
from calculator.engine.describing.schema import result_schema
from calculator.engine.document import read_case
from calculator.engine.rules.replies import Reply
from calculator.engine.text import Misquoted
from calculator.policy import POLICY as REAL

pytestmark = pytest.mark.replies

BEFORE, REPLIED, AFTER = "2030-05-19", "2030-05-20", "2030-06-01"
SELLER = {"maker": "tea", "by_hand": False, "sales_before": 0, "sales_2030": 2_500_000}
SHIPYARD = {"maker": "boat", "launched": False}


def result(
    answers: dict[str, Any], readings: dict[str, bool] | None = None, as_of: str = AFTER
) -> dict[str, Any]:
    document = {"answers": answers, "readings": readings or {}, "as_of": as_of}
    found = assess(POLICY, read_case(POLICY, document, date(2030, 6, 1)))
    jsonschema.validate(found, result_schema(POLICY))
    return found


def measure(found: dict[str, Any], name: str) -> dict[str, Any]:
    return dict(next(each for each in found["measures"] if each["id"] == name))


@pytest.mark.parametrize(("as_of", "low"), [(BEFORE, 40_000), (REPLIED, 50_000), (AFTER, 50_000)])
def test_a_reply_settles_its_reading_from_the_day_on_which_it_holds(as_of: str, low: int) -> None:
    found = measure(result(SELLER, as_of=as_of), "sales")

    assert found["amount"] == {"low": low, "high": 50_000}
    assert found["unsettled"] == (["tiers_add"] if as_of == BEFORE else [])
    assert found["replied"] == ([] if as_of == BEFORE else ["tiers_add"])


@pytest.mark.parametrize(("as_of", "status"), [("2030-05-24", "undetermined"), (AFTER, "eligible")])
def test_a_reply_may_hold_from_a_later_day_than_its_own(as_of: str, status: str) -> None:
    assert measure(result(SHIPYARD, as_of=as_of), "pier-loan")["status"] == status


def test_a_result_says_which_reply_it_follows() -> None:
    found = result(SELLER)

    (reply,) = found["replies"]
    assert (reply["reading"], reply["assumed"]) == ("tiers_add", False)
    assert reply["text"] == (
        "按2030年5月20日县茶业股答复（虚构函〔2030〕2号），“一年首次达到两档时怎么奖励？”：两档相加"
    )


def test_a_reply_that_bears_on_nothing_here_is_not_told() -> None:
    assert result({**SELLER, "sales_2030": 600_000})["replies"] == []
    assert [each["reading"] for each in result(SHIPYARD)["replies"]] == ["loans_open"]


def test_whoever_assumes_otherwise_is_told_what_the_reply_was() -> None:
    found = result(SELLER, {"tiers_add": False})

    assert measure(found, "sales")["amount"] == {"low": 40_000, "high": 40_000}
    assert measure(found, "sales")["replied"] == ["tiers_add"]
    (reply,) = found["replies"]
    assert (reply["reading"], reply["assumed"]) == ("tiers_add", True)
    assert reply["text"] == (
        "假设“一年首次达到两档时怎么奖励？”：只奖励高的一档；"
        "与2030年5月20日县茶业股答复（两档相加）不同"
    )


def test_what_either_answer_gives_is_still_told() -> None:
    for readings in ({}, {"tiers_add": False}):
        found = result(SELLER, readings)
        (reply,) = found["replies"]
        outcomes = reply["outcomes"]
        assert (outcomes["true"]["low"], outcomes["false"]["low"]) == (50_000, 40_000)
        # It is no open one.
        assert [each["id"] for each in found["readings"]] == []
    (reply,) = result(SHIPYARD)["replies"]
    assert reply["outcomes"] is None


def test_a_reason_that_rests_on_a_reply_names_it() -> None:
    (_, loan) = measure(result(SHIPYARD), "pier-loan")["reasons"]
    assert loan["text"] == "不用批准：按2030年5月20日县船股答复符合"

    assumed = measure(result(SHIPYARD, {"loans_open": False}), "pier-loan")["reasons"][-1]
    assert assumed["text"] == "不用批准：按假设（与答复不同）不符合"

    # Before the reply holds, it is a choice like any other.
    answers = {"maker": "boat", "launched": "2030-05-05"}
    chosen = result(answers, {"ceremonies": True}, BEFORE)
    assert "算,奖励6万元：按所选读法符合" in [
        reason["text"] for reason in measure(chosen, "new-boat")["reasons"]
    ]


def test_the_catalogue_carries_replies_to_readings_and_confirmed_facts() -> None:
    readings = {reading["id"]: reading["reply"] for reading in CATALOGUE["readings"]}
    assert readings["ceremonies"] is None
    assert readings["loans_open"] == {
        "value": True,
        "by": "县船股",
        "on": "2030-05-20",
        "since": "2030-05-25",
        "document": "电话答复",
        "link": None,
        "says": "来了就借",
        "source": "2030年5月20日县船股答复",
        "text": "2030年5月20日县船股答复（电话答复）：来了就借",
    }
    (fact,) = [fact for fact in CATALOGUE["facts"] if fact["id"] == PIER_PRICE.id]
    assert [reply["says"] for reply in fact["replies"]] == ["码头评估价每平方米200元"]
    assert fact["help"] == (
        "问县船舶股。2030年5月20日县船舶股答复（虚构函〔2030〕3号）：码头评估价每平方米200元。"
    )


def test_a_reply_of_a_unit_that_nobody_registered_stops_the_catalogue() -> None:
    tea_only = (UNITS[0], UNITS[1].__class__("x", "县船股", "", "", ""))
    with pytest.raises(Misquoted, match=r"pier_price 的答复：责任单位“县船舶股”没有登记"):
        catalogue_of(POLICY, tea_only, {})


def test_all_replies_can_be_told_at_once() -> None:
    notes = on_record.notes(POLICY, date(2030, 6, 1), {})
    assert [note[:23] for note in notes] == [
        "按2030年5月20日县茶业股答复（虚构函〔2",
        "按2030年5月20日县船股答复（电话答复），",
    ]
    assert on_record.notes(POLICY, date(2030, 5, 1), {}) == []


REAL_REPLIES: dict[str, list[tuple[str, date, str]]] = {}
"""What authorities have really replied, written down once more: unit, day, document."""


def test_the_real_policy_has_the_replies_that_there_are_and_none_is_invented() -> None:
    assert {
        unknown.id: [(reply.by, reply.on, reply.document) for reply in unknown.replies]
        for unknown in REAL.unknowns
        if unknown.replies
    } == REAL_REPLIES


def test_a_reply_holds_from_its_own_day_unless_it_says_otherwise() -> None:
    reply = Reply(by="县茶业股", on=date(2030, 5, 1), document="电话答复", says="是")
    assert reply.since == date(2030, 5, 1)
