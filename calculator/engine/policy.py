"""A whole policy: its text, facts, readings and measures, checked and drawn as diagrams."""

from __future__ import annotations

import operator
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from calculator.engine.diagram import Forest, Node
from calculator.engine.expression import (
    Amount,
    AtLeast,
    Cited,
    Contains,
    Expression,
    FirstReached,
    Happened,
    OneOf,
    Reading,
    Since,
)
from calculator.engine.facts import Choice, Event, Fact, Money, Set, YesNo
from calculator.engine.measure import NUMBERED
from calculator.engine.text import Misquoted, Place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from calculator.engine.measure import Measure
    from calculator.engine.text import Article

Unknown = Fact | Reading


def unknowns(rule: Expression) -> Iterable[tuple[Unknown, str]]:
    """Yield every unknown that a rule asks, in reading order; for a set also the member."""
    for part in rule.walk():
        if isinstance(part, YesNo | Reading):
            yield part, ""
        elif isinstance(part, OneOf | AtLeast | Since | Happened):
            yield part.fact, ""
        elif isinstance(part, Contains):
            yield part.fact, part.member


@cache
def facts_of(rule: Expression) -> tuple[Fact, ...]:
    """Return the facts that a rule asks, each once, in reading order."""
    return tuple({u.id: u for u, _ in unknowns(rule) if isinstance(u, Fact)}.values())


@dataclass(frozen=True)
class Variable:
    """An unknown as the diagrams see it: its number, and the lines that part its cells.

    A set is one variable a member.  The first cell of an event is "never".
    """

    number: int
    unknown: Unknown
    member: str
    lines: tuple[int, ...]

    @cached_property
    def width(self) -> int:
        """Return the number of cells."""
        if isinstance(self.unknown, Choice):
            return len(self.unknown.options)
        if isinstance(self.unknown, Money):
            return len(self.lines) + 1
        return len(self.lines) + 2

    @cached_property
    def every(self) -> tuple[int, ...]:
        """Return all cells: those of an unknown that is not answered."""
        return tuple(range(self.width))

    def cells(self, value: object) -> tuple[int, ...]:  # noqa: PLR0911 - one for each kind
        """Return the cells that an answer's value still allows."""
        if isinstance(self.unknown, Set):
            return (int(self.member in value),)  # type: ignore[operator]
        if isinstance(value, frozenset):
            ids = self.unknown.ids()  # type: ignore[union-attr]
            return tuple(n for n, option in enumerate(ids) if option in value)
        if isinstance(self.unknown, Event) and not isinstance(value, bool):
            first, last = value if isinstance(value, tuple) else (value, value)
            low, high = (bisect_right(self.lines, day.toordinal()) for day in (first, last))
            return tuple(range(1 + low, 2 + high))
        if isinstance(value, tuple):
            low, high = value
            return tuple(range(bisect_right(self.lines, low), bisect_right(self.lines, high) + 1))
        if isinstance(self.unknown, Event):
            if value is False:
                return (0,)
            return tuple(range(1, self.width))
        return (int(bool(value)),)

    def first_of(self, cell: int) -> int:
        """Return the least amount in 元 of a cell, or the ordinal of its first day."""
        if isinstance(self.unknown, Event):
            return self.lines[cell - 2] if cell > 1 else 1
        return self.lines[cell - 1] if cell else 0


class _Drawing:
    """The book in which a policy's expressions draw themselves."""

    def __init__(self, variables_: Iterable[Variable]) -> None:
        """Begin with these variables."""
        self._forest = Forest()
        self._of = {(id(v.unknown), v.member): v for v in variables_}
        self._drawn: dict[int, tuple[Expression, Node]] = {}

    def draw(self, rule: Expression) -> Node:
        """Return a rule's diagram, drawn once."""
        kept = self._drawn.get(id(rule))
        if kept is None:
            # The rule is kept too, so that its id is not given to another one.
            kept = self._drawn[id(rule)] = (rule, rule.draw(self))
        return kept[1]

    def constant(self, value: int) -> Node:
        return self._forest.leaf(value)

    def sum_of(self, parts: list[Node]) -> Node:
        return self._fold(operator.add, parts)

    def highest_of(self, parts: list[Node]) -> Node:
        return self._fold(max, parts)

    def product(self, left: Node, right: Node) -> Node:
        return self._forest.combine(operator.mul, left, right)

    def complement(self, node: Node) -> Node:
        return self._forest.combine(operator.sub, self._forest.leaf(1), node)

    def _fold(self, operation: object, parts: list[Node]) -> Node:
        drawn = parts[-1]
        for part in reversed(parts[:-1]):
            drawn = self._forest.combine(operation, part, drawn)  # type: ignore[arg-type]
        return drawn

    def _ask(self, unknown: Unknown, yes: Iterable[bool], member: str = "") -> Node:
        number = self._of[id(unknown), member].number
        leaves = tuple(self._forest.leaf(int(holds)) for holds in yes)
        return self._forest.branch(number, leaves)

    def truth(self, fact: YesNo | Reading) -> Node:
        return self._ask(fact, (False, True))

    def option(self, fact: Choice, options: frozenset[str]) -> Node:
        return self._ask(fact, [option in options for option in fact.ids()])

    def contains(self, fact: Set, member: str) -> Node:
        return self._ask(fact, (False, True), member)

    def at_least(self, fact: Money, yuan: int) -> Node:
        variable = self._of[id(fact), ""]
        return self._ask(fact, [variable.first_of(n) >= yuan for n in range(variable.width)])

    def since(self, fact: Event, day: date) -> Node:
        variable = self._of[id(fact), ""]
        first = day.toordinal()
        return self._ask(
            fact, [n > 0 and variable.first_of(n) >= first for n in range(variable.width)]
        )

    def happened(self, fact: Event) -> Node:
        variable = self._of[id(fact), ""]
        return self._ask(fact, [n > 0 for n in range(variable.width)])


