"""The difference in payout between two answers, to a reading or to any question."""

from __future__ import annotations

import operator
from itertools import combinations
from typing import TYPE_CHECKING

from calculator.engine.rules.diagram import Forest, bounds, gained_by, worlds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from calculator.engine.policy import Policy
    from calculator.engine.rules.diagram import Node
    from calculator.engine.rules.facts import Reading
    from calculator.engine.rules.unknown import Unknown


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
    return [
        gained
        for variable in policy.variables_of.get(reading.id, ())
        for gained in gained_by(nodes(), variable.number)
    ]


def worth(policy: Policy, unknown: Unknown) -> int:
    """Return by how much, in 元, a total can change with the answer to one question alone.

    It is the maximum over all applicants and all readings, and some applicant attains it.  Of a
    set only "none" is compared with "all": what it holds adds up.
    """
    variables = policy.variables_of.get(unknown.id, ())
    numbers = [variable.number for variable in variables]
    asked = [node for node in policy.groups if any(node.support >> n & 1 for n in numbers)]
    if not asked:
        return 0
    forest = Forest()
    fixed = []
    for position in range(variables[0].width):
        parts = asked
        for number in numbers:
            parts = [forest.fixed(part, number, position) for part in parts]
        fixed.append(parts)
    most = 0
    for one, other in combinations(fixed, 2):
        gained = [
            forest.combine(operator.sub, *pair)
            for pair in zip(one, other, strict=True)
            if pair[0] is not pair[1]
        ]
        lowest, highest = bounds(worlds(gained))
        most = max(most, highest, -lowest)
    return most
