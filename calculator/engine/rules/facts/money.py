"""Facts that are an amount of 元."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from calculator.engine import phrases
from calculator.engine.rules.facts import texts
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
from calculator.engine.rules.unknown import OPEN, InTables

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from calculator.engine.rules.unknown import WriteDay

_AMOUNT = rf"(?:人民币|RMB|[¥¥])?({texts.NUMBER})({phrases.UNIT})?整?"
_FEN = Decimal("0.01")


@dataclass(frozen=True, eq=False)
class Money(Fact):
    """An amount of whole 元, exact or between two ends.

    ``until`` is the last day on which it can still grow; None where it lies in the past.  A cell
    is what lies between two lines.
    """

    until: date | None = None

    kind = "money"
    accepts = "不小于 0 的整数（元），或 [下限, 上限]"
    is_small = False
    is_amount = True
    nothing = "0"
    doubtful = frozenset({"无", "没有"})
    accepts_text = "不小于 0 的金额，如 5.2亿、52000万元、520000000，或范围 4亿至5亿；不清楚就留空"
    accepts_one = "一个金额"
    in_tables = InTables(
        width=16, typed_width=20, look="whole", unit="（元）", typed_unit="（万元）"
    )

    def read(self, answer: Any) -> tuple[int, int]:
        return span(answer, lambda end: below(MOST, not_negative(whole(end))))

    def read_text(
        self, text: str, unit: int | None, members: Mapping[str, str], last_day: date
    ) -> tuple[int, int]:
        return self.read(texts.span(text, lambda one: self._yuan(one, unit), self.accepts_text))

    def _yuan(self, text: str, unit: int | None) -> int | None:
        """Return an amount in whole 元; fractions are cut off: no rule has a line below 1 元.

        Before that it is rounded to 分: what is smaller comes from adding up binary fractions.
        """
        found = re.fullmatch(_AMOUNT, texts.close_up(text), re.IGNORECASE | re.ASCII)
        number = texts.number(found[1]) if found else None
        if found is None or number is None:
            return None
        if re.match(r"0\d", found[1]):
            raise texts.BadText(text, "以 0 开头，像是被分开的数的后一半", self.accepts_text)
        worth = phrases.yuan_in(found[2]) if found[2] else unit
        if number * (worth or 1) >= MOST:
            return None
        if worth is None:
            if number:
                raise texts.NoUnit(text, "没有写单位", "带单位的金额，如 52000万元")
            worth = 1
        return int((number * worth).quantize(_FEN))

    def say(self, value: tuple[int, int], members: Mapping[str, str] | None = None) -> str:
        low, high = (phrases.in_words(end) for end in value)
        return low if low == high else f"{low}至{high}"

    def shown(self, value: tuple[int, int], members: Mapping[str, str]) -> int | str:
        low, high = value
        return low if low == high else self.say(value)

    def schema(self, members: Collection[str]) -> list[dict[str, Any]]:
        return span_schema({"type": "integer", "minimum": 0, "exclusiveMaximum": MOST})

    def edges(self, lines: tuple[int, ...], members: Collection[str]) -> list[int]:
        return sorted({0, *(line + side for line in lines for side in (-1, 0))})

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

    def sql_accepts(self, members: Collection[str]) -> Mapping[str, str]:
        return {self.id: f"0 至 {MOST - 1}（元）"}

    def sql_values(self, value: tuple[int, int]) -> tuple[object, ...] | None:
        low, high = value
        return (low,) if low == high else None

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
