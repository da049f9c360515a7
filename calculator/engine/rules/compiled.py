"""A policy's rules as decision diagrams: their variables, and each measure's diagram."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from calculator.engine.memo import Memo
from calculator.engine.rules.diagram import Forest, Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from calculator.engine.rules.expression import Expression, Leaf
    from calculator.engine.rules.facts import Fact
    from calculator.engine.rules.measure import Measure
    from calculator.engine.rules.unknown import Unknown
    from calculator.engine.text import Article, Place


@dataclass(frozen=True)
class Variable:
    """An unknown as the diagrams see it: its number, and the lines between its cells.

    A set is one variable for each member; ``part`` is that member, and empty for other kinds.
    """

    number: int
    unknown: Unknown
    part: str
    lines: tuple[int, ...]

    @cached_property
    def width(self) -> int:
        """The number of cells."""
        return self.unknown.width(self.lines)

    @cached_property
    def every(self) -> tuple[int, ...]:
        """All cells: those of an unknown that is not answered."""
        return tuple(range(self.width))

    def cells(self, value: object) -> tuple[int, ...]:
        """Return the cells that an answer's value still allows."""
        return self.unknown.cells(value, self.lines, self.part)


def variables(unknowns: Sequence[Unknown], measures: Sequence[Measure]) -> tuple[Variable, ...]:
    """Return the variables in the order in which the diagrams ask them.

    What has few cells comes first, the most widely shared at the very top, so that splitting a
    total on it is cheap.  Amounts and events follow measure by measure, so that those of one
    measure are neighbours.
    """
    asked: dict[tuple[Unknown, str], None] = {}
    lines: dict[Unknown, set[int]] = {}
    sharing: dict[Unknown, int] = {}
    for measure in measures:
        leaves = [leaf for rule in measure.rules for leaf in rule.leaves()]
        for leaf in leaves:
            asked.setdefault(leaf.asks)
            if leaf.line is not None:
                lines.setdefault(leaf.unknown, set()).add(leaf.line)
        if measure.pays is not None:
            for unknown in {leaf.unknown for leaf in leaves}:
                sharing[unknown] = sharing.get(unknown, 0) + 1
    small = [unknown for unknown in unknowns if unknown.is_small and (unknown, "") in asked]
    small.sort(key=lambda unknown: -sharing.get(unknown, 0))
    order = [(unknown, "") for unknown in small]
    order += [(unknown, part) for unknown, part in asked if not unknown.is_small]
    return tuple(
        Variable(number, unknown, part, tuple(sorted(lines.get(unknown, ()))))
        for number, (unknown, part) in enumerate(order)
    )


class DiagramBackend:
    """Compiles expressions to decision diagrams, each expression only once."""

    def __init__(self, variables_: Iterable[Variable]) -> None:
        """Begin with these variables."""
        self._forest = Forest()
        self._of = {(variable.unknown, variable.part): variable for variable in variables_}
        self._compiled: dict[Expression, Node] = {}

    def compile(self, rule: Expression) -> Node:
        """Return a rule's diagram, compiled once."""
        node = self._compiled.get(rule)
        if node is None:
            node = self._compiled[rule] = rule.compile(self)
        return node

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

    def ask(self, leaf: Leaf) -> Node:
        variable = self._of[leaf.asks]
        answers = [self._forest.leaf(int(holds)) for holds in leaf.holds(variable.lines)]
        return self._forest.branch(variable.number, tuple(answers))

    def numbers(self, rules: Iterable[Expression]) -> tuple[int, ...]:
        """Return the numbers of the variables that rules ask, in order."""
        return tuple(
            sorted({self._of[leaf.asks].number for rule in rules for leaf in rule.leaves()})
        )

    def _fold(self, operation: Callable[[int, int], int], parts: list[Node]) -> Node:
        compiled = parts[-1]
        for part in reversed(parts[:-1]):
            compiled = self._forest.combine(operation, part, compiled)
        return compiled


@dataclass(frozen=True, eq=False)
class Provision:
    """A measure in its place: article, quote, and its diagrams.

    ``asks`` are the numbers of its variables.  ``judgements`` caches its results by the cells of
    those variables, ``settled_reasons`` the parts of a reason that no answer changes.
    """

    measure: Measure
    place: Place
    applies: Node
    worth: Node | None
    asks: tuple[int, ...]
    judgements: Memo[tuple[tuple[int, ...], ...], Any] = field(default_factory=Memo)
    settled_reasons: Memo[
        tuple[Expression, tuple[Fact, ...]], tuple[dict[str, Any], tuple[Fact, ...]]
    ] = field(default_factory=Memo)

    @property
    def article(self) -> Article:
        """The article."""
        return self.place.article

    @property
    def value(self) -> Node:
        """What it comes to: its award in 元 where it pays one, else whether it applies."""
        return self.applies if self.worth is None else self.worth


def provisions(
    articles: Iterable[tuple[Article, Iterable[Measure]]], diagrams: DiagramBackend
) -> tuple[Provision, ...]:
    """Return the measures that can be claimed, with their diagrams."""
    found = []
    for article, measures in articles:
        for measure in measures:
            if measure.is_claimable:
                applies = diagrams.compile(measure.applies)
                worth = None
                if measure.pays is not None:
                    worth = diagrams.product(applies, diagrams.compile(measure.pays))
                place = article.find(measure.quote)
                asks = diagrams.numbers(measure.rules)
                found.append(Provision(measure, place, applies, worth, asks))
    return tuple(found)


def groups(
    awards: Iterable[Node], variables_: Iterable[Variable], diagrams: DiagramBackend
) -> tuple[Node, ...]:
    """Return the diagrams of awards, added up where they share an amount or an event.

    Awards that share only small unknowns stay apart: a total is split on those when it is bounded.
    """
    small = sum(1 << variable.number for variable in variables_ if variable.unknown.is_small)
    merged: list[Node] = []
    for award in awards:
        together = [other for other in merged if other.support & award.support & ~small]
        merged = [other for other in merged if other not in together]
        merged.append(diagrams.sum_of([*together, award]))
    return tuple(merged)
