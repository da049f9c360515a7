"""What can be asked: each fact with its kind, how an answer is read, and how it is said.

An answer that is absent or null means "not answered" and is never taken for "no".  Reading an
answer returns a value of the kind below, or raises ``Unreadable`` with what is accepted.

    yes/no      bool
    choice      frozenset of the options that are still possible
    money       (low, high) in 元
    unit price  (low, high) in 分/㎡ (1/100 元)
    event       False, a date, (first, last) day, or True where the day is not known
    set         frozenset of members
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, ClassVar

from calculator.engine import phrases
from calculator.engine.expression import (
    Condition,
    Contains,
    Happened,
    OneOf,
    Since,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from calculator.engine.expression import Book, Drawn


LONGEST = 60
"""How many characters of a value an error message shows."""


def nearest(name: object, known: Iterable[str]) -> str:
    """Return words for the known name closest to ``name``, or an empty text."""
    if not isinstance(name, str):
        return ""
    close = get_close_matches(name[:80], list(known), n=1, cutoff=0.5)
    return f"，最接近的名称是 {close[0]}" if close else ""


def shown(value: object) -> str:
    """Return a value as JSON writes it, texts in Chinese marks; short, and safe to print."""
    if isinstance(value, Decimal):
        text = str(value)
    elif isinstance(value, int) and abs(value) >= 10**LONGEST:
        text = "一个过大的数"
    else:
        try:
            text = json.dumps(value, ensure_ascii=False, default=str)
        except RecursionError:
            text = "嵌套过深的值"
    if isinstance(value, str):
        text = f"“{text[1:-1]}”"
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


class Unreadable(ValueError):  # noqa: N818 - it names the answer, as the messages do
    """An answer that cannot be read; its text says what is wrong."""

    def __init__(self, answer: object, known: Iterable[str] = ()) -> None:
        """Say that ``answer`` cannot be used, with the nearest of the ``known`` names."""
        super().__init__(f"{shown(answer)} 不能用{nearest(answer, known)}")


@dataclass(frozen=True, eq=False)
class Fact:
    """A fact that can be asked: ``id``, ``label`` (the question), ``topic`` and ``help``.

    ``formerly`` is an earlier label, which tables that people keep may still have as a heading.
    """

    id: str
    label: str
    topic: str
    help: str = ""
    formerly: str = ""

    kind: ClassVar[str]
    accepts: ClassVar[str]

    def read(self, answer: Any) -> Any:  # noqa: ANN401 - JSON, of any shape
        """Return the answer's value; raise ``Unreadable`` where it is none of this kind."""
        raise NotImplementedError

    def say(self, value: Any) -> str:  # noqa: ANN401 - a value of the fact's own kind
        """Return the answer in words."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class YesNo(Condition, Fact):
    """A question with yes or no; a condition by itself."""

    kind: ClassVar[str] = "yes_no"
    accepts: ClassVar[str] = "true 或 false"

    def read(self, answer: Any) -> bool:  # noqa: ANN401
        """Return the bool."""
        if not isinstance(answer, bool):
            raise Unreadable(answer)
        return answer

    def say(self, value: bool) -> str:  # noqa: FBT001 - the kind's own value
        """Return 是 or 否."""
        return "是" if value else "否"

    def draw(self, book: Book[Drawn]) -> Drawn:
        """Return 1 for yes."""
        return book.truth(self)


@dataclass(frozen=True, eq=False)
class Choice(Fact):
    """One of a few options; several where it is not known which.

    ``opening`` are words that make a statement with an option behind them.
    """

    options: tuple[tuple[str, str], ...] = ()
    opening: str = ""

    kind: ClassVar[str] = "choice"

    @property
    def accepts(self) -> str:  # type: ignore[override]
        """Return the options, in words."""
        return "、".join(self.ids()) + " 之一，或由其中几个组成的列表"

    def ids(self) -> tuple[str, ...]:
        """Return the options' ids."""
        return tuple(option for option, _ in self.options)

    def read(self, answer: Any) -> frozenset[str]:  # noqa: ANN401
        """Return the options that are still possible."""
        chosen = answer if isinstance(answer, list) and answer else [answer]
        for option in chosen:
            if not isinstance(option, str) or option not in self.ids():
                raise Unreadable(option, self.ids())
        return frozenset(chosen)

    def say(self, value: frozenset[str]) -> str:
        """Return the options' labels."""
        return "或".join(label for option, label in self.options if option in value)

    def is_(self, *options: str) -> Condition:
        """Return the condition that the answer is one of these; ValueError for unknown ones."""
        for option in options:
            if option not in self.ids():
                msg = f"{self.id} 没有选项 {option}{nearest(option, self.ids())}"
                raise ValueError(msg)
        return OneOf(self, frozenset(options))


DIGITS = 30
"""How many digits before the point a number with decimals may have."""


def _scaled(number: Decimal, places: int) -> int | None:
    """Return number x 10**places, or None where that is not whole, or far too large.

    Worked out on the digits, since arithmetic would round a long fraction or overflow.
    """
    if not number.is_finite() or number.adjusted() >= DIGITS:
        return None
    sign, digits, exponent = number.as_tuple()
    written = "".join(map(str, digits))
    beyond = -(int(exponent) + places)
    if beyond > 0:
        if written[-beyond:].strip("0"):
            return None
        written = written[:-beyond] or "0"
    else:
        written += "0" * -beyond
    return -int(written) if sign else int(written)


