"""What people write in a cell, read as an answer of the kind that a fact asks for.

A cell that is blank or says 不清楚 is "not answered" (None) and is never taken for "no".
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal

from calculator.batch.reading import amount_units
from calculator.batch.reading.grid import UNREADABLE
from calculator.engine.messages import nearest, shown
from calculator.engine.rules.facts import (
    Choice,
    Event,
    Fact,
    Money,
    Reading,
    Set,
    UnitPrice,
    YesNo,
)
from calculator.engine.rules.facts.numbers import MOST
from calculator.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from calculator.batch.reading.grid import Cell

UNKNOWN = frozenset({"", "不清楚", "不知道", "未知", "不详", "待确认", "待定", "?", "null"})
NOTHING = frozenset(
    {"/", "\\", "-", "--", "---", "暂无", "无数据", "空", "n/a", "na", "nil", "none", "."}
)
"""Words that people put where there is nothing to say: nobody can tell whether they mean "no"."""

NONE = frozenset({"无", "没有"})
"""For an amount these may mean 0, or that it is not known."""

AS_NO, AS_UNKNOWN = "no", "unknown"
"""How a column's cells with such words may be taken, once somebody has said so."""

YES = frozenset({"是", "有", "对", "已", "√", "✓", "✔", "☑", "✅", "y", "yes", "true", "t", "1"})
NO = frozenset(
    {"否", "无", "没有", "不是", "未", "×", "✗", "✘", "☒", "❌", "x", "n", "no", "false", "f", "0"}
)

ABOUT_BLANKS = "；整列都这样写的，可以写明这一列算“没有”还是“不清楚”（命令行用 --blank）"
WORDS_YES_NO = "是、否（或 √、×）；不清楚就留空"
WORDS_MONEY = "不小于 0 的金额，如 5.2亿、52000万元、520000000，或范围 4亿至5亿；不清楚就留空"
WORDS_PRICE = "不小于 0、至多两位小数的数（元/㎡），如 84.5，或范围 80至90；不清楚就留空"
WORDS_EVENT = (
    "发生的日期，如 2024-05-01、2024年5月1日、2024/5/1；"
    "只知道月份的，如 2024年5月、2024-05、2024/5；"
    "没有发生填“否”，日期不清楚填“是”；不清楚就留空"
)

EARLIEST = date(1990, 1, 1)
LATEST = POLICY.last_day.replace(year=POLICY.last_day.year + 10)
"""Days before and after these are mistakes of typing."""

DAY_ZERO = date(1899, 12, 30)
"""The day from which spreadsheets count; 1900-02-29, which never was, is one of their days."""

TYPED_NUMBER = 3000
"""A day of a lower number was a number, such as a year, that was typed into a cell of dates."""

ALIASES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "applicant": {
        "公司": ("enterprise",),
        "有限公司": ("enterprise",),
        "合作社": ("cooperative",),
        "个体户": ("sole_trader",),
        "协会": ("association",),
        "高校": ("institute",),
        "园区": ("park",),
        "自然人": ("individual",),
    },
    "size": {
        **{
            f"{word}{tail}": (option,)
            for word, option in (
                ("大", "large"),
                ("中", "medium"),
                ("小", "small"),
                ("微", "micro"),
            )
            for tail in ("", "型企业")
        },
        "小微": ("small", "micro"),
        "小微企业": ("small", "micro"),
        "中小微企业": ("medium", "small", "micro"),
        "中小企业": ("medium", "small", "micro"),
    },
}
"""Other names of options; several ids where the word is ambiguous."""

NARROW = {0xFF01 + n: 0x21 + n for n in range(94)} | {
    0x3000: " ",
    0xA0: " ",
    0x301C: "~",
    0x2014: "-",
    0x2013: "-",
    0x2212: "-",
    **dict.fromkeys([0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060]),
}
"""Full-width letters, digits and marks, and variants of ~ and -, as plain ones; what has no width
and only directs the writing, as text copied from a page has it, is left out.

Unicode's compatibility normalisation would not do: it reads 5²亿 as 52亿.
"""

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_AMOUNT = re.compile(
    rf"(?:人民币|RMB|[¥¥])?({_NUMBER})({amount_units.WORD})?整?", re.IGNORECASE | re.ASCII
)
_RANGE = re.compile(r"(.+?)(?:至|到|~|-)(.+)")
_CLOCK = re.compile(
    r"(?:[上下]午)?(?:[01]?\d|2[0-3])(?::[0-5]\d(?::[0-5]\d(?:\.\d+)?)?|时(?:[0-5]?\d分)?)"
).pattern
_DAY = re.compile(
    r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?"
    rf"(?:(?:T|\s|(?<=日)|(?=[上下])){_CLOCK}(?:\+08(?::?00)?)?)?",
    re.ASCII,
)
"""A time of day may follow, but no time zone other than ours: 16:00Z is the next day here."""

