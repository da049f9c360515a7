"""What can only be true or false: a question by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from calculator.engine.rules.expression import Leaf
from calculator.engine.rules.facts import texts
from calculator.engine.rules.unknown import OPEN, Unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from calculator.engine.rules.unknown import WriteDay


class Truth(Leaf, Unknown):
    """An unknown that is true or false; used as a condition, it holds where it is true.

    Its cells are "no" and "yes".
    """

    nothing = "无"
    accepts_text = "是、否（或 √、×）；不清楚就留空"

    @property
    def unknown(self) -> Self:
        return self

    def holds(self, lines: tuple[int, ...]) -> tuple[bool, ...]:
        return (False, True)

    def width(self, lines: tuple[int, ...]) -> int:
        return 2

    def cells(self, value: Any, lines: tuple[int, ...], part: str) -> tuple[int, ...]:
        return (1,) if value else (0,)

    def read_text(
        self, text: str, unit: int | None, members: Mapping[str, str], last_day: date
    ) -> bool:
        truth = texts.truth(text)
        if truth is None:
            raise texts.BadText(text, "不能用", self.accepts_text)
        return truth

    def say(self, value: bool, members: Mapping[str, str] | None = None) -> str:
        return "是" if value else "否"

    def sql(self, write_day: WriteDay) -> str:
        return self.column

    def sql_columns(self) -> Mapping[str, str]:
        return {self.id: "BOOLEAN"}

    def sql_accepts(self, members: Collection[str]) -> Mapping[str, str]:
        return {self.id: "true false"}

    def sql_values(self, value: bool) -> tuple[object, ...]:
        return (value,)

    def sql_cell(self, lines: tuple[int, ...], part: str, write_day: WriteDay) -> str:
        return f"CASE WHEN {self.column} IS NULL THEN {OPEN} WHEN {self.column} THEN 1 ELSE 0 END"
