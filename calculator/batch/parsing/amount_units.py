"""Units of amounts as tables state them: in a heading, in a line above it, in a number format.

Nobody writes 万元 into every cell, so most tables say it once, somewhere else.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from calculator.batch.parsing.grid import HIDDEN
from calculator.engine.phrases import UNIT, yuan_in

_REMARK = re.compile(
    "不?含税|人民币|取整|四舍五入|(?:保留|精确到)[^,、;]{0,6}|年报|快报|决算|合并|全年|下同|必填"
).pattern
"""What may follow a unit in its brackets; a second unit, 同比 or 其中 may not."""

_INSIDE = re.compile(
    rf"(?:(?:金额)?单位[::]?|人民币|RMB|[¥¥])*(?P<unit>{UNIT}|千)(?:/年|(?:[,、;](?:{_REMARK}))+)?"
).pattern
_BRACKET = re.compile(rf"[(\[【〔]{_INSIDE}[)\]】〕]", re.IGNORECASE)
_COUNT = r"\d一二两三四五六七八九十百千万亿几数余多"
"""What precedes 万元 in an amount such as 2000万元以上, which states no unit."""

_AT_THE_END = re.compile(
    rf"(?:[/,、_:-](?P<unit>{UNIT})|(?<![{_COUNT}])(?P<bare>(?:[十百千]?万|亿)元?|千元))$"
)
"""A unit that ends a heading: after a mark, or a longer word without one.

