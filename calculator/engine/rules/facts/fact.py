"""What all kinds of facts have in common."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from calculator.engine.rules.expression import Leaf
from calculator.engine.rules.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from calculator.engine.rules.expression import Expression
    from calculator.engine.rules.replies import Reply


@dataclass(frozen=True, eq=False)
class Fact(Unknown):
    """A fact that can be asked: ``id``, ``label`` (the question), ``topic`` and ``help``.

    ``formerly`` is an earlier label, which people's old tables may still have as a heading;
    ``confirmed`` is what authorities have said that helps to answer it.
    """

    label: str
    topic: str
    help: str = ""
    formerly: str = ""
    confirmed: tuple[Reply, ...] = ()

    kind: ClassVar[str]
    """Its name in documents and on the page."""

    has_no: ClassVar[bool] = False
    """Whether "no" is one of the answers."""

    takes_away: ClassVar[bool] = False
    """Whether an answer can rule out every measure."""

    is_dated: ClassVar[bool] = False
    """Whether its first cell is "never", and each of the others a span of days."""

    @property
    def heading(self) -> str:
        return self.label

    @property
    def replies(self) -> tuple[Reply, ...]:
        return self.confirmed

    @property
    def explained(self) -> str:
        """Its help, and what authorities have confirmed."""
        return "".join([self.help, *(f"{reply.in_words}。" for reply in self.replies)])

    @property
    def accepts(self) -> str:
        """Say in words what a document can hold as an answer."""
        raise NotImplementedError

    def read(self, answer: Any) -> Any:
        """Return the answer's value; raise ``Unreadable`` where it is not of this kind."""
        raise NotImplementedError

    def strangers(self, value: Any, members: Collection[str]) -> Iterable[str]:
        """Return what the value names that is not among the ``members`` of the policy."""
        return ()

    def schema(self, members: Collection[str]) -> list[dict[str, Any]]:
        """Return the JSON Schemas of which an answer must match one."""
        raise NotImplementedError

    def edges(self, lines: tuple[int, ...], members: Collection[str]) -> list[Any]:
        """Return answers that between them reach every cell, and both sides of every line.

        They are as a document holds them, and none of them leaves anything open.
        """
        raise NotImplementedError

    def listed_options(self) -> list[dict[str, str]] | None:
        """Return the options as the catalogue lists them, where the kind has options."""
        return None

    def told(self, value: Any, words: str) -> str:
        """Tell the applicant what was answered to this question; ``words`` are the answer's."""
        return f"您填了{words}"

    def told_by_name(self, words: str) -> str:
        """Return the question's label with its answer, to stand in a list."""
        return f"{self.label}：{words}"

    def goals(
        self,
        value: Any,
        cells: tuple[int, ...],
        lines: tuple[int, ...],
        as_of: date,
        last_day: date,
    ) -> list[tuple[int, Any]]:
        """Return what can still be reached after ``as_of``: cells with their answers, least first.

        ``cells`` are those that the present ``value`` allows; ``last_day`` ends the term.
        """
        return []

    def say_goal(self, answer: Any) -> str:
        """Return in words what has to happen for an answer of ``goals``."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class FactLeaf(Leaf):
    """A question about a fact."""

    fact: Fact

    @property
    def unknown(self) -> Fact:
        return self.fact

    def in_words(self) -> str:
        return self.fact.label


@cache
def facts_of(rule: Expression) -> tuple[Fact, ...]:
    """Return the facts that a rule asks, each once, in reading order."""
    return tuple(
        {u.id: u for leaf in rule.leaves() if isinstance(u := leaf.unknown, Fact)}.values()
    )
