"""Facts that are a set of the policy's own measures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from calculator.engine import phrases
from calculator.engine.messages import Unreadable, nearest
from calculator.engine.rules.facts import texts
from calculator.engine.rules.facts.fact import Fact, FactLeaf
from calculator.engine.rules.unknown import OPEN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from calculator.engine.rules.expression import Condition
    from calculator.engine.rules.unknown import Unknown, WriteDay

_SEPARATORS = r"[;,、\n]+"


class Set(Fact):
    """Any number of measures; the empty list is "none".

    Each measure is a variable of its own, with the cells "not in it" and "in it".  In SQL the ids
    stand in one text with ``;`` between them.
    """

    kind = "set"
    accepts = "由措施的 id 组成的列表，[] 表示都没有"
    is_small = False
    takes_away = True
    nothing = "无"
    accepts_text = "措施的名称，用“；”隔开；都没有填“无”；不清楚就留空"
    offered = ("无",)

    def read(self, answer: Any) -> frozenset[str]:
        if not isinstance(answer, list):
            raise Unreadable(answer)
        for member in answer:
            if not isinstance(member, str):
                raise Unreadable(member)
        return frozenset(answer)

    def read_text(
        self, text: str, unit: int | None, members: Mapping[str, str], last_day: date
    ) -> frozenset[str]:
        if text in {"[]", "都没有"} or texts.truth(text) is False:
            return frozenset()
        found = []
        for part in _parts(text, members):
            member = members.get(part)
            if member is None:
                near = nearest(part, members)
                raise texts.BadText(part, f"不是措施的名称{near}", "措施的名称，用“；”隔开")
            found.append(member)
        return frozenset(found)

    def strangers(self, value: frozenset[str], members: Collection[str]) -> Iterable[str]:
        return sorted(value.difference(members))

    def say(self, value: frozenset[str], members: Mapping[str, str] | None = None) -> str:
        chosen = [name for member, name in (members or {}).items() if member in value]
        return "、".join(chosen) or "没有"

    def told(self, value: frozenset[str], words: str) -> str:
        return f"您选了{words if value else phrases.quoted(words)}"

    def schema(self, members: Collection[str]) -> list[dict[str, Any]]:
        return [{"type": "array", "items": {"enum": list(members)}}]

    def edges(self, lines: tuple[int, ...], members: Collection[str]) -> list[list[str]]:
        return [[], *([member] for member in members), list(members)]

    def width(self, lines: tuple[int, ...]) -> int:
        return 2

    def cells(self, value: frozenset[str], lines: tuple[int, ...], part: str) -> tuple[int, ...]:
        return (1,) if part in value else (0,)

    def sql_columns(self) -> Mapping[str, str]:
        return {self.id: "VARCHAR(500)"}

    def sql_accepts(self, members: Collection[str]) -> Mapping[str, str]:
        return {self.id: f"'' 表示都没有；其中几个，用 ; 隔开，各写一次：{' '.join(members)}"}

    def sql_values(self, value: frozenset[str]) -> tuple[object, ...]:
        return (";".join(sorted(value)),)

    def sql_known(self, usual: Collection[str] = ()) -> str:
        # Most sets are empty, and searching a text takes long.
        held = self._held(self.column, usual)
        return f"{self.column} IS NOT NULL AND ({self.column} = '' OR {held})"

    def sql_refused(self, members: Collection[str], usual: Collection[str]) -> str:
        """Return the SQL test for a text that names a member that is not permitted.

        A member that is named twice, or an empty name, is not permitted either.
        """
        text = self._trimmed()
        return (
            f"CASE WHEN {text} = '' THEN FALSE WHEN {self._held(text, usual)} THEN FALSE "
            f"ELSE NOT ({self._held(text, members)}) END"
        )

    def sql_cleaned(self, members: Collection[str], usual: Collection[str]) -> Mapping[str, str]:
        refused = self.sql_refused(members, usual)
        return {self.id: f"CASE WHEN NOT ({refused}) THEN {self._trimmed()} END"}

    @staticmethod
    def _held(text: str, members: Collection[str]) -> str:
        """Return the condition that all members in a text are among these, each once."""
        given = f"LENGTH({text}) - LENGTH(REPLACE({text}, ';', '')) + 1"
        known = " + ".join(
            f"CASE WHEN ';' || {text} || ';' LIKE '%;{member};%' THEN 1 ELSE 0 END"
            for member in members
        )
        return f"{given} = {known or '0'}"

    def _trimmed(self) -> str:
        return f"REPLACE(REPLACE(REPLACE({self.column}, ' ', ''), '　', ''), '；', ';')"

    def sql_cell(self, lines: tuple[int, ...], part: str, write_day: WriteDay) -> str:
        blank = f"WHEN {self.column} IS NULL THEN {OPEN}"
        return f"CASE {blank} WHEN {self.sql_holds(part)} THEN 1 ELSE 0 END"

    def sql_holds(self, member: str) -> str:
        """Return the SQL condition that the text holds a member."""
        return f"';' || {self.column} || ';' LIKE '%;{member};%'"

    def has(self, member: str) -> Condition:
        """Return the condition that the set holds ``member``."""
        return Contains(self, member)


@dataclass(frozen=True, eq=False)
class Contains(FactLeaf):
    """A set holds a member."""

    fact: Set
    member: str

    @property
    def asks(self) -> tuple[Unknown, str]:
        return self.fact, self.member

    @property
    def detail(self) -> str:
        return self.member

    def holds(self, lines: tuple[int, ...]) -> tuple[bool, ...]:
        return (False, True)

    def sql(self, write_day: WriteDay) -> str:
        # Most sets are empty, and searching a text takes long.
        holds = self.fact.sql_holds(self.member)
        return f"CASE WHEN {self.fact.column} = '' THEN FALSE ELSE {holds} END"


def _parts(text: str, known: Iterable[str]) -> list[str]:
    """Split a list at its separators; a name that contains one stays whole."""
    names = {name for name in known if re.search(_SEPARATORS, name)}
    parts = []
    for piece in re.split(r"[;\n]+", text):
        cut = piece.strip()
        if cut in names:
            parts.append(cut)
        else:
            parts += [part.strip() for part in re.split(_SEPARATORS, cut) if part.strip()]
    return parts
