"""Facts that are answered with yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from calculator.engine.messages import Unreadable
from calculator.engine.rules.facts.fact import Fact
from calculator.engine.rules.facts.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class YesNo(Truth, Fact):
    """A question with yes or no; a condition by itself."""

    kind: ClassVar[str] = "yes_no"
    accepts: ClassVar[str] = "true 或 false"

    def read(self, answer: Any) -> bool:
        if not isinstance(answer, bool):
            raise Unreadable(answer)
        return answer

    def say(self, value: bool, members: Mapping[str, str] | None = None) -> str:
        return "是" if value else "否"

    def in_words(self) -> str:
        return self.label

    def schema(self, members: Collection[str]) -> list[dict[str, Any]]:
        return [{"type": "boolean"}]