_MONTH = re.compile(r"(\d{4})(?:年(\d{1,2})月|[-/](\d{1,2}))", re.ASCII)
"""Not 2024.10, which a spreadsheet stores as the number 2024.1."""

_PLAIN_DAY = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})", re.ASCII)
_SEPARATORS = re.compile(r"[;,;、,\n]+")
_FEN = Decimal("0.01")
_LONGEST = 25
"""Characters of the longest number that is parsed; no amount is longer."""


class BadCell(ValueError):  # noqa: N818 - it names the cell
    """A cell that cannot be read; its text says what is wrong and what is accepted."""

    def __init__(self, text: str, wrong: str, accepts: str) -> None:
        """Say what is ``wrong`` with ``text`` and what is accepted instead."""
        self.brief = f"{shown(text)} {wrong}" if text else wrong
        self.accepts = accepts
        super().__init__(f"{self.brief}；可填 {accepts}")

    def once(self, told: set[object], column: object) -> str:
        """Say it, and what a column may hold only where that was not yet ``told`` of it."""
        key = (column, self.accepts)
        if key in told:
            return self.brief
        told.add(key)
        return str(self)


def text_of(cell: Cell) -> str:
    """Return a cell as plain text, narrow and without blanks at its ends."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return _float_in_digits(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != cell.min.time() else cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if cell is None:
        return ""
    text = str(cell)
    return text if text in UNREADABLE else narrow(text).removeprefix("'").strip()


def narrow(text: str) -> str:
    """Return a text with full-width marks made plain, without blanks at its ends."""
    return text.translate(NARROW).strip()


def _float_in_digits(number: float) -> str:
    if not isfinite(number):
        return str(number)
    # 15 digits are all that a spreadsheet keeps; what is behind them comes from adding up.
    return str(int(number)) if number.is_integer() else f"{Decimal(f'{number:.15g}'):f}"


class NoUnit(BadCell):
    """An amount of which nobody said in which unit it is."""


def read_cell(
    asked: Fact | Reading,
    cell: Cell,
    unit: int | None = 1,
    members: Mapping[str, str] | None = None,
    blank: str = "",
) -> Any:  # noqa: ANN401 - a value of the fact's own kind
    """Return the value of a cell (see ``facts`` for the kinds), or None where it is not answered.

    ``unit`` is the unit of an amount that names none, as a number of 元, or None if it is not
    known; ``members`` are the labels of a set's members with their ids; ``blank`` says whether
    words such as 暂无 mean "no" or "not known".  Raises BadCell with what is wrong and what is
    accepted.
    """
    text = text_of(cell)
    if text.lower() in UNKNOWN:
        return None
    kind = kind_of(asked)
    if is_nothing(text) or text in kind.blanks:
        if blank == AS_UNKNOWN:
            return None
        if blank != AS_NO or kind.nothing is None:
            raise BadCell(text, "可以指没有，也可以指不清楚", f"{accepted(asked)}{ABOUT_BLANKS}")
        text = kind.nothing
    if text in UNREADABLE:
        raise BadCell(text, "不能用", UNREADABLE[text])
    if text.startswith("#") and text.rstrip("!?/").isupper():
        raise BadCell(text, "是电子表格的错误值", accepted(asked))
    return kind_of(asked).read(asked, text, unit, members or {})


def lacks_unit(asked: Fact | Reading, cell: Cell) -> bool:
    """Return whether a cell holds an amount of which only its column can say the unit."""
    try:
        read_cell(asked, cell, None)
    except NoUnit:
        return True
    except BadCell:
        return False
    return False


def is_nothing(text: str) -> bool:
    """Return whether a text says neither "no" nor "not known" but may mean either."""
    return text.lower().strip("()[]【】") in NOTHING


def accepted(asked: Fact | Reading) -> str:
    """Say in words what a column may hold."""
    return kind_of(asked).accepted(asked)


def _truth(text: str) -> bool | None:
    word = text.lower().rstrip("。.")
    return True if word in YES else False if word in NO else None


def _yes_no(text: str) -> bool:
    truth = _truth(text)
    if truth is None:
        raise BadCell(text, "不能用", WORDS_YES_NO)
    return truth


def _options(asked: Choice) -> str:
    labels = "、".join(f"“{label}”" for _, label in asked.options)
    return f"{labels} 之一；不能确定时用“；”隔开几个；不清楚就留空"


def _choice(asked: Choice, text: str) -> frozenset[str]:
    names: dict[str, tuple[str, ...]] = dict(ALIASES.get(asked.id, {}))
    for option, label in asked.options:
        names |= {narrow(label): (option,), option: (option,)}
        for part in label.split("、"):
            names.setdefault(narrow(part), (option,))
    whole = names.get(text) or names.get(text.lower())
    if whole:
        return frozenset(whole)
    found: set[str] = set()
    for part in re.split(r"[;,/|、]|或", text):
        options = names.get(part.strip())
        if options is None:
            near = nearest(part.strip(), names)
            raise BadCell(text, f"不能用{near}", accepted(asked))
        found.update(options)
    return frozenset(found)


def _span(text: str, one: Callable[[str], int | Decimal | None], words: str) -> list[int | Decimal]:
    """Return [low, high] of one amount, or of two with 至 between them."""
    single = one(text)
    if single is not None:
        return [single, single]
    ends = _RANGE.fullmatch(text)
    if ends is not None:
        low_text, high_text = ends[1].strip(), ends[2].strip()
        high = one(high_text)
        # 4至5亿 means 4亿至5亿: the unit at the end counts for both.
        unit = re.search(r"[亿千百十万元]+$", high_text)
        if unit and low_text[-1:].isdigit():
            low_text += unit[0]
        low = one(low_text)
        if low is not None and high is not None and low <= high:
            return [low, high]
    if re.search(r"\d[eE][+-]?\d", text):
        raise BadCell(text, "是科学计数法，末位数字可能已丢失", words)
    raise BadCell(text, "不能用", words)


def _number(text: str) -> Decimal | None:
    return Decimal(text.replace(",", "")) if len(text) <= _LONGEST else None


def _close_up(text: str) -> str:
    """Return a text without its blanks, save those between digits: 45000 52000 is two numbers."""
    return re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", text)


def _yuan(text: str, unit: int | None) -> int | None:
    """Return an amount in whole 元; fractions are cut off, since no rule has a line below 1 元.

    Before that it is rounded to 分: what is smaller comes from adding up binary fractions.
    """
    found = _AMOUNT.fullmatch(_close_up(text))
    number = _number(found[1]) if found else None
    if found is None or number is None:
        return None
    if re.match(r"0\d", found[1]):
        raise BadCell(text, "以 0 开头，像是被分开的数的后一半", WORDS_MONEY)
    worth = amount_units.yuan_in(found[2]) if found[2] else unit
    if number * (worth or 1) >= MOST:
        return None
    if worth is None:
        if number:
            raise NoUnit(text, "没有写单位", "带单位的金额，如 52000万元")
        worth = 1
    return int((number * worth).quantize(_FEN))


def _price(asked: UnitPrice, text: str) -> Any:  # noqa: ANN401 - as the fact reads it
    def one(part: str) -> Decimal | None:
        found = re.fullmatch(
            rf"[¥¥]?({_NUMBER})(?:元)?(?:/?(?:㎡|m2|平方米))?", _close_up(part), re.ASCII
        )
        return _number(found[1]) if found else None

    ends = _span(text, one, WORDS_PRICE)
    try:
        return asked.read(ends)
    except ValueError:
        raise BadCell(text, "不能用", WORDS_PRICE) from None


def _event(text: str) -> bool | date | tuple[date, date]:
    """Return whether it happened, the day, or the first and the last day of a month."""
    plain = _close_up(text)
    found = _DAY.fullmatch(plain) or _PLAIN_DAY.fullmatch(plain)
    if found is not None:
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            raise BadCell(text, "不是日历上的一天", WORDS_EVENT) from None
        _check_day(text, day)
        return day
    month = _MONTH.fullmatch(plain)
    if month is not None:
        try:
            first = date(int(month[1]), int(month[2] or month[3]), 1)
        except ValueError:
            raise BadCell(text, "不是日历上的月份", WORDS_EVENT) from None
        _check_day(text, first)
        return first, first.replace(day=monthrange(first.year, first.month)[1])
    truth = _truth(text)
    if truth is None:
        _check_serial(text)
        raise BadCell(text, "不能用", WORDS_EVENT)
    return truth


def _check_day(text: str, day: date) -> None:
    """Raise BadCell for a day on which nothing of the policy can have happened."""
    if EARLIEST <= day <= LATEST:
        return
    number = (day - DAY_ZERO).days
    number -= 0 < number <= 60  # noqa: PLR2004 - see DAY_ZERO
    typed = f"（单元格里大概只写了 {number}）" if number < TYPED_NUMBER else ""
    raise BadCell(text, f"不像发生的日期{typed}", WORDS_EVENT)


def _check_serial(text: str) -> None:
    """Raise BadCell for a number that a spreadsheet would show as a day."""
    if not re.fullmatch(r"\d{5}", text, re.ASCII):
        return
    day = DAY_ZERO + timedelta(days=int(text))
    if EARLIEST <= day <= LATEST:
        words = f"像是 {day} 的序号；把这一列设成日期格式再存"
        raise BadCell(text, words, WORDS_EVENT)


def _set(text: str, members: Mapping[str, str]) -> frozenset[str]:
    if text in {"[]", "都没有"} or _truth(text) is False:
        return frozenset()
    found = []
    for part in _parts(text, members):
        member = members.get(part)
        if member is None:
            raise BadCell(part, f"不是措施的名称{nearest(part, members)}", "措施的名称，用“；”隔开")
        found.append(member)
    return frozenset(found)


def _parts(text: str, known: Iterable[str]) -> list[str]:
    """Split a list at its separators; a name that contains one stays whole."""
    names = {name for name in known if _SEPARATORS.search(name)}
    parts = []
    for piece in re.split(r"[;;\n]+", text):
        cut = piece.strip()
        if cut in names:
            parts.append(cut)
        else:
            parts += [part.strip() for part in _SEPARATORS.split(cut) if part.strip()]
    return parts


# --- the kinds ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """How one kind of fact stands in tables: how its cells are read, and how they are written.

    ``read`` takes the fact, a cell's text, the unit of bare amounts, and the members of a set;
    ``accepted`` says what a cell may hold.  Words such as 暂无, and those of ``blanks``, are read
    as ``nothing`` where they mean "no"; None where no answer means that.
    """

    read: Callable[[Any, str, int | None, Mapping[str, str]], Any]
    accepted: Callable[[Any], str]
    nothing: str | None = "无"
    blanks: frozenset[str] = frozenset()

    is_amount: bool = False
    """Whether tables state the unit of its numbers somewhere."""

    unit: str = ""
    typed_unit: str = ""
    """The unit that its heading has in a result, and in the table to fill in."""

    parts: int = 1
    """In how many parts of that unit its numbers are kept."""

    width: int = 14
    typed_width: int = 16
    look: Literal["text", "whole", "price", "day"] = "text"
    """The width and the look of its column in a result, and the width to type in."""

    offered: Callable[[Any], tuple[str, ...]] = lambda _: ()
    """The words that are offered to choose from; for a day, that there was none."""

    never: str | None = None
    """What the example of the table to fill in says, where nothing happened."""

    remark: str = ""
    """What is said beside a column that is proposed for it."""


KINDS: dict[type[Fact | Reading], Kind] = {
    YesNo: Kind(
        lambda _, text, *__: _yes_no(text),
        lambda _: WORDS_YES_NO,
        offered=lambda _: ("是", "否", "不清楚"),
        never="否",
    ),
    Reading: Kind(lambda _, text, *__: _yes_no(text), lambda _: WORDS_YES_NO),
    Choice: Kind(
        lambda asked, text, *_: _choice(asked, text),
        _options,
        nothing=None,
        offered=lambda asked: tuple([label for _, label in asked.options]),
    ),
    Money: Kind(
        lambda asked, text, unit, _: asked.read(
            _span(text, lambda one: _yuan(one, unit), WORDS_MONEY)
        ),
        lambda _: WORDS_MONEY,
        nothing="0",
        blanks=NONE,
        is_amount=True,
        unit="（元）",
        typed_unit="（万元）",
        width=16,
        typed_width=20,
        look="whole",
    ),
    UnitPrice: Kind(
        lambda asked, text, *_: _price(asked, text),
        lambda _: WORDS_PRICE,
        nothing=None,
        unit="（元/㎡）",
        typed_unit="（元/㎡）",
        parts=100,
        width=12,
        typed_width=20,
        look="price",
    ),
    Event: Kind(
        lambda _, text, *__: _event(text),
        lambda _: WORDS_EVENT,
        width=13,
        typed_width=20,
        look="day",
        offered=lambda _: ("否",),
        never="否",
        remark="问的是日期；只写“是”的，日期按不清楚算",
    ),
    Set: Kind(
        lambda _, text, __, members: _set(text, members),
        lambda _: "措施的名称，用“；”隔开；都没有填“无”；不清楚就留空",
        offered=lambda _: ("无",),
    ),
}
"""Every kind of fact, and readings."""


def kind_of(asked: Fact | Reading) -> Kind:
    """Return how a fact or a reading stands in tables; TypeError for a kind that is not known."""
    kind = KINDS.get(type(asked))
    if kind is None:
        raise TypeError(asked)
    return kind
