"""The difference in payout between the two ways to read the text."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from calculator.engine.diagram import Forest, bounds, cofactor, worlds

if TYPE_CHECKING:
    from calculator.engine.facts import Reading
    from calculator.engine.policy import Policy


def stake(policy: Policy, reading: Reading) -> tuple[int, int]:
    """Return how much higher, in 元, a total can be with yes than with no, and the reverse.

    These are maxima over all applicants and all other readings; some applicant attains each.  0
    means "never higher".
    """
    numbers = [variable.number for variable in policy.variables_of.get(reading.id, ())]
    forest = Forest()
    parts = [
        forest.combine(operator.sub, cofactor(group, number, 1), cofactor(group, number, 0))
        for number in numbers
        for group in policy.groups
        if group.support >> number & 1
    ]
    lowest, highest = bounds(worlds(parts))
    return max(highest, 0), max(-lowest, 0)
