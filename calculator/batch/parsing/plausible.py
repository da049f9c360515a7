"""Whether the amounts of a table can be what they seem, or whether its unit is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from calculator.engine.phrases import in_words
from calculator.policy import POLICY

if TYPE_CHECKING:
    from calculator.engine.case import Case
    from calculator.engine.rules.facts import Fact

FAR_BELOW = 100
"""Where even the highest amount is a hundredth of the lowest line, 万元 were taken for 元."""

FAR_ABOVE = 100
"""Where the highest amount is a hundred times the highest line, 元 were taken for 万元."""

FEW = 5
"""Where at most every fifth amount is that far below, and the others are ``FAR_BELOW`` times as
high as those, these few were written in another unit than the others."""

NAMED = 8
"""How many rows a warning names."""


@dataclass
class Amounts:
    """The amounts of each fact, as far as they tell of a wrong unit, over all rows of a table."""

    of: dict[str, Seen] = field(default_factory=dict)

    def add(self, case: Case | None, number: int) -> None:
        """Take in the applicant of a row; None is one that could not be read."""
        for fact, lines in _lined() if case else ():
            _, high = (case.answers.get(fact.id) if case else None) or (0, 0)
            if high:
                self.of.setdefault(fact.id, Seen()).add(high, number, lines[0])

    def doubts(self, without: frozenset[str] = frozenset()) -> list[str]:
        """Return a warning, in one sentence, for each fact whose amounts suggest a wrong unit."""
        found = []
        for fact, lines in _lined():
            seen = self.of.get(fact.id)
            if seen is None or fact.id in without:
                continue
            about = f"{fact.label}：{seen.count} 个金额里"
            most = f"{about}最大的是{in_words(seen.highest)}"
            if seen.highest * FAR_BELOW < lines[0]:
                found.append(f"{most}，政策最低的一档是{in_words(lines[0])}，是不是单位差了？")
            elif seen.highest > FAR_ABOVE * lines[-1]:
                line = in_words(lines[-1])
                row = seen.highest_row
                found.append(f"{most}（第 {row} 行），政策最高的一档是{line}，是不是单位差了？")
            elif seen.has_few_low:
                rows = "、".join(map(str, seen.low_rows))
                more = "等" if seen.low > NAMED else ""
                found.append(
                    f"{about}有 {seen.low} 个不到{in_words(lines[0] // FAR_BELOW)}"
                    f"（第 {rows} 行{more}），别的都不低于{in_words(seen.lowest)}，是不是单位差了？"
                )
        return found


@dataclass
class Seen:
    """The amounts of one fact: how many, the highest, and those far below the policy's lines.

    ``lowest`` is that of the others.
    """

    count: int = 0
    highest: int = 0
    highest_row: int = 0
    low: int = 0
    highest_low: int = 0
    lowest: int = 0
    low_rows: list[int] = field(default_factory=list)

    def add(self, amount: int, number: int, line: int) -> None:
        """Take in an amount; ``line`` is the policy's lowest."""
        self.count += 1
        if amount > self.highest:
            self.highest, self.highest_row = amount, number
        if amount * FAR_BELOW >= line:
            self.lowest = min(amount, self.lowest or amount)
            return
        self.low += 1
        self.highest_low = max(amount, self.highest_low)
        if len(self.low_rows) < NAMED:
            self.low_rows.append(number)

    @property
    def has_few_low(self) -> bool:
        """Return whether a few amounts are that far below all others."""
        return 0 < self.low * FEW <= self.count and self.highest_low * FAR_BELOW <= self.lowest


def lowest_lines() -> list[tuple[str, int]]:
    """Return the ids of the amounts that the policy draws lines through, with the lowest line."""
    return [(fact.id, lines[0]) for fact, lines in _lined()]


@cache
def _lined() -> list[tuple[Fact, tuple[int, ...]]]:
    """Return the amounts that the policy draws lines through, with the lines."""
    return [
        (fact, POLICY.variables_of[fact.id][0].lines)
        for fact in POLICY.facts
        if fact.is_amount and fact.id in POLICY.variables_of
    ]
