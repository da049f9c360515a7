"""The difference in payout between the two answers to a reading."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from calculator.engine.rules.diagram import Forest, bounds, cofactor, worlds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from calculator.engine.policy import Policy
    from calculator.engine.rules.diagram import Node
    from calculator.engine.rules.facts import Reading


def is_wider(policy: Policy, reading: Reading) -> bool:
    """Return whether yes is the more generous answer: it can pay more, or more measures apply."""
    more_if_true, more_if_false = stake(policy, reading)
    if more_if_true != more_if_false:
        return more_if_true > more_if_false
    gained = _gained(
        policy, reading, lambda: [provision.applies for provision in policy.provisions]
    )
    return any(node.high > 0 for node in gained)


def stake(policy: Policy, reading: Reading) -> tuple[int, int]:
    """Return how much higher, in 元, a total can be with yes than with no, and the reverse.

    These are maxima over all applicants and all other readings; some applicant attains each.  0
    means "never higher".
    """
    lowest, highest = bounds(worlds(_gained(policy, reading, lambda: policy.groups)))
    return max(highest, 0), max(-lowest, 0)


def _gained(policy: Policy, reading: Reading, nodes: Callable[[], Iterable[Node]]) -> list[Node]:
    """Return by how much each diagram that asks a reading is higher with yes than with no.

    ``nodes`` are drawn only for a reading that some rule asks.
    """
    forest = Forest()
    return [
        forest.combine(operator.sub, cofactor(node, number, 1), cofactor(node, number, 0))
        for number in (variable.number for variable in policy.variables_of.get(reading.id, ()))
        for node in nodes()
        if node.support >> number & 1
    ]
