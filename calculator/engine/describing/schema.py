"""JSON Schemas of the input and the result documents, made from a policy's facts and readings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calculator.engine.rules.facts.event import DAY_SCHEMA
from calculator.engine.state_words import GROUPS

if TYPE_CHECKING:
    from calculator.engine.policy import Policy
    from calculator.engine.rules.facts import Fact

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def input_schema(policy: Policy) -> dict[str, Any]:
    """Return the schema of a document of answers."""
    return {
        "$schema": DIALECT,
        "$id": _name(policy, "input"),
        "title": f"{policy.title}：答卷",
        "description": "[下限, 上限] 的下限不大于上限；JSON Schema 不能写出这一条，计算器会拒绝。",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "as_of": {
                "description": "从哪一天看结果；只影响政策是否在有效期内，缺省为当天",
                "anyOf": [{"type": "null"}, DAY_SCHEMA],
            },
            "answers": _closed({fact.id: _answer(policy, fact) for fact in policy.facts}),
            "readings": _closed(
                {
                    reading.id: {
                        "description": (
                            f"{reading.question} true：{reading.yes}；false：{reading.no}"
                        ),
                        "type": ["boolean", "null"],
                    }
                    for reading in policy.readings
                }
            ),
        },
    }


def _name(policy: Policy, which: str) -> str:
    """Return the name of a schema: the same wherever it is stored."""
    return f"urn:specialised-town:{policy.first_days[0].isoformat()}:{which}"


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": ["object", "null"], "additionalProperties": False, "properties": properties}


def _answer(policy: Policy, fact: Fact) -> dict[str, Any]:
    return {"description": fact.label, "anyOf": [{"type": "null"}, *fact.schema(policy.names)]}


def result_schema(policy: Policy) -> dict[str, Any]:
    """Return the schema of a result, or of the errors that take its place."""
    whole = {"type": "integer", "minimum": 0}
    span = _object({"low": whole, "high": whole})
    facts = {"enum": [fact.id for fact in policy.facts]}
    readings = {"enum": [reading.id for reading in policy.readings]}
    price = _object(
        {"low": {"type": "number"}, "high": {"type": ["number", "null"]}},
    )
    prices = {"additionalProperties": {"anyOf": [{"type": "null"}, price]}, "type": "object"}
    outcome = _object({"low": whole, "high": whole, "prices": prices})
    ladder = _object(
        {"lines": {"type": "string"}, "peak": {"type": ["integer", "null"]}, "reached": whole}
    )
    note = _object({"text": {"type": "string"}, "see": {"type": ["string", "null"]}})
    reason = _object(
        {
            "verdict": {"enum": ["yes", "no", "open"]},
            "text": {"type": "string"},
            "ladder": {"anyOf": [{"type": "null"}, ladder]},
            "facts": {"type": "array", "items": facts},
            "quote": {"type": "string"},
            "article": {"type": ["integer", "null"]},
            "page": {"type": "string"},
            "sentence": {"type": "string"},
            "start": whole,
            "end": whole,
        }
    )
    change = {"fact": facts, "value": {"type": ["integer", "string"]}}
    step = _object({**change, "low": whole, "text": {"type": "string"}})
    step["properties"]["and"] = _object(change)
    measure = _object(
        {
            "id": {"enum": [each.id for each in policy.claimable]},
            "article": {"type": "integer"},
            "class": {"enum": ["C", "F", "Q", "S"]},
            "status": {"enum": ["eligible", "ineligible", "undetermined"]},
            "group": {"enum": list(GROUPS)},
            "word": {"type": "string"},
            "amount": {"anyOf": [{"type": "null"}, span]},
            "price": {"anyOf": [{"type": "null"}, price]},
            "beyond": {"anyOf": [{"type": "null"}, note]},
            "payee": {"anyOf": [{"type": "null"}, note]},
            "missing": {"type": "array", "items": facts},
            "unsettled": {"type": "array", "items": readings},
            "replied": {"type": "array", "items": readings},
            "reasons": {"type": "array", "items": reason},
            "next_steps": {"type": "array", "items": step},
            "units": {"type": "array", "items": {"type": "string"}},
        }
    )
    result = _object(
        {
            "as_of": DAY_SCHEMA,
            "in_force": {"type": ["boolean", "null"]},
            "total": span,
            "measures": {"type": "array", "items": measure},
            "next_question": {"anyOf": [{"type": "null"}, facts]},
            "readings": {
                "type": "array",
                "items": _object({"id": readings, "true": outcome, "false": outcome}),
            },
            "replies": {
                "type": "array",
                "items": _object(
                    {
                        "reading": readings,
                        "assumed": {"type": "boolean"},
                        "text": {"type": "string"},
                        "outcomes": {
                            "anyOf": [
                                {"type": "null"},
                                _object({"true": outcome, "false": outcome}),
                            ]
                        },
                    }
                ),
            },
            "answers": {
                "type": "array",
                "items": _object({"fact": facts, "text": {"type": "string"}}),
            },
            "notes": {"type": "array", "items": {"type": "string"}},
        }
    )
    problems = _object({"error": {"type": "array", "items": {"type": "string"}, "minItems": 1}})
    return {
        "$schema": DIALECT,
        "$id": _name(policy, "result"),
        "title": f"{policy.title}：结果",
        "description": "金额单位：元；价格单位：元/㎡。start、end 是引文在条文一行中的字符位置。",
        "anyOf": [result, problems],
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
    }
