"""The regions of what can be told: between the lines of rules and text all answers are alike.

An *item* is what can be told by itself: a fact, a reading, or whether one measure is a member of a
set.  Its *cells* are its regions.  A fact with an order has lines, at which a cell begins; they are
those of the rules and those of the text's other reading together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from calculator.engine.rules.facts import Choice, Event, Fact, Money, Set, UnitPrice
from calculator.engine.rules.facts.numbers import MOST
from calculator.engine.rules.facts.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from calculator.engine.policy import Policy
    from calculator.engine.rules.unknown import Unknown

Cells = tuple[int, ...]


@dataclass(frozen=True)
class Item:
    """A fact, a reading, or a set and one member; ``lines`` are the values at which cells begin."""

    unknown: Unknown
    part: str = ""
    lines: tuple[int, ...] = ()

    @property
    def id(self) -> str:
        """The id of the fact or the reading."""
        return self.unknown.id

    @cached_property
    def width(self) -> int:
        """The number of cells."""
        match self.unknown:
            case Choice():
                return len(self.unknown.ids())
            case Money():
                return len(self.lines) + 1
            case Event():
                return len(self.lines) + 2
            case Truth() | Set():
                return 2
        message = f"{self.id} is of a kind of which the proof knows no regions yet."
        raise TypeError(message)

    def ends(self, cell: int) -> tuple[int, int]:
        """Return the first and the last value of a cell: 元, or a day's number."""
        days = isinstance(self.unknown, Event)
        starts = (date.min.toordinal() if days else 0, *self.lines)
        ends = (*(line - 1 for line in self.lines), date.max.toordinal() if days else MOST - 1)
        return starts[cell - days], ends[cell - days]

    def answers(self, cell: int) -> tuple[Any, ...]:
        """Return answers in a cell: the only one, or the lowest and the highest.

        Of days also the one after the first; of a set, whether the member is in it.
        """
        match self.unknown:
            case Choice():
                return (self.unknown.ids()[cell],)
            case Money():
                return tuple(dict.fromkeys(self.ends(cell)))
            case Event() if cell:
                first, last = self.ends(cell)
                days = (first, min(first + 1, last), last)
                return tuple(date.fromordinal(day).isoformat() for day in dict.fromkeys(days))
        return (bool(cell),)

    def cell_of(self, value: int) -> int:
        """Return the cell of an amount or of a day's number, by comparing it with each line."""
        return sum(line <= value for line in self.lines) + isinstance(self.unknown, Event)

    def can_be(self) -> dict[Cells, Any]:
        """Return each set of cells that one answer can leave possible, with such an answer.

        None is no answer.  Of a set, it is whether the member is in it.
        """
        every = tuple(range(self.width))
        found: dict[Cells, Any] = {every: None}
        match self.unknown:
            case Choice():
                ids = self.unknown.ids()
                for number in range(1, 2 ** len(ids)):
                    chosen = tuple(n for n in every if number >> n & 1)
                    found.setdefault(chosen, [ids[n] for n in chosen])
            case Money():
                for low in every:
                    for high in every[low:]:
                        # From the last value of a cell to the first one of another.
                        span = [self.ends(low)[low < high], self.ends(high)[0]]
                        found.setdefault(tuple(range(low, high + 1)), span)
            case Event():
                found[0,] = False
                found[every[1:]] = True
                for low in every[1:]:
                    for high in every[low:]:
                        days = [self.ends(low)[low < high], self.ends(high)[0]]
                        written = [date.fromordinal(day).isoformat() for day in days]
                        found.setdefault(tuple(range(low, high + 1)), written)
            case _:
                found |= {(cell,): bool(cell) for cell in every}
        return found


class Items:
    """All items in the order in which functions ask them."""

    def __init__(self, items: Iterable[Item]) -> None:
        """Take the items in their order."""
        self.all = tuple(items)
        self.place = {(item.id, item.part): number for number, item in enumerate(self.all)}

    def place_of(self, name: str | tuple[str, str]) -> int:
        """Return the place of a fact or a reading, or of a set and a member."""
        return self.place[name if isinstance(name, tuple) else (name, "")]

    def __getitem__(self, place: int) -> Item:
        """Return the item at a place."""
        return self.all[place]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.all)

    def with_lines(self, more: Mapping[int, Iterable[int]]) -> Items:
        """Return the same items with more lines, by their places."""
        return Items(
            Item(item.unknown, item.part, tuple(sorted({*item.lines, *more.get(place, ())})))
            for place, item in enumerate(self.all)
        )

    def document(
        self, told: Iterable[tuple[int, int]], edge: Callable[[int], int] = lambda _: 0
    ) -> dict[str, Any]:
        """Return a document that tells these cells by their places, and nothing else.

        ``edge`` chooses, for a place, among the answers of a cell.  Where one member of a set is
        told, the set is: all others are not in it.
        """
        answers: dict[str, Any] = {}
        readings: dict[str, Any] = {}
        for place, cell in told:
            item = self.all[place]
            given = item.answers(cell)
            answer = given[edge(place) % len(given)]
            if isinstance(item.unknown, Set):
                answers.setdefault(item.id, [])
                answers[item.id] += [item.part] * answer
            else:
                (answers if isinstance(item.unknown, Fact) else readings)[item.id] = answer
        return {"answers": answers, "readings": readings}

    def allowed(self, document: Mapping[str, Any]) -> dict[int, Cells]:
        """Return the cells that a document leaves, for each item of which it tells anything.

        It is read anew here, not by the engine's kinds of facts.
        """
        given = {**document.get("answers", {}), **document.get("readings", {})}
        found: dict[int, Cells] = {}
        for place, item in enumerate(self.all):
            answer = given.get(item.id)
            if answer is not None:
                found[place] = _cells_told(item, answer)
        return found


def _cells_told(item: Item, answer: Any) -> Cells:  # noqa: ANN401 - JSON
    match item.unknown:
        case Set():
            return (int(item.part in answer),)
        case Choice():
            chosen = answer if isinstance(answer, list) else [answer]
            return tuple(n for n, option in enumerate(item.unknown.ids()) if option in chosen)
        case Money():
            span = answer if isinstance(answer, list) else [answer, answer]
            low, high = map(item.cell_of, span)
            return tuple(range(low, high + 1))
        case Event():
            if isinstance(answer, bool):
                return tuple(range(1, item.width)) if answer else (0,)
            span = answer if isinstance(answer, list) else [answer, answer]
            low, high = (item.cell_of(date.fromisoformat(day).toordinal()) for day in span)
            return tuple(range(low, high + 1))
    return (int(answer),)


def of_policy(policy: Policy) -> Items:
    """Return the items that the rules ask, with the rules' lines and in their order.

    Behind them stands what no rule asks, for the text may.
    """
    asked = [Item(each.unknown, each.part, each.lines) for each in policy.variables]
    known = {(item.id, item.part) for item in asked}
    numbered = [measure.id for measure in policy.claimable if measure.has_a_number]
    others = [
        Item(unknown, part)
        for unknown in policy.unknowns
        if not isinstance(unknown, UnitPrice)
        for part in (numbered if isinstance(unknown, Set) else [""])
        if (unknown.id, part) not in known
    ]
    return Items([*asked, *others])
