"""Which column of a table holds which fact or reading."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from calculator.batch import grid
from calculator.engine.facts import Money
from calculator.engine.messages import nearest, shown
from calculator.engine.phrases import YUAN_IN
from calculator.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from calculator.batch.grid import Cell
    from calculator.engine.facts import Fact, Reading

CARRIED = (
    "企业名称", "单位名称", "公司名称", "名称", "申请主体名称", "序号", "编号",
    "统一社会信用代码", "信用代码", "所在县区", "县区", "县(市、区)", "所属专业镇", "专业镇",
    "行业", "地址", "联系人", "联系电话", "电话", "备注", "name", "id", "note",
)  # fmt: skip
"""Headings of columns that describe an applicant: they are copied to the result."""

_UNIT = re.compile(r"[((](?:单位[::])?(亿元|万元|元)[))]$")


@dataclass(frozen=True)
class Column:
    """A recognised column: its place, what it holds, and the unit of bare amounts in 元."""

    index: int
    heading: str
    asked: Fact | Reading
    unit: int = 1


@dataclass(frozen=True)
class Layout:
    """The columns of a table: those that answer something, and those copied to the result."""

    answers: tuple[Column, ...]
    carried: tuple[tuple[int, str], ...]


def plain(heading: object) -> str:
    """Return a heading without what varies: width, case, blanks, quotes and brackets."""
    text = unicodedata.normalize("NFKC", "" if heading is None else str(heading)).lower()
    return re.sub(r"[\s\"'“”‘’「」《》()\[\]【】,,、.。::*?]", "", text)


def match(heading: str) -> tuple[Fact | Reading, int] | None:
    """Return what a heading asks for, and in which unit bare amounts are; None for no fact.

    A heading is the id of a fact or reading, or its words; 万元 in brackets is the unit.
    """
    found = _names().get(plain(heading))
    if found is not None:
        return found, 1
    plain_heading = unicodedata.normalize("NFKC", heading).strip()
    unit = _UNIT.search(plain_heading)
    if unit is not None:
        found = _names().get(plain(plain_heading[: unit.start()]))
        if isinstance(found, Money):
            return found, YUAN_IN[unit[1]]
    return None


def unit_of(heading: str) -> int:
    """Return the unit in 元 that a heading names in brackets at its end; 1 where it names none."""
    unit = _UNIT.search(unicodedata.normalize("NFKC", heading).strip())
    return YUAN_IN[unit[1]] if unit else 1


@cache
def _names() -> dict[str, Fact | Reading]:
    names: dict[str, Fact | Reading] = {}
    for fact in POLICY.facts:
        names |= {plain(fact.id): fact, plain(fact.label): fact}
        # The words in brackets only explain; people leave them out.
        names.setdefault(plain(re.sub(r"[((].*?[))]", "", fact.label)), fact)
        if fact.formerly:
            names.setdefault(plain(fact.formerly), fact)
    for reading in POLICY.readings:
        names |= {plain(reading.id): reading, plain(reading.question): reading}
    return names


def header_at(rows: Sequence[Sequence[Cell]]) -> int:
    """Return which of the first rows holds the headings: a title may be above it."""
    for number, row in enumerate(rows):
        if any(isinstance(cell, str) and match(cell) for cell in row):
            return number
    return 0


def lay_out(
    header: Sequence[Cell], row: int = 1, keep: Iterable[str] = ()
) -> tuple[Layout, list[str]]:
    """Return the layout that a row of headings describes, and every problem in it.

    ``keep`` names further columns that are copied to the result.
    """
    known = [*(fact.label for fact in POLICY.facts), *(fact.id for fact in POLICY.facts), *CARRIED]
    carried_names = {plain(name) for name in (*CARRIED, *keep)}
    answers: list[Column] = []
    carried: list[tuple[int, str]] = []
    problems = []
    taken: dict[str, Column] = {}
    for index, cell in enumerate(header):
        heading = "" if cell is None else str(cell).strip()
        place = f"第 {row} 行第 {grid.letters(index)} 列"
        found = match(heading) if heading else None
        if found is not None:
            column = Column(index, heading, *found)
            before = taken.setdefault(column.asked.id, column)
            if before is not column:
                problems.append(
                    f"{place}：{shown(heading)}与第 {grid.letters(before.index)} 列是同一项；"
                    "请只留一列"
                )
                continue
            answers.append(column)
        elif plain(heading) in carried_names and heading:
            carried.append((index, heading))
        elif heading:
            problems.append(
                f"{place}：没有这一列{shown(heading)}{nearest(heading, known)}"
                "；如只想原样带到结果中，用 --keep 写出列名"
            )
    if not answers:
        problems.append(
            f"第 {row} 行：没有一列是可以测算的项目；请用模板（python -m calculator template）"
        )
    return Layout(tuple(answers), tuple(carried)), problems
