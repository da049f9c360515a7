"""Decision diagrams: a whole-number function of several unknowns, drawn once and shared.

Each unknown (*variable*) has a few *cells*, the regions between the lines that the rules draw:
below 5亿元, from 5亿元 to below 10亿元, and so on.  A diagram asks the variables in one fixed
order; equal parts are one object.  So after it has been cut down to the cells that the answers
still allow,

- its lowest and highest value are attained, and
- exactly those unknowns appear in it that can still change the value.

(The structure is known as an ordered multi-terminal decision diagram; yes and no are 1 and 0.)
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

LEAF = 1 << 30
"""The variable number of a leaf: greater than any variable's, so that leaves always come last."""


class Node:
    """One question (``variable``) with a child for each cell, or a leaf with a value.

    ``low`` and ``high`` are the least and the greatest value below; ``support`` has the bit of
    every variable that is asked here or below.
    """

    __slots__ = ("children", "high", "low", "support", "variable")

    low: int
    high: int
    support: int

    def __init__(self, variable: int, children: tuple[Node, ...], value: int = 0) -> None:
        """Make a node; use ``leaf`` and ``branch`` of a ``Forest``, which share equal nodes."""
        self.variable = variable
        self.children = children
        if children:
            first = children[0]
            low, high, support = first.low, first.high, 1 << variable
            for child in children:
                support |= child.support
                if child.low < low:  # noqa: PLR1730 - a hot loop, where calls are slow
                    low = child.low
                if child.high > high:  # noqa: PLR1730
                    high = child.high
            self.low, self.high, self.support = low, high, support
        else:
            self.low = self.high = value
            self.support = 0


class Forest:
    """Creates nodes so that equal ones are one object and diagrams can be compared with ``is``."""

    def __init__(self) -> None:
        """Begin with no node."""
        self._leaves: dict[int, Node] = {}
        self._branches: dict[tuple[int, tuple[Node, ...]], Node] = {}
        self._combined: dict[tuple[object, Node, Node], Node] = {}

    def leaf(self, value: int) -> Node:
        """Return the diagram that always has ``value``."""
        node = self._leaves.get(value)
        if node is None:
            node = self._leaves[value] = Node(LEAF, (), value)
        return node

    def branch(self, variable: int, children: tuple[Node, ...]) -> Node:
        """Return the diagram that asks ``variable`` first; no question where all answers agree."""
        return _branch(self._branches, variable, children)

    def fixed(self, root: Node, variable: int, cell: int) -> Node:
        """Return the diagram with ``variable`` fixed to a cell, its nodes shared with others."""
        return _cofactor(root, variable, cell, {}, self._branches)

    def combine(self, operation: Callable[[int, int], int], left: Node, right: Node) -> Node:
        """Return the diagram of ``operation(left, right)``, calculated cell by cell."""
        if left.variable == LEAF and right.variable == LEAF:
            return self.leaf(operation(left.low, right.low))
        key = (operation, left, right)
        node = self._combined.get(key)
        if node is None:
            variable = min(left.variable, right.variable)
            lefts, rights = left.children, right.children
            if left.variable != variable:
                lefts = (left,) * len(rights)
            elif right.variable != variable:
                rights = (right,) * len(lefts)
            node = self.branch(
                variable,
                tuple([self.combine(operation, a, b) for a, b in zip(lefts, rights, strict=True)]),
            )
            self._combined[key] = node
        return node


_Branches = dict[tuple[int, tuple[Node, ...]], Node]

# The walks below are functions of their own, not closures: a closure that calls itself is a
# reference cycle, and would keep its results alive until the garbage collector runs.


def _branch(known: _Branches, variable: int, children: tuple[Node, ...]) -> Node:
    """Return the one node with these children; no question where all answers agree."""
    first = children[0]
    for child in children:
        if child is not first:
            break
    else:
        return first
    key = (variable, children)
    node = known.get(key)
    if node is None:
        node = known[key] = Node(variable, children)
    return node


def _asked(node: Node, allowed: Sequence[tuple[int, ...]]) -> Node:
    """Follow the variables whose cell is known down to the first open one, or to a value."""
    while node.children:
        cells = allowed[node.variable]
        if len(cells) > 1:
            break
        node = node.children[cells[0]]
    return node


def restrict(root: Node, allowed: Sequence[tuple[int, ...]]) -> Node:
    """Cut a diagram down to the cells that are still allowed for each variable.

    In the result a node has children for the allowed cells only, in their order.  A
    variable whose cell is known is no longer asked.
    """
    return _restrict(root, allowed, {}, {})


