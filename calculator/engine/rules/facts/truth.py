"""What can only be true or false: a question by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from calculator.engine.rules.expression import Leaf
from calculator.engine.rules.unknown import OPEN, Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calculator.engine.rules.unknown import WriteDay


class Truth(Leaf, Unknown):
    """An unknown that is true or false; used as a condition, it holds where it is true.

    Its cells are "no" and "yes".
    """

    @property
    def unknown(self) -> Self:
        return self

    def holds(self, lines: tuple[int, ...]) -> tuple[bool, ...]:
        return (False, True)

    def width(self, lines: tuple[int, ...]) -> int:
        return 2

    def cells(self, value: Any, lines: tuple[int, ...], part: str) -> tuple[int, ...]:
        return (1,) if value else (0,)

    def sql(self, write_day: WriteDay) -> str:
        return self.column

    def sql_columns(self) -> Mapping[str, str]:
        return {self.id: "BOOLEAN"}

    def sql_cell(self, lines: tuple[int, ...], part: str, write_day: WriteDay) -> str:
        return f"CASE WHEN {self.column} IS NULL THEN {OPEN} WHEN {self.column} THEN 1 ELSE 0 END"