@dataclass(frozen=True, eq=False)
class Provision:
    """A measure in its place: article, quote, and what the diagrams know of it.

    ``asks`` are the numbers of its variables; ``memory`` keeps its judgements by their cells,
    ``told`` what the reasons of its conditions always say.
    """

    measure: Measure
    place: Place
    applies: Node
    worth: Node | None
    asks: tuple[int, ...]
    memory: dict[tuple[tuple[int, ...], ...], object] = field(default_factory=dict)
    told: dict[tuple[Expression, tuple[Fact, ...]], tuple[dict[str, Any], tuple[Fact, ...]]] = (
        field(default_factory=dict)
    )

    @property
    def article(self) -> Article:
        """Return the article."""
        return self.place.article


@dataclass(frozen=True, eq=False)
class Policy:
    """A policy put together: pairs of an article and its measures, facts and readings in order.

    ``displaced_by`` returns, for a measure, the condition under which another policy stands in its
    place; ``first_days`` are the possible first days of the term with the condition for the
    earlier one, ``last_day`` its last day.
    """

    number: str
    title: str
    articles: tuple[tuple[Article, tuple[Measure, ...]], ...]
    others: tuple[Article, ...]
    facts: tuple[Fact, ...]
    readings: tuple[Reading, ...]
    first_days: tuple[date, date]
    first_day_reading: Reading
    last_day: date

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """Return all measures in the order of the text."""
        return tuple(measure for _, measures in self.articles for measure in measures)

    @cached_property
    def claimable(self) -> tuple[Measure, ...]:
        """Return the measures that can be assessed: all but class G."""
        return tuple(measure for measure in self.measures if measure.kind != "G")

    @cached_property
    def with_a_number(self) -> int:
        """Return how many rows of the list of measures have a number to compute with."""
        return sum(len(measure.rows) for measure in self.measures if measure.kind in NUMBERED)

    def in_words(self, fact: Fact, value: Any) -> str:  # noqa: ANN401 - of the fact's own kind
        """Return an answer in words; the members of a set are measures, told by their names."""
        if isinstance(fact, Set):
            chosen = [measure.name for measure in self.claimable if measure.id in value]
            return "、".join(chosen) or "没有"
        return fact.say(value)

    @cached_property
    def passages(self) -> tuple[Article, ...]:
        """Return every part of the text that can be quoted."""
        return (*(article for article, _ in self.articles), *self.others)

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """Return the unknowns in the order in which the diagrams ask them.

        What has two cells or a few options comes first, the most widely shared at the very top, so
        that splitting a total on it is cheap; amounts and events follow measure by measure, so that
        what belongs together stands together.
        """
        asked: dict[tuple[int, str], tuple[Unknown, str]] = {}
        lines: dict[int, set[int]] = {}
        sharing: dict[int, int] = {}
        for measure in self.claimable:
            for unknown_id in {id(u) for rule in measure.rules for u, _ in unknowns(rule)}:
                paid = measure.pays is not None
                sharing[unknown_id] = sharing.get(unknown_id, 0) + paid
            for rule in measure.rules:
                for unknown, member in unknowns(rule):
                    asked.setdefault((id(unknown), member), (unknown, member))
                for part in rule.walk():
                    if isinstance(part, AtLeast) and part.yuan:
                        lines.setdefault(id(part.fact), set()).add(part.yuan)
                    elif isinstance(part, Since):
                        lines.setdefault(id(part.fact), set()).add(part.day.toordinal())
        small = [
            u for u in (*self.facts, *self.readings) if isinstance(u, YesNo | Choice | Reading)
        ]
        small = sorted(small, key=lambda unknown: -sharing.get(id(unknown), 0))
        order: list[tuple[Unknown, str]] = [(u, "") for u in small if (id(u), "") in asked]
        order += [
            (u, member)
            for u, member in asked.values()
            if not isinstance(u, YesNo | Choice | Reading)
        ]
        return tuple(
            Variable(number, unknown, member, tuple(sorted(lines.get(id(unknown), ()))))
            for number, (unknown, member) in enumerate(order)
        )

    @cached_property
    def rank(self) -> dict[str, int]:
        """Return the place of each fact, and behind them of each reading, by its id."""
        asked: list[Unknown] = [*self.facts, *self.readings]
        return {unknown.id: place for place, unknown in enumerate(asked)}

    @cached_property
    def variables_of(self) -> dict[str, tuple[Variable, ...]]:
        """Return the variables of each unknown, by its id."""
        found: dict[str, tuple[Variable, ...]] = {}
        for variable in self.variables:
            found[variable.unknown.id] = (*found.get(variable.unknown.id, ()), variable)
        return found

    @cached_property
    def drawing(self) -> _Drawing:
        """Return the book in which the rules are drawn."""
        return _Drawing(self.variables)

    @cached_property
    def provisions(self) -> tuple[Provision, ...]:
        """Return the measures that can be assessed, drawn."""
        number_of = {(id(v.unknown), v.member): v.number for v in self.variables}
        found = []
        for article, measures in self.articles:
            for measure in measures:
                if measure.kind == "G":
                    continue
                applies = self.drawing.draw(measure.applies)
                worth = None
                if measure.pays is not None:
                    worth = self.drawing.product(applies, self.drawing.draw(measure.pays))
                asks = {
                    number_of[id(unknown), member]
                    for rule in measure.rules
                    for unknown, member in unknowns(rule)
                }
                place = article.find(measure.quote)
                found.append(Provision(measure, place, applies, worth, tuple(sorted(asks))))
        return tuple(found)

    @cached_property
    def groups(self) -> tuple[Node, ...]:
        """Return the awards, summed where they share an amount or an event.

        Awards that share only small unknowns stay apart: those are split on when a total is
        bounded.
        """
        parts = [p.worth for p in self.provisions if p.worth is not None]
        small = 0
        for variable in self.variables:
            if isinstance(variable.unknown, YesNo | Choice | Reading):
                small |= 1 << variable.number
        merged: list[Node] = []
        for part in parts:
            together = [other for other in merged if other.support & part.support & ~small]
            merged = [other for other in merged if other not in together]
            merged.append(self.drawing.sum_of([*together, part]))
        return tuple(merged)

    def place_of(self, quote: str, provision: Place) -> Place:
        """Return where a condition's quote stands: its measure, its article, or another passage."""
        if quote in provision.article.text:
            return provision.article.find(quote, provision)
        for passage in self.passages:
            if quote in passage.text:
                return passage.find(quote)
        return provision.article.find(quote)  # raises, with the nearest words

    def problems(self) -> list[str]:
        """Return everything in the rules that the text does not bear out, one line each."""
        found: list[str] = []
        for article, measures in self.articles:
            for measure in measures:
                try:
                    place = article.find(measure.quote)
                    for rule in measure.rules:
                        found += self._problems_of(rule, place)
                    for words in (measure.gives, measure.times, *_price_phrases(measure)):
                        for part in filter(None, words.split("…")):
                            _look_up(part, place)
                except ValueError as error:
                    found.append(_name_measure(error, article, measure))
        for reading in self.readings:
            if not any(reading.quote in passage.text for passage in self.passages):
                found.append(f"解释问题 {reading.id}：引文“{reading.quote}”不在文中")
        return found

    def _problems_of(self, rule: Expression, place: Place) -> list[str]:
        found = []
        for part in rule.walk():
            try:
                if isinstance(part, Cited):
                    self.place_of(part.quote, place)
                elif isinstance(part, Amount):
                    _look_up(part.phrase, place)
                elif isinstance(part, FirstReached):
                    _look_up(part.words, place)
                    _look_up(part.lines, place)
                    _look_up(part.awards, place)
            except ValueError as error:
                found.append(f"{error}")
        return found


def _price_phrases(measure: Measure) -> tuple[str, ...]:
    return () if measure.price is None else (measure.price.share,)


def _look_up(phrase: str, place: Place) -> None:
    if phrase not in place.quote:
        msg = f"{place.article.name}：规则中的“{phrase}”不在引文“{place.quote}”中"
        raise Misquoted(msg)


def _name_measure(error: Exception, article: Article, measure: Measure) -> str:
    text = str(error)
    return (
        f"{measure.id} {text}" if article.name in text else f"{measure.id} {article.name}：{text}"
    )