def _restrict(
    node: Node, allowed: Sequence[tuple[int, ...]], done: dict[Node, Node], known: _Branches
) -> Node:
    node = _asked(node, allowed)
    if not node.children:
        return node
    cells = allowed[node.variable]
    cut = done.get(node)
    if cut is None:
        children = node.children
        left = tuple([_restrict(children[cell], allowed, done, known) for cell in cells])
        cut = done[node] = _branch(known, node.variable, left)
    return cut


Span = tuple[int, int]
"""The lowest and the highest value."""


def span(node: Node, allowed: Sequence[tuple[int, ...]], known: dict[Node, Span]) -> Span:
    """Return the bounds in the allowed cells; cheaper than cutting the diagram down.

    ``known`` caches bounds for other diagrams that share parts with this one.
    """
    node = _asked(node, allowed)
    if not node.children:
        return node.low, node.high
    cells = allowed[node.variable]
    found = known.get(node)
    if found is None:
        spans = [span(node.children[cell], allowed, known) for cell in cells]
        found = known[node] = min([low for low, _ in spans]), max([high for _, high in spans])
    return found


def lowest(root: Node, allowed: Sequence[tuple[int, ...]]) -> int:
    """Return the least value in the allowed cells; cheaper than cutting the diagram down."""
    return _lowest(root, allowed, {}, root.low)


def _lowest(
    node: Node, allowed: Sequence[tuple[int, ...]], done: dict[Node, int], floor: int
) -> int:
    node = _asked(node, allowed)
    if not node.children:
        return node.low
    cells = allowed[node.variable]
    least = done.get(node)
    if least is None:
        least = node.high
        for cell in cells:
            least = min(least, _lowest(node.children[cell], allowed, done, floor))
            if least == floor:  # it cannot get lower
                break
        done[node] = least
    return least


def cofactor(root: Node, variable: int, position: int) -> Node:
    """Return the diagram with ``variable`` fixed to the cell at ``position``."""
    return _cofactor(root, variable, position, {}, {})


def _cofactor(
    node: Node, variable: int, position: int, done: dict[Node, Node], known: _Branches
) -> Node:
    if node.variable == variable:
        return node.children[position]
    if not node.support >> variable & 1:
        return node
    fixed = done.get(node)
    if fixed is None:
        children = [_cofactor(child, variable, position, done, known) for child in node.children]
        fixed = done[node] = _branch(known, node.variable, tuple(children))
    return fixed


def gained_by(nodes: Iterable[Node], number: int) -> list[Node]:
    """Return by how much each diagram that asks this variable is higher with yes than with no.

    Both of its cells, no and yes, have to be open.
    """
    forest = Forest()
    return [
        forest.combine(operator.sub, cofactor(node, number, 1), cofactor(node, number, 0))
        for node in nodes
        if node.support >> number & 1
    ]


def variables(support: int) -> Iterator[int]:
    """Yield the variables of a ``support`` in their order."""
    while support:
        bit = support & -support
        yield bit.bit_length() - 1
        support ^= bit


World = tuple[dict[int, int], list[Node], int]
"""What is fixed (variable → position), the parts that are left, and the sum of those settled."""


def worlds(
    parts: Sequence[Node], fixed: dict[int, int] | None = None, base: int = 0
) -> list[World]:
    """Split a sum of diagrams on the unknowns that its parts share, until they share none.

    Parts that share no unknown vary independently, so the bounds of their sum are the sums
    of their bounds: this keeps a total exact where two measures depend on the same answer.
    """
    fixed = fixed or {}
    once = twice = 0
    live = []
    for part in parts:
        if part.support:
            twice |= once & part.support
            once |= part.support
            live.append(part)
        else:
            base += part.low
    if not twice:
        return [(fixed, live, base)]
    bit = twice & -twice
    variable = bit.bit_length() - 1
    width = next(_width(part, variable) for part in live if part.support & bit)
    found = []
    for position in range(width):
        split = [
            cofactor(part, variable, position) if part.support & bit else part for part in live
        ]
        found += worlds(split, {**fixed, variable: position}, base)
    return found


def _width(node: Node, variable: int) -> int:
    """Return how many cells are open for a variable that the diagram asks."""
    while node.variable != variable:
        bit = 1 << variable
        node = next(child for child in node.children if child.support & bit)
    return len(node.children)


def bounds(split: Sequence[World]) -> tuple[int, int]:
    """Return the lowest and the highest value of the sum that was split into these worlds."""
    lows = []
    highs = []
    for _, parts, base in split:
        lows.append(base + sum([part.low for part in parts]))
        highs.append(base + sum([part.high for part in parts]))
    return min(lows), max(highs)
