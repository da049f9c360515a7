"""Facts that are a price in 元/㎡."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from calculator.engine.messages import Unreadable
from calculator.engine.rules.facts import texts
from calculator.engine.rules.facts.fact import Fact
from calculator.engine.rules.facts.numbers import (
    MOST,
    below,
    hundredths,
    not_negative,
    span,
    span_schema,
)
from calculator.engine.rules.unknown import InTables

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

_PRICE = rf"[¥¥]?({texts.NUMBER})(?:元)?(?:/?(?:㎡|m2|平方米))?"


class UnitPrice(Fact):
    """A price in 元/㎡ with at most two decimals, exact or between two ends; kept in 分/㎡.

    No rule asks for a price: a floor price is calculated from it (see ``FloorPrice``).  So it has
    no lines, a single cell, and nothing in SQL.
    """

    kind = "unit_price"
    accepts = "不小于 0、至多两位小数的数（元/㎡），或 [下限, 上限]"
    accepts_text = "不小于 0、至多两位小数的数（元/㎡），如 84.5，或范围 80至90；不清楚就留空"
    accepts_one = "一个金额"
    in_tables = InTables(
        width=12, typed_width=20, look="price", unit="（元/㎡）", typed_unit="（元/㎡）"
    )

    def read(self, answer: Any) -> tuple[int, int]:
        return span(answer, lambda end: below(100 * MOST, not_negative(hundredths(end))))

    def read_text(
        self, text: str, unit: int | None, members: Mapping[str, str], last_day: date
    ) -> tuple[int, int]:
        ends = texts.span(text, _yuan, self.accepts_text)
        try:
            return self.read(ends)
        except Unreadable:
            raise texts.BadText(text, "不能用", self.accepts_text) from None

    def say(self, value: tuple[int, int], members: Mapping[str, str] | None = None) -> str:
        low, high = (f"{Decimal(end) / 100:f}" for end in value)
        return f"{low}元/㎡" if low == high else f"{low}至{high}元/㎡"

    def shown(self, value: tuple[int, int], members: Mapping[str, str]) -> float | str:
        low, high = value
        return low / 100 if low == high else self.say(value)

    def sql_values(self, value: tuple[int, int]) -> tuple[object, ...] | None:
        low, high = value
        return () if low == high else None

    def edges(self, lines: tuple[int, ...], members: Collection[str]) -> list[float]:
        # It has no lines; a formula may compare one with another, and a cent may matter.
        return [0, 0.01, 50, 100, 100.01]

    def schema(self, members: Collection[str]) -> list[dict[str, Any]]:
        return span_schema(
            {"type": "number", "minimum": 0, "exclusiveMaximum": MOST, "multipleOf": 0.01}
        )


def _yuan(text: str) -> Decimal | None:
    found = re.fullmatch(_PRICE, texts.close_up(text), re.ASCII)
    return texts.number(found[1]) if found else None