def _whole(number: object) -> int | None:
    """Return a JSON number that is whole as an int; None for all else (also for true)."""
    if isinstance(number, bool):
        return None
    if isinstance(number, Decimal):
        return _scaled(number, 0)
    return number if isinstance(number, int) else None


def _not_negative(number: int | None) -> int | None:
    return None if number is None or number < 0 else number


def _span(answer: object, one: Any) -> tuple[Any, Any]:  # noqa: ANN401 - a reader of one end
    """Return both ends of a single value or of a list of two; ``Unreadable`` for all else."""
    ends = answer if isinstance(answer, list) else [answer, answer]
    if len(ends) != 2:  # noqa: PLR2004 - a range has two ends
        raise Unreadable(answer)
    low, high = one(ends[0]), one(ends[1])
    if low is None or high is None or low > high:
        raise Unreadable(answer)
    return low, high


@dataclass(frozen=True, eq=False)
class Money(Fact):
    """An amount of whole 元, exact or between two ends.

    ``until`` is the last day on which it can still be worked towards; None where it lies behind.
    """

    until: date | None = None

    kind: ClassVar[str] = "money"
    accepts: ClassVar[str] = "不小于 0 的整数（元），或 [下限, 上限]"

    def read(self, answer: Any) -> tuple[int, int]:  # noqa: ANN401
        """Return (low, high) in 元."""
        return _span(answer, lambda end: _not_negative(_whole(end)))

    def say(self, value: tuple[int, int]) -> str:
        """Return the amount in 亿元, 万元 or 元."""
        low, high = (phrases.in_words(end) for end in value)
        return low if low == high else f"{low}至{high}"


def _hundredths(number: object) -> int | None:
    """Return a JSON number with at most two decimals in hundredths; None for all else."""
    if isinstance(number, float):
        # A Python caller's 84.01 is meant as written, not as its binary neighbour.
        number = Decimal(str(number))
    if isinstance(number, Decimal):
        return _scaled(number, 2)
    whole = _whole(number)
    return None if whole is None else whole * 100


@dataclass(frozen=True, eq=False)
class UnitPrice(Fact):
    """A price in 元/㎡ with at most two decimals, exact or between two ends; kept in 分/㎡."""

    kind: ClassVar[str] = "unit_price"
    accepts: ClassVar[str] = "不小于 0、至多两位小数的数（元/㎡），或 [下限, 上限]"

    def read(self, answer: Any) -> tuple[int, int]:  # noqa: ANN401
        """Return (low, high) in 分/㎡."""
        return _span(answer, lambda end: _not_negative(_hundredths(end)))

    def say(self, value: tuple[int, int]) -> str:
        """Return the price in 元/㎡."""
        low, high = (f"{Decimal(end) / 100:f}" for end in value)
        return f"{low}元/㎡" if low == high else f"{low}至{high}元/㎡"


@dataclass(frozen=True, eq=False)
class Event(Fact):
    """Something that never happened, happened on a day or in a span of days, or some day."""

    kind: ClassVar[str] = "event"
    accepts: ClassVar[str] = (
        "false（没有发生）、“YYYY-MM-DD”（发生的日期）、"
        "[“YYYY-MM-DD”, “YYYY-MM-DD”]（在这两天之间）或 true（发生过，日期不清楚）"
    )

    def read(self, answer: Any) -> bool | date | tuple[date, date]:  # noqa: ANN401
        """Return False, True, the day, or the first and the last day on which it can have been."""
        if isinstance(answer, bool):
            return answer
        if isinstance(answer, list):
            first, last = _span(answer, read_day)
            return first if first == last else (first, last)
        day = read_day(answer)
        if day is None:
            raise Unreadable(answer)
        return day

    def say(self, value: bool | date | tuple[date, date]) -> str:  # noqa: FBT001 - the kind's own
        """Return 没有, the day, the month or the span of days, or 有，日期不清楚."""
        if isinstance(value, bool):
            return "有，日期不清楚" if value else "没有"
        if isinstance(value, tuple):
            first, last = value
            if first.day == 1 and last == _last_of_month(first):
                return f"{first.year}年{first.month}月"
            return f"{phrases.day_in_words(first)}至{phrases.day_in_words(last)}"
        return phrases.day_in_words(value)

    def since(self, day: date) -> Condition:
        """Return the condition that it happened on ``day`` or later."""
        return Since(self, day)

    def after(self, day: date) -> Condition:
        """Return the condition that it happened later than ``day``."""
        return Since(self, day + timedelta(days=1))

    def happened(self) -> Condition:
        """Return the condition that it happened at all."""
        return Happened(self)


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


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


@dataclass(frozen=True, eq=False)
class Set(Fact):
    """Any number of members; the empty list is "none".

    ``members`` holds pairs of an id and its label; it is filled in when the policy is put together.
    """

    kind: ClassVar[str] = "set"
    accepts: ClassVar[str] = "由措施的 id 组成的列表，[] 表示都没有"

    def read(self, answer: Any) -> frozenset[str]:  # noqa: ANN401
        """Return the members; whether they are known is for the policy to say."""
        if not isinstance(answer, list):
            raise Unreadable(answer)
        for member in answer:
            if not isinstance(member, str):
                raise Unreadable(member)
        return frozenset(answer)

    def has(self, member: str) -> Condition:
        """Return the condition that the set holds ``member``."""
        return Contains(self, member)
