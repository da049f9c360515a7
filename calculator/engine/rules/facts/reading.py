"""Readings of the text: questions that only the authority can settle."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING

from calculator.engine.rules.facts.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calculator.engine.rules.expression import Condition
    from calculator.engine.rules.replies import Reply, Settled


@dataclass(frozen=True, eq=False)
class Reading(Truth):
    """A question about the text, with the two ways to read it; a condition by itself.

    ``yes`` and ``no`` are the two ways to read ``quote`` (of article ``article``; 0 is no article);
    ``ask`` is the unit to ask, by its name in the text; ``see`` is the number of the question in
    the list of ambiguities; ``reply`` is what the authority has answered, None while it has not;
    ``formerly`` is an earlier question, which people's old tables may still have as a heading.
    """

    _: KW_ONLY
    question: str
    yes: str
    no: str
    ask: str
    article: int
    quote: str
    see: str
    reply: Settled | None = None
    formerly: str = ""

    @property
    def replies(self) -> tuple[Reply, ...]:
        return () if self.reply is None else (self.reply,)

    @property
    def heading(self) -> str:
        return self.question

    def in_words(self) -> str:
        return self.yes

    def not_in_words(self) -> str:
        return self.no

    def shown(self, value: bool, members: Mapping[str, str]) -> str:
        return self.yes if value else self.no


def if_read_so(reading: Reading, condition: Condition) -> Condition:
    """Return ``condition`` as asked only where the authority reads the text so."""
    return condition | ~reading


def unless_read_so(reading: Reading, condition: Condition) -> Condition:
    """Return ``condition`` as asked except where the authority reads the text so."""
    return reading | condition
