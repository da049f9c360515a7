"""What can be asked about this policy, in the words of a letter."""

from functools import cache

from calculator.engine.asking import Asker, Matter
from calculator.policy import POLICY
from calculator.policy.open_questions import QUESTIONS
from calculator.policy.units import UNITS


@cache
def asker() -> Asker:
    """Return what knows what to ask: all questions that have words for a letter."""
    matters = [
        Matter(question.number, question.unit, question.letter, question.asked, question.if_so)
        for question in QUESTIONS
        if question.letter
    ]
    return Asker(POLICY, UNITS, matters)