Not 元 without a mark, since 美元 ends with it too.
"""

_NAMED = re.compile(rf"(?<![{_COUNT}单公纪])((?:[十百千]?万|亿|[百千])?元)(?![旦宵素])")
_DENIED = re.compile(rf"(?:不[是以为按填用]|[勿非])[以按填]?(?:人民币)?(?:{UNIT})")

_TITLE = re.compile(
    r"(?:(?!单位[::为]).)*?(?:表|名单|台账|清单|汇总|统计|情况|一览|明细|名册|数据|收入|营收)\d*[,;]?"
    r"(?=[(\[【〔]|(?:金额|货币|计量)?单位[::]|币种[::])"
)
_IN_BRACKETS = re.compile(r"[(\[【〔](?P<inside>.*)[)\]】〕]")
_SAID = re.compile(
    r"(?:\d{4}年度?[,;])?(?:币种:人民币[,;]?)?"
    r"(?:(?:金额|货币|计量)?单位(?:[::]|为)?(?P<words>.*)|以(?P<counted>.*)为单位)"
)
_OTHERS = re.compile(
    "[万亿]?(?:人|户|个|台|家|套|项|件|次|吨|公斤|千克|亩|辆|名|千瓦时|平方米|㎡|m2)|公顷|%|年|日期"
)
"""Units of what is no amount: a line may name them beside the one of the amounts."""

_BEFORE_UNITS = re.compile("(?:计量|金额|货币|数量)?单位")

_SPEAKS = re.compile(
    rf"(?:^(?:金额|货币|计量)?单位[::].*|单位(?:[::]|均?为|\()+(?:人民币)?)(?:{UNIT})(?:$|\W)|"
    rf"[以为](?:人民币)?(?:{UNIT})(?:$|\W|为单位)"
)
_OTHER_MONEY = re.compile("奖|补|资本|资产|资金|投资|(?<!含)税(?![前后])|利润|负债")
_FOREIGN = re.compile(
    r"美元|美金|欧元|港元|港币|日元|英镑|USD|US\$|EUR|HKD|JPY|GBP|[$€£]", re.IGNORECASE
)
_ONE = re.compile(rf"(?:人民币|RMB)?({UNIT}|千)", re.IGNORECASE)


NAMES = ("元", "千元", "万元", "百万元", "亿元")
"""The units that people choose from."""

HIGHEST = 100_000_000
"""The highest of them: of amounts in it, three decimals are nothing odd."""


def called(yuan: int) -> str:
    """Return the name of a unit of so many 元."""
    return next(
        (word for word in NAMES if yuan_in(word) == yuan),
        f"{yuan}元",
    )


def read_unit(word: str) -> int | None:
    """Return what a word for a unit is worth in 元; None where it is no such word."""
    found = _ONE.fullmatch(_plain(word))
    return yuan_in(found[1]) if found else None


def is_of_no_amount(word: str) -> bool:
    """Return whether a word is the unit of what is no amount, or stands before units."""
    return bool(_OTHERS.fullmatch(_plain(word)) or _BEFORE_UNITS.fullmatch(_plain(word)))


def parted(heading: str) -> tuple[str, int | None]:
    """Return a heading without the unit that it names, and that unit in 元.

    None where it names none or several, or says what the unit is not.
    """
    text = _plain(heading)
    found = _BRACKET.search(text) or _AT_THE_END.search(text)
    if found is None or _DENIED.search(text) or len(set(_NAMED.findall(text))) > 1:
        return heading, None
    groups = found.groupdict()
    word = groups["unit"] or groups["bare"]
    return text[: found.start()] + text[found.end() :], yuan_in(word)


def of_group(heading: str) -> int | None:
    """Return the unit that the heading of a group states for its columns.

    A note on other money, such as 拟奖励（万元）, may stand above a column too.
    """
    words, unit = parted(heading)
    return None if _OTHER_MONEY.search(words) else unit


def stated(line: str) -> int | None:
    """Return the unit of the whole table that a line states; None for none, or for several.

    It says 单位：万元, alone or behind the table's title, in brackets or not; brackets inside the
    title, as in 奖补资金（万元）测算表, count for nothing.
    """
    text = re.sub("[。;]+$", "", _plain(line))
    title = _TITLE.match(text)
    rest = text[title.end() :] if title else text
    bracket = _IN_BRACKETS.fullmatch(rest)
    inside = bracket["inside"] if bracket else rest
    said = _SAID.fullmatch(inside)
    if said is None and bracket is None:
        return None
    words = (said["words"] or said["counted"] or "") if said else inside
    units = {
        read_unit(word) for word in re.split("[、,;]", words.strip("()")) if not _is_other(word)
    }
    return units.pop() if len(units) == 1 else None


def _is_other(word: str) -> bool:
    return bool(_OTHERS.fullmatch(word) or re.fullmatch(_REMARK, word))


def speaks(line: str) -> bool:
    """Return whether a line speaks of a unit, be it clear or not: then it is no heading."""
    return bool(_SPEAKS.search(_plain(line)))


def foreign(heading: str) -> str:
    """Return the foreign money that a heading names; empty for others."""
    found = _FOREIGN.search(_plain(heading))
    return found[0] if found else ""


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


# --- Number formats -------------------------------------------------------------------------


SCALED = "（格式缩小了显示的数，没有写单位）"
EMPTY = "空"
"""What is read where a format shows nothing for 0: the same as the word, which is asked about."""


@dataclass(frozen=True)
class Look:
    """How a format shows numbers: divided by ``by``, with the word ``unit`` behind them.

    A percentage is shown ``times`` 100; ``words`` are shown instead of the number, or nothing is.
    """

    by: int = 1
    unit: str = ""
    times: int = 1
    words: str = ""
    is_hidden: bool = False


_SECTIONS = re.compile(r'((?:"[^"]*"|\\.|!.|[^;"\\!])*)(?:;|$)')
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_COLOURS = re.compile(r"\[(?!\$)[^\]]*\]|\[\$-[^\]]*\]|(?<=\[)\$|(?<=[^\[])-[\dA-Fa-f]+\]")
"""What is in brackets without being the sign of a money, as ``[$$-409]`` is."""

_PIECE = re.compile(r'"(?P<quoted>[^"]*)"|[\\!](?P<one>.)|[_*].|\[[^\]]*\]|(?P<plain>.)', re.DOTALL)
_HOLDS = {
    "<": lambda number, line: number < line,
    "<=": lambda number, line: number <= line,
    ">": lambda number, line: number > line,
    ">=": lambda number, line: number >= line,
    "=": lambda number, line: number == line,
    "<>": lambda number, line: number != line,
}


def as_shown(number: float, code: str) -> str | None:
    """Return a number as its cell format shows it; None if the format adds no unit.

    ``#,##0"万元"`` shows 42000 as 42 000万元, and so does ``0!.0,"万元"`` 420 000 000.
    A number that is only scaled, with no word for it, is returned with a remark: nobody can tell
    what it counts in.  A format without digits shows its words alone: ``"否"`` shows 1 as 否.  One
    without anything, such as ``;;;``, hides the number; where it is a 0, the cell looks empty.
    """
    section = _section(number, code)
    look = _look(section)
    if look.is_hidden:
        return HIDDEN if number else EMPTY
    if look.words:
        return look.words
    if look == Look():
        return None
    digits = f"{(Decimal(f'{number:.15g}') * look.times / look.by).normalize():f}"
    return f"{digits}{look.unit or SCALED}"


def _section(number: float, code: str) -> str:
    sections = _SECTIONS.findall(code)
    if not code.endswith(";"):
        # What is behind the last section is none.
        sections = sections[: max(len(sections) - 1, 1)]
    for section in sections:
        condition = _CONDITION.search(section)
        if condition and _HOLDS[condition[1]](number, float(condition[2])):
            return str(section)
    plain = [section for section in sections if not _CONDITION.search(section)]
    place = 1 if number < 0 else 2 if number == 0 and len(plain) > 2 else 0  # noqa: PLR2004
    return str(plain[min(place, len(plain) - 1)]) if plain else "General"


@lru_cache(maxsize=500)
def _look(section: str) -> Look:
    """Return how one section of a format shows numbers."""
    by, literal, commas, behind, has_digits = 1, "", 0, None, "General" in section
    for piece in _PIECE.finditer(section):
        plain = piece["plain"] or ""
        if plain and plain in "0#?@":
            commas, literal, has_digits = 0, "", True
            behind = None if behind is None else behind + 1
        elif plain == ",":
            commas += 1
        else:
            words = piece["quoted"] or piece["one"] or (plain if plain > "\u2e80" else "")
            # A point that is only drawn moves no digit: it means a division.
            behind = 0 if words == "." and behind is None else behind
            literal += words
    if not has_digits:
        # A dash stands for 0 in books.
        return Look(words=literal.strip(" -—/"), is_hidden=not literal.strip())
    money = _FOREIGN.search(_COLOURS.sub("", section))
    if money:
        return Look(1, money[0])
    if "%" in section:
        return Look(1, "%", 1 if "%" in literal else 100)
    by = 1000**commas * 10 ** (behind or 0)
    found = _ONE.fullmatch(_plain(literal).removesuffix("整"))
    # Words with a unit and more, such as 万元（含税）, are no amount that can be read.
    unit = found[1] if found else literal if re.search("[元万亿]", literal) else ""
    return Look(by, unit)
