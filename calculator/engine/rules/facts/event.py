"""Facts that are an event with a day."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from calculator.engine import phrases
from calculator.engine.messages import Unreadable
from calculator.engine.rules.facts.fact import Fact, FactLeaf
from calculator.engine.rules.facts.numbers import span, span_schema, sql_below
from calculator.engine.rules.unknown import OPEN

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from calculator.engine.rules.expression import Condition, Leaf
    from calculator.engine.rules.unknown import WriteDay

DAY = "_day"
"""What follows an event's id in the name of the column that holds its day."""

HAPPENED = -2
"""In SQL, the number of the cell of an event that happened on an unknown day: all but the first."""

DAY_SCHEMA = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}


class Event(Fact):
    """Something that never happened, or did: on a known day, in a span, or on an unknown day.

    The first cell is "never"; the others are the spans between the days that rules name.
    """

    kind: ClassVar[str] = "event"
    accepts: ClassVar[str] = (
        "false（没有发生）、“YYYY-MM-DD”（发生的日期）、"
        "[“YYYY-MM-DD”, “YYYY-MM-DD”]（在这两天之间）或 true（发生过，日期不清楚）"
    )
    is_small: ClassVar[bool] = False

    def read(self, answer: Any) -> bool | date | tuple[date, date]:
        if isinstance(answer, bool):
            return answer
        if isinstance(answer, list):
            first, last = span(answer, read_day)
            return first if first == last else (first, last)
        day = read_day(answer)
        if day is None:
            raise Unreadable(answer)
        return day

    def say(
        self,
        value: bool | date | tuple[date, date],
        members: Mapping[str, str] | None = None,
    ) -> str:
        """Return 没有, the day, the month or the span of days, or 有，日期不清楚."""
        if isinstance(value, bool):
            return "有，日期不清楚" if value else "没有"
        if isinstance(value, tuple):
            first, last = value
            if first.day == 1 and last == _last_of_month(first):
                return f"{first.year}年{first.month}月"
            return f"{phrases.day_in_words(first)}至{phrases.day_in_words(last)}"
        return phrases.day_in_words(value)

    def schema(self, members: Collection[str]) -> list[dict[str, Any]]:
        return [{"type": "boolean"}, *span_schema(DAY_SCHEMA)]

    def goals(
        self,
        value: Any,
        cells: tuple[int, ...],
        lines: tuple[int, ...],
        as_of: date,
        last_day: date,
    ) -> list[tuple[int, Any]]:
        """Return the last day of the term, where the event has not happened yet."""
        if value is None or value is False:
            return [(self.cells(last_day, lines, "")[0], last_day.isoformat())]
        return []

    def say_goal(self, answer: str) -> str:
        day = phrases.day_in_words(date.fromisoformat(answer))
        return f"不晚于{day}{phrases.quoted(self.label)}"

    def width(self, lines: tuple[int, ...]) -> int:
        return len(lines) + 2

    def cells(
        self,
        value: bool | date | tuple[date, date],
        lines: tuple[int, ...],
        part: str,
    ) -> tuple[int, ...]:
        if value is False:
            return (0,)
        if value is True:
            return tuple(range(1, self.width(lines)))
        first, last = value if isinstance(value, tuple) else (value, value)
        low, high = (bisect_right(lines, day.toordinal()) for day in (first, last))
        return tuple(range(1 + low, 2 + high))

    def sql_columns(self) -> Mapping[str, str]:
        return {self.id: "BOOLEAN", self.id + DAY: "DATE"}

    def sql_known(self, usual: Collection[str] = ()) -> str:
        return (
            f"({self.day_column} IS NOT NULL OR ({self.column} IS NOT NULL AND NOT {self.column}))"
        )

    def sql_unsure(self) -> Mapping[int, int]:
        return {OPEN: 0, HAPPENED: 1}

    def sql_cell(self, lines: tuple[int, ...], part: str, write_day: WriteDay) -> str:
        days = [write_day(date.fromordinal(line)) for line in lines]
        arms = [
            *sql_below(self.day_column, days, 1),
            f"WHEN {self.day_column} IS NOT NULL THEN {1 + len(days)}",
            f"WHEN {self.column} IS NULL THEN {OPEN}",
            f"WHEN {self.column} THEN {HAPPENED}",
        ]
        return f"CASE {' '.join(arms)} ELSE 0 END"

    @property
    def day_column(self) -> str:
        """Return the column that holds its day, quoted."""
        return f'"{self.id}{DAY}"'

    def since(self, day: date) -> Condition:
        """Return the condition that it happened on ``day`` or later."""
        return Since(self, day)

    def after(self, day: date) -> Condition:
        """Return the condition that it happened later than ``day``."""
        return Since(self, day + timedelta(days=1))

    def happened(self) -> Condition:
        """Return the condition that it happened at all."""
        return Happened(self)


@dataclass(frozen=True, eq=False)
class Since(FactLeaf):
    """An event happened on a day or later."""

    fact: Event
    day: date

    @property
    def line(self) -> int:
        return self.day.toordinal()

    @property
    def detail(self) -> date:
        return self.day

    def holds(self, lines: tuple[int, ...]) -> tuple[bool, ...]:
        return (False, *[first >= self.line for first in (1, *lines)])

    def in_words(self) -> str:
        return f"{self.fact.label}，不早于{phrases.day_in_words(self.day)}"

    def but_not_in_words(self, later: Leaf) -> str:
        if not isinstance(later, Since):
            return ""
        last = phrases.day_in_words(later.day - timedelta(days=1))
        return f"{self.fact.label}，在{phrases.day_in_words(self.day)}至{last}之间"

    def sql(self, write_day: WriteDay) -> str:
        column = self.fact.day_column
        return f"{column} IS NOT NULL AND {column} >= {write_day(self.day)}"


class Happened(FactLeaf):
    """An event happened, whenever."""

    fact: Event

    def holds(self, lines: tuple[int, ...]) -> tuple[bool, ...]:
        return (False, True, *[True for _ in lines])

    def sql(self, write_day: WriteDay) -> str:
        """Return the test that a day is filled in; where nothing is open, "happened" has one."""
        return f"{self.fact.day_column} IS NOT NULL"


def read_day(text: object) -> date | None:
    """Return the day that ``"YYYY-MM-DD"`` names, or None where it is not one."""
    if not isinstance(text, str) or len(text) != len("YYYY-MM-DD") or not text.isascii():
        return None
    if text[4] != "-" or text[7] != "-":
        return None
    try:
        return date(int(text[:4]), int(text[5:7]), int(text[8:]))
    except ValueError:
        return None


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
