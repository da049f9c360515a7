"""Functions of a few unknowns, drawn once: equal functions have the same number.

The engine has diagrams of its own; these are made by other code, since they judge the engine's. A
function asks its items in one fixed order, never an item whose answer makes no difference, and
what is equal is kept once.  So two functions agree everywhere exactly if they have the same
number, and a function depends on exactly the items that it still asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Shape = int
"""The number of a function."""

VALUE = 1 << 30
"""The place of a plain value: behind every item's."""


class Shapes:
    """All functions that have been drawn, by their numbers."""

    def __init__(self) -> None:
        """Begin with none."""
        self.place: list[int] = []
        self.children: list[tuple[Shape, ...]] = []
        self.low: list[int] = []
        self.high: list[int] = []
        self.asks: list[frozenset[int]] = []
        self._known: dict[tuple[int, tuple[int, ...]], Shape] = {}

    def value(self, number: int) -> Shape:
        """Return the function that is always this number."""
        return self._new(VALUE, (number,), number, number, frozenset())

    def branch(self, place: int, children: Sequence[Shape]) -> Shape:
        """Return the function that asks the item at ``place`` first, with a child for each cell."""
        first = children[0]
        if all(child == first for child in children):
            return first
        return self._new(
            place,
            tuple(children),
            min(self.low[child] for child in children),
            max(self.high[child] for child in children),
            frozenset([place]).union(*(self.asks[child] for child in children)),
        )

    def _new(
        self, place: int, children: tuple[int, ...], low: int, high: int, asks: frozenset[int]
    ) -> Shape:
        found = self._known.get((place, children))
        if found is None:
            found = self._known[place, children] = len(self.place)
            self.place.append(place)
            self.children.append(children if place != VALUE else ())
            self.low.append(low)
            self.high.append(high)
            self.asks.append(asks)
        return found

    def combine(
        self,
        operation: Callable[[int, int], int],
        left: Shape,
        right: Shape,
        done: dict[tuple[Shape, Shape], Shape] | None = None,
    ) -> Shape:
        """Return the function that is ``operation`` of two others; both have all cells."""
        done = {} if done is None else done
        if (left, right) not in done:
            place = min(self.place[left], self.place[right])
            if place == VALUE:
                made = self.value(operation(self.low[left], self.low[right]))
            else:
                asking = left if self.place[left] == place else right
                cells = range(len(self.children[asking]))
                made = self.branch(
                    place,
                    [
                        self.combine(
                            operation, self.at(left, place, n), self.at(right, place, n), done
                        )
                        for n in cells
                    ],
                )
            done[left, right] = made
        return done[left, right]

    def at(self, shape: Shape, place: int, cell: int) -> Shape:
        """Return what is left of a function in one cell of the item that it asks first, if any."""
        return self.children[shape][cell] if self.place[shape] == place else shape

    def at_end(self, shape: Shape, cells: Mapping[int, int]) -> int:
        """Return the value of a function where every item has one cell."""
        while self.children[shape]:
            shape = self.children[shape][cells[self.place[shape]]]
        return self.low[shape]

    def narrow(
        self,
        shape: Shape,
        allowed: Mapping[int, Sequence[int]],
        done: dict[Shape, Shape] | None = None,
    ) -> Shape:
        """Return the function of the cells that are left; an item that is not named has all."""
        done = {} if done is None else done
        if shape not in done:
            place, children = self.place[shape], self.children[shape]
            made = shape
            if children:
                left = allowed.get(place, range(len(children)))
                made = self.branch(
                    place, [self.narrow(children[cell], allowed, done) for cell in left]
                )
            done[shape] = made
        return done[shape]

    def all_of(self, shape: Shape) -> list[Shape]:
        """Return a function with all that it is made of, plain values too."""
        found = {shape: None}
        for each in (waiting := [shape]):
            for child in self.children[each]:
                if child not in found:
                    found[child] = None
                    waiting.append(child)
        return list(found)

    def taken(self, other: Shapes, shape: Shape, done: dict[Shape, Shape] | None = None) -> Shape:
        """Return a function of others that were drawn elsewhere, such as in another process."""
        done = {} if done is None else done
        if shape not in done:
            children = other.children[shape]
            done[shape] = (
                self.branch(
                    other.place[shape], [self.taken(other, child, done) for child in children]
                )
                if children
                else self.value(other.low[shape])
            )
        return done[shape]

    def difference(self, one: Shape, other: Shape) -> list[tuple[int, int]] | None:
        """Return the fewest answers (place, cell) after which two functions differ for certain.

        None where they are the same function.
        """
        best: dict[tuple[Shape, Shape], list[tuple[int, int]] | None] = {}

        def shortest(left: Shape, right: Shape) -> list[tuple[int, int]] | None:
            if left == right:
                return None
            apart = self.high[left] < self.low[right] or self.high[right] < self.low[left]
            if apart:
                return []
            if (left, right) not in best:
                place = min(self.place[left], self.place[right])
                asking = left if self.place[left] == place else right
                found: list[tuple[int, int]] | None = None
                for cell in range(len(self.children[asking])):
                    rest = shortest(self.at(left, place, cell), self.at(right, place, cell))
                    if rest is not None and (found is None or len(rest) + 1 < len(found)):
                        found = [(place, cell), *rest]
                best[left, right] = found
            return best[left, right]

        return shortest(one, other)
