"""Units of amounts as tables state them: in a heading, in a line above it, in a number format.

Nobody writes 万元 into every cell, so most tables say it once, somewhere else.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

WORD = re.compile(r"(?:(?:[十百千]?万|亿|[百千])?元|[十百千]?万|亿)").pattern
"""A unit, with or without 元."""

_TIMES = {"元": 1, "十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_INSIDE = re.compile(
    rf"(?:(?:金额)?单位[::]?|人民币|RMB|[¥¥])*(?P<unit>{WORD}|千)(?:/年|[,、;].*)?"
).pattern
_BRACKET = re.compile(rf"[(\[【〔]{_INSIDE}[)\]】〕]", re.IGNORECASE)
_AT_THE_END = re.compile(rf"(?:[/,、_:-](?P<unit>{WORD})|(?P<bare>(?:[十百千]?万|亿)元?|千元))$")
"""A unit that ends a heading: after a mark, or a longer word without one.

Not 元 without a mark, since 美元 ends with it too.
"""

_STATED = re.compile(r"(?:^|[(\[【,;。]|金额|货币|计量)单位(?:[::]|为|\()(?P<words>[^)\]】。]*)")
_COUNTED = re.compile(rf"以(?:人民币)?(?P<unit>{WORD})为单位")
_ONE = re.compile(rf"(?:人民币|RMB)?({WORD}|千)", re.IGNORECASE)


NAMES = ("元", "千元", "万元", "百万元", "亿元")
"""The units that people choose from."""


def yuan_in(word: str) -> int:
    """Return what a unit is worth in 元: 百万元 is 1 000 000."""
    value = 1
    for mark in word:
        value *= _TIMES[mark]
    return value


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


def parted(heading: str) -> tuple[str, int | None]:
    """Return a heading without the unit that it names, and that unit in 元."""
    text = _plain(heading)
    found = _BRACKET.search(text) or _AT_THE_END.search(text)
    if found is None:
        return heading, None
    groups = found.groupdict()
    word = groups["unit"] or groups["bare"]
    return text[: found.start()] + text[found.end() :], yuan_in(word)


def stated(line: str, *, in_brackets: bool = True) -> int | None:
    """Return the unit that a line such as 单位：万元 names; None for none, or for several.

    A title may have it ``in_brackets``, as the heading of a group has.
    """
    text = _plain(line)
    counted = _COUNTED.search(text)
    if counted is not None:
        return yuan_in(counted["unit"])
    found = _STATED.search(text)
    if found is not None:
        words = re.split(r"[、,;]", found["words"])
        units = {read_unit(word) for word in words} - {None}
        return units.pop() if len(units) == 1 else None
    bracket = _BRACKET.search(text) if in_brackets else None
    return yuan_in(bracket["unit"]) if bracket else None


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


# --- Number formats -------------------------------------------------------------------------


@dataclass(frozen=True)
class Look:
    """How a format shows numbers: divided by ``by``, with the word ``unit`` behind them."""

    by: int = 1
    unit: str = ""


_SECTIONS = re.compile(r'((?:"[^"]*"|\\.|!.|[^;"\\!])*)(?:;|$)')
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
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
    """Return a number as its format shows it where that has a unit; None where it is plain.

    ``#,##0"万元"`` shows 42000 as 42 000万元, and so does ``0!.0,"万元"`` 420 000 000.
    A number that is only scaled, with no word for it, is returned with a question mark: nobody can
    tell what it counts in.
    """
    look = _look(_section(number, code))
    if look == Look():
        return None
    digits = f"{Decimal(f'{number:.15g}') / look.by:f}"
    return f"{digits}{look.unit or '?'}"


def _section(number: float, code: str) -> str:
    sections = _SECTIONS.findall(code)
    for section in sections:
        condition = _CONDITION.search(section)
        if condition and _HOLDS[condition[1]](number, float(condition[2])):
            return str(section)
    plain = [section for section in sections if not _CONDITION.search(section)]
    place = 1 if number < 0 else 0
    return str(plain[min(place, len(plain) - 1)]) if plain else ""


@lru_cache(maxsize=500)
def _look(section: str) -> Look:
    """Return how one section of a format shows numbers."""
    by, literal, commas, behind = 1, "", 0, None
    for piece in _PIECE.finditer(section):
        plain = piece["plain"] or ""
        if plain and plain in "0#?":
            commas, literal = 0, ""
            behind = None if behind is None else behind + 1
        elif plain == ",":
            commas += 1
        else:
            words = piece["quoted"] or piece["one"] or (plain if plain > "\u2e80" else "")
            # A point that is only drawn moves no digit: it stands for a division.
            behind = 0 if words == "." and behind is None else behind
            literal += words
    by = 1000**commas * 10 ** (behind or 0)
    found = _ONE.fullmatch(_plain(literal).removesuffix("整"))
    return Look(by, found[1] if found else "")
