"""Amounts, dates and percentages, read from the wording of official Chinese texts.

A rule holds its numbers as phrases of the article, so that each number can be looked up in the
text.  This module turns such a phrase into 元, a date or a percentage.
"""

import re
from datetime import date

UNIT = r"(?:(?:[十百千]?万|亿|[百千])?元|[十百千]?万|亿)"
"""The pattern of a unit of amounts, with or without 元."""

_TIMES = {"元": 1, "十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}

_AMOUNT = re.compile(r"(\d+)(亿元|万元|元)")
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_PERCENT = re.compile(r"(\d{1,2})%")


def yuan_in(unit: str) -> int:
    """Return what a unit is worth in 元: 百万元 is 1 000 000."""
    value = 1
    for mark in unit:
        value *= _TIMES[mark]
    return value


def amount(phrase: str) -> int:
    """Return the amount in 元 that one phrase names: ``"5亿元"`` is 500 000 000.

    Raises ValueError where the phrase is not one amount.
    """
    found = _AMOUNT.fullmatch(phrase)
    if found is None:
        msg = f"“{phrase}”不是一个金额，应写作“10万元”“5亿元”这样的词"
        raise ValueError(msg)
    return int(found[1]) * yuan_in(found[2])


def amounts(phrase: str) -> tuple[int, ...]:
    """Return the amounts in 元 that a list such as ``"10万元、20万元"`` names, in its order."""
    return tuple(amount(part) for part in phrase.split("、"))


def amounts_in(words: str) -> list[int]:
    """Return every amount in 元 that some words name, in their order."""
    return [int(number) * yuan_in(unit) for number, unit in _AMOUNT.findall(words)]


def day(phrase: str) -> date:
    """Return the day that ``"2025年12月31日"`` names; ValueError where it is not one day."""
    found = _DATE.fullmatch(phrase)
    if found is None:
        msg = f"“{phrase}”不是一个日期，应写作“2025年12月31日”"
        raise ValueError(msg)
    return date(int(found[1]), int(found[2]), int(found[3]))


def percent(phrase: str) -> int:
    """Return the whole number of per cent that ``"70%"`` names; ValueError where it is none."""
    found = _PERCENT.fullmatch(phrase)
    if found is None:
        msg = f"“{phrase}”不是一个百分比，应写作“70%”"
        raise ValueError(msg)
    return int(found[1])


def in_words(yuan: int) -> str:
    """Return 元 as people read them: 500 000 000 is ``"5亿元"``, 4 900 is ``"4900元"``."""
    for unit, size in (("亿元", 100_000_000), ("万元", 10_000)):
        # At most four decimals, so that 2.1亿元 reads well and 21 0000 0001 元 stays exact.
        if yuan >= size and yuan * 10_000 % size == 0:
            whole, rest = divmod(yuan, size)
            decimals = f"{rest * 10_000 // size:04d}".rstrip("0")
            return f"{whole}.{decimals}{unit}" if decimals else f"{whole}{unit}"
    return f"{yuan}元"


def quoted(words: str) -> str:
    """Return words between quotation marks, with single ones for those inside."""
    return f"“{words.replace('“', '‘').replace('”', '’')}”"


def day_in_words(day_: date) -> str:
    """Return a day as the text writes it: ``2025年12月31日``."""
    return f"{day_.year}年{day_.month}月{day_.day}日"
