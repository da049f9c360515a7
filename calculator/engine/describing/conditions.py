"""What a measure asks, as a checklist derived from its rule.

- ``must``     each is needed
- ``any``      of each group one is enough
- ``unless``   what rules the measure out
- ``waiting``  for each open reading: what either answer to it asks in addition
- ``amount``   the facts that only change how much it is

Together they are equivalent to the rule; a test proves it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING, Any

from calculator.engine.describing.plain_words import in_words
from calculator.engine.rules import expression as ex
from calculator.engine.rules.facts import Reading, facts_of
from calculator.engine.rules.ladder import Reached
from calculator.engine.rules.settle import all_of, flat, may_vanish, settle, when_paid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from calculator.engine.rules.expression import Condition, Expression
    from calculator.engine.rules.facts import Fact
    from calculator.engine.rules.measure import Measure


@dataclass(frozen=True, eq=False)
class Item:
    """One thing that is asked: its ``rule``, plain words for it, and the words of the text."""

    rule: Condition
    text: str
    quote: str


@dataclass(frozen=True, eq=False)
class Asked:
    """What is asked: all of ``must``, one of each group in ``any``, nothing of ``unless``."""

    must: tuple[Item, ...] = ()
    any: tuple[tuple[Item, ...], ...] = ()
    unless: tuple[Item, ...] = ()

    def items(self) -> Iterator[Item]:
        """Yield all that is asked."""
        yield from self.must
        for group in self.any:
            yield from group
        yield from self.unless


@dataclass(frozen=True, eq=False)
class Waiting:
    """What a measure asks in addition where the authority answers a reading with yes, or with no.

    Both may be empty: then the reading changes the amount, or what another reading asks.
    """

    reading: Reading
    yes: Asked
    no: Asked


@dataclass(frozen=True, eq=False)
class Conditions:
    """What a measure asks in any case, what depends on a reading, and what sets the amount."""

    asked: Asked
    waiting: tuple[Waiting, ...]
    amount: tuple[Fact, ...]

    def items(self) -> Iterator[Item]:
        """Yield all that is asked under any reading."""
        yield from self.asked.items()
        for each in self.waiting:
            yield from each.yes.items()
            yield from each.no.items()


def conditions_of(measure: Measure) -> Conditions:
    """Return what a measure asks, in the order of its rule."""
    paid = () if measure.pays is None else (when_paid(measure.pays),)
    parts = flat(all_of((measure.applies, *paid)))
    always = _together(_asked(part) for part in parts)
    readings = [unknown for unknown in measure.unknowns.values() if isinstance(unknown, Reading)]
    waiting = tuple(_waiting(parts, reading, always) for reading in readings)
    listed = Conditions(always, waiting, ())
    named = {fact.id for item in listed.items() for fact in facts_of(item.rule)}
    sized: list[Fact] = [] if measure.pays is None else list(facts_of(measure.pays))
    if measure.price is not None:
        sized += [measure.price.of, measure.price.but_not_below]
    return replace(listed, amount=tuple(fact for fact in sized if fact.id not in named))


# --- the list -------------------------------------------------------------------------------


def _asked(rule: Condition, quote: str = "") -> Asked:  # noqa: PLR0911 - one for each kind
    """Return what a rule asks under every reading; ``quote`` is the quote around it."""
    if isinstance(rule, ex.All):
        return _together(_asked(part, quote) for part in rule.conditions)
    if may_vanish(rule):
        return Asked()
    match rule:
        case ex.Cited(condition=ex.Not() as inner):
            return _asked(inner, rule.quote)
        case ex.Cited(condition=ex.Any(conditions=alternatives)) if _can_be_listed(alternatives):
            return Asked(any=(_items(alternatives, rule.quote),))
        case ex.Not(condition=ex.Always()):
            return Asked(must=_items((rule,), quote))
        case ex.Not(condition=ex.Any(conditions=alternatives)):
            return Asked(unless=_items(alternatives, quote))
        case ex.Not():
            return Asked(unless=_items((rule.condition,), quote))
        case ex.Any(conditions=alternatives) if _can_be_listed(alternatives):
            return Asked(any=(_items(alternatives, quote),))
        case ex.EitherCondition(test=Reading()):
            return _common(_asked(rule.then, quote), _asked(rule.otherwise, quote))
    return Asked(must=_items((rule,), quote))


def _can_be_listed(alternatives: Iterable[Condition]) -> bool:
    """Return whether each can be listed on its own: none depends on an uncited reading."""
    return all(
        isinstance(part, ex.Cited) or not any(isinstance(leaf, Reading) for leaf in part.leaves())
        for alternative in alternatives
        for part in flat(alternative)
    )


def _items(rules: Iterable[Condition], quote: str) -> tuple[Item, ...]:
    return tuple(Item(rule, in_words(rule), _quote(rule) or quote) for rule in rules)


def _quote(rule: Condition) -> str:
    """Return the words of the text that a rule itself has; "" where it has none."""
    match rule:
        case ex.Cited():
            return rule.quote
        case ex.EitherCondition():
            return _quote(rule.then)
        case Reached():
            return rule.ladder.words
    return ""


def _waiting(parts: Iterable[Condition], reading: Reading, always: Asked) -> Waiting:
    yes, no = (
        _together(
            _settled(part, reading, value=value)
            for part in parts
            if any(leaf is reading for leaf in part.leaves())
        )
        for value in (True, False)
    )
    yes, no = _without(yes, always), _without(no, always)
    return Waiting(reading, _without(yes, no), _without(no, yes))


def _settled(part: Condition, reading: Reading, *, value: bool) -> Asked:
    """Return what a part asks once a reading is settled, as single items that can be compared."""
    settled = settle(part, reading, value=value)
    if isinstance(settled, ex.Cited):
        return _asked(settled.condition, settled.quote)
    return _asked(settled)


def _together(several: Iterable[Asked]) -> Asked:
    """Return all that is asked, without repetition."""
    return reduce(
        lambda a, b: Asked(
            (*a.must, *_new(b.must, a.must)),
            (*a.any, *_new_groups(b.any, a.any)),
            (*a.unless, *_new(b.unless, a.unless)),
        ),
        several,
        Asked(),
    )


def _without(one: Asked, other: Asked) -> Asked:
    return Asked(
        _new(one.must, other.must),
        _new_groups(one.any, other.any),
        _new(one.unless, other.unless),
    )


def _common(one: Asked, other: Asked) -> Asked:
    """Return what both ask.

    If one requires an option of a choice that the other offers, the choice counts as asked by both.
    """
    alone = _without(one, other), _without(other, one)
    choices = [
        group
        for mine, theirs in (alone, alone[::-1])
        for group in mine.any
        if {_shape(item.rule) for item in group} & {_shape(item.rule) for item in theirs.must}
    ]
    both = _without(one, alone[0])
    return replace(both, any=(*both.any, *choices))


def _new(items: Iterable[Item], known: Iterable[Item]) -> tuple[Item, ...]:
    shapes = {_shape(item.rule) for item in known}
    return tuple(item for item in items if _shape(item.rule) not in shapes)


def _new_groups(
    groups: Iterable[tuple[Item, ...]], known: Iterable[tuple[Item, ...]]
) -> tuple[tuple[Item, ...], ...]:
    shapes = [{_shape(item.rule) for item in group} for group in known]
    return tuple(g for g in groups if {_shape(item.rule) for item in g} not in shapes)


def _shape(rule: Expression) -> tuple[Any, ...]:
    """Return a key that is equal for rules that ask the same, whatever their words."""
    if isinstance(rule, ex.Cited):
        return _shape(rule.condition)
    asks = (rule.unknown.id, rule.detail) if isinstance(rule, ex.Leaf) else ()
    return (type(rule).__name__, *asks, *map(_shape, rule.parts()))
