"""Answers that leave something open: lowest, highest, what is missing and what is unsettled.

Where few enough ways to answer are left, all of them are tried: each is filled in in every way, on
the text's side, and judged by the engine.  Ways that no measure can tell apart are tried once.

For all measures the argument is by induction.  The engine cuts a diagram node by node: what is left
of a node is asked of its allowed children, each cut in the same way.  So it is enough that each
node by itself, with what lies below it open, is cut rightly for every answer to what it asks; this
is tried for every node.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from calculator.engine.rules.diagram import Node, restrict, variables
from proving.proof.by_rules import Drawn, diagram_of, value_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from calculator.engine.policy import Policy
    from calculator.engine.rules.compiled import Provision
    from proving.proof.regions import Cells, Item, Items
    from proving.proof.shapes import Shape, Shapes

FEW = 120_000
"""All ways to answer are tried where there are no more than these."""


@dataclass(frozen=True)
class Found:
    """What a partial document gets from one measure."""

    status: str
    low: int
    high: int
    open: frozenset[str]
    """The facts that are missing, and the readings that are unsettled."""


def status_of(low: int, high: int) -> str:
    """Return the status of a measure that gives at least ``low`` and at most ``high``."""
    return "eligible" if low > 0 else "ineligible" if high == 0 else "undetermined"


class Ways:
    """All ways to answer what one measure asks, and what the text gives for each.

    The text's function is kept as one row of bits for each of its values: a bit for each way to
    fill in.  An answer is a row of bits too, and whether an item can change the result is whether
    the rows of two of its cells differ.  Of answers that the text cannot tell apart, one is tried.
    """

    def __init__(
        self,
        items: Items,
        shapes: Shapes,
        shape: Shape,
        fits: Callable[[Item, Cells], bool] = lambda *_: True,
    ) -> None:
        """Take the text's function of a measure; ``fits`` says which answers can be given."""
        self._items, self._shapes, self._shape = items, shapes, shape
        self._places = sorted(shapes.asks[shape])
        self._choices = [self._told_apart(place, fits) for place in self._places]
        self.number = math.prod(len(choices) for choices in self._choices)
        """How many ways there are."""

    def _told_apart(self, place: int, fits: Callable[[Item, Cells], bool]) -> list[Cells]:
        item = self._items[place]
        kinds = [self._shapes.narrow(self._shape, {place: [cell]}) for cell in range(item.width)]
        chosen: dict[frozenset[Shape], Cells] = {}
        for cells in item.can_be():
            if fits(item, cells):
                chosen.setdefault(frozenset(kinds[cell] for cell in cells), cells)
        return list(chosen.values())

    @cached_property
    def _strides(self) -> list[int]:
        """How many ways to fill in what lies behind each item."""
        strides = [1]
        for place in reversed(self._places):
            strides.append(strides[-1] * self._items[place].width)
        return strides[::-1]

    @cached_property
    def _rows(self) -> list[tuple[int, int]]:
        """The text's values, least first, with the ways to fill in that give them."""
        return sorted(self._bits(self._shape, 0, {}).items())

    @cached_property
    def _cell_rows(self) -> list[list[int]]:
        """For each item and each of its cells the ways to fill in that have it."""
        everything = (1 << self._strides[0]) - 1
        return [
            [
                everything // ((1 << above) - 1) * (((1 << stride) - 1) << stride * cell)
                for cell in range(above // stride)
            ]
            for above, stride in pairwise(self._strides)
        ]

    def _bits(
        self, shape: Shape, depth: int, done: dict[tuple[Shape, int], dict[int, int]]
    ) -> dict[int, int]:
        if depth == len(self._places):
            return {self._shapes.low[shape]: 1}
        if (shape, depth) not in done:
            made: dict[int, int] = {}
            place = self._places[depth]
            for cell in range(self._items[place].width):
                child = self._shapes.at(shape, place, cell)
                for value, bits in self._bits(child, depth + 1, done).items():
                    made[value] = made.get(value, 0) | bits << cell * self._strides[depth + 1]
            done[shape, depth] = made
        return done[shape, depth]

    def all(self) -> Iterator[tuple[dict[int, Cells], Found]]:
        """Yield each way to answer, as the cells that are left, with what the text gives."""
        told: dict[int, Cells] = {}

        def rest(depth: int, row: int) -> Iterator[tuple[dict[int, Cells], Found]]:
            if depth == len(self._places):
                yield told, self._found(told, row)
                return
            for cells in self._choices[depth]:
                told[self._places[depth]] = cells
                left = 0
                for cell in cells:
                    left |= self._cell_rows[depth][cell]
                yield from rest(depth + 1, row & left)

        yield from rest(0, (1 << self._strides[0]) - 1)

    def _found(self, told: dict[int, Cells], row: int) -> Found:
        values = [value for value, bits in self._rows if bits & row]
        changing = []
        for depth, place in enumerate(self._places):
            cells, rows = told[place], self._cell_rows[depth]
            if len(cells) > 1 and any(
                (bits & row & rows[one]) << (other - one) * self._strides[depth + 1]
                != bits & row & rows[other]
                for one, other in pairwise(cells)
                for _, bits in self._rows
            ):
                changing.append(self._items[place].id)
        return Found(status_of(values[0], values[-1]), values[0], values[-1], frozenset(changing))


def by_engine(policy: Policy, provision: Provision, allowed: list[tuple[int, ...]]) -> Found:
    """Return what the engine's diagram gives for the cells that are left."""
    node = restrict(diagram_of(provision), allowed)
    asked = {policy.variables[number].unknown.id for number in variables(node.support)}
    return Found(status_of(node.low, node.high), node.low, node.high, frozenset(asked))


def nodes_of(node: Node) -> list[Node]:
    """Return a diagram's questions."""
    found = {node: None}
    for each in (waiting := [node]):
        for child in each.children:
            if child not in found:
                found[child] = None
                waiting.append(child)
    return [each for each in found if each.children]


def wrongly_cut(
    policy: Policy, provision: Provision, items: Items, shapes: Shapes, drawn: Drawn
) -> Iterator[tuple[Node, Cells]]:
    """Yield each node of a measure's diagram, with an answer to it, that the engine cuts wrongly.

    The lowest and the highest value and what is left to ask are worked out anew, from the text's
    function.
    """
    every = [variable.every for variable in policy.variables]
    for node in nodes_of(diagram_of(provision)):
        shape = drawn.shape(node)
        place = node.variable
        if shapes.place[shape] != place:
            # The engine asks what makes no difference.
            yield node, ()
            continue
        for cells in items[place].can_be():
            children = shapes.children[shape]
            wanted = shapes.branch(place, [children[cell] for cell in cells])
            allowed = drawn.allowed({place: cells})
            cut = restrict(node, [*every[:place], allowed[place], *every[place + 1 :]])
            asks = frozenset(variables(cut.support))
            if (cut.low, cut.high, asks) != (
                shapes.low[wanted],
                shapes.high[wanted],
                shapes.asks[wanted],
            ):
                yield node, cells


def answers_misread(policy: Policy, items: Items, drawn: Drawn) -> Iterator[tuple[str, Any]]:
    """Yield each answer, with its fact, of which the engine takes other values for possible.

    Each fact is read by itself, so it is enough to try each by itself: every set of cells that an
    answer can leave, and every edge of every cell.
    """
    for place, variable in enumerate(policy.variables):
        item, cells_of = items[place], drawn.cells[place]
        told = [(cells, answer) for cells, answer in item.can_be().items() if answer is not None]
        told += [((cell,), edge) for cell in range(item.width) for edge in item.answers(cell)]
        for cells, answer in told:
            wanted = sorted({cells_of[cell] for cell in cells})
            if list(variable.cells(value_of(item, answer))) != wanted:
                yield item.id, answer
