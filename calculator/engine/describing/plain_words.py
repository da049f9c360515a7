"""Conditions in plain words, as near to the text as their rules have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator.engine import phrases
from calculator.engine.rules import expression as ex
from calculator.engine.rules.facts import Reading
from calculator.engine.rules.ladder import FirstReached, Reached
from calculator.engine.rules.settle import is_never

if TYPE_CHECKING:
    from calculator.engine.rules.expression import Condition


def in_words(rule: Condition) -> str:  # noqa: PLR0911 - one for each kind
    """Return a condition in plain words, as near to the text as its rule has them."""
    match rule:
        case ex.Cited():
            return rule.meaning or in_words(rule.condition)
        case ex.All(conditions=(ex.Leaf() as first, ex.Not(condition=ex.Leaf() as later))) if (
            words := first.but_not_in_words(later)
        ):
            return words
        case ex.All(conditions=parts):
            read_so = "".join(f"（如{in_words(p)}）" for p in parts if isinstance(p, Reading))
            return "，且".join(in_words(p) for p in parts if not isinstance(p, Reading)) + read_so
        case ex.Any():
            return "，或".join(map(in_words, rule.conditions))
        case ex.Not(condition=ex.Always()):
            return "按这种读法不给"
        case ex.Not(condition=ex.Leaf() as leaf):
            return leaf.not_in_words()
        case ex.Not():
            return f"不是{phrases.quoted(in_words(rule.condition))}"
        case ex.EitherCondition(test=test):
            whom = test.quote if isinstance(test, ex.Cited) else in_words(test)
            return f"{in_words(rule.then)}（{whom}），或{in_words(rule.otherwise)}（其他）"
        case Reached(ladder=ladder):
            return f"{_years(ladder)}{ladder.words}{ladder.lines}中的一档"
    assert isinstance(rule, ex.Leaf)  # noqa: S101 - for the type checker
    return rule.in_words()


def _years(ladder: FirstReached) -> str:
    """Return the years that count, in words; "" where that still depends on a reading."""
    if not all(isinstance(counts, ex.Always) or is_never(counts) for _, counts in ladder.years):
        return ""
    named = [amount.label for amount, counts in ladder.years if isinstance(counts, ex.Always)]
    return f"按{'、'.join(named)}，"
