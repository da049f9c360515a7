"""Rules as Python expressions: an immutable tree, built with overloaded operators.

``a & b`` is "and", ``a | b`` is "or", ``~a`` is "not"; ``either(c, a, b)`` is "a where c holds,
else b".  A condition is worth 1 (yes) or 0 (no), an award is worth 元.  Nothing is evaluated while
a rule is written; a ``Backend`` later turns the tree into a diagram or into SQL.

What can be asked is not known here; see ``facts``.  A class without fields of its own needs no
``dataclass``, which takes time to import.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn, Protocol, TypeVar, overload

from calculator.engine import phrases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calculator.engine.rules.unknown import Unknown, WriteDay


Compiled = TypeVar("Compiled")


class Backend(Protocol[Compiled]):
    """A backend that expressions compile to: decision diagrams, or SQL."""

    def constant(self, value: int) -> Compiled:
        """Return a fixed value."""

    def sum_of(self, parts: list[Compiled]) -> Compiled:
        """Return the sum."""

    def highest_of(self, parts: list[Compiled]) -> Compiled:
        """Return the greatest."""

    def product(self, left: Compiled, right: Compiled) -> Compiled:
        """Return the product."""

    def complement(self, node: Compiled) -> Compiled:
        """Return 1 - node."""

    def ask(self, leaf: Leaf) -> Compiled:
        """Return 1 where the answer to a question is yes, else 0."""


class Expression:
    """A part of a rule."""

    def parts(self) -> tuple[Expression, ...]:
        """Return the expressions that this one is made of."""
        return ()

    def compile(self, backend: Backend[Compiled]) -> Compiled:
        """Compile this expression to the backend's own form."""
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

    def leaves(self) -> Iterator[Leaf]:
        """Yield every question that is asked in this expression, in reading order."""
        return (part for part in self.walk() if isinstance(part, Leaf))


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

    def unless(self, test: Condition, instead: Award) -> Award:
        """Return this award, or ``instead`` where ``test`` holds."""
        return either(test, instead, self)


def _flat(kind: type[All | Any], condition: Condition) -> tuple[Condition, ...]:
    return condition.conditions if isinstance(condition, kind) else (condition,)


# --- Conditions -----------------------------------------------------------------------------


class Leaf(Condition):
    """A question about one unknown.  Which questions there are depends on its kind."""

    @property
    def unknown(self) -> Unknown:
        """Return the unknown that is asked."""
        raise NotImplementedError

    @property
    def asks(self) -> tuple[Unknown, str]:
        """Return the unknown with the part of it that is asked: for a set, a member."""
        return self.unknown, ""

    @property
    def line(self) -> int | None:
        """Return the value at which the answer changes, where the unknown has such values."""
        return None

    @property
    def detail(self) -> object:
        """Return what sets this question apart from others of its type about the same unknown."""
        return None

    def holds(self, lines: tuple[int, ...]) -> tuple[bool, ...]:
        """Return for each cell of the unknown whether the answer is yes."""
        raise NotImplementedError

    def in_words(self) -> str:
        """Return the condition in plain words."""
        raise NotImplementedError

    def not_in_words(self) -> str:
        """Return the opposite of the condition in plain words."""
        return f"不是{phrases.quoted(self.in_words())}"

    def but_not_in_words(self, later: Leaf) -> str:  # noqa: ARG002 - for kinds that have an order
        """Return "this, but not ``later``" in plain words where that is shorter, else nothing."""
        return ""

    def joined(self, other: Condition) -> Condition | None:  # noqa: ARG002 - for kinds that can
        """Return the one question that is yes where either is, where there is such a question."""
        return None

    def sql(self, write_day: WriteDay) -> str:
        """Return the condition in SQL; it is only used on rows where the fact is answered."""
        raise NotImplementedError

    def compile(self, backend: Backend[Compiled]) -> Compiled:
        return backend.ask(self)


class Always(Condition):
    """A condition that is always met: the text asks for nothing here."""

    def compile(self, backend: Backend[Compiled]) -> Compiled:
        return backend.constant(1)


@dataclass(frozen=True, eq=False)
class All(Condition):
    """Every one of the conditions."""

    conditions: tuple[Condition, ...]

    def parts(self) -> tuple[Condition, ...]:
        return self.conditions

    def compile(self, backend: Backend[Compiled]) -> Compiled:
        compiled = backend.constant(1)
        for part in reversed(self.conditions):
            compiled = backend.product(part.compile(backend), compiled)
        return compiled


