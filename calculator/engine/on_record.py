"""Replies of authorities in a result: which bear on it, and where it assumes otherwise.

A reading that an authority has answered counts as settled from the day on which the reply holds.
Whoever asks may still assume the other answer, and is told so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calculator.engine.phrases import quoted
from calculator.engine.rules.diagram import restrict, variables

if TYPE_CHECKING:
    from datetime import date

    from calculator.engine.case import Case
    from calculator.engine.policy import Policy
    from calculator.engine.rules.compiled import Provision
    from calculator.engine.rules.facts import Reading
    from calculator.engine.rules.replies import Settled

Cells = list[tuple[int, ...]]


def reopened(policy: Policy, allowed: Cells, names: list[str]) -> Cells:
    """Return the cells with these readings open again."""
    cells = list(allowed)
    for name in names:
        for variable in policy.variables_of.get(name, ()):
            cells[variable.number] = variable.every
    return cells


def replied(policy: Policy, case: Case, allowed: Cells, provision: Provision) -> list[str]:
    """Return the readings with a reply that would still be open in a measure without it."""
    names = list(policy.replies_on(case.as_of))
    if not names:
        return []
    node = restrict(provision.value, reopened(policy, allowed, names))
    open_ = {policy.variables[number].unknown.id for number in variables(node.support)}
    return [name for name in names if name in open_]


def replies(
    policy: Policy, case: Case, results: list[dict[str, Any]], outcomes: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the replies that bear on a result, in words, and whether it assumes otherwise.

    With each goes what either answer gives, where that is a number.
    """
    bearing = {name for result in results for name in result["replied"]}
    numbers = {each["id"]: {key: each[key] for key in ("true", "false")} for each in outcomes}
    return [
        {
            "reading": reading.id,
            "assumed": case.readings[reading.id] is not reply.value,
            "text": _in_words(reading, reply, value=case.readings[reading.id]),
            "outcomes": numbers.get(reading.id),
        }
        for reading, reply in _with_replies(policy, case.as_of)
        if reading.id in bearing
    ]


def notes(policy: Policy, as_of: date) -> list[str]:
    """Return all replies that hold on a day, in words, for results of many applicants."""
    return [
        f"{_in_words(reading, reply, value=reply.value)}。"
        for reading, reply in _with_replies(policy, as_of)
    ]


def _with_replies(policy: Policy, as_of: date) -> list[tuple[Reading, Settled]]:
    found = policy.replies_on(as_of)
    return [(each, found[each.id]) for each in policy.readings if each.id in found]


def _in_words(reading: Reading, reply: Settled, *, value: bool) -> str:
    question = quoted(reading.question)
    if value is reply.value:
        return f"按{reply.source}（{reply.document}），{question}：{reading.shown(value, {})}"
    return (
        f"假设{question}：{reading.shown(value, {})}；"
        f"与{reply.source}（{reading.shown(reply.value, {})}）不同"
    )
