"""Facts that are an amount of 元."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from calculator.engine import phrases
from calculator.engine.rules.facts.fact import Fact, FactLeaf
from calculator.engine.rules.facts.numbers import (
    MOST,
    below,
    not_negative,
    span,
    span_schema,
    sql_below,
    whole,
)
from calculator.engine.rules.unknown import OPEN

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from calculator.engine.rules.unknown import WriteDay


@dataclass(frozen=True, eq=False)
class Money(Fact):
    """An amount of whole 元, exact or between two ends.

    ``until`` is the last day on which it can still grow; None where it lies in the past.  A cell
    is what lies between two lines.
    """

    until: date | None = None

    kind: ClassVar[str] = "money"
    accepts: ClassVar[str] = "不小于 0 的整数（元），或 [下限, 上限]"
    is_small: ClassVar[bool] = False

    def read(self, answer: Any) -> tuple[int, int]:
        return span(answer, lambda end: below(MOST, not_negative(whole(end))))

    def say(self, value: tuple[int, int], members: Mapping[str, str] | None = None) -> str:
        low, high = (phrases.in_words(end) for end in value)
        return low if low == high else f"{low}至{high}"

    def schema(self, members: Collection[str]) -> list[dict[str, Any]]:
        return span_schema({"type": "integer", "minimum": 0, "exclusiveMaximum": MOST})

    def goals(
        self,
        value: Any,
        cells: tuple[int, ...],
        lines: tuple[int, ...],
        as_of: date,
        last_day: date,
    ) -> list[tuple[int, Any]]:
        if self.until is None or as_of > self.until:
            return []
        return list(enumerate(lines, start=1))[cells[0] :]

    def say_goal(self, answer: int) -> str:
        return f"{self.label}达到{phrases.in_words(answer)}"

    def width(self, lines: tuple[int, ...]) -> int:
        return len(lines) + 1

    def cells(self, value: tuple[int, int], lines: tuple[int, ...], part: str) -> tuple[int, ...]:
        low, high = value
        return tuple(range(bisect_right(lines, low), bisect_right(lines, high) + 1))

    def sql_columns(self) -> Mapping[str, str]:
        return {self.id: "BIGINT"}

    def sql_known(self, usual: Collection[str] = ()) -> str:
        column = self.column
        return f"{column} IS NOT NULL AND {column} >= 0 AND {column} < {MOST}"

    def sql_refused(self, members: Collection[str], usual: Collection[str]) -> str:
        return f"{self.column} < 0 OR {self.column} >= {MOST}"

    def sql_cleaned(self, members: Collection[str], usual: Collection[str]) -> Mapping[str, str]:
        column = self.column
        return {self.id: f"CASE WHEN {column} >= 0 AND {column} < {MOST} THEN {column} END"}

    def sql_cell(self, lines: tuple[int, ...], part: str, write_day: WriteDay) -> str:
        below = sql_below(self.column, map(str, lines), 0)
        blank = f"WHEN {self.column} IS NULL THEN {OPEN}"
        return f"CASE {' '.join([blank, *below])} ELSE {len(below)} END"


@dataclass(frozen=True, eq=False)
class AtLeast(FactLeaf):
    """An amount is at or above a line ("达到"), in 元."""

    fact: Money
    yuan: int

    @property
    def line(self) -> int | None:
        """Return the line; None for 0, which every amount reaches."""
        return self.yuan or None

    @property
    def detail(self) -> int:
        return self.yuan

    def holds(self, lines: tuple[int, ...]) -> tuple[bool, ...]:
        return tuple([first >= self.yuan for first in (0, *lines)])

    def in_words(self) -> str:
        return f"{self.fact.label}达到{phrases.in_words(self.yuan)}"

    def sql(self, write_day: WriteDay) -> str:
        return f"{self.fact.column} >= {self.yuan}"