@dataclass(frozen=True, eq=False)
class Any(Condition):
    """At least one of the conditions."""

    conditions: tuple[Condition, ...]

    def parts(self) -> tuple[Condition, ...]:
        return self.conditions

    def compile(self, backend: Backend[Compiled]) -> Compiled:
        return backend.highest_of([part.compile(backend) for part in self.conditions])


@dataclass(frozen=True, eq=False)
class Not(Condition):
    """The opposite of a condition."""

    condition: Condition

    def parts(self) -> tuple[Condition, ...]:
        return (self.condition,)

    def compile(self, backend: Backend[Compiled]) -> Compiled:
        return backend.complement(self.condition.compile(backend))


@dataclass(frozen=True, eq=False)
class Cited(Condition):
    """A condition with the words of the text that it encodes."""

    condition: Condition
    quote: str
    meaning: str

    def parts(self) -> tuple[Condition, ...]:
        return (self.condition,)

    def compile(self, backend: Backend[Compiled]) -> Compiled:
        return self.condition.compile(backend)


def none_of(*conditions: Condition) -> Condition:
    """Return the condition that none of these holds."""
    return ~conditions[0] if len(conditions) == 1 else ~Any(conditions)


# --- Awards ---------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Amount(Award):
    """A fixed amount, as a phrase of the text such as ``"2万元"``."""

    phrase: str

    def compile(self, backend: Backend[Compiled]) -> Compiled:
        return backend.constant(phrases.amount(self.phrase))


@dataclass(frozen=True, eq=False)
class Given(Award):
    """An award where a condition holds, else nothing."""

    condition: Condition
    award: Award

    def parts(self) -> tuple[Expression, ...]:
        return (self.condition, self.award)

    def compile(self, backend: Backend[Compiled]) -> Compiled:
        return backend.product(self.condition.compile(backend), self.award.compile(backend))


@dataclass(frozen=True, eq=False)
class Sum(Award):
    """Awards that add up."""

    awards: tuple[Award, ...]

    def parts(self) -> tuple[Award, ...]:
        return self.awards

    def compile(self, backend: Backend[Compiled]) -> Compiled:
        return backend.sum_of([award.compile(backend) for award in self.awards])


@dataclass(frozen=True, eq=False)
class Highest(Award):
    """Only the highest of several awards."""

    awards: tuple[Award, ...]

    def parts(self) -> tuple[Award, ...]:
        return self.awards

    def compile(self, backend: Backend[Compiled]) -> Compiled:
        return backend.highest_of([award.compile(backend) for award in self.awards])


def pays(phrase: str) -> Award:
    """Return the fixed award that a phrase such as ``"2万元"`` names."""
    return Amount(phrase)


def given(condition: Condition, award: Award) -> Award:
    """Return ``award`` where ``condition`` holds, else nothing."""
    return Given(condition, award)


def sum_of(*awards: Award) -> Award:
    """Return all the awards together."""
    return Sum(awards)


# --- One or the other -----------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Either(Expression):
    """One of two expressions, depending on a condition."""

    test: Condition
    then: Expression
    otherwise: Expression

    def parts(self) -> tuple[Expression, ...]:
        return (self.test, self.then, self.otherwise)

    def compile(self, backend: Backend[Compiled]) -> Compiled:
        test = self.test.compile(backend)
        return backend.sum_of(
            [
                backend.product(test, self.then.compile(backend)),
                backend.product(backend.complement(test), self.otherwise.compile(backend)),
            ]
        )


class EitherCondition(Either, Condition):
    """One condition or another, depending on a third."""

    then: Condition
    otherwise: Condition


class EitherAward(Either, Award):
    """One award or another, depending on a condition."""

    then: Award
    otherwise: Award


@overload
def either(test: Condition, then: Award, otherwise: Award) -> Award: ...
@overload
def either(test: Condition, then: Condition, otherwise: Condition) -> Condition: ...
def either(
    test: Condition, then: Award | Condition, otherwise: Award | Condition
) -> Award | Condition:
    """Return ``then`` where ``test`` holds, else ``otherwise``: two awards, or two conditions."""
    if isinstance(then, Condition) and isinstance(otherwise, Condition):
        return EitherCondition(test, then, otherwise)
    assert isinstance(then, Award)  # noqa: S101 - for the type checker
    assert isinstance(otherwise, Award)  # noqa: S101
    return EitherAward(test, then, otherwise)
