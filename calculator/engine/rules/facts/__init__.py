"""What can be asked, one module per kind: how it is read, put into words, tables, cells and SQL.

A kind is a class of facts with the questions that rules can ask of it; what it has to say is
in ``Unknown`` and ``Fact``.  To add one, write its module and name it here.

An answer that is absent or null means "not answered" and is never taken for "no".  The value of an
answer, which ``Fact.read`` returns, is

    yes/no      bool
    choice      frozenset of the options that are still possible
    money       (low, high) in 元
    unit price  (low, high) in 分/㎡ (1/100 元)
    event       False, a date, (first, last) day, or True where the day is not known
    set         frozenset of members
"""

from calculator.engine.rules.facts.choice import Choice, OneOf
from calculator.engine.rules.facts.event import Event, Happened, Since, read_day
from calculator.engine.rules.facts.fact import Fact, facts_of
from calculator.engine.rules.facts.money import AtLeast, Money
from calculator.engine.rules.facts.reading import Reading, if_read_so, unless_read_so
from calculator.engine.rules.facts.sets import Contains, Set
from calculator.engine.rules.facts.unit_price import UnitPrice
from calculator.engine.rules.facts.yes_no import YesNo

KINDS: dict[str, type[Fact]] = {
    kind.kind: kind for kind in (YesNo, Choice, Money, UnitPrice, Event, Set)
}
"""Every kind of fact, by its name."""

__all__ = [
    "KINDS",
    "AtLeast",
    "Choice",
    "Contains",
    "Event",
    "Fact",
    "Happened",
    "Money",
    "OneOf",
    "Reading",
    "Set",
    "Since",
    "UnitPrice",
    "YesNo",
    "facts_of",
    "if_read_so",
    "read_day",
    "unless_read_so",
]
