"""Facts that are answered with yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calculator.engine.messages import Unreadable
from calculator.engine.rules.facts.fact import Fact
from calculator.engine.rules.facts.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Collection


class YesNo(Truth, Fact):
    """A question with yes or no; a condition by itself."""

    kind = "yes_no"
    accepts = "true 或 false"
    has_no = True
    offered = ("是", "否", "不清楚")

    def read(self, answer: Any) -> bool:
        if not isinstance(answer, bool):
            raise Unreadable(answer)
        return answer

    def told(self, value: bool, words: str) -> str:
        return f"您选了“{words}”"

    def in_words(self) -> str:
        return self.label

    def schema(self, members: Collection[str]) -> list[dict[str, Any]]:
        return [{"type": "boolean"}]

    def edges(self, lines: tuple[int, ...], members: Collection[str]) -> list[bool]:
        return [False, True]
