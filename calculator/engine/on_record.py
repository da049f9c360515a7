"""Replies of authorities in a result: which bear on it, and where it assumes otherwise.

A reading that an authority has answered counts as settled from the day on which the reply holds.
Whoever asks may still assume the other answer, and is told so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calculator.engine.phrases import quoted
from calculator.engine.rules.diagram import restrict, variables

if TYPE_CHECKING:
    from collections.abc import Mapping
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


def notes(policy: Policy, as_of: date, assumed: Mapping[str, bool]) -> list[str]:
    """Return how readings are taken for many applicants: as replied, or as was ``assumed``."""
    replies_ = policy.replies_on(as_of)
    found = []
    for reading in policy.readings:
        reply = replies_.get(reading.id)
        if reply is not None:
            value = assumed.get(reading.id, reply.value)
            found.append(f"{_in_words(reading, reply, value=value)}。")
        elif reading.id in assumed:
            found.append(f"{_assumed(reading, value=assumed[reading.id])}。")
    return found


def _with_replies(policy: Policy, as_of: date) -> list[tuple[Reading, Settled]]:
    found = policy.replies_on(as_of)
    return [(each, found[each.id]) for each in policy.readings if each.id in found]


def _in_words(reading: Reading, reply: Settled, *, value: bool) -> str:
    if value is reply.value:
        told = f"{quoted(reading.question)}：{reading.shown(value, {})}"
        return f"按{reply.source}（{reply.document}），{told}"
    other = f"与{reply.source}（{reading.shown(reply.value, {})}）不同"
    return f"{_assumed(reading, value=value)}；{other}"


def _assumed(reading: Reading, *, value: bool) -> str:
    return f"假设{quoted(reading.question)}：{reading.shown(value, {})}"
