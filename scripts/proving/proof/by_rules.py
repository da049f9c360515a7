"""The rules as functions of the same items as the text's: from the engine's diagrams, or anew."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from calculator.engine.rules.facts import Fact, Set

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from calculator.engine.policy import Policy
    from calculator.engine.rules.compiled import Provision
    from calculator.engine.rules.diagram import Node
    from calculator.engine.rules.expression import Expression, Leaf
    from calculator.engine.rules.measure import Measure
    from proving.proof.regions import Item, Items
    from proving.proof.shapes import Shape, Shapes


def value_of(item: Item, answer: Any) -> Any:  # noqa: ANN401 - of its kind
    """Return what the engine reads of an answer; of a set, the answer is whether it holds one."""
    if not isinstance(item.unknown, Fact):
        return answer
    if isinstance(item.unknown, Set):
        answer = [item.part] * answer
    return item.unknown.read(answer)


class Drawn:
    """The engine's diagrams, told as functions of the items."""

    def __init__(self, policy: Policy, items: Items, shapes: Shapes) -> None:
        """Find for each cell of the items the engine's cell."""
        self._shapes = shapes
        self._done: dict[Node, Shape] = {}
        self.cells = [
            tuple(
                variable.cells(value_of(items[place], items[place].answers(cell)[0]))[0]
                for cell in range(items[place].width)
            )
            for place, variable in enumerate(policy.variables)
        ]
        """The engine's cell for each cell of an item, by the item's place."""

    def shape(self, node: Node) -> Shape:
        """Return a diagram as a function."""
        if node not in self._done:
            if node.children:
                children = [self.shape(child) for child in node.children]
                cells = self.cells[node.variable]
                made = self._shapes.branch(node.variable, [children[cell] for cell in cells])
            else:
                made = self._shapes.value(node.low)
            self._done[node] = made
        return self._done[node]

    def allowed(self, told: dict[int, tuple[int, ...]]) -> list[tuple[int, ...]]:
        """Return the engine's cells that are left, for each of its variables."""
        return [
            tuple(sorted({cells[cell] for cell in told.get(place, range(len(cells)))}))
            for place, cells in enumerate(self.cells)
        ]


def diagram_of(provision: Provision) -> Node:
    """Return the diagram that decides on a measure: its award, or whether it applies."""
    return provision.applies if provision.worth is None else provision.worth


class NewLine(Exception):  # noqa: N818 - it says what happened
    """A rule has a line that the items do not have."""


class Written:
    """Rules compiled to functions of the items without the engine's diagrams."""

    def __init__(self, items: Items, shapes: Shapes) -> None:
        """Take the items, whose lines must be those of the rules at least."""
        self._items, self._shapes = items, shapes

    def measure(self, measure: Measure) -> Shape:
        """Return what a measure pays, or whether it applies where it pays nothing."""
        applies = measure.applies.compile(self)
        if measure.pays is None:
            return applies
        return self.product(applies, measure.pays.compile(self))

    def constant(self, value: int) -> Shape:
        """Return a fixed value."""
        return self._shapes.value(value)

    def sum_of(self, parts: list[Shape]) -> Shape:
        """Add the parts."""
        return self._fold(operator.add, parts)

    def highest_of(self, parts: list[Shape]) -> Shape:
        """Return the greatest of the parts, in each region."""
        return self._fold(max, parts)

    def product(self, left: Shape, right: Shape) -> Shape:
        """Multiply two shapes."""
        return self._shapes.combine(operator.mul, left, right)

    def complement(self, node: Shape) -> Shape:
        """Return 1 where the shape is 0, else 0."""
        return self._shapes.combine(operator.sub, self._shapes.value(1), node)

    def ask(self, leaf: Leaf) -> Shape:
        """Return 1 where the answer to a question is yes, else 0."""
        unknown, part = leaf.asks
        place = self._items.place[unknown.id, part]
        item = self._items[place]
        if leaf.line is not None and leaf.line not in item.lines:
            raise NewLine(place, leaf.line)
        holds = [self._shapes.value(int(each)) for each in leaf.holds(item.lines)]
        return self._shapes.branch(place, holds)

    def _fold(self, operation: Callable[[int, int], int], parts: Iterable[Shape]) -> Shape:
        first, *rest = parts
        for part in rest:
            first = self._shapes.combine(operation, first, part)
        return first


def lines_of(rules: Iterable[Expression], items: Items) -> dict[int, set[int]]:
    """Return the lines that rules draw, by the places of the items."""
    found: dict[int, set[int]] = {}
    for rule in rules:
        for leaf in rule.leaves():
            if leaf.line is not None:
                unknown, part = leaf.asks
                found.setdefault(items.place[unknown.id, part], set()).add(leaf.line)
    return found
