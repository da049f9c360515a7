"""Facts that are one of a few options."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from calculator.engine.messages import Unreadable, nearest
from calculator.engine.rules.facts import texts
from calculator.engine.rules.facts.fact import Fact, FactLeaf
from calculator.engine.rules.unknown import OPEN

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from calculator.engine.rules.expression import Condition
    from calculator.engine.rules.unknown import WriteDay


@dataclass(frozen=True, eq=False)
class Choice(Fact):
    """One of a few options; several where it is not known which.

    ``opening`` are words that make a statement with an option behind them.  ``also`` are other
    names of options, as people write them, each with the options that it can mean.  Each option is
    a cell.
    """

    options: tuple[tuple[str, str], ...] = ()
    opening: str = ""
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    kind = "choice"

    @property
    def accepts(self) -> str:
        return "、".join(self.ids()) + " 之一，或由其中几个组成的列表"

    def ids(self) -> tuple[str, ...]:
        """Return the options' ids."""
        return tuple(option for option, _ in self.options)

    def read(self, answer: Any) -> frozenset[str]:
        chosen = answer if isinstance(answer, list) and answer else [answer]
        for option in chosen:
            if not isinstance(option, str) or option not in self.ids():
                raise Unreadable(option, self.ids())
        return frozenset(chosen)

    def say(self, value: frozenset[str], members: Mapping[str, str] | None = None) -> str:
        return "或".join(label for option, label in self.options if option in value)

    def told(self, value: frozenset[str], words: str) -> str:
        return f"您选了{words}"

    def told_by_name(self, words: str) -> str:
        return f"{self.opening}{words}" if self.opening else super().told_by_name(words)

    @property
    def accepts_text(self) -> str:
        labels = "、".join(f"“{label}”" for label in self.offered)
        return f"{labels} 之一；不能确定时用“；”隔开几个；不清楚就留空"

    @property
    def offered(self) -> tuple[str, ...]:
        return tuple([label for _, label in self.options])

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        """What people write, with the options that it can mean; a label also by its parts."""
        names = dict(self.also)
        for option, label in self.options:
            names |= {texts.narrow(label): (option,), option: (option,)}
            for part in label.split("、"):
                names.setdefault(texts.narrow(part), (option,))
        return names

    def read_text(
        self, text: str, unit: int | None, members: Mapping[str, str], last_day: date
    ) -> frozenset[str]:
        whole = self._names.get(text) or self._names.get(text.lower())
        if whole:
            return frozenset(whole)
        found: set[str] = set()
        for part in re.split(r"[;,/|、]|或", text):
            options = self._names.get(part.strip())
            if options is None:
                near = nearest(part.strip(), self._names)
                raise texts.BadText(text, f"不能用{near}", self.accepts_text)
            found.update(options)
        return frozenset(found)

    def schema(self, members: Collection[str]) -> list[dict[str, Any]]:
        option = {"enum": list(self.ids())}
        return [option, {"type": "array", "items": option, "minItems": 1}]

    def edges(self, lines: tuple[int, ...], members: Collection[str]) -> list[str]:
        return list(self.ids())

    def listed_options(self) -> list[dict[str, str]]:
        return [{"id": option, "label": label} for option, label in self.options]

    def width(self, lines: tuple[int, ...]) -> int:
        return len(self.options)

    def cells(self, value: frozenset[str], lines: tuple[int, ...], part: str) -> tuple[int, ...]:
        return tuple([n for n, (option, _) in enumerate(self.options) if option in value])

    def sql_columns(self) -> Mapping[str, str]:
        return {self.id: "VARCHAR(500)"}

    def sql_accepts(self, members: Collection[str]) -> Mapping[str, str]:
        return {self.id: " ".join(self.ids())}

    def sql_values(self, value: frozenset[str]) -> tuple[object, ...] | None:
        return tuple(value) if len(value) == 1 else None

    def sql_known(self, usual: Collection[str] = ()) -> str:
        words = ", ".join(f"'{option}'" for option in self.ids())
        return f"{self.column} IS NOT NULL AND {self.column} IN ({words})"

    def sql_refused(self, members: Collection[str], usual: Collection[str]) -> str:
        words = ", ".join(f"'{option}'" for option in ("", *self.ids()))
        return f"TRIM({self.column}) NOT IN ({words})"

    def sql_cleaned(self, members: Collection[str], usual: Collection[str]) -> Mapping[str, str]:
        words = ", ".join(f"'{option}'" for option in self.ids())
        text = f"TRIM({self.column})"
        return {self.id: f"CASE WHEN {text} IN ({words}) THEN {text} END"}

    def sql_cell(self, lines: tuple[int, ...], part: str, write_day: WriteDay) -> str:
        arms = [f"WHEN {self.column} = '{each}' THEN {n}" for n, each in enumerate(self.ids())]
        return f"CASE {' '.join(arms)} ELSE {OPEN} END"

    def is_(self, *options: str) -> Condition:
        """Return the condition that the answer is one of these; ValueError for unknown ones."""
        for option in options:
            if option not in self.ids():
                msg = f"{self.id} 没有选项 {option}{nearest(option, self.ids())}"
                raise ValueError(msg)
        return OneOf(self, frozenset(options))


@dataclass(frozen=True, eq=False)
class OneOf(FactLeaf):
    """The chosen option is one of these."""

    fact: Choice
    options: frozenset[str]

    def __invert__(self) -> Condition:
        """Not one of these: one of the others."""
        return OneOf(self.fact, frozenset(self.fact.ids()) - self.options)

    @property
    def detail(self) -> frozenset[str]:
        return self.options

    def holds(self, lines: tuple[int, ...]) -> tuple[bool, ...]:
        return tuple([option in self.options for option in self.fact.ids()])

    def in_words(self) -> str:
        return f"{self.fact.opening or self.fact.label + '：'}{self.fact.say(self.options)}"

    def joined(self, other: Condition) -> Condition | None:
        if isinstance(other, OneOf) and other.fact is self.fact:
            return OneOf(self.fact, self.options | other.options)
        return None

    def sql(self, write_day: WriteDay) -> str:
        words = ", ".join(f"'{option}'" for option in self.fact.ids() if option in self.options)
        return f"{self.fact.column} IN ({words})"
