"""Random answers by kind of fact, close to the lines that the rules draw.

``tests/generate.py`` makes its own, from the oracle and not from the rules: it checks them.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from calculator.engine.rules.facts import Choice, Event, Fact, Money, Set, UnitPrice, YesNo
from calculator.policy import POLICY

if TYPE_CHECKING:
    import random

PRICES = (60, 84, 84.01, 120)
"""元/㎡; 70% of 120 is 84."""


def answer(fact: Fact, chance: random.Random) -> Any:  # noqa: ANN401 - JSON
    """Return a random answer, as a document holds it, that leaves nothing open."""
    lines = [line for variable in POLICY.variables_of.get(fact.id, ()) for line in variable.lines]
    if isinstance(fact, Choice):
        return chance.choice(fact.ids())
    if isinstance(fact, Money):
        return chance.choice(lines) + chance.choice((-1, 0, 1))
    if isinstance(fact, UnitPrice):
        return chance.choice(PRICES)
    if isinstance(fact, Event):
        edge = date.fromordinal(chance.choice(lines or [POLICY.last_day.toordinal()]))
        edge -= timedelta(days=chance.choice((0, 1)))
        inside = POLICY.last_day - timedelta(days=chance.randint(0, 700))
        return chance.choice((False, False, edge.isoformat(), inside.isoformat()))
    if isinstance(fact, Set):
        numbered = [measure.id for measure in POLICY.claimable if measure.has_a_number]
        return chance.sample(numbered, chance.choice((0, 0, 0, 1, 2)))
    if isinstance(fact, YesNo):
        return chance.random() < 0.7  # noqa: PLR2004 - more often yes than no
    message = f"{fact.id} is of the kind {fact.kind}, of which there are no random answers yet."
    raise TypeError(message)


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
