"""The total of all awards, where several depend on the same answer."""

from __future__ import annotations

import operator
from collections import Counter
from itertools import product
from typing import TYPE_CHECKING

from calculator.engine.rules.diagram import bounds, restrict, worlds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from calculator.engine.policy import Policy
    from proving.proof.by_rules import Drawn
    from proving.proof.regions import Cells, Items
    from proving.proof.shapes import Shape, Shapes

Span = tuple[int, int]


class Total:
    """The sum of awards by the text; those that are decided together are added up at once."""

    def __init__(self, shapes: Shapes, together: Iterable[Sequence[Shape]]) -> None:
        """Take the awards, in groups that are decided together."""
        self._shapes = shapes
        self._known: dict[tuple[Shape, ...], Span] = {}
        self.parts = []
        for awards in together:
            part = shapes.value(0)
            for award in awards:
                part = shapes.combine(operator.add, part, award)
            self.parts.append(part)

    @property
    def shared(self) -> list[int]:
        """The places of the items on which several parts depend."""
        asked = Counter(place for part in self.parts for place in self._shapes.asks[part])
        return sorted(place for place, times in asked.items() if times > 1)

    def span(self, told: dict[int, Cells]) -> Span:
        """Return the least and the most for the cells that are left."""
        return self._span(tuple(self._shapes.narrow(part, told) for part in self.parts))

    def _span(self, parts: tuple[Shape, ...]) -> Span:
        """Fill in what parts share, the same for all; then each can be filled in by itself."""
        if parts not in self._known:
            asked = Counter(each for part in parts for each in self._shapes.asks[part])
            shared = [each for each, times in asked.items() if times > 1]
            if shared:
                first = min(shared)
                spans = [
                    self._span(tuple(self._fixed(part, first, cell) for part in parts))
                    for cell in range(self._cells(parts, first))
                ]
                span = min(low for low, _ in spans), max(high for _, high in spans)
            else:
                low, high = self._shapes.low, self._shapes.high
                span = sum(low[part] for part in parts), sum(high[part] for part in parts)
            self._known[parts] = span
        return self._known[parts]

    def _cells(self, parts: tuple[Shape, ...], place: int) -> int:
        """Return how many cells are left of an item."""
        return next(
            len(self._shapes.children[each])
            for part in parts
            for each in self._shapes.all_of(part)
            if self._shapes.place[each] == place
        )

    def _fixed(self, part: Shape, place: int, cell: int) -> Shape:
        asks = place in self._shapes.asks[part]
        return self._shapes.narrow(part, {place: [cell]}) if asks else part


def by_engine(policy: Policy, allowed: list[tuple[int, ...]]) -> Span:
    """Return the engine's total for the cells that are left."""
    return bounds(worlds([restrict(part, allowed) for part in policy.groups]))


def groups_differ(policy: Policy, drawn: Drawn, total: Total, shapes: Shapes) -> bool:
    """Return whether the diagrams that the engine adds up are others than the text's parts.

    It may take parts apart further.  What counts is that those of a part add up to it, and that no
    two share more than what a total is split on.
    """
    small = {variable.number for variable in policy.variables if variable.unknown.is_small}
    left = [drawn.shape(group) for group in policy.groups]
    asked = Counter(place for group in left for place in shapes.asks[group])
    if any(times > 1 and place not in small for place, times in asked.items()):
        return True
    for part in total.parts:
        own = shapes.asks[part] - small
        added = shapes.value(0)
        for group in [group for group in left if shapes.asks[group] & own]:
            added = shapes.combine(operator.add, added, group)
            left.remove(group)
        if added != part:
            return True
    return bool(left)


def documents(items: Items, shapes: Shapes, total: Total) -> Iterator[dict[int, Cells]]:
    """Yield every way to answer what several awards depend on, all else being open.

    Of kinds that no award tells apart, one stands for all.
    """
    choices = []
    for place in total.shared:
        kinds = [
            tuple(shapes.narrow(part, {place: [cell]}) for part in total.parts)
            for cell in range(items[place].width)
        ]
        chosen: dict[frozenset[tuple[Shape, ...]], Cells] = {}
        for cells in items[place].can_be():
            chosen.setdefault(frozenset(kinds[cell] for cell in cells), cells)
        choices.append(list(chosen.values()))
    for chosen_cells in product(*choices):
        yield dict(zip(total.shared, chosen_cells, strict=True))
