"""What can be asked about this policy: which unit to ask about what it judges."""

from functools import cache

from calculator.engine.asking import Asker
from calculator.policy import POLICY
from calculator.policy.open_questions import QUESTIONS
from calculator.policy.units import UNITS


@cache
def asker() -> Asker:
    """Return what knows what to ask; of several questions on a fact the first says whom."""
    judged: dict[str, str] = {}
    for question in QUESTIONS:
        for fact in question.asked:
            judged.setdefault(fact.id, question.unit)
    return Asker(POLICY, UNITS, judged)
