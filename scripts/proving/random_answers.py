"""Random answers, from those that each kind of fact has for both sides of the rules' lines.

``tests/generate.py`` makes its own, from the oracle and not from the rules: it checks them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calculator.policy import POLICY

if TYPE_CHECKING:
    import random

    from calculator.engine.rules.facts import Fact

NUMBERED = [measure.id for measure in POLICY.claimable if measure.has_a_number]
"""The measures that a set can hold."""


def answer(fact: Fact, chance: random.Random) -> Any:  # noqa: ANN401 - JSON
    """Return a random answer, as a document holds it, that leaves nothing open."""
    variables = POLICY.variables_of.get(fact.id, ())
    lines = tuple(sorted({line for variable in variables for line in variable.lines}))
    return chance.choice(fact.edges(lines, NUMBERED))


def answers(chance: random.Random, share: float = 1) -> dict[str, Any]:
    """Return random answers, each left in with the chance ``share``."""
    return {fact.id: answer(fact, chance) for fact in POLICY.facts if chance.random() < share}


def readings(chance: random.Random, share: float = 1) -> dict[str, bool]:
    """Return random readings, each left in with the chance ``share``."""
    return {
        reading.id: chance.random() < 0.5  # noqa: PLR2004 - yes or no
        for reading in POLICY.readings
        if chance.random() < share
    }
