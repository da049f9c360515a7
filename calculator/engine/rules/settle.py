"""Rules simplified for the case that a reading of the text is settled."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from calculator.engine.rules import expression as ex
from calculator.engine.rules.facts import Reading
from calculator.engine.rules.ladder import FirstReached, Reached

if TYPE_CHECKING:
    from calculator.engine.rules.expression import Award, Condition

NEVER = ex.Not(ex.Always())
"""A condition that is never met."""


def when_paid(award: Award) -> Condition:
    """Return the condition on which an award is more than nothing."""
    match award:
        case ex.Given():
            return all_of((award.condition, when_paid(award.award)))
        case ex.Sum() | ex.Highest():
            return _any(tuple(when_paid(part) for part in award.awards))
        case ex.EitherAward():
            return _either(award.test, when_paid(award.then), when_paid(award.otherwise))
        case FirstReached():
            return Reached(award)
    return ex.Always()


def flat(rule: Condition) -> tuple[Condition, ...]:
    """Return the conditions that all have to hold for a rule to hold."""
    return rule.conditions if isinstance(rule, ex.All) else (rule,)


def is_never(rule: Condition) -> bool:
    """Return whether a rule is never met, whatever the answers."""
    return isinstance(rule, ex.Not) and isinstance(rule.condition, ex.Always)


def all_of(parts: tuple[Condition, ...]) -> Condition:
    """Return the condition that all parts hold."""
    left = tuple(p for part in parts for p in flat(part) if not isinstance(p, ex.Always))
    if any(is_never(part) for part in left):
        return NEVER
    return ex.All(left) if len(left) > 1 else next(iter(left), ex.Always())


def _any(parts: tuple[Condition, ...]) -> Condition:
    if any(isinstance(part, ex.Always) for part in parts):
        return ex.Always()
    left: list[Condition] = []
    for part in parts:
        if is_never(part):
            continue
        before = left[-1] if left else None
        joined = before.joined(part) if isinstance(before, ex.Leaf) else None
        if joined is None:
            left.append(part)
        else:
            left[-1] = joined
    return ex.Any(tuple(left)) if len(left) > 1 else next(iter(left), NEVER)


def _not(rule: Condition) -> Condition:
    return ex.Always() if is_never(rule) else ex.Not(rule)


def _either(test: Condition, then: Condition, otherwise: Condition) -> Condition:
    if isinstance(test, ex.Always):
        return then
    if is_never(test):
        return otherwise
    if isinstance(then, ex.Always) and isinstance(otherwise, ex.Always):
        return then
    return ex.EitherCondition(test, then, otherwise)


def _cited(inner: Condition, quote: str) -> Condition:
    """Return a changed condition with its quote; its plain words may no longer fit."""
    return inner if isinstance(inner, ex.Always) or is_never(inner) else ex.Cited(inner, quote, "")


def settle(  # noqa: PLR0911 - one for each kind
    rule: Condition, reading: Reading, *, value: bool
) -> Condition:
    """Return a rule with one reading settled; the rule itself where it does not ask for it."""
    if all(leaf is not reading for leaf in rule.leaves()):
        return rule

    def settled(part: Condition) -> Condition:
        return settle(part, reading, value=value)

    match rule:
        case ex.All():
            return all_of(tuple(map(settled, rule.conditions)))
        case ex.Any():
            return _any(tuple(map(settled, rule.conditions)))
        case ex.Not():
            return _not(settled(rule.condition))
        case ex.Cited():
            return _cited(settled(rule.condition), rule.quote)
        case ex.EitherCondition():
            return _either(settled(rule.test), settled(rule.then), settled(rule.otherwise))
        case Reached(ladder=ladder):
            years = tuple((amount, settled(counts)) for amount, counts in ladder.years)
            return Reached(replace(ladder, years=years))
    return ex.Always() if value else NEVER


def may_vanish(rule: Condition) -> bool:
    """Return whether some answers to the readings leave nothing of a rule."""
    if isinstance(rule, ex.Always | ex.Cited) and not any(True for _ in rule.leaves()):
        return True
    reading = next((leaf for leaf in rule.leaves() if isinstance(leaf, Reading)), None)
    return reading is not None and any(
        may_vanish(settle(rule, reading, value=value)) for value in (True, False)
    )
