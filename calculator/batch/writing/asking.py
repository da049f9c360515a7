"""What to ask each unit about many applicants: a sheet of the workbook per unit, to reply in."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from calculator.batch.writing.workbook import Column
from calculator.engine.asking import NOT_YOURS, REPLY, UNOFFICIAL, Open
from calculator.policy import POLICY
from calculator.policy.asking import asker

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from calculator.batch.parsing.grid import Cell
    from calculator.batch.screen import Part
    from calculator.engine.asking import Item

NAMED = 10
"""How many applicants are named beside a question."""

COLUMNS = (
    Column("想请教的", 60),
    Column("条款", 16),
    Column("原文", 50),
    Column("关系到几行", 12, "whole"),
    Column("是哪些", 40),
    *(Column(word, 30 if word == REPLY[0] else 14) for word in REPLY),
)


class Questions:
    """Collects, applicant by applicant, what is to be asked about each."""

    def __init__(self, asked: Collection[str]) -> None:
        """Begin with no applicant; ``asked`` are the facts for which the table has a column."""
        self._asked = asked
        self._counts: Counter[Item] = Counter()
        self._names: dict[Item, list[str]] = {}
        self._measures: dict[Item, set[str]] = {}
        self._known: dict[Open, frozenset[Item]] = {}

    def add(self, name: str, parts: Sequence[Part]) -> None:
        """Add an applicant with the results of all measures."""
        found: set[Item] = set()
        for at, part in enumerate(parts):
            items = self._items(at, part)
            found |= items
            for item in items:
                self._measures.setdefault(item, set()).add(POLICY.provisions[at].measure.id)
        for item in found:
            self._counts[item] += 1
            names = self._names.setdefault(item, [])
            if len(names) < NAMED:
                names.append(name)

    def _items(self, at: int, part: Part) -> frozenset[Item]:
        """Return what is to be asked about one measure; most applicants have it in common.

        A table that has no word about land does not ask for the price of land.
        """
        measure = POLICY.provisions[at].measure.id
        if part.missing and (own := _own_facts()[measure]) and own.isdisjoint(self._asked):
            return frozenset()
        open_ = Open(measure, part.status, part.missing, part.unsettled, part.doubts)
        if open_ not in self._known:
            self._known[open_] = frozenset(asker().items([open_]))
        return self._known[open_]

    def sheets(self) -> Iterator[tuple[str, list[list[Cell]]]]:
        """Yield the name and the rows of each unit's sheet."""
        for unit, items in asker().by_unit(self._counts).items():
            rows = [self._row(item) for item in items]
            yield f"问{unit}", [*rows, [NOT_YOURS], [UNOFFICIAL]]

    def _row(self, item: Item) -> list[Cell]:
        names, count = self._names[item], self._counts[item]
        place = asker().place(item, [name for name in POLICY.names if name in self._measures[item]])
        named = "、".join(names) + ("等" if count > len(names) else "")
        return [item.text, place.article.name, place.quote, count, named]


@cache
def _own_facts() -> dict[str, frozenset[str]]:
    """Return for each measure the facts that no other article asks for."""
    facts = frozenset(fact.id for fact in POLICY.facts)
    asked = {
        each.measure.id: (each.article, facts.intersection(each.measure.unknowns))
        for each in POLICY.provisions
    }
    return {
        name: own.difference(*(others for at, others in asked.values() if at is not article))
        for name, (article, own) in asked.items()
    }
