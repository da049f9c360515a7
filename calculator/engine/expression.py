"""Rules as Python expressions: one immutable tree, made with overloaded operators, many readers.

``a & b`` is "and", ``a | b`` is "or", ``~a`` is "not"; ``either(c, a, b)`` is "a where c holds,
else b".  A condition is worth 1 (yes) or 0 (no), an award is worth 元.  Nothing is evaluated while
a rule is written: each expression knows how to draw itself as a diagram.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn, Protocol, TypeVar

from calculator.engine import phrases

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from calculator.engine.facts import Choice, Event, Money, Set, YesNo


Drawn = TypeVar("Drawn")


class Book(Protocol[Drawn]):
    """Where expressions draw themselves: as diagrams, as SQL, or in whatever a book is kept."""

    def constant(self, value: int) -> Drawn:
        """Return a fixed value."""

    def sum_of(self, parts: list[Drawn]) -> Drawn:
        """Return the sum."""

    def highest_of(self, parts: list[Drawn]) -> Drawn:
        """Return the greatest."""

    def product(self, left: Drawn, right: Drawn) -> Drawn:
        """Return the product."""

    def complement(self, node: Drawn) -> Drawn:
        """Return 1 - node."""

    def option(self, fact: Choice, options: frozenset[str]) -> Drawn:
        """Return 1 where the chosen option is one of these."""

    def truth(self, fact: YesNo | Reading) -> Drawn:
        """Return 1 where the answer is yes."""

    def at_least(self, fact: Money, yuan: int) -> Drawn:
        """Return 1 where the amount is at or above ``yuan`` 元."""

    def since(self, fact: Event, day: date) -> Drawn:
        """Return 1 where the event happened on ``day`` or later."""

    def happened(self, fact: Event) -> Drawn:
        """Return 1 where the event happened at all."""

    def contains(self, fact: Set, member: str) -> Drawn:
        """Return 1 where the set holds ``member``."""


@dataclass(frozen=True, eq=False)
class Expression:
    """A part of a rule."""

    def parts(self) -> tuple[Expression, ...]:
        """Return the expressions that this one is made of."""
        return ()

    def draw(self, book: Book[Drawn]) -> Drawn:
        """Return this expression as the book keeps it."""
        raise NotImplementedError

    def __bool__(self) -> NoReturn:
        """Refuse: a rule has no truth value while it is written."""
        msg = (
            "a rule is not true or false while it is written: use `a & b` for `a and b`, "
            "`a | b` for `a or b`, `~a` for `not a`, and either(c, a, b) for `a if c else b`"
        )
        raise TypeError(msg)

    def walk(self) -> Iterator[Expression]:
        """Yield this expression and all below it, in reading order."""
        yield self
        for part in self.parts():
            yield from part.walk()


class Condition(Expression):
    """An expression that is yes (1) or no (0)."""

    def __and__(self, other: Condition) -> Condition:
        """Both."""
        return All(_flat(All, self) + _flat(All, other))

    def __or__(self, other: Condition) -> Condition:
        """One or the other, or both."""
        return Any(_flat(Any, self) + _flat(Any, other))

    def __invert__(self) -> Condition:
        """Not."""
        return Not(self)

    def cite(self, quote: str, meaning: str = "") -> Condition:
        """Return this condition with the words of the text that it encodes.

        ``meaning`` says the condition in plain words; a fact's own label serves where it is empty.
        """
        return Cited(self, quote, meaning)


class Award(Expression):
    """An expression that is worth an amount of 元."""


def _flat(kind: type[All | Any], condition: Condition) -> tuple[Condition, ...]:
    return condition.conditions if isinstance(condition, kind) else (condition,)


@dataclass(frozen=True, eq=False)
class Always(Condition):
    """A condition that the text does not narrow."""

    def draw(self, book: Book[Drawn]) -> Drawn:
        """Return yes."""
        return book.constant(1)


@dataclass(frozen=True, eq=False)
class All(Condition):
    """Every one of the conditions."""

    conditions: tuple[Condition, ...]

    def parts(self) -> tuple[Condition, ...]:
        """Return the conditions."""
        return self.conditions

    def draw(self, book: Book[Drawn]) -> Drawn:
        """Return the product: 1 where all are 1."""
        drawn = book.constant(1)
        for part in reversed(self.conditions):
            drawn = book.product(part.draw(book), drawn)
        return drawn


@dataclass(frozen=True, eq=False)
class Any(Condition):
    """At least one of the conditions."""

    conditions: tuple[Condition, ...]

    def parts(self) -> tuple[Condition, ...]:
        """Return the conditions."""
        return self.conditions

    def draw(self, book: Book[Drawn]) -> Drawn:
        """Return the greatest: 1 where one is 1."""
        return book.highest_of([part.draw(book) for part in self.conditions])


@dataclass(frozen=True, eq=False)
class Not(Condition):
    """The opposite of a condition."""

    condition: Condition

    def parts(self) -> tuple[Condition, ...]:
        """Return the one condition."""
        return (self.condition,)

    def draw(self, book: Book[Drawn]) -> Drawn:
        """Return 1 - condition."""
        return book.complement(self.condition.draw(book))


@dataclass(frozen=True, eq=False)
class Cited(Condition):
    """A condition with the words of the text that it encodes."""

    condition: Condition
    quote: str
    meaning: str

    def parts(self) -> tuple[Condition, ...]:
        """Return the one condition."""
        return (self.condition,)

    def draw(self, book: Book[Drawn]) -> Drawn:
        """Return the condition itself: words change nothing."""
        return self.condition.draw(book)


@dataclass(frozen=True, eq=False)
class OneOf(Condition):
    """The chosen option is one of these."""

    fact: Choice
    options: frozenset[str]

    def __invert__(self) -> Condition:
        """Not one of these: one of the others."""
        return OneOf(self.fact, frozenset(self.fact.ids()) - self.options)

    def draw(self, book: Book[Drawn]) -> Drawn:
        """Return 1 for these options."""
        return book.option(self.fact, self.options)


@dataclass(frozen=True, eq=False)
class AtLeast(Condition):
    """An amount is at or above a line ("达到"), in 元."""

    fact: Money
    yuan: int

    def draw(self, book: Book[Drawn]) -> Drawn:
        """Return 1 from the line on."""
        return book.at_least(self.fact, self.yuan)


@dataclass(frozen=True, eq=False)
class Since(Condition):
    """An event happened on a day or later."""

    fact: Event
    day: date

    def draw(self, book: Book[Drawn]) -> Drawn:
        """Return 1 from the day on."""
        return book.since(self.fact, self.day)


@dataclass(frozen=True, eq=False)
class Happened(Condition):
    """An event happened, whenever."""

    fact: Event

    def draw(self, book: Book[Drawn]) -> Drawn:
        """Return 1 where it happened."""
        return book.happened(self.fact)


@dataclass(frozen=True, eq=False)
class Contains(Condition):
    """A set holds a member."""

    fact: Set
    member: str

    def draw(self, book: Book[Drawn]) -> Drawn:
        """Return 1 where it does."""
        return book.contains(self.fact, self.member)


@dataclass(frozen=True, eq=False)
class Reading(Condition):
    """A question about the text that only the authority can answer; a fact like any other.

    ``yes`` and ``no`` are the two ways to read ``quote`` (of article ``article``); ``unit`` is the
    body to ask, by its name in the text.
    """

    id: str
    question: str
    yes: str
    no: str
    unit: str
    article: int
    quote: str
    see: str

    def draw(self, book: Book[Drawn]) -> Drawn:
        """Return 1 where the authority reads it the first way."""
        return book.truth(self)


@dataclass(frozen=True, eq=False)
class Amount(Award):
    """A fixed amount, as a phrase of the text such as ``"2万元"``."""

    phrase: str

    def draw(self, book: Book[Drawn]) -> Drawn:
        """Return the amount in 元."""
        return book.constant(phrases.amount(self.phrase))


@dataclass(frozen=True, eq=False)
class Given(Award):
    """An award where a condition holds, else nothing."""

    condition: Condition
    award: Award

    def parts(self) -> tuple[Expression, ...]:
        """Return the condition and the award."""
        return (self.condition, self.award)

    def draw(self, book: Book[Drawn]) -> Drawn:
        """Return condition x award."""
        return book.product(self.condition.draw(book), self.award.draw(book))


@dataclass(frozen=True, eq=False)
class Sum(Award):
    """Awards that add up."""

    awards: tuple[Award, ...]

    def parts(self) -> tuple[Award, ...]:
        """Return the awards."""
        return self.awards

    def draw(self, book: Book[Drawn]) -> Drawn:
        """Return the sum in 元."""
        return book.sum_of([award.draw(book) for award in self.awards])


@dataclass(frozen=True, eq=False)
class Highest(Award):
    """Only the highest of several awards."""

    awards: tuple[Award, ...]

    def parts(self) -> tuple[Award, ...]:
        """Return the awards."""
        return self.awards

    def draw(self, book: Book[Drawn]) -> Drawn:
        """Return the greatest in 元."""
        return book.highest_of([award.draw(book) for award in self.awards])


@dataclass(frozen=True, eq=False)
class EitherCondition(Condition):
    """One condition or another, by a third."""

    test: Condition
    then: Condition
    otherwise: Condition

    def parts(self) -> tuple[Condition, ...]:
        """Return the test and both branches."""
        return (self.test, self.then, self.otherwise)

    def draw(self, book: Book[Drawn]) -> Drawn:
        """Return the branch that the test leads to."""
        return _draw_either(self, book)


@dataclass(frozen=True, eq=False)
class EitherAward(Award):
    """One award or another, by a condition."""

    test: Condition
    then: Award
    otherwise: Award

    def parts(self) -> tuple[Expression, ...]:
        """Return the test and both branches."""
        return (self.test, self.then, self.otherwise)

    def draw(self, book: Book[Drawn]) -> Drawn:
        """Return the branch that the test leads to."""
        return _draw_either(self, book)


def _draw_either(either_: EitherCondition | EitherAward, book: Book[Drawn]) -> Drawn:
    test = either_.test.draw(book)
    return book.sum_of(
        [
            book.product(test, either_.then.draw(book)),
            book.product(book.complement(test), either_.otherwise.draw(book)),
        ]
    )


@dataclass(frozen=True, eq=False)
class FirstReached(Award):
    """Awards for lines that a yearly amount reaches for the first time.

    ``words`` introduce the ``lines`` in the text; ``lines`` and ``awards`` are lists of amounts in
    its words, one award a line.  ``before`` is the highest amount of all earlier years; ``years``
    holds, in order, each year's amount with the condition on which that year counts.  Several lines
    first reached in one year add up where ``cumulate`` holds, else only the highest is paid; a line
    reached in a later counted year is paid in full where ``later_full`` holds, else all counted
    years together pay no more than the best single year.
    """

    words: str
    lines: str
    awards: str
    before: Money
    years: tuple[tuple[Money, Condition], ...]
    cumulate: Condition
    later_full: Condition

    def tiers(self) -> tuple[tuple[int, int], ...]:
        """Return the pairs of a line and its award, in 元; ValueError where they do not pair."""
        lines, awards = phrases.amounts(self.lines), phrases.amounts(self.awards)
        if len(lines) != len(awards):
            msg = f"“{self.lines}”有{len(lines)}档，“{self.awards}”有{len(awards)}档，不能一一对应"
            raise ValueError(msg)
        return tuple(zip(lines, awards, strict=True))

    def yearly(self) -> Iterator[tuple[Condition, tuple[Condition, ...]]]:
        """Yield for each year whether it counts, and for each line whether it is first reached."""
        earlier = [self.before]
        for amount, counts in self.years:
            yield (
                counts,
                tuple(
                    All((AtLeast(amount, line), *(Not(AtLeast(past, line)) for past in earlier)))
                    for line, _ in self.tiers()
                ),
            )
            earlier.append(amount)

    @cached_property
    def written_out(self) -> Award:
        """Return the same award in plain sums, highests and conditions."""
        names = self.awards.split("、")
        years: list[Award] = []
        for counts, lines in self.yearly():
            reached = tuple(
                Given(line, Amount(name)) for line, name in zip(lines, names, strict=True)
            )
            years.append(Given(counts, EitherAward(self.cumulate, Sum(reached), Highest(reached))))
        return EitherAward(self.later_full, Sum(tuple(years)), Highest(tuple(years)))

    def parts(self) -> tuple[Expression, ...]:
        """Return the award written out."""
        return (self.written_out,)

    def draw(self, book: Book[Drawn]) -> Drawn:
        """Return the award written out, drawn."""
        return self.written_out.draw(book)

    def reached(self, past: int, now: int) -> tuple[int, ...]:
        """Return the lines in 元 that ``now`` reaches and ``past`` did not."""
        return tuple(line for line, _ in self.tiers() if past < line <= now)


def either(test: Condition, then: Award, otherwise: Award) -> Award:
    """Return ``then`` where ``test`` holds, else ``otherwise``."""
    return EitherAward(test, then, otherwise)


def either_condition(test: Condition, then: Condition, otherwise: Condition) -> Condition:
    """Return the condition ``then`` where ``test`` holds, else ``otherwise``."""
    return EitherCondition(test, then, otherwise)


def pays(phrase: str) -> Award:
    """Return the fixed award that a phrase such as ``"2万元"`` names."""
    return Amount(phrase)


def given(condition: Condition, award: Award) -> Award:
    """Return ``award`` where ``condition`` holds, else nothing."""
    return Given(condition, award)


def sum_of(*awards: Award) -> Award:
    """Return all the awards together."""
    return Sum(awards)
