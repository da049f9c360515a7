"""Conditions in plain words, as near to the text as their rules have them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from calculator.engine import expression as ex
from calculator.engine import phrases
from calculator.engine.policy import facts_of
from calculator.engine.settle import Reached, is_never

if TYPE_CHECKING:
    from calculator.engine.expression import Condition


def in_words(rule: Condition) -> str:  # noqa: C901, PLR0911 - one for each kind
    """Return a condition in plain words, as near to the text as its rule has them."""
    match rule:
        case ex.Cited():
            return rule.meaning or in_words(rule.condition)
        case ex.All(conditions=(ex.Since() as begun, ex.Not(condition=ex.Since() as over))):
            last = over.day - timedelta(days=1)
            days = f"{phrases.day_in_words(begun.day)}至{phrases.day_in_words(last)}"
            return f"{begun.fact.label}，在{days}之间"
        case ex.All():
            return "，且".join(map(in_words, rule.conditions))
        case ex.Any():
            return "，或".join(map(in_words, rule.conditions))
        case ex.Not(condition=ex.Always()):
            return "按这种读法不给"
        case ex.Not(condition=ex.Reading() as reading):
            return reading.no
        case ex.Not():
            return f"不是{phrases.quoted(in_words(rule.condition))}"
        case ex.EitherCondition(test=test):
            whom = test.quote if isinstance(test, ex.Cited) else in_words(test)
            return f"{in_words(rule.then)}（{whom}），或{in_words(rule.otherwise)}（其他）"
        case Reached(ladder=ladder):
            return f"{_years(ladder)}{ladder.words}{ladder.lines}中的一档"
        case ex.Reading():
            return rule.yes
    return _said(rule)


def _said(rule: Condition) -> str:
    """Return what is asked of one fact."""
    match rule:
        case ex.OneOf():
            return f"{rule.fact.opening or rule.fact.label + '：'}{rule.fact.say(rule.options)}"
        case ex.AtLeast():
            return f"{rule.fact.label}达到{phrases.in_words(rule.yuan)}"
        case ex.Since():
            return f"{rule.fact.label}，不早于{phrases.day_in_words(rule.day)}"
    return facts_of(rule)[0].label


def _years(ladder: ex.FirstReached) -> str:
    """Return the years that count, where no reading is left to say so."""
    if not all(isinstance(counts, ex.Always) or is_never(counts) for _, counts in ladder.years):
        return ""
    named = [amount.label for amount, counts in ladder.years if isinstance(counts, ex.Always)]
    return f"按{'、'.join(named)}，"
