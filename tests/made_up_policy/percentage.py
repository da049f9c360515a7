"""A kind of fact that no policy has yet: all of it that stands in Python, but for its field."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from calculator.engine.rules.facts import Fact, texts
from calculator.engine.rules.facts.fact import FactLeaf
from calculator.engine.rules.facts.numbers import (
    below,
    not_negative,
    span,
    span_schema,
    sql_below,
    whole,
)
from calculator.engine.rules.unknown import OPEN, InTables

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from calculator.engine.rules.expression import Condition
    from calculator.engine.rules.unknown import WriteDay

WHOLE = 100


class Percentage(Fact):
    """A share of a whole in per cent, exact or between two ends."""

    kind = "percentage"
    accepts = "0 至 100 的整数（%），或 [下限, 上限]"
    accepts_text = "0 至 100 的整数（%），如 35%，或范围 30至40%；不清楚就留空"
    accepts_one = "一个百分比"
    nothing = "0"
    in_tables = InTables(look="whole", unit="（%）", typed_unit="（%）")

    def read(self, answer: Any) -> tuple[int, int]:
        return span(answer, lambda end: below(WHOLE + 1, not_negative(whole(end))))

    def read_text(
        self, text: str, unit: int | None, members: Mapping[str, str], last_day: date
    ) -> tuple[int, int]:
        def one(part: str) -> int | None:
            found = re.fullmatch(r"(\d{1,2}|100)%?", part, re.ASCII)
            return int(found[1]) if found else None

        return self.read(texts.span(text, one, self.accepts_text))

    def say(self, value: tuple[int, int], members: Mapping[str, str] | None = None) -> str:
        low, high = value
        return f"{low}%" if low == high else f"{low}%至{high}%"

    def shown(self, value: tuple[int, int], members: Mapping[str, str]) -> int | str:
        low, high = value
        return low if low == high else self.say(value)

    def schema(self, members: Collection[str]) -> list[dict[str, Any]]:
        return span_schema({"type": "integer", "minimum": 0, "maximum": WHOLE})

    def edges(self, lines: tuple[int, ...], members: Collection[str]) -> list[int]:
        return sorted({0, *(line + side for line in lines for side in (-1, 0))})

    def width(self, lines: tuple[int, ...]) -> int:
        return len(lines) + 1

    def cells(self, value: tuple[int, int], lines: tuple[int, ...], part: str) -> tuple[int, ...]:
        low, high = value
        return tuple(range(bisect_right(lines, low), bisect_right(lines, high) + 1))

    def sql_columns(self) -> Mapping[str, str]:
        return {self.id: "BIGINT"}

    def sql_accepts(self, members: Collection[str]) -> Mapping[str, str]:
        return {self.id: f"0 至 {WHOLE}"}

    def sql_values(self, value: tuple[int, int]) -> tuple[object, ...] | None:
        low, high = value
        return (low,) if low == high else None

    def sql_cell(self, lines: tuple[int, ...], part: str, write_day: WriteDay) -> str:
        arms = sql_below(self.column, map(str, lines), 0)
        blank = f"WHEN {self.column} IS NULL THEN {OPEN}"
        return f"CASE {' '.join([blank, *arms])} ELSE {len(arms)} END"

    def at_least(self, percent: int) -> Condition:
        """Return the condition that it is so much or more."""
        return AtLeast(self, percent)


@dataclass(frozen=True, eq=False)
class AtLeast(FactLeaf):
    """A percentage is at or above a line."""

    fact: Percentage
    percent: int

    @property
    def line(self) -> int:
        return self.percent

    @property
    def detail(self) -> int:
        return self.percent

    def holds(self, lines: tuple[int, ...]) -> tuple[bool, ...]:
        return tuple([first >= self.percent for first in (0, *lines)])

    def in_words(self) -> str:
        return f"{self.fact.label}达到{self.percent}%"

    def sql(self, write_day: WriteDay) -> str:
        return f"{self.fact.column} >= {self.percent}"
