"""The rules as plain SQL expressions, for rows on which nothing is open.

There each award is one number, and the database calculates it just as the rule says, without a
diagram.  Each question to a row (does this amount reach that line, did this happen by then) is a
column of its own, so that it is evaluated once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calculator.engine.rules.expression import Leaf
    from calculator.engine.rules.unknown import WriteDay


@dataclass(frozen=True)
class Term:
    """A piece of SQL: a condition (yes is worth 1) or an amount; ``value`` where it is fixed."""

    text: str
    is_condition: bool
    value: int | None = None


class Tree:
    """Compiles expressions to SQL, and collects the columns that this SQL needs."""

    def __init__(self, settled: Mapping[str, bool], write_day: WriteDay) -> None:
        """Begin with the readings that are settled; ``write_day`` writes a day as a literal."""
        self._settled = settled
        self._write_day = write_day
        self.columns: dict[str, str] = {}

    def constant(self, value: int) -> Term:
        """Return a number."""
        return Term(str(value), is_condition=False, value=value)

    def sum_of(self, parts: list[Term]) -> Term:
        """Return the sum; conditions are only added where they are mutually exclusive."""
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

    def ask(self, leaf: Leaf) -> Term:
        """Return the column for a question, or a constant where its reading is settled."""
        settled = self._settled.get(leaf.unknown.id)
        if settled is not None:
            return self.constant(int(settled))
        # The same question is the same column.
        sql = leaf.sql(self._write_day)
        name = self.columns.setdefault(sql, f"is{len(self.columns)}")
        return Term(name, is_condition=True)
