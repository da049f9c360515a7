"""Facts that are an event with a day."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from calculator.engine import phrases
from calculator.engine.messages import Unreadable
from calculator.engine.rules.facts import texts
from calculator.engine.rules.facts.fact import Fact, FactLeaf
from calculator.engine.rules.facts.numbers import span, span_schema, sql_below
from calculator.engine.rules.unknown import OPEN, InTables

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from calculator.engine.rules.expression import Condition, Leaf
    from calculator.engine.rules.unknown import WriteDay

DAY = "_day"
"""What follows an event's id in the name of the column that holds its day."""

HAPPENED = -2
"""In SQL, the number of the cell of an event that happened on an unknown day: all but the first."""

_ANY = (date(2000, 1, 1).toordinal(),)
"""Days to try where no rule has a line."""

DAY_SCHEMA = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}

EARLIEST, AFTER_THE_TERM = 1990, 10
"""A day in an earlier year, or more than so many years after the term, is a mistake of typing."""

_CLOCK = r"(?:[上下]午)?(?:[01]?\d|2[0-3])(?::[0-5]\d(?::[0-5]\d(?:\.\d+)?)?|时(?:[0-5]?\d分)?)"
_DAY = (
    r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?"
    rf"(?:(?:T|\s|(?<=日)|(?=[上下])){_CLOCK}(?:\+08(?::?00)?)?)?"
)
"""A time of day may follow, but no time zone other than ours: 16:00Z is the next day here."""

_PLAIN_DAY = r"((?:19|20)\d{2})(\d{2})(\d{2})"
_MONTH = r"(\d{4})(?:年(\d{1,2})月|[-/](\d{1,2}))"
"""Not 2024.10, which a spreadsheet stores as the number 2024.1."""

_DAY_ZERO = date(1899, 12, 30)
"""The day from which spreadsheets count; 1900-02-29, which never was, is one of their days."""

_TYPED_NUMBER = 3000
"""A day of a lower number was a number, such as a year, that was typed into a cell of dates."""


class Event(Fact):
    """Something that never happened, or did: on a known day, in a span, or on an unknown day.

    The first cell is "never"; the others are the spans between the days that rules name.
    """

    kind = "event"
    accepts = (
        "false（没有发生）、“YYYY-MM-DD”（发生的日期）、"
        "[“YYYY-MM-DD”, “YYYY-MM-DD”]（在这两天之间）或 true（发生过，日期不清楚）"
    )
    is_small = False
    has_no = True
    is_dated = True
    nothing = "无"
    accepts_text = (
        "发生的日期，如 2024-05-01、2024年5月1日、2024/5/1；"
        "只知道月份的，如 2024年5月、2024-05、2024/5；"
        "没有发生填“否”，日期不清楚填“是”；不清楚就留空"
    )
    accepts_one = "一个日期"
    offered = ("否",)
    in_tables = InTables(
        width=13, typed_width=20, look="day", remark="问的是日期；只写“是”的，日期按不清楚算"
    )

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

    def read_text(
        self, text: str, unit: int | None, members: Mapping[str, str], last_day: date
    ) -> bool | date | tuple[date, date]:
        plain = texts.close_up(text)
        found = re.fullmatch(_DAY, plain, re.ASCII) or re.fullmatch(_PLAIN_DAY, plain, re.ASCII)
        if found is not None:
            try:
                day = date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                raise texts.BadText(text, "不是日历上的一天", self.accepts_text) from None
            self._check_day(text, day, last_day)
            return day
        month = re.fullmatch(_MONTH, plain, re.ASCII)
        if month is not None:
            try:
                first = date(int(month[1]), int(month[2] or month[3]), 1)
            except ValueError:
                raise texts.BadText(text, "不是日历上的月份", self.accepts_text) from None
            self._check_day(text, first, last_day)
            return first, _last_of_month(first)
        truth = texts.truth(text)
        if truth is None:
            self._check_serial(text, last_day)
            raise texts.BadText(text, "不能用", self.accepts_text)
        return truth

    def _check_day(self, text: str, day: date, last_day: date) -> None:
        """Raise BadText for a day on which nothing of the policy can have happened."""
        if _can_be(day, last_day):
            return
        number = (day - _DAY_ZERO).days
        number -= 0 < number <= 60  # noqa: PLR2004 - see _DAY_ZERO
        typed = f"（单元格里大概只写了 {number}）" if number < _TYPED_NUMBER else ""
        raise texts.BadText(text, f"不像发生的日期{typed}", self.accepts_text)

    def _check_serial(self, text: str, last_day: date) -> None:
        """Raise BadText for a number that a spreadsheet would show as a day."""
        if not re.fullmatch(r"\d{5}", text, re.ASCII):
            return
        day = _DAY_ZERO + timedelta(days=int(text))
        if _can_be(day, last_day):
            words = f"像是 {day} 的序号；把这一列设成日期格式再存"
            raise texts.BadText(text, words, self.accepts_text)

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

    def told(self, value: bool | date | tuple[date, date], words: str) -> str:
        if not isinstance(value, bool):
            return super().told(value, words)
        chosen, *rest = words.split("，")
        return "，".join([f"您选了“{chosen}”", *rest])

    def shown(
        self, value: bool | date | tuple[date, date], members: Mapping[str, str]
    ) -> date | str:
        return value if isinstance(value, date) else self.say(value)

    def schema(self, members: Collection[str]) -> list[dict[str, Any]]:
        return [{"type": "boolean"}, *span_schema(DAY_SCHEMA)]

    def edges(self, lines: tuple[int, ...], members: Collection[str]) -> list[bool | str]:
        days = sorted({line - side for line in lines or _ANY for side in (1, 0)})
        return [False, *(date.fromordinal(day).isoformat() for day in days)]

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

    def sql_accepts(self, members: Collection[str]) -> Mapping[str, str]:
        return {
            self.id: "true false",
            self.id + DAY: "发生的日期；NULL 而前一列是 true，表示日期不清楚",
        }

    def sql_values(self, value: bool | date | tuple[date, date]) -> tuple[object, ...] | None:
        if isinstance(value, tuple):
            return None
        return (value, None) if isinstance(value, bool) else (True, value)

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


def _can_be(day: date, last_day: date) -> bool:
    return EARLIEST <= day.year <= last_day.year + AFTER_THE_TERM


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
