"""Which column of a table holds which fact or reading."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeVar

from calculator.batch.parsing import amount_units, grid
from calculator.batch.parsing.other_names import OTHER_NAMES
from calculator.engine.messages import nearest, shown
from calculator.engine.rules.facts.texts import narrow
from calculator.policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from calculator.engine.rules.facts import Fact, Reading

Wish = TypeVar("Wish")

CARRIED = (
    "企业名称", "单位名称", "公司名称", "名称", "申请主体名称", "序号", "编号",
    "统一社会信用代码", "信用代码", "所在县区", "县区", "县(市、区)", "所属专业镇", "专业镇",
    "行业", "地址", "联系人", "联系电话", "电话", "备注", "name", "id", "note",
)  # fmt: skip
"""Headings of columns that describe an applicant: they are copied to the result."""

FIRM = (
    r"(?:企业|单位|公司|纳税人|客户|往来单位|核算单位|会计主体|机构|组织|商户|主体|经营主体|市场主体"
    r"|申[报请](?:企业|单位|主体))(?:名称?|全称)?(?:盖章)?|名称|name"
)
_CODE = re.compile("(?:统一)?(?:社会)?信用代码|纳税人识别号|税号|组织机构代码")
"""Headings over the names and the codes of firms, as ``plain`` has them."""

CARRY, LEAVE = "keep", "leave"
"""What a column without a question is used for: copied to the result, or left out."""


ITSELF = "列名"
"""Where the unit is from that a heading states itself."""


@dataclass(frozen=True)
class Heading:
    """The heading of a column, and the unit that is stated for it, in 元.

    ``above`` are the headings of the groups that it belongs to; ``source`` says where the unit is
    from, or which line names foreign money.
    """

    index: int
    text: str
    above: tuple[str, ...] = ()
    unit: int | None = None
    source: str = ""

    @property
    def foreign(self) -> str:
        """The foreign money that is named for it; empty where it states a unit of 元 itself."""
        words = (self.source, *self.above, self.text)
        return "" if self.source == ITSELF else amount_units.foreign("".join(words))


@dataclass(frozen=True)
class Column:
    """A recognised column: its place, what it holds, and the unit of bare amounts in 元.

    The unit is None where nobody stated one; ``source`` says where it is from; ``blank`` says how
    words such as 暂无 are taken.
    """

    index: int
    heading: str
    asked: Fact | Reading
    unit: int | None = 1
    source: str = ""
    blank: str = ""


@dataclass(frozen=True)
class Layout:
    """The columns of a table: those that answer something, and those copied to the result."""

    answers: tuple[Column, ...]
    carried: tuple[tuple[int, str], ...]


@dataclass
class Wishes:
    """What the user has set for single columns; ``unit`` and ``blank`` apply to all the others.

    Columns are named by one of their ``keys_of``.  ``uses`` holds ids of facts and readings, CARRY
    or LEAVE.
    """

    uses: dict[str, str] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    blanks: dict[str, str] = field(default_factory=dict)
    unit: int | None = None
    blank: str = ""


@lru_cache(maxsize=16_384)
def plain(heading: object) -> str:
    """Return a heading without what varies: width, case, blanks, quotes and brackets."""
    whole = "" if heading is None else narrow(str(heading))
    text = unicodedata.normalize("NFKC", whole).lower()
    return re.sub(r"[\s\"'“”‘’「」《》()\[\]【】,,、.。::*?]", "", text)


def match(heading: str, above: Sequence[str] = ()) -> tuple[Fact | Reading, int | None] | None:
    """Return what a heading asks for, and in which unit bare amounts are; None for no fact.

    A heading is the id of a fact or reading, or its words, alone or with the words of a group
    ``above`` it.  An id counts in 元, as in the documents that it is from; for words the unit
    must be stated, and is None where it is not.
    """
    found = _names().get(plain(heading))
    if found is not None and plain(heading) == plain(found.id):
        return found, 1
    name, unit = amount_units.parted(heading)
    for group in ("", *above):
        words, of_group = amount_units.parted(group)
        for whole in (words + name, name + words):
            found = _names().get(plain(whole))
            stated = unit or of_group or None
            if found is not None and (stated is None or found.is_amount):
                return found, stated
    return None


def asked_by(name: str) -> Fact | Reading | None:
    """Return the fact or reading of an id or of its words."""
    return _names().get(plain(name))


def keys_of(heading: Heading) -> tuple[str, ...]:
    """Return by what somebody can name a column: its heading, or its letters, as in C列."""
    return plain(heading.text), plain(f"{grid.letters(heading.index)}列")


@cache
def _names() -> dict[str, Fact | Reading]:
    names: dict[str, Fact | Reading] = {}
    for fact in POLICY.facts:
        names[plain(fact.label.replace("营收", "营业收入"))] = fact
        names |= {plain(fact.id): fact, plain(fact.label): fact}
        # The words in brackets only explain; people leave them out.
        names.setdefault(plain(re.sub(r"\(.*?\)", "", narrow(fact.label))), fact)
        # What may follow the words of a price: it has no other unit.
        if fact.in_tables.unit and not fact.is_amount:
            names.setdefault(plain(f"{fact.label}{fact.in_tables.unit}"), fact)
        if fact.formerly:
            names.setdefault(plain(fact.formerly), fact)
    for reading in POLICY.readings:
        names |= {plain(reading.id): reading, plain(reading.question): reading}
        if reading.formerly:
            names.setdefault(plain(reading.formerly), reading)
    return names


@cache
def meant() -> dict[str, Fact]:
    """Return the facts by their other names."""
    by_id = {fact.id: fact for fact in POLICY.facts}
    return {plain(name): by_id[fact] for fact, names in OTHER_NAMES.items() for name in names}


@cache
def other_names() -> dict[str, str]:
    """Return what the facts ask in so many words, by their other names."""
    return {name: fact.label for name, fact in meant().items()}


def by_letters(wishes: Wishes) -> frozenset[int]:
    """Return the places of the columns that somebody named by their letters, as C列."""
    keys = [plain(key) for key in {**wishes.uses, **wishes.units, **wishes.blanks}]
    found = [re.fullmatch("([a-z]{1,2})列", key) for key in keys]
    return frozenset(grid.index_of(each[1].upper()) for each in found if each)


def near(heading: str, known: Sequence[str]) -> str:
    """Return words for the known name closest to a heading, or that it asks for the opposite."""
    words = nearest(heading, known, other_names())
    if words and re.match("(?:是否)?(?:[非未无]|不是|没有)", heading):
        return "，这一列问的是相反的意思，不能直接对应"
    return words


def is_carried(heading: str) -> bool:
    """Return whether a heading describes an applicant."""
    return plain(heading) in _carried()


def is_firm_name(heading: str) -> bool:
    """Return whether a heading is that of the names of firms."""
    return re.fullmatch(FIRM, plain(heading)) is not None


def name_column(headings: Sequence[Heading]) -> int | None:
    """Return which column has the names of the applicants."""
    return next((each.index for each in headings if is_firm_name(each.text)), None)


def code_column(headings: Sequence[Heading]) -> int | None:
    """Return which column has the codes of the applicants."""
    return next((each.index for each in headings if _CODE.fullmatch(plain(each.text))), None)


def plain_headings(names: Sequence[str]) -> list[Heading]:
    """Return headings that are alone in their row, with the units that they name."""
    return [
        Heading(index, name, (), unit, ITSELF if unit else "")
        for index, name in enumerate(names)
        for unit in [amount_units.parted(name)[1]]
    ]


@cache
def _carried() -> frozenset[str]:
    return frozenset(map(plain, CARRIED))


def lay_out(
    headings: Sequence[Heading], row: int = 1, wishes: Wishes | None = None
) -> tuple[Layout, list[str]]:
    """Return the layout that headings describe with what was wished, and every problem in it."""
    wishes = wishes or Wishes()
    known = [*(fact.label for fact in POLICY.facts), *(fact.id for fact in POLICY.facts), *CARRIED]
    answers: list[Column] = []
    carried: list[tuple[int, str]] = []
    taken: dict[str, Column] = {}
    problems = [
        f"没有列名是{shown(key)}的列{nearest(key, [each.text for each in headings])}"
        for key in {**wishes.uses, **wishes.units, **wishes.blanks}
        if not any(plain(key) in keys_of(each) for each in headings)
    ]
    for each in headings:
        place = f"第 {row} 行第 {grid.letters(each.index)} 列"
        use = _wished(wishes.uses, each)
        asked = asked_by(use) if use not in {None, CARRY, LEAVE} else None
        found = match(each.text, each.above) if use is None else None
        if asked is not None:
            found = asked, None
        if found is not None:
            column = _column(each, found, wishes)
            before = taken.setdefault(column.asked.id, column)
            if before is column:
                answers.append(column)
            else:
                problems.append(
                    f"{place}：{shown(each.text)}与第 {grid.letters(before.index)} 列是同一项；"
                    "请只留一列"
                )
        elif use == CARRY or (use is None and is_carried(each.text)):
            carried.append((each.index, each.text or f"{grid.letters(each.index)} 列"))
        elif use is None and each.text:
            problems.append(
                f"{place}：没有这一列{shown(each.text)}{near(each.text, known)}；"
                "用 --map 列名=问题 写明对应哪个问题，或用 --keep 列名 原样带到结果中"
            )
    if not answers:
        problems.append(
            f"第 {row} 行：没有一列是可以测算的项目；请用模板（python -m calculator template）"
        )
    return Layout(tuple(answers), tuple(carried)), problems


def _column(heading: Heading, found: tuple[Fact | Reading, int | None], wishes: Wishes) -> Column:
    asked, unit = found
    source = heading.source if heading.unit else "英文名称按元" if unit else ""
    unit = heading.unit or unit
    said = _wished(wishes.units, heading) or (None if unit else wishes.unit)
    if said:
        unit, source = said, "--unit"
    blank = _wished(wishes.blanks, heading) or wishes.blank
    return Column(heading.index, heading.text, asked, unit, source, blank)


def _wished(wishes: Mapping[str, Wish], heading: Heading) -> Wish | None:
    keys = keys_of(heading)
    return next((wish for key, wish in wishes.items() if plain(key) in keys), None)
