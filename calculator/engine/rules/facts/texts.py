"""What kinds share of reading what people write: marks made plain, yes and no, numbers and spans.

Patterns are plain texts, which ``re`` compiles where they are first needed: a page that reads no
texts is not to start later for them.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from calculator.engine.messages import shown

if TYPE_CHECKING:
    from collections.abc import Callable

YES = frozenset({"是", "有", "对", "已", "√", "✓", "✔", "☑", "✅", "y", "yes", "true", "t", "1"})
NO = frozenset(
    {"否", "无", "没有", "不是", "未", "×", "✗", "✘", "☒", "❌", "x", "n", "no", "false", "f", "0"}
)

NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
"""The pattern of a number, with or without commas between its thousands."""

_LONGEST = 25
"""Characters of the longest number that is read; no amount is longer."""

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


class BadText(ValueError):  # noqa: N818 - it names the text, as the messages do
    """A text that cannot be read; it says what is wrong and what is accepted."""

    def __init__(self, text: str, wrong: str, accepts: str) -> None:
        """Say what is ``wrong`` with ``text`` and what is accepted instead."""
        self.brief = f"{shown(text)} {wrong}" if text else wrong
        self.accepts = accepts
        super().__init__(f"{self.brief}；可填 {accepts}")

    def once(self, explained: set[object], column: object) -> str:
        """Say it, and what a column may hold only where that was not yet ``explained``."""
        key = (column, self.accepts)
        if key in explained:
            return self.brief
        explained.add(key)
        return str(self)


class NoUnit(BadText):
    """An amount of which nobody said in which unit it is."""


def narrow(text: str) -> str:
    """Return a text with full-width marks made plain, without blanks at its ends."""
    return text.translate(NARROW).strip()


def close_up(text: str) -> str:
    """Return a text without its blanks, save those between digits: 45000 52000 is two numbers."""
    return re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", text)


def truth(text: str) -> bool | None:
    """Return whether a text says yes or no; None where it says neither."""
    word = text.lower().rstrip("。.")
    return True if word in YES else False if word in NO else None


def number(text: str) -> Decimal | None:
    """Return what ``NUMBER`` found; None where no amount is as long."""
    return Decimal(text.replace(",", "")) if len(text) <= _LONGEST else None


def span(
    text: str, one: Callable[[str], int | Decimal | None], accepts: str
) -> list[int | Decimal]:
    """Return [low, high] of one amount, or of two with 至 between them; BadText for all else."""
    single = one(text)
    if single is not None:
        return [single, single]
    ends = re.fullmatch(r"(.+?)(?:至|到|~|-)(.+)", text)
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
        raise BadText(text, "是科学计数法，末位数字可能已丢失", accepts)
    raise BadText(text, "不能用", accepts)
