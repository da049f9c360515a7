"""What hangs on a reading: how much more one way of reading the text can pay than the other."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from calculator.engine.diagram import Forest, bounds, cofactor, worlds

if TYPE_CHECKING:
    from calculator.engine.facts import Reading
    from calculator.engine.policy import Policy


def stake(policy: Policy, reading: Reading) -> tuple[int, int]:
    """Return by how much 元 a total can be higher with yes than with no, and the other way round.

    Over all applicants, whatever the other readings; both are attained, and 0 is "never higher".
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
