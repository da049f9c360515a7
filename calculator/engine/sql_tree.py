"""The rules as plain SQL expressions, for rows on which nothing is open.

There each award is one number, and the database works it out as it stands in the rules: no diagram
is needed.  What is asked of a row (is this amount at that line, did this happen by then) is a
column of its own, so that it is looked at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from calculator.engine.expression import Reading
    from calculator.engine.facts import Choice, Event, Money, Set, YesNo

DAY = "_day"
"""What follows an event's id in the name of the column that holds its day."""


@dataclass(frozen=True)
class Term:
    """A piece of SQL: a condition (yes is worth 1) or an amount; ``value`` where it is fixed."""

    text: str
    is_condition: bool
    value: int | None = None


class Tree:
    """A book in which expressions stand as SQL; it collects the columns that they ask."""

    def __init__(self, settled: Mapping[str, bool], shown: Callable[[date], str]) -> None:
        """Begin with the readings that are settled; ``shown`` writes a day."""
        self._settled = settled
        self._shown = shown
        self.columns: dict[str, str] = {}

    def _ask(self, sql: str) -> Term:
        """Return the column that answers a question, the same one for the same question."""
        name = self.columns.setdefault(sql, f"is{len(self.columns)}")
        return Term(name, is_condition=True)

    def constant(self, value: int) -> Term:
        """Return a number."""
        return Term(str(value), is_condition=False, value=value)

    def sum_of(self, parts: list[Term]) -> Term:
        """Return the sum; conditions are only added where they exclude each other."""
        live = [part for part in parts if part.value != 0]
        if not live:
            return self.constant(0)
        if len(live) == 1:
            return live[0]
        if all(part.is_condition for part in live):
            return Term(f"({' OR '.join(part.text for part in live)})", is_condition=True)
        return Term(f"({' + '.join(part.text for part in live)})", is_condition=False)

    def highest_of(self, parts: list[Term]) -> Term:
        """Return the greatest; of conditions, whether one holds."""
        live = [part for part in parts if part.value != 0]
        if all(part.is_condition or part.value == 1 for part in live):
            sure = [part for part in live if part.value == 1]
            return sure[0] if sure else self.sum_of(live)
        texts = list(dict.fromkeys(part.text for part in parts))
        return Term(f"GREATEST({', '.join(texts)})", is_condition=False)

    def product(self, left: Term, right: Term) -> Term:
        """Return the product: both conditions, or the amount where the condition holds."""
        for one, other in ((left, right), (right, left)):
            if one.value == 0:
                return one
            if one.value == 1:
                return other
        if left.is_condition and right.is_condition:
            return Term(f"({left.text} AND {right.text})", is_condition=True)
        if right.value is not None:
            return Term(f"CAST({left.text} AS INTEGER) * {right.text}", is_condition=False)
        return Term(f"CASE WHEN {left.text} THEN {right.text} ELSE 0 END", is_condition=False)

    def complement(self, node: Term) -> Term:
        """Return the opposite of a condition."""
        if node.value is not None:
            return self.constant(1 - node.value)
        return Term(f"NOT {node.text}", is_condition=True)

    def option(self, fact: Choice, options: frozenset[str]) -> Term:
        """Return whether the chosen option is one of these."""
        words = ", ".join(f"'{option}'" for option in fact.ids() if option in options)
        return self._ask(f'"{fact.id}" IN ({words})')

    def truth(self, fact: YesNo | Reading) -> Term:
        """Return the answer, or how the reading is settled."""
        if fact.id in self._settled:
            return self.constant(int(self._settled[fact.id]))
        return self._ask(f'"{fact.id}"')

    def at_least(self, fact: Money, yuan: int) -> Term:
        """Return whether the amount is at or above the line."""
        return self._ask(f'"{fact.id}" >= {yuan}')

    def since(self, fact: Event, day: date) -> Term:
        """Return whether the event happened on the day or later."""
        column = f'"{fact.id}{DAY}"'
        return self._ask(f"{column} IS NOT NULL AND {column} >= {self._shown(day)}")

    def happened(self, fact: Event) -> Term:
        """Return whether the event happened: on a whole row its day is known then."""
        return self._ask(f'"{fact.id}{DAY}" IS NOT NULL')

    def contains(self, fact: Set, member: str) -> Term:
        """Return whether the set holds the member."""
        inside = f"';' || \"{fact.id}\" || ';' LIKE '%;{member};%'"
        # Most sets are empty, and looking into a text takes long.
        return self._ask(f"CASE WHEN \"{fact.id}\" = '' THEN FALSE ELSE {inside} END")
