"""Facts that are a price in 元/㎡."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from calculator.engine.rules.facts.fact import Fact
from calculator.engine.rules.facts.numbers import (
    MOST,
    below,
    hundredths,
    not_negative,
    span,
    span_schema,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class UnitPrice(Fact):
    """A price in 元/㎡ with at most two decimals, exact or between two ends; kept in 分/㎡.

    No rule asks for a price: a floor price is calculated from it (see ``FloorPrice``).  So it has
    no lines, a single cell, and nothing in SQL.
    """

    kind: ClassVar[str] = "unit_price"
    accepts: ClassVar[str] = "不小于 0、至多两位小数的数（元/㎡），或 [下限, 上限]"

    def read(self, answer: Any) -> tuple[int, int]:
        return span(answer, lambda end: below(100 * MOST, not_negative(hundredths(end))))

    def say(self, value: tuple[int, int], members: Mapping[str, str] | None = None) -> str:
        low, high = (f"{Decimal(end) / 100:f}" for end in value)
        return f"{low}元/㎡" if low == high else f"{low}至{high}元/㎡"

    def schema(self, members: Collection[str]) -> list[dict[str, Any]]:
        return span_schema(
            {"type": "number", "minimum": 0, "exclusiveMaximum": MOST, "multipleOf": 0.01}
        )
