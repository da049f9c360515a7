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


@dataclass
class Amounts:
    """The highest amount and the number of amounts of each fact, over all rows of a table."""

    highest: dict[str, int] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)

    def add(self, case: Case | None) -> None:
        """Take in an applicant; None is a row that could not be read."""
        for fact, _ in _lined() if case else ():
            _, high = (case.answers.get(fact.id) if case else None) or (0, 0)
            self.take(fact.id, bool(high), high)

    def take(self, fact: str, count: int, highest: int) -> None:
        """Take in so many amounts of a fact; zeros do not count."""
        if count:
            self.highest[fact] = max(highest, self.highest.get(fact, 0))
            self.counted[fact] = self.counted.get(fact, 0) + count

    def doubts(self) -> list[str]:
        """Return a warning, in one sentence, for each fact whose amounts suggest a wrong unit."""
        found = []
        for fact, lines in _lined():
            highest = self.highest.get(fact.id, lines[0])
            about = f"{fact.label}：{self.counted.get(fact.id)} 个金额里最大的是{in_words(highest)}"
            if highest * FAR_BELOW < lines[0]:
                found.append(f"{about}，政策最低的一档是{in_words(lines[0])}，是不是单位差了？")
            elif highest > FAR_ABOVE * lines[-1]:
                found.append(f"{about}，政策最高的一档是{in_words(lines[-1])}，是不是单位差了？")
        return found


@cache
def _lined() -> list[tuple[Fact, tuple[int, ...]]]:
    """Return the amounts that the policy draws lines through, with the lines."""
    return [
        (fact, POLICY.variables_of[fact.id][0].lines)
        for fact in POLICY.facts
        if fact.is_amount and fact.id in POLICY.variables_of
    ]
